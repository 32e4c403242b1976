"""The rules of the shell's own programs, one module a family."""
