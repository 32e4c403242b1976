"""The environment that a command inherits: the person's own, less our keys, less what would make bash run other code.

Pagers and prompts are turned off, since nobody can answer them: a command has no terminal and no input. What *answers*
a prompt (CLOUDSDK_CORE_DISABLE_PROMPTS says yes by itself) is a decision of the person's and is never set here.
"""

from __future__ import annotations

from collections.abc import Mapping

from cloud_assist.tools.registry import registry

OWN_KEYS = frozenset(
    {
        "GROQ_API_KEY",
        "GROQ_API_BASE",
        "OPENAI_API_KEY",
        "OPENAI_BASE_URL",
        "OPENAI_API_BASE",
        "OPENAI_ORG_ID",
        "ANTHROPIC_API_KEY",
        "ANTHROPIC_AUTH_TOKEN",
        "ANTHROPIC_BASE_URL",
        "OLLAMA_API_KEY",
        "CLOUD_ASSIST_DATABASE_URL",
    }
)
"""Credentials and addresses of the model providers and of our own store; no command needs them from us."""
OWN_PREFIXES = ("LANGSMITH_", "LANGCHAIN_", "LANGGRAPH_")
"""Tracing of our own requests: a program started here that uses the same libraries must not report to it."""

CHANGES_WHAT_RUNS = frozenset(
    {
        "BASH_ENV",  # a file that `bash -c` reads first
        "ENV",  # the same for sh
        "SHELLOPTS",  # options that bash takes over: xtrace, noexec, nounset …
        "BASHOPTS",
        "BASH_XTRACEFD",
        "BASH_COMPAT",
        "POSIXLY_CORRECT",
        "IFS",
        "PS4",  # expanded, with its substitutions, for each traced command
        "PROMPT_COMMAND",
        "CDPATH",  # makes `cd name` go elsewhere
        "GLOBIGNORE",
        "EXECIGNORE",
    }
)
"""Variables through which bash would do something else than the command that was shown."""
_FUNCTION_PREFIXES = ("BASH_FUNC_", "__BASH_FUNC<")  # exported functions: they come before any program on the PATH
_OLD_FUNCTION = "() {"  # how bash before 4.3 exported them


def unattended() -> dict[str, str]:
    """Return what is set so that nothing waits for a person who is not there. None of it says yes."""
    return {"PAGER": "cat"} | {name: value for tool in registry().own for name, value in tool.unattended}


def changes_what_runs(name: str, value: str) -> bool:
    """Return whether the variable makes bash run something else than the command it is given."""
    return name in CHANGES_WHAT_RUNS or name.startswith(_FUNCTION_PREFIXES) or value.startswith(_OLD_FUNCTION)


def _is_own(name: str) -> bool:
    return name in OWN_KEYS or name.startswith(OWN_PREFIXES)


def child_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment for a command, made from the person's own `environ`."""
    kept = {name: value for name, value in environ.items() if not _is_own(name) and not changes_what_runs(name, value)}
    return kept | unattended()
