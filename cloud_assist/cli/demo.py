"""The commands about the local AWS sandbox that stays between calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from cloud_assist.cli.stored import SETTINGS

if TYPE_CHECKING:
    from cloud_assist.demo.kept import Entry

demo_app = typer.Typer(
    help="The local AWS sandbox: let it run between calls, for --demo.",
    rich_markup_mode=None,
    no_args_is_help=True,
    context_settings=SETTINGS,
)
_NONE = "No local AWS sandbox runs. --demo starts one of its own each time."


@demo_app.command("start")
def start_sandbox() -> None:
    """Start the sandbox, for --demo to use until you stop it."""
    from cloud_assist.demo import kept, seed
    from cloud_assist.settings import load_settings

    settings = load_settings()
    if kept.find(settings) is None:
        typer.echo("Starting the local AWS sandbox …", err=True)
    entry, new = kept.start(settings)
    typer.echo(_where(entry, since=not new))
    if new:
        typer.echo(f"In it: {seed.contents()}.")
    typer.echo('Use it: cloud-assist --demo, or cloud-assist run --demo "list my s3 buckets"')
    typer.echo("End it: cloud-assist demo stop")


@demo_app.command("stop")
def stop_sandbox() -> None:
    """Stop the sandbox; what is in it is gone."""
    from cloud_assist.demo import kept
    from cloud_assist.settings import load_settings

    typer.echo("The local AWS sandbox has ended." if kept.stop(load_settings()) is not None else _NONE)


@demo_app.command("reset")
def reset_sandbox() -> None:
    """Put the sandbox back to what it was at first."""
    from cloud_assist.demo import kept, seed
    from cloud_assist.settings import load_settings

    kept.reset(load_settings())
    typer.echo(f"The local AWS sandbox is as it was at first. In it: {seed.contents()}.")


@demo_app.command("status")
def show_sandbox() -> None:
    """Say whether the sandbox runs, and where."""
    from cloud_assist.demo import kept
    from cloud_assist.settings import load_settings

    entry = kept.find(load_settings())
    typer.echo(_where(entry, since=True) if entry is not None else _NONE)


def _where(entry: Entry, *, since: bool) -> str:
    from cloud_assist.display.times import local_time

    runs = f"has run since {local_time(entry.began)}" if since else "runs"
    return f"The local AWS sandbox {runs} at {entry.where.endpoint}."
