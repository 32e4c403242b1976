"""The kinds of nodes and marks of tree-sitter-bash that are understood; one that is not listed makes a text unknown."""

from __future__ import annotations

EXPANSIONS = frozenset(
    {"simple_expansion", "expansion", "command_substitution", "process_substitution", "arithmetic_expansion"}
)
LIST_NODES = frozenset({"list", "program", "do_group", "else_clause"})
JOINTS = frozenset({";", "&", "&&", "||", "\n"})
# Which other marks and keywords may stand between the statements of a node; anything else is bash's syntax error.
MARKS = {
    "pipeline": frozenset({"|", "|&"}),
    "subshell": frozenset({"(", ")"}),
    "compound_statement": frozenset({"{", "}"}),
    "if_statement": frozenset({"if", "then", "fi"}),
    "elif_clause": frozenset({"elif", "then"}),
    "else_clause": frozenset({"else"}),
    "while_statement": frozenset({"while", "until"}),
    "for_statement": frozenset({"for", "select", "in"}),
    "do_group": frozenset({"do", "done"}),
    "negated_command": frozenset({"!"}),
    "case_statement": frozenset({"case", "in", "esac"}),
    "case_item": frozenset({"(", ")", "|", ";;", ";&", ";;&"}),
    "heredoc_redirect": frozenset({"|", "|&"}),
}
KEYWORDS = frozenset(
    {
        "if",
        "then",
        "elif",
        "else",
        "fi",
        "while",
        "until",
        "do",
        "done",
        "for",
        "select",
        "in",
        "case",
        "esac",
        "{",
        "}",
        "!",
    }
)
AFTER_KEYWORD = frozenset({b" ", b"\t", b"\n", b";", b"(", b")", b"&", b"|", b"<", b">", b"`"})
BEFORE_COMMENT = frozenset({b" ", b"\t", b"\n", b";", b"&", b"|", b"("})
OPENERS = frozenset({"{", "(", "then", "do", "else", "if", "elif", "while", "until"})
CLOSERS = frozenset({"}", ")", "fi", "done", "then", "do_group", "elif_clause", "else_clause"})
INNER_NODES = frozenset(
    {
        "subscript",
        "variable_name",
        "special_variable_name",
        "number",
        "word",
        "string",
        "string_content",
        "raw_string",
        "ansi_c_string",
        "regex",
        "extglob_pattern",
        "concatenation",
        "binary_expression",
        "unary_expression",
        "postfix_expression",
        "ternary_expression",
        "parenthesized_expression",
        "test_operator",
        "array",
        "translated_string",
        "variable_assignment",
        "file_descriptor",
    }
)
WORD_NODES = frozenset(
    {
        "word",
        "string",
        "raw_string",
        "ansi_c_string",
        "number",
        "concatenation",
        "brace_expression",
        "translated_string",
        "$",
        "command_name",
        "extglob_pattern",
        "regex",
        "==",
    }
    | EXPANSIONS
)
REDIRECTS = frozenset({"file_redirect", "heredoc_redirect", "herestring_redirect"})
REDIRECT_OPERATORS = frozenset({">", ">>", "<", ">&", "<&", "&>", "&>>", ">|", "<&-", ">&-", "<<<", "<>"})
BLOCK_KINDS = {
    "subshell": "subshell",
    "compound_statement": "group",
    "if_statement": "if",
    "while_statement": "while",
    "negated_command": "not",
    "elif_clause": "if",
}
