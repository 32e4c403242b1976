"""What a command is: its syntax, risk, target and preview. Nothing here runs anything."""
