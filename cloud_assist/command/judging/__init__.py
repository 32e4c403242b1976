"""What a command is: each part judged by its program's rule, and what the shell itself does with them."""
