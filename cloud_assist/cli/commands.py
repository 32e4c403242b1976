"""Every command with its options; what each does is imported when it is called."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cloud_assist import loading
from cloud_assist.cli.audit import audit_app
from cloud_assist.cli.demo import demo_app
from cloud_assist.cli.stored import catalog_app, config_app, sessions_app

if TYPE_CHECKING:
    from cloud_assist.headless.options import Shape

app = typer.Typer(
    help="Describe what you want to do, review the command and its target, and approve it to run it.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(sessions_app, name="sessions")
app.add_typer(audit_app, name="audit", short_help="The audit trail: who approved what, and how it ended.")
app.add_typer(demo_app, name="demo", short_help="The local AWS sandbox: start, stop, reset.")
app.add_typer(catalog_app, name="catalog")
app.add_typer(config_app, name="config")

SessionOption = Annotated[
    str, typer.Option("--session", metavar="ID", help="Resume a session, or start one with this id.")
]
ModelOption = Annotated[
    str, typer.Option("--model", metavar="M", help="offline or PROVIDER:NAME, for example groq:openai/gpt-oss-120b.")
]
DemoOption = Annotated[bool, typer.Option("--demo", help="Use a private, local AWS sandbox.")]
ReadOnlyOption = Annotated[bool, typer.Option("--read-only", help="Let only commands that read be approved.")]
DebugOption = Annotated[bool, typer.Option("--debug", help="Write debug messages to the log file.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


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
    read_only: ReadOnlyOption = False,
    debug: DebugOption = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Start the app, or run the command that is named."""
    if context.invoked_subcommand not in {None, "run", "check"}:  # these load much more first
        loading.end()
    if context.invoked_subcommand is None:
        from cloud_assist.cli.start import start_app

        raise typer.Exit(start_app(session_id=session, model=model, demo=demo, debug=debug, read_only=read_only))


@app.command()
def run(  # noqa: PLR0913, PLR0917 # one parameter a flag is how Typer takes them
    prompt: Annotated[str, typer.Argument(help="What you want to do, in plain words.")],
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Run without asking, up to and including mutating commands.")
    ] = False,
    allow_destructive: Annotated[
        bool, typer.Option("--allow-destructive", help="With --yes: also run destructive and unknown commands.")
    ] = False,
    confirm_target: Annotated[
        list[str] | None,
        typer.Option(
            "--confirm-target",
            metavar="NAME",
            help="With --allow-destructive: also on the protected target with this exact name. Repeatable.",
        ),
    ] = None,
    plan: Annotated[bool, typer.Option("--plan", help="Plan all steps and approve them before any runs.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the proposed command only; run nothing.")] = False,
    detach: Annotated[
        bool, typer.Option("--detach", help="Leave the approval to somebody else; print the session id.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object at the end.")] = False,
    events: Annotated[bool, typer.Option("--events", help="Print one JSON object per event.")] = False,
    output: Annotated[
        str,
        typer.Option(
            "--output",
            metavar="SHAPE",
            help="How to print the command's output: table, json or raw. Default: a table at a terminal, else raw.",
        ),
    ] = "",
    raw: Annotated[bool, typer.Option("--raw", help="As --output raw: print the output as it is.")] = False,
    session: SessionOption = "",
    model: ModelOption = "",
    timeout: Annotated[
        str, typer.Option("--timeout", metavar="S", help="Time limit for the command, in seconds.")
    ] = "",
    max_retries: Annotated[
        str, typer.Option("--max-retries", metavar="N", help="How often to retry a failed command.")
    ] = "",
    max_steps: Annotated[
        str, typer.Option("--max-steps", metavar="N", help="How many steps the request may take.")
    ] = "",
    demo: DemoOption = False,
    read_only: ReadOnlyOption = False,
    debug: DebugOption = False,
) -> None:
    """Run one request without the app. Text on stdin is used as context."""
    from cloud_assist.cli.start import run_once
    from cloud_assist.headless.options import Output, RunOptions

    if as_json and events:
        raise typer.BadParameter("Use either --json or --events, not both.")
    if detach and (yes or dry_run):
        raise typer.BadParameter("--detach cannot be combined with --yes or --dry-run.")
    if (raw or output) and (as_json or events or dry_run):
        raise typer.BadParameter("--output and --raw cannot be combined with --json, --events or --dry-run.")
    text_output = Output.COMMAND if dry_run else Output.TEXT
    raise typer.Exit(
        run_once(
            RunOptions(
                prompt,
                yes=yes,
                allow_destructive=allow_destructive,
                output=Output.JSON if as_json else Output.EVENTS if events else text_output,
                shape=_shape(output, raw=raw),
                dry_run=dry_run,
                plan=plan,
                confirmed_targets=tuple(confirm_target or ()),
                detach=detach,
                session_id=session,
            ),
            demo=demo,
            overrides={
                "CLOUD_ASSIST_MODEL": model,
                "COMMAND_TIMEOUT": timeout,
                "MAX_RETRIES": max_retries,
                "MAX_STEPS": max_steps,
                "READ_ONLY": read_only,
                "AGENT_DEBUG": debug,
            },
        )
    )


