"""The receipt of a whole command, and of the surroundings it would run in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from cloud_assist.models import Target, TargetEntry
from cloud_assist.shell.syntax import Script, Simple
from cloud_assist.shell.target import aws, azure, docker, gcloud, kube, ssh, terraform
from cloud_assist.shell.target.invocation import Invocation
from cloud_assist.shell.target.unfold import invocations

_Reader = Callable[[Invocation], tuple[TargetEntry, ...]]
_TOOLS: tuple[tuple[frozenset[str], _Reader], ...] = (
    (aws.PROGRAMS, aws.aws_entries),
    (kube.PROGRAMS, kube.kube_entries),
    (gcloud.PROGRAMS, gcloud.gcloud_entries),
    (azure.PROGRAMS, azure.azure_entries),
    (terraform.PROGRAMS, terraform.terraform_entries),
    (docker.PROGRAMS, docker.docker_entries),
    (ssh.PROGRAMS, ssh.ssh_entries),
)
_READERS = {program: reader for programs, reader in _TOOLS for program in programs}


def ambient_target(environ: Mapping[str, str], cwd: Path) -> Target:
    """Return what the next command of each tool in use here would hit if it said nothing else.

    From files and environment only; for the status line, so at most a few milliseconds.
    """
    surroundings = Invocation("", (), environ, cwd)
    return Target(tuple(entry for _, reader in _TOOLS for entry in reader(surroundings)))


def command_target(script: Script, commands: Iterable[Simple], *, environ: Mapping[str, str], cwd: Path) -> Target:
    """Return what one command would hit; empty for a command that touches this machine only.

    Args:
        script: the parsed command.
        commands: every simple command in it, those inside wrappers too, in order (`Judgement.commands`).
        environ: the environment that the command inherits.
        cwd: the working directory it starts in.
    """
    entries: dict[TargetEntry, None] = {}
    for call in invocations(script, commands, environ=environ, cwd=cwd):
        reader = _READERS.get(call.program)
        if reader is not None:
            entries |= dict.fromkeys(reader(call))
    return Target(tuple(entries))
