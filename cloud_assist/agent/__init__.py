"""The corridor: generate, assess, approve, execute, check."""