def _shape(output: str, *, raw: bool) -> Shape:
    """Return the shape that --output and --raw ask for."""
    from cloud_assist.headless.options import Shape

    if raw and output not in {"", Shape.RAW}:
        raise typer.BadParameter(f"Use either --raw or --output {output}, not both.")
    if output and output not in {Shape.TABLE, Shape.JSON, Shape.RAW}:
        raise typer.BadParameter(f"--output: {output!r} is not valid. Allowed: table, json, raw.")
    return Shape.RAW if raw else Shape(output or Shape.AUTO)


@app.command()
def check(
    command: Annotated[str | None, typer.Argument(help="The command; read from stdin if omitted.")] = None,
    as_json: JsonOption = False,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help='Read {"command": …} lines; print one result per line.')
    ] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Explain each word of the command.")] = False,
    max_risk: Annotated[
        str, typer.Option("--max-risk", metavar="CLASS", help="Exit with 77 if the risk is above this class.")
    ] = "",
) -> None:
    """Classify a command without running it."""
    from cloud_assist.cli.quick import checked

    raise typer.Exit(checked(command, as_json=as_json, jsonl=jsonl, explain=explain, max_risk=max_risk))


@app.command(short_help="Search known commands, without a model.")
def suggest(
    prompt: Annotated[str, typer.Argument(help="What you want to do, in plain words.")] = "",
    cli: Annotated[str, typer.Option("--cli", metavar="NAME", help="Search only this CLI's commands.")] = "",
    number: Annotated[int, typer.Option("-n", min=1, max=50, help="Maximum number of results.")] = 5,
    as_json: JsonOption = False,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help='Read {"prompt": …, "cli": …} lines; print one result per line.')
    ] = False,
) -> None:
    """Search the local catalog for known commands, without a model."""
    from cloud_assist.cli.suggesting import run_suggest

    raise typer.Exit(run_suggest(prompt, cli=cli, number=number, as_json=as_json, jsonl=jsonl))


@app.command(short_help="Check the setup and suggest fixes.")
def doctor(
    as_json: JsonOption = False,
    tools: Annotated[
        bool, typer.Option("--tools", help="List which parts each known CLI has, and which it lacks.")
    ] = False,
) -> None:
    """Check what works on this machine, and suggest fixes for what does not."""
    if tools:
        from cloud_assist.doctor.tools import run_tools

        raise typer.Exit(run_tools(as_json=as_json, stdout=sys.stdout))
    from cloud_assist.doctor import run_doctor
    from cloud_assist.settings import load_settings

    raise typer.Exit(run_doctor(load_settings(), as_json=as_json, stdout=sys.stdout))


@app.command()
def trust(folder: Annotated[Path, typer.Argument(help="The folder (default: the current one).")] = Path()) -> None:
    """Trust a folder: let its .env set every key."""
    from cloud_assist.settings import load_settings
    from cloud_assist.trusted import trust as add

    added = add(load_settings().config_dir, folder)
    typer.echo(f"{folder.resolve()} is {'now' if added else 'already'} trusted.")
