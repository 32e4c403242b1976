"""The bridge between a command and the catalog: what the installed CLIs would refuse, say of it, or show of it."""
