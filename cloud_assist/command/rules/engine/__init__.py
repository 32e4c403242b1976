"""What rules are made of, and the way from a program's name to its rule."""
