"""Programs and servers that stand in for those that a benchmark cannot have."""
