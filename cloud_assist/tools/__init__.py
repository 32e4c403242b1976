"""What is known of each CLI: one frozen record, in tables by subject; data only, so that every room may read it."""
