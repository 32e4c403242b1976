"""An approval is bound to bytes, folder, target and program files; whatever changes refuses it, and says what."""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from cloud_assist.command.assessment import assess
from cloud_assist.command.binding import BUILTINS, bind, changes, find_program, resolve
from cloud_assist.models import Binding, Target, TargetEntry
from tests.support.receipts import AWS_CONFIG, KUBECONFIG, furnish, write

Environ = dict[str, str]

words = st.text("a/ ,:=()'", max_size=2) | st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
"""Often equal, and often made of the marks that stand between one value and the next."""
entries = st.builds(
    TargetEntry,
    st.sampled_from(["aws", "kubectl", "gcloud"]),
    st.sampled_from(["profile", "region", "context"]),
    st.text(min_size=1, max_size=6),
    words,
)
targets = st.lists(entries, max_size=4).map(lambda found: Target(tuple(found)))
programs = st.dictionaries(
    words, st.sampled_from(["builtin", "missing", "/bin/ls:1:2:3", "/tmp/ls:1:2:3", "/bin/ls:1:3:3"])
)
digests = words.map(lambda text: hashlib.sha256(text.encode()).hexdigest())
bindings = st.builds(Binding, digests, words, targets, programs.map(lambda found: tuple(found.items())))


def altered(binding: Binding, other: Binding, field: str) -> Binding:
    """Return `binding` with one field taken from `other`."""
    if field == "command":
        return replace(binding, command_sha256=other.command_sha256)
    if field == "cwd":
        return replace(binding, cwd=other.cwd)
    if field == "target":
        return replace(binding, target=other.target)
    return replace(binding, programs=other.programs)


FIELDS = ["command", "cwd", "target", "programs"]


def hit(binding: Binding) -> list[tuple[str, str, str]]:
    """Return what `binding` names as its target, without where that was read."""
    return [(entry.tool, entry.name, entry.value) for entry in binding.target.entries]


@settings(max_examples=300, deadline=None)
@given(bindings, bindings, st.sampled_from(FIELDS))
def test_whatever_changed_is_refused_and_told(approved: Binding, other: Binding, field: str) -> None:
    now = altered(approved, other, field)
    assume(now != approved and (field != "target" or hit(now) != hit(approved)))
    assert now.digest != approved.digest
    told = changes(approved, now)
    assert told
    assert all(told)


def test_where_one_value_ends_and_the_next_begins_counts() -> None:
    pairs = [(("aws", "profile", "ab"), ("aws", "profilea", "b")), (("aws", "x", "b"), ("awsx", "", "b"))]
    for one, other in pairs:
        bound_to = [Binding("", "/", Target((TargetEntry(*entry, ""),))) for entry in (one, other)]
        assert bound_to[0].digest != bound_to[1].digest


def test_ten_thousand_bindings_are_told_apart_exactly_where_they_differ() -> None:
    source = random.Random(20_260_713)
    same = 0
    for _ in range(10_000):
        approved = made_up(source)
        now = altered(approved, made_up(source), source.choice(FIELDS))
        same += now == approved
        assert (now.digest == approved.digest) == (now == approved)
        assert (changes(approved, now) == ()) == (now == approved)
    assert 1_000 < same < 9_000, "both must come up"


def made_up(source: random.Random) -> Binding:
    """Return a binding of few values, so that two of them often agree in part."""
    found = [
        TargetEntry(source.choice(["aws", "kubectl"]), source.choice(["profile", "region"]), source.choice("ab"), "x")
        for _ in range(source.randrange(4))
    ]
    names = source.sample(["aws", "./aws", "ls", "cd"], source.randrange(5))
    files = ["builtin", "missing", "/bin/a:1:2:3", "/bin/a:1:2:4", "/tmp/a:1:2:3"]
    return Binding(
        hashlib.sha256(source.choice(["ls", "ls ", "rm"]).encode()).hexdigest(),
        source.choice(["/", "/tmp"]),
        Target(tuple(found)),
        tuple((name, source.choice(files)) for name in names),
    )


@given(bindings)
def test_where_a_value_was_read_is_no_change(approved: Binding) -> None:
    moved = tuple(replace(entry, source="elsewhere") for entry in approved.target.entries)
    assert changes(approved, replace(approved, target=Target(moved))) == ()


SENTENCES = [
    ({"AWS_DEFAULT_REGION": "us-east-1"}, "the aws region changed from eu-central-1 to us-east-1"),
    ({"AWS_PROFILE": "plain"}, "the aws profile changed from default to plain"),
    ({"AWS_ENDPOINT_URL": "http://x"}, "the aws endpoint is now http://x; before, it was not set"),
]


@pytest.fixture
def environ(clean_machine: Path) -> Environ:
    furnish(clean_machine)
    return {"PATH": os.environ["PATH"], "HOME": str(clean_machine)}


def bound(command: str, environ: Environ, cwd: Path | None = None) -> Binding:
    return assess(command, environ=environ, cwd=cwd or Path.cwd(), protected_globs=()).binding


@pytest.mark.parametrize(("extra", "sentence"), SENTENCES)
def test_a_change_of_the_environment_is_told(environ: Environ, extra: Environ, sentence: str) -> None:
    assert sentence in changes(bound("aws s3 ls", environ), bound("aws s3 ls", environ | extra))


