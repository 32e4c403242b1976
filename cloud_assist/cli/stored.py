"""The commands about what is stored: sessions, the catalog, the configuration."""

from __future__ import annotations

import contextlib
import sys
from typing import Annotated

import typer

from cloud_assist.errors import ConfigurationError

SETTINGS = {"help_option_names": ["-h", "--help"]}
sessions_app = typer.Typer(
    help="Stored sessions.", rich_markup_mode=None, no_args_is_help=True, context_settings=SETTINGS
)
catalog_app = typer.Typer(
    help="The local command catalog.", rich_markup_mode=None, no_args_is_help=True, context_settings=SETTINGS
)
config_app = typer.Typer(help="Configuration.", rich_markup_mode=None, no_args_is_help=True, context_settings=SETTINGS)

IdArgument = Annotated[str, typer.Argument(metavar="ID", help="The session's id, or the first characters of it.")]


@sessions_app.command("list")
def list_sessions(
    search: Annotated[str, typer.Option("--search", metavar="TEXT", help="Only sessions that contain this text.")] = "",
    number: Annotated[int, typer.Option("-n", min=1, help="Maximum number of sessions.")] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List sessions, most recently used first."""
    from cloud_assist.cli.sessions import open_index, print_sessions

    with open_index() as index:
        print_sessions(index.list(limit=number, search=search), as_json=as_json, searched=bool(search))


@sessions_app.command("show")
def show_session(
    session_id: IdArgument, as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False
) -> None:
    """Show one session and its requests."""
    from cloud_assist.cli.sessions import open_index, print_transcript

    with open_index() as index:
        print_transcript(index, session_id, "json" if as_json else "text")


@sessions_app.command("export")
def export_session(
    session_id: IdArgument,
    form: Annotated[str, typer.Option("--format", metavar="FORMAT", help="md or json.")] = "md",
) -> None:
    """Print one session as Markdown or JSON, with secrets redacted."""
    from cloud_assist.cli.sessions import open_index, print_transcript

    if form not in {"md", "json"}:
        raise typer.BadParameter("md or json", param_hint="--format")
    with open_index() as index:
        print_transcript(index, session_id, form)


@sessions_app.command("rename")
def rename_session(
    session_id: IdArgument, title: Annotated[str, typer.Argument(metavar="TITLE", help="The new title.")]
) -> None:
    """Rename a session."""
    from cloud_assist.cli.sessions import open_index

    if not title.strip():
        raise typer.BadParameter("the title must not be empty", param_hint="TITLE")
    with open_index() as index:
        index.rename(session_id, title)


@sessions_app.command("delete", short_help="Delete a session and its stored output.")
def delete_session(session_id: IdArgument) -> None:
    """Delete a session with its checkpoints and stored output, and free the disk space."""
    from cloud_assist.cli.sessions import open_index

    with open_index() as index:
        found = index.show(session_id)
        index.delete(found.id)
        sys.stderr.write(f"Deleted {found.id} ({found.title}).\n")


@sessions_app.command("resume")
def resume_session(
    session_id: IdArgument,
    read_only: Annotated[bool, typer.Option("--read-only", help="Let only commands that read be approved.")] = False,
) -> None:
    """Open a session in the app; an open question is asked again."""
    from cloud_assist.cli.sessions import open_index
    from cloud_assist.cli.start import start_app

    with open_index() as index:
        found = index.show(session_id)
    raise typer.Exit(start_app(session_id=found.id, resume=True, read_only=read_only))


@catalog_app.command("build", short_help="Build the catalog from the installed CLIs and the recipe book.")
def build() -> None:
    """Build the catalog from the installed CLIs and the recipe book."""
    from cloud_assist.catalog.builder import build_everything
    from cloud_assist.catalog.catalog import open_catalog
    from cloud_assist.cli.status import print_catalog
    from cloud_assist.settings import load_settings

    settings = load_settings()
    note = build_everything(settings, lambda line: typer.echo(line, err=True))
    with contextlib.closing(open_catalog(settings, note) if note else open_catalog(settings)) as catalog:
        print_catalog(catalog.status())


@catalog_app.command("status")
def status() -> None:
    """Show what the catalog contains and whether it is up to date."""
    from cloud_assist.catalog.catalog import open_catalog
    from cloud_assist.cli.status import print_catalog
    from cloud_assist.settings import load_settings

    with contextlib.closing(open_catalog(load_settings())) as catalog:
        print_catalog(catalog.status())


@config_app.command("show")
def show_config() -> None:
    """Print the current settings and where each value is set. Secrets are not shown."""
    from cloud_assist.cli.status import print_settings
    from cloud_assist.settings import load_settings

    print_settings(load_settings())


@config_app.command("path")
def config_path() -> None:
    """Print the paths of configuration, state, log and cache."""
    from cloud_assist.log import log_file
    from cloud_assist.settings import load_settings

    settings = load_settings()
    for name, path in (
        ("config", settings.config_dir / ".env"),
        ("state", settings.state_dir),
        ("log", log_file(settings)),
        ("cache", settings.cache_dir),
    ):
        typer.echo(f"{name:<7} {path}")


@config_app.command("init", short_help="Create the configuration file, with every key explained.")
def init_config() -> None:
    """Create the configuration file, with every key explained; an existing file is not changed."""
    from importlib.resources import files

    from cloud_assist.settings import load_settings

    path = load_settings().config_dir / ".env"
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with path.open("x", encoding="utf-8") as file:
            path.chmod(0o600)
            file.write(files("cloud_assist").joinpath("env.example").read_text("utf-8"))
    except FileExistsError as error:
        raise ConfigurationError(f"{path} already exists.", todo="Edit it, or move it away first.") from error
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be written.", why=f"{error.strerror}.") from error
    typer.echo(f"Created {path}")
