"""A terminal assistant for cloud engineers: it proposes a shell command, you decide, it runs."""

__version__ = "0.2.0"
