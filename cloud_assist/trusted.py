"""The folders whose .env the person trusts to set every key."""

from __future__ import annotations

from pathlib import Path

from cloud_assist.errors import ConfigurationError


def trusted_folders_file(config_dir: Path) -> Path:
    """Return the file that lists the trusted folders, one absolute path a line."""
    return config_dir / "trusted-folders"


def is_trusted(config_dir: Path, folder: Path) -> bool:
    """Return whether the person trusted exactly `folder` (symbolic links resolved)."""
    try:
        lines = trusted_folders_file(config_dir).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return False
    return str(folder.resolve()) in lines


def trust(config_dir: Path, folder: Path) -> bool:
    """Add `folder` to the trusted ones; return False where it already was.

    Raises:
        ConfigurationError: the folder is missing, or the list cannot be written.
    """
    try:
        resolved = folder.resolve()
        is_folder = resolved.is_dir()
    except (OSError, RuntimeError) as error:  # a folder above may not be looked into; links that lead in a circle
        why = f"{error.strerror if isinstance(error, OSError) else error}."
        raise ConfigurationError(f"{folder} cannot be found.", why=why, todo="Name an existing folder.") from error
    if not is_folder:
        raise ConfigurationError(f"{folder} is not a folder.", todo="Name an existing folder.")
    if is_trusted(config_dir, resolved):
        return False
    path = trusted_folders_file(config_dir)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with path.open("a", encoding="utf-8") as file:
            file.write(f"{resolved}\n")
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be written.", why=str(error.strerror)) from error
    return True