def test_a_change_of_a_file_is_told(environ: Environ) -> None:
    home = Path(environ["HOME"])
    command = "aws s3 ls && kubectl get pods"
    approved = bound(command, environ)
    assert changes(approved, bound(command, environ)) == ()
    write(home / ".aws/config", AWS_CONFIG.replace("eu-central-1", "us-west-1"))
    write(home / ".kube/config", KUBECONFIG.replace("current-context: kind-dev", "current-context: prod"))
    told = changes(approved, bound(command, environ))
    assert "the aws region changed from eu-central-1 to us-west-1" in told
    assert "the kubectl context changed from kind-dev to prod" in told


def test_a_target_that_goes_away_is_told(environ: Environ) -> None:
    approved = bound("aws s3 ls", environ)
    (Path(environ["HOME"]) / ".aws/config").unlink()
    assert "the aws region was eu-central-1; now it is not set" in changes(approved, bound("aws s3 ls", environ))


def test_another_command_and_another_folder_are_told(environ: Environ, tmp_path: Path) -> None:
    assert changes(bound("ls", environ), bound("ls ", environ)) == ("the command itself changed",)
    (told,) = changes(bound("ls", environ), bound("ls", environ, tmp_path))
    assert told == f"the working directory changed from {Path.cwd()} to {tmp_path}"


def program(path: Path, text: str = "#!/bin/sh\necho hello\n") -> Path:
    write(path, text).chmod(0o755)
    return path


def test_another_program_of_that_name_is_told(environ: Environ, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    program(second / "tool")
    first.mkdir()
    environ = environ | {"PATH": f"{first}:{second}"}
    approved = bound("tool", environ)
    program(first / "tool")
    assert changes(approved, bound("tool", environ)) == (f"tool changed from {second}/tool to {first}/tool",)


def test_a_program_replaced_or_rewritten_is_told(environ: Environ, tmp_path: Path) -> None:
    path = program(tmp_path / "tool")
    environ = environ | {"PATH": str(tmp_path)}
    approved = bound("tool", environ)
    program(tmp_path / "new").replace(path)
    replaced = bound("tool", environ)
    assert changes(approved, replaced) == (f"the file behind tool ({path}) was replaced or changed",)
    os.utime(path, ns=(0, 0))
    assert changes(replaced, bound("tool", environ)) == (f"the file behind tool ({path}) was replaced or changed",)
    approved_again, before = bound("tool", environ), path.stat()
    path.write_text(path.read_text("utf-8").upper(), "utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))  # in place, and its time set back
    assert changes(approved_again, bound("tool", environ)) != ()
    path.unlink()
    assert changes(approved, bound("tool", environ)) == (f"tool was {path} and is now missing",)


def test_programs_inside_wrappers_are_bound(environ: Environ, tmp_path: Path) -> None:
    program(tmp_path / "tool")
    environ = environ | {"PATH": f"{environ['PATH']}:{tmp_path}"}
    for command in ("timeout 5 tool", "bash -c tool", "echo $(tool)", "true && tool", "ls | xargs tool"):
        assert dict(bound(command, environ).programs)["tool"].startswith(f"{tmp_path}/tool:"), command


def test_builtins_are_those_of_the_real_bash() -> None:
    done = subprocess.run(["bash", "-c", "compgen -b"], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) <= BUILTINS
    assert resolve("cd", environ={"PATH": "/bin"}, cwd="/") == "builtin"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.sampled_from(["", ".", "bin", "a", "a/../b", "{cwd}/a", "{cwd}/b/", "/usr/bin", "{cwd}/gone"]), max_size=5
    ),
    st.sampled_from(["tool", "other", "./tool", "a/tool", "folder", "unrunnable", "ls", "gone", "link"]),
)
def test_a_program_is_found_where_bash_finds_it(clean_machine: Path, folders: list[str], name: str) -> None:
    cwd = Path.cwd()
    if not (cwd / "a").exists():
        for place in ("tool", "a/tool", "b/tool", "b/other", "bin/other"):
            program(cwd / place)
        for place in ("a/folder", "gone.d"):
            (cwd / place).mkdir()
        write(cwd / "a/unrunnable", "x")
        program(cwd / "b/unrunnable")
        (cwd / "a/link").symlink_to(cwd / "nowhere")
        (cwd / "b/link").symlink_to(cwd / "tool")
    search = ":".join(folders).replace("{cwd}", str(cwd))
    assume(search)
    found = find_program(name, environ={"PATH": search}, cwd=str(cwd))
    # bash names the first file it finds even where it cannot run it, but runs the first that it can.
    done = subprocess.run(
        ["/bin/bash", "--noprofile", "--norc", "-c", 'type -P "$1"', "_", name],
        env={"PATH": search},
        capture_output=True,
        text=True,
        check=False,
    )
    real = done.stdout.strip()
    if found is None:
        assert real == "" or not os.access(real, os.X_OK) or Path(real).is_dir()
    else:
        assert Path(found).samefile(real)


def test_what_is_bound_is_the_bytes() -> None:
    binding = bind("echo é\n", cwd="/", target=Target(), programs=("echo", "echo"), environ={})
    assert binding.command_sha256 == hashlib.sha256("echo é\n".encode()).hexdigest()
    assert binding.programs == (("echo", "builtin"),)


@pytest.mark.parametrize("name", ["", "\0", "a\0b", "x" * 5000, "/" * 300, "\udc80"])
def test_a_strange_name_is_missing(name: str) -> None:
    assert resolve(name, environ={"PATH": "/bin:"}, cwd="/") == "missing"
