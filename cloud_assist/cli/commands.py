"""Every command with its options; what each does is imported when it is called."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from cloud_assist.cli.audit import audit_app
from cloud_assist.cli.stored import catalog_app, config_app, sessions_app

app = typer.Typer(
    help="Say what you want in plain words, see the command and what it would hit, and run it once you approve.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(sessions_app, name="sessions")
app.add_typer(audit_app, name="audit", short_help="The audit trail: who let what run, and how it ended.")
app.add_typer(catalog_app, name="catalog")
app.add_typer(config_app, name="config")

SessionOption = Annotated[
    str, typer.Option("--session", metavar="ID", help="Continue a stored session; an id that is new begins one.")
]
ModelOption = Annotated[
    str, typer.Option("--model", metavar="M", help="offline, or PROVIDER:NAME such as groq:openai/gpt-oss-120b.")
]
DemoOption = Annotated[bool, typer.Option("--demo", help="Use a private AWS playground on this machine.")]
DebugOption = Annotated[bool, typer.Option("--debug", help="Log everything to the log file.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
JsonLinesOption = Annotated[bool, typer.Option("--jsonl", help="Read JSON lines from stdin, print one result a line.")]


def _print_version(wanted: bool) -> None:
    if wanted:
        from cloud_assist import __version__

        typer.echo(f"cloud-assist {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def root(
    context: typer.Context,
    session: SessionOption = "",
    model: ModelOption = "",
    demo: DemoOption = False,
    debug: DebugOption = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Start the app, or run the command named."""
    if context.invoked_subcommand is None:
        from cloud_assist.cli.start import start_app

        raise typer.Exit(start_app(session_id=session, model=model, demo=demo, debug=debug))


@app.command()
def run(  # noqa: PLR0913, PLR0917 # one parameter a flag is how Typer takes them
    prompt: Annotated[str, typer.Argument(help="What you want, in plain words.")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Run without asking, up to what is mutating.")] = False,
    allow_destructive: Annotated[
        bool, typer.Option("--allow-destructive", help="With --yes: run what deletes, or is not understood, too.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the command alone; run nothing.")] = False,
    detach: Annotated[
        bool, typer.Option("--detach", help="Leave the question waiting for somebody else; print the session's id.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object at the end.")] = False,
    events: Annotated[bool, typer.Option("--events", help="Print one JSON object for each event.")] = False,
    session: SessionOption = "",
    model: ModelOption = "",
    timeout: Annotated[str, typer.Option("--timeout", metavar="S", help="Seconds the command may run.")] = "",
    max_retries: Annotated[str, typer.Option("--max-retries", metavar="N", help="Retries after a failure.")] = "",
    demo: DemoOption = False,
    debug: DebugOption = False,
) -> None:
    """Run one request without the app. Text piped to stdin is context for it."""
    from cloud_assist.cli.start import run_once
    from cloud_assist.headless.options import Output, RunOptions

    if as_json and events:
        raise typer.BadParameter("--json and --events exclude each other.")
    if detach and (yes or dry_run):
        raise typer.BadParameter("--detach leaves the question open; --yes and --dry-run answer it.")
    text_output = Output.COMMAND if dry_run else Output.TEXT
    output = Output.JSON if as_json else Output.EVENTS if events else text_output
    raise typer.Exit(
        run_once(
            RunOptions(prompt, yes, allow_destructive, output, dry_run, detach, session),
            demo=demo,
            overrides={
                "CLOUD_ASSIST_MODEL": model,
                "COMMAND_TIMEOUT": timeout,
                "MAX_RETRIES": max_retries,
                "AGENT_DEBUG": "true" if debug else "",
            },
        )
    )


@app.command()
def check(
    command: Annotated[str | None, typer.Argument(help="The command; read from stdin where missing.")] = None,
    as_json: JsonOption = False,
    jsonl: Annotated[bool, typer.Option("--jsonl", help='Read {"command": …} lines; print one result a line.')] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Explain each word instead.")] = False,
    max_risk: Annotated[str, typer.Option("--max-risk", metavar="CLASS", help="Exit 77 above this class.")] = "",
) -> None:
    """Say what a command is, without running it and without a model."""
    from cloud_assist.cli.quick import checked

    raise typer.Exit(checked(command, as_json=as_json, jsonl=jsonl, explain=explain, max_risk=max_risk))


@app.command(short_help="Find the closest known commands, without a model.")
def suggest(
    prompt: Annotated[str, typer.Argument(help="What you want, in plain words.")] = "",
    cli: Annotated[str, typer.Option("--cli", metavar="NAME", help="Only commands of this CLI.")] = "",
    number: Annotated[int, typer.Option("-n", min=1, max=50, help="How many.")] = 5,
    as_json: JsonOption = False,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help='Read {"prompt": …, "cli": …} lines; print one result a line.')
    ] = False,
) -> None:
    """Find the closest known commands in the local catalog, without a model."""
    from cloud_assist.cli.suggesting import run_suggest

    raise typer.Exit(run_suggest(prompt, cli=cli, number=number, as_json=as_json, jsonl=jsonl))


@app.command(short_help="Say what works here, and what to do about the rest.")
def doctor(as_json: JsonOption = False) -> None:
    """Say what works on this machine, what does not, and what to do about it."""
    from cloud_assist.doctor import run_doctor
    from cloud_assist.settings import load_settings

    raise typer.Exit(run_doctor(load_settings(), as_json=as_json, stdout=sys.stdout))


@app.command()
def trust(folder: Annotated[Path, typer.Argument(help="The folder; the current one where missing.")] = Path()) -> None:
    """Trust a folder: its .env may set every key."""
    from cloud_assist.settings import load_settings
    from cloud_assist.trusted import trust as add

    added = add(load_settings().config_dir, folder)
    typer.echo(f"{folder.resolve()} is {'now' if added else 'already'} trusted.")
