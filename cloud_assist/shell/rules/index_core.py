"""Which module holds the rule of which plain-shell program; nothing is imported until a command names it."""

FAMILIES: dict[str, str] = {
    "make_tools": "make",
}
