"""What a command's output says: its form, the items it lists, and a digest of both."""
