"""What a command's output says: its form, the items it lists, a digest of both, and a table."""
