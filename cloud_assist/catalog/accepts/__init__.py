"""Reading the words of one simple command by the rules of its CLI, and saying what that CLI would refuse."""
