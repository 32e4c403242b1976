"""What a command does: started once, watched, kept, and ended whole."""
