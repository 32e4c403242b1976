"""Each word of a command with its line from the CLI's own documentation, and for values the allowed ones.

No model is asked. What is not in the tables is said to be so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cloud_assist.catalog.accepts.roles import Kind, Role, roles
from cloud_assist.catalog.accepts.words import Word
from cloud_assist.catalog.clis.port import Arity, Option
from cloud_assist.catalog.clis.tables import CliTables, Tables
from cloud_assist.catalog.explain_plain_command import explain_tool
from cloud_assist.catalog.explanation import NOT_IN_CATALOG, Explanation, sentence, shown
from cloud_assist.catalog.manuals import Manuals


def explain_words(words: Sequence[Word], tables: Tables, manuals: Manuals) -> tuple[Explanation, ...]:
    """Return one explanation for each word of a simple command, in order."""
    if not words:
        return ()
    program, rest = words[0], words[1:]
    cli = tables.of(program.text.rpartition("/")[2])
    if cli is None:
        return tuple(explain_tool(words, manuals))
    return (_program(program, cli), *(_explained(role, cli) for role in roles(rest, cli)))


_PROGRAMS = {
    "aws": "The AWS command line: Amazon Web Services.",
    "gcloud": "The Google Cloud command line.",
    "kubectl": "The Kubernetes command line: controls a cluster.",
    "docker": "The Docker command line: images and containers.",
    "terraform": "Plans and creates infrastructure from configuration files.",
    "helm": "Installs packages of Kubernetes resources.",
    "az": "The Azure command line: Microsoft's cloud.",
    "gh": "The GitHub command line.",
    "eksctl": "Creates and changes Kubernetes clusters on Amazon EKS.",
}


def _program(word: Word, cli: CliTables) -> Explanation:
    line = _PROGRAMS.get(cli.cli) or sentence(cli.root.documentation) or f"The {cli.cli} command line."
    return Explanation(shown(word), f"{line.rstrip('.')} (version {cli.version})." if cli.version else line)


def _explained(role: Role, cli: CliTables) -> Explanation:
    word = shown(role.word)
    if role.kind is Kind.COMMAND and role.command is not None:
        line = sentence(role.command.documentation)
        return Explanation(word, line or f"A command of {cli.cli}.", known=bool(line))
    if role.option is not None and role.command is not None:
        return _option(word, role, role.option, cli)
    if role.positional is not None and role.command is not None:
        line = cli.documentation(role.command.path).get(role.positional.name, "")
        return Explanation(word, sentence(line) or f"The argument <{role.positional.name}>.", role.positional.choices)
    if role.kind is Kind.POSITIONAL and role.command is not None:
        return Explanation(word, f"An argument of `{' '.join((cli.cli, *role.command.path))}`.", known=False)
    if word in {"--", "help"}:
        return Explanation(word, "Ends the options." if word == "--" else "Shows help.")
    return Explanation(word, NOT_IN_CATALOG, known=False)


def _option(word: str, role: Role, option: Option, cli: CliTables) -> Explanation:
    path = role.command.path if role.command is not None else ()
    allowed = allowed_values(option, cli)
    if role.kind is Kind.VALUE:
        return Explanation(word, f"The value of `{option.names[0]}`.", allowed)
    own, shared = cli.documentation(path), cli.documentation(())
    lines = [own.get(o.names[0]) or shared.get(o.names[0], "") for o in (option, *role.also)]
    text = " · ".join(filter(None, map(sentence, lines)))
    if text and (role.negated or _is_negation(option, own)):
        text = f"Turns this off: {text}"
    return Explanation(
        word,
        text or f"An option of `{' '.join((cli.cli, *path))}`.",
        allowed if not role.also else (),
        known=bool(text),
    )


def _is_negation(option: Option, lines: Mapping[str, str]) -> bool:
    """Return whether an option is a --no- form that carries the line of the option it negates."""
    name = option.names[0]
    line = lines.get(name, "")
    return name.startswith("--no-") and bool(line) and lines.get("--" + name.removeprefix("--no-")) == line


def allowed_values(option: Option, cli: CliTables) -> tuple[str, ...]:
    """Return the values an option may take, () where there is no closed list."""
    if option.choices or option.values:
        return option.choices or option.values
    if option.type == "bool" and option.arity != Arity.NONE:
        return ("true", "false")
    shape = cli.shape(option.shape) if option.shape else None
    if shape is not None and shape.type == "list":
        shape = cli.shape(shape.element)
    return shape.choices if shape is not None else ()
