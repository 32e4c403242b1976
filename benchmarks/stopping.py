"""What a command that holds a lock or a half-done change leaves behind when it is stopped at a random moment: nothing.

Runs the real terraform, git, rsync and kubectl where they are installed, and two stand-ins: a terraform whose provider
process ignores INT and dies of TERM, and a package manager with a lock file. Each is cancelled, timed out, left by the
end of its program, and sent to the background, at random moments. A fault is a state that cannot be read, a lock that
stays, something created that the state does not know, or a command after the stopped one that ran all the same.

    python -m benchmarks.stopping [--moments 20] [--seed 1] [--only terraform] [--quick]
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from benchmarks.stand_ins import kube_api, stopping_programs
from cloud_assist.command.judging.judge import judge
from cloud_assist.command.stopping import stop_policy
from cloud_assist.models import RunResult
from cloud_assist.running.attach import attach
from cloud_assist.running.control import LeftRunningError, Limits, RunControl
from cloud_assist.running.kept import read_end
from cloud_assist.running.runner import Started, run

WAYS = ("cancelled", "timed out", "quit", "background")
LONGEST_S = 60.0
"""After which a command that was asked to stop is given up: a fault."""
CONTROL_S = 0.5
"""How soon control must be back where the command goes on by itself."""
QUIT_S = 3.0
"""The same for a program that ends, its start-up not counted."""


@dataclass(frozen=True)
class Kind:
    """One kind of command."""

    name: str
    command: str
    takes_s: float
    """About how long it takes undisturbed; the moments lie within."""
    prepare: Callable[[Path], None]
    faults: Callable[[Path], Iterator[str]]
    needs: str = ""
    """A program that must be installed."""


# --- terraform --------------------------------------------------------------------------------------------------------

TERRAFORM = """
resource "terraform_data" "thing" {
  count = 6
  input = count.index
  provisioner "local-exec" {
    command = "sleep 0.2; echo made > things/${self.input}"
  }
}
"""


def terraform_folder(folder: Path) -> None:
    (folder / "main.tf").write_text(TERRAFORM)
    (folder / "things").mkdir()
    subprocess.run(["terraform", "init", "-input=false"], cwd=folder, check=True, capture_output=True)


def terraform_faults(folder: Path) -> Iterator[str]:
    state = folder / "terraform.tfstate"
    known: set[str] = set()
    if state.exists():
        shown = subprocess.run(["terraform", "state", "list"], cwd=folder, check=False, capture_output=True, text=True)
        if shown.returncode:
            yield f"the state cannot be read: {shown.stderr.strip()[:200]}"
            return
        known = {line.partition("[")[2].rstrip("]") for line in shown.stdout.splitlines()}
    if (folder / ".terraform.tfstate.lock.info").exists():
        yield "the lock on the state stayed"
    for thing in (folder / "things").iterdir():
        if thing.name not in known:
            yield f"thing {thing.name} was created and the state does not know it"


def stand_in_folder(folder: Path) -> None:
    (folder / "things").mkdir()
    stopping_programs.write(folder / "bin")


def stand_in_faults(folder: Path) -> Iterator[str]:
    state = folder / "state.json"
    try:
        known = set(json.loads(state.read_text())) if state.exists() else set()
    except ValueError:
        yield "the state cannot be read"
        return
    if (folder / "state.lock").exists():
        yield "the lock on the state stayed"
    for thing in (folder / "things").iterdir():
        if thing.name not in known:
            yield f"thing {thing.name} was created and the state does not know it"


# --- git, rsync, packages ---------------------------------------------------------------------------------------------


def git_folder(folder: Path) -> None:
    for arguments in (["init", "-q"], ["config", "user.name", "A"], ["config", "user.email", "a@example.com"]):
        subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)
    for number in range(3000):
        (folder / f"file-{number}").write_text(f"{number}\n" * 20)


def git_faults(folder: Path) -> Iterator[str]:
    for lock in (folder / ".git").rglob("*.lock"):
        yield f"{lock.name} stayed"
    for arguments in (["status", "--short"], ["fsck", "--no-dangling"]):
        done = subprocess.run(["git", *arguments], cwd=folder, check=False, capture_output=True, text=True)
        if done.returncode:
            yield f"git {arguments[0]} fails: {done.stderr.strip()[:200]}"


def rsync_folder(folder: Path) -> None:
    (folder / "from").mkdir()
    for number in range(12):
        (folder / "from" / f"file-{number}").write_bytes(os.urandom(300_000))


def rsync_faults(folder: Path) -> Iterator[str]:
    copies = folder / "to"
    for copy in copies.iterdir() if copies.is_dir() else ():
        if copy.name.startswith("."):
            yield f"the temporary file {copy.name} stayed"
        elif copy.read_bytes() != (folder / "from" / copy.name).read_bytes():
            yield f"{copy.name} was copied in part"


def packages_faults(folder: Path) -> Iterator[str]:
    if (folder / "lock").exists():
        yield "the lock stayed"
    for package in (folder / "things").iterdir():
        if package.read_text() != "unpacked configured":
            yield f"package {package.name} is half installed"


# --- kubectl ----------------------------------------------------------------------------------------------------------

OBJECT = "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: thing-{0}, namespace: default}}\ndata: {{value: '{0}'}}\n"


def kubectl_folder(folder: Path) -> None:
    (folder / "objects.yaml").write_text("---\n".join(OBJECT.format(number) for number in range(8)))
    port = kube_api.serve(folder / "objects")
    (folder / "kubeconfig").write_text(kube_api.KUBECONFIG.format(port=port))


def kubectl_faults(folder: Path) -> Iterator[str]:
    for stored in (folder / "objects").iterdir():
        if json.loads(stored.read_text())["data"]["value"] != stored.stem.rpartition("-")[2]:
            yield f"{stored.name} is not whole"
    arguments = ["kubectl", "--kubeconfig=kubeconfig", "apply", "--validate=false", "-f", "objects.yaml"]
    again = subprocess.run(arguments, cwd=folder, check=False, capture_output=True, text=True, timeout=LONGEST_S)
    if again.returncode or len(list((folder / "objects").iterdir())) != 8:
        yield f"the same command does not finish the work: {again.stderr.strip()[:200]}"


KINDS = (
    Kind(
        "terraform",
        "terraform apply -auto-approve -parallelism=2 -no-color | tee log; touch next",
        1.6,
        terraform_folder,
        terraform_faults,
        "terraform",
    ),
    Kind("terraform's stand-in", "cd . && terraform apply; touch next", 1.2, stand_in_folder, stand_in_faults),
    Kind("git", "git add -A; git commit -qm all; touch .git/next", 0.5, git_folder, git_faults, "git"),
    Kind("rsync", "rsync -a --bwlimit=3000 from/ to/; touch next", 1.2, rsync_folder, rsync_faults, "rsync"),
    Kind(
        "package manager's stand-in",
        "bash -c 'apt-get install -y a b c d | cat'; touch next",
        1.2,
        stand_in_folder,
        packages_faults,
    ),
    Kind(
        "kubectl",
        "kubectl --kubeconfig=kubeconfig apply --validate=false -f objects.yaml; touch next",
        1.2,
        kubectl_folder,
        kubectl_faults,
        "kubectl",
    ),
)


# --- running ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Outcome:
    """What became of one command."""

    faults: list[str]
    control_s: float
    """Seconds until control was back, where it goes on by itself; else 0."""
    ended_s: float
    """Seconds from the moment until it had ended."""
    stopped_at: float = field(default_factory=time.time)
    """The moment, in seconds since the epoch."""


def environment(folder: Path) -> dict[str, str]:
    path = f"{folder / 'bin'}:{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "TF_INPUT": "0", "TF_CLI_CONFIG_FILE": os.devnull, "HOME": str(folder)}


def started(
    kind: Kind, folder: Path, control: RunControl, timeout_s: float | None, on_started: Callable[[Started], None]
) -> asyncio.Task[RunResult]:
    environ = environment(folder)
    policy = stop_policy(judge(kind.command, environ=environ, cwd=folder))
    work = run(
        kind.command,
        cwd=folder,
        environ=environ,
        limits=Limits(timeout_s, stop=policy),
        spool_path=folder / "op.out",
        on_output=lambda _: None,
        control=control,
        on_started=on_started,
    )
    return asyncio.create_task(work)


async def stopped(kind: Kind, way: str, folder: Path, moment_s: float) -> Outcome:
    """Stop a command in this program; `quit` stands apart."""
    begun: list[Started] = []
    control = RunControl()
    task = started(kind, folder, control, moment_s if way == "timed out" else None, begun.append)
    await asyncio.wait([task], timeout=moment_s)
    began, stopped_at = time.monotonic(), time.time()
    control_s = 0.0
    if way == "cancelled":
        control.cancel()
    elif way == "background":
        control.let_go()
        with contextlib.suppress(LeftRunningError):
            await task
        control_s = time.monotonic() - began
        later = RunControl()
        if moment_s * 1000 % 2 < 1:  # half of them are stopped as a job, the others come to their end
            later.cancel()
        task = asyncio.create_task(_attached(begun[0], later))
    try:
        async with asyncio.timeout(LONGEST_S):
            await task
    except TimeoutError:
        return Outcome([f"it did not end within {LONGEST_S:.0f} s"], control_s, LONGEST_S)
    return Outcome([], control_s, time.monotonic() - began, stopped_at)


async def _attached(begun: Started, control: RunControl) -> RunResult:
    result = await attach(begun, on_output=lambda _: None, control=control)
    if result is None:
        raise RuntimeError("nobody noted its end")
    return result


def quit_while(kind: Kind, folder: Path, moment_s: float) -> Outcome:
    """End the program that runs a command, as closing the app does; the command goes on or is ended by its kind."""
    program = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.stopping", "--child", kind.name, str(folder)], stdout=subprocess.PIPE
    )
    assert program.stdout is not None
    program.stdout.readline()
    time.sleep(moment_s)
    began = time.monotonic()
    program.send_signal(signal.SIGTERM)
    program.wait(30)
    control_s = time.monotonic() - began
    program.stdout.close()
    while read_end(folder / "op.out") is None:
        if time.monotonic() - began > LONGEST_S:
            return Outcome([f"it did not end within {LONGEST_S:.0f} s"], control_s, LONGEST_S)
        time.sleep(0.02)
    return Outcome([], control_s, time.monotonic() - began)


async def child(kind: Kind, folder: Path) -> None:
    """Be the program that ends: a SIGTERM cancels the task, as the front ends do."""
    begun = asyncio.Event()
    task = started(kind, folder, RunControl(), None, lambda _: begun.set())
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    await begun.wait()
    print("runs", flush=True)
    with contextlib.suppress(asyncio.CancelledError):
        await task


def followed(folder: Path, stopped_at: float) -> Iterator[str]:
    """Yield a fault where the command after the stopped one began once that was asked to stop."""
    for path in (folder / "next", folder / ".git" / "next"):
        if path.exists() and path.stat().st_mtime > stopped_at + 0.1:
            yield "the next command ran"


def one(kind: Kind, way: str, moment_s: float) -> Outcome:
    """Stop one command in a folder of its own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        kind.prepare(folder)
        if way == "quit":
            outcome = quit_while(kind, folder, moment_s)
        else:
            outcome = asyncio.run(stopped(kind, way, folder, moment_s))
        found = [*outcome.faults, *kind.faults(folder)]
        if way in {"cancelled", "timed out"}:
            found += followed(folder, outcome.stopped_at)
        if outcome.control_s > (QUIT_S if way == "quit" else CONTROL_S):
            found.append(f"control was back after {outcome.control_s:.2f} s only")
        return replace(outcome, faults=found)


