"""The receipt of a whole command, and of the surroundings it would run in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from cloud_assist.command.judging.judge import Judgement
from cloud_assist.command.receipt import aws_target as aws
from cloud_assist.command.receipt import azure_target as azure
from cloud_assist.command.receipt import docker_target as docker
from cloud_assist.command.receipt import gcloud_target as gcloud
from cloud_assist.command.receipt import kube_switches
from cloud_assist.command.receipt import kube_target as kube
from cloud_assist.command.receipt import ssh_target as ssh
from cloud_assist.command.receipt import terraform_target as terraform
from cloud_assist.command.receipt.invocation import Invocation, Place, Switch
from cloud_assist.command.receipt.unfold import invocations
from cloud_assist.command.syntax.parser import Script
from cloud_assist.display.visible import visible
from cloud_assist.findings import Code, finding
from cloud_assist.models import Finding, Target, TargetEntry

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
_SWITCHES: tuple[tuple[frozenset[str], Callable[[Invocation], Iterable[Switch]]], ...] = (
    (frozenset({"aws"}), aws.aws_switches),
    (kube_switches.PROGRAMS, kube_switches.kube_switches),
    (frozenset({"gcloud"}), gcloud.gcloud_switches),
    (frozenset({"az"}), azure.azure_switches),
    (terraform.PROGRAMS, terraform.terraform_switches),
    (frozenset({"docker"}), docker.docker_switches),
)
_READERS = {program: reader for programs, reader in _TOOLS for program in programs}


def ambient_target(environ: Mapping[str, str], cwd: Path) -> Target:
    """Return what the next command of each tool in use here would hit if it said nothing else.

    From files and environment only; for the status line, so at most a few milliseconds.
    """
    surroundings = Invocation("", (), environ, cwd)
    return Target(tuple(entry for _, reader in _TOOLS for entry in reader(surroundings)))


def command_target(
    script: Script, judgement: Judgement, *, environ: Mapping[str, str], cwd: Path
) -> tuple[Target, tuple[Finding, ...]]:
    """Return what one command would hit, and what is wrong with the names that it uses.

    The target is empty for a command that touches this machine only.

    Args:
        script: the parsed command.
        judgement: the same command, judged.
        environ: the environment that the command inherits.
        cwd: the working directory it starts in.
    """
    if not any(simple.words[0].text.rpartition("/")[2] in _READERS for simple in judgement.commands):
        return Target(), ()
    entries: dict[TargetEntry, None] = {}
    findings: dict[Finding, None] = {}
    for call, hit in targets(script, judgement, environ=environ, cwd=cwd):
        entries |= dict.fromkeys(hit)
        unknown = _unknown_name(call)
        if unknown is not None:
            findings[unknown] = None
    return Target(tuple(entries)), tuple(findings)


def targets(
    script: Script, judgement: Judgement, *, environ: Mapping[str, str], cwd: Path
) -> Iterator[tuple[Invocation, tuple[TargetEntry, ...]]]:
    """Yield each program that hits something beyond this machine with what it would hit, in order.

    What a command chooses for the ones after it (`kubectl config use-context`) counts from that command on.
    """
    switched: dict[Place, tuple[str, str]] = {}
    for call in invocations(script, judgement, environ=environ, cwd=cwd):
        current = replace(call, switched=switched)
        for programs, switches in _SWITCHES:
            if call.program in programs:
                switched.update(switches(current))
        reader = _READERS.get(call.program)
        if reader is not None:
            yield current, reader(current)


def targeted(programs: Iterable[str]) -> list[str]:
    """Return those of `programs` that hit something beyond this machine, be it set or their own default."""
    return [program for program in programs if program in _READERS]


def _unknown_name(call: Invocation) -> Finding | None:
    """Return a finding where a command names a profile or a context that no file here has."""
    if call.program == "aws" and (profile := aws.unknown_profile(call)):
        text = f"There is no AWS profile {visible(profile)} in the configuration files."
        return finding(Code.UNKNOWN_PROFILE, text, "aws configure list-profiles")
    if call.program in kube.KUBECTL | kube.HELM and (context := kube.unknown_context(call)):
        text = f"There is no context {visible(context)} in the kubeconfig."
        return finding(Code.UNKNOWN_CONTEXT, text, "kubectl config get-contexts")
    return None
