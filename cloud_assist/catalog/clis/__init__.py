"""What the CLIs of this machine accept: one adapter a CLI, one store, made once for each version that is installed."""