def measure(kinds: list[Kind], moments: int, seed: int) -> int:
    """Stop every kind in every way at `moments` moments; return 1 where something stayed behind."""
    random.seed(seed)
    count = 0
    for kind in kinds:
        for way in WAYS:
            outcomes = []
            for _ in range(moments):
                moment_s = random.uniform(0.02, kind.takes_s)
                outcome = one(kind, way, moment_s)
                outcomes.append(outcome)
                for fault in outcome.faults:
                    print(f"  {kind.name}, {way} after {moment_s:.2f} s: {fault}")
            faults = sum(len(outcome.faults) for outcome in outcomes)
            count += faults
            ended = max(outcome.ended_s for outcome in outcomes)
            control = max(outcome.control_s for outcome in outcomes)
            back = f", control back within {control:.2f} s" if way in {"quit", "background"} else ""
            print(f"{kind.name:27} {way:11} {moments} moments: {faults} faults, ended within {ended:.1f} s{back}")
    print(f"faults {count}")
    return 1 if count else 0


def main() -> int:
    by_name = {kind.name: kind for kind in KINDS}
    if sys.argv[1:2] == ["--child"]:
        asyncio.run(child(by_name[sys.argv[2]], Path(sys.argv[3])))
        return 0
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--moments", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=by_name)
    parser.add_argument("--quick", action="store_true", help="one moment for each kind and way")
    options = parser.parse_args()
    chosen = [by_name[options.only]] if options.only else list(KINDS)
    there = [kind for kind in chosen if not kind.needs or shutil.which(kind.needs)]
    for kind in chosen:
        if kind not in there:
            print(f"{kind.name:27} left out: it is not installed")
    return measure(there, 1 if options.quick else options.moments, options.seed)


if __name__ == "__main__":
    sys.exit(main())
