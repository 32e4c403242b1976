"""What the installed CLIs accept, and the commands people use."""
