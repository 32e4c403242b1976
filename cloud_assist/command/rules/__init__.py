"""One module a program family: what its commands do."""
