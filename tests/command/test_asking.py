"""What waits for a person is told before it is approved, with the form that does not wait; from the tools' records."""

from __future__ import annotations

from pathlib import Path

import pytest

from cloud_assist.command.approval import Bar, may_approve
from cloud_assist.command.assessment import assess
from cloud_assist.command.rules.engine.arguments import Flags
from cloud_assist.command.rules.engine.base import Program
from cloud_assist.findings import Code
from cloud_assist.models import Finding, Severity
from cloud_assist.tools.registry import known, registry
from cloud_assist.tools.tool import HERE, Asked, Question, Sure, Tool

CWD = Path("/nonexistent")
RULES = {"examplectl": Program("example", flags=Flags(values="--server", switches="--force"))}


def asked(line: str, **environ: str) -> Finding | None:
    found = assess(line, environ={"PATH": "/usr/bin:/bin", **environ}, cwd=CWD, protected_globs=()).findings
    return next((each for each in found if each.code == Code.INTERACTIVE), None)


def example(program: str, verb: str) -> str:
    """A command that a verb of a row is said of."""
    words = [{"*": "group", "$": ""}.get(word, word) for word in verb.split()]
    return " ".join(filter(None, [program, *words]))


TOLD = [
    (program, question, verb)
    for tool in registry().own
    for question in tool.asks
    if question.sure is not Sure.SOMETIMES
    for program in tool.programs
    for verb in question.verbs or ("",)
]


@pytest.mark.parametrize(("program", "question", "verb"), TOLD, ids=[example(p, v) for p, _, v in TOLD])
def test_every_row_is_told_and_its_other_form_is_not(program: str, question: Question, verb: str) -> None:
    line = example(program, verb)
    found = asked(line)
    assert found is not None
    assert found.suggestion
    if question.leave_away or (question.unless and not question.by_hand):
        assert found.suggestion.startswith(program)
        other = asked(found.suggestion)
        assert other is None or other.text != found.text
    for option in question.unless:
        other = asked(f"{line} {option}")
        assert other is None or other.text != found.text, option
    for name in question.unless_set:
        assert asked(line, **{name: "1"}) is None


@pytest.mark.parametrize(
    ("line", "severity", "suggestion"),
    [
        ("terraform apply", Severity.WARNING, "terraform apply -auto-approve"),
        (
            "terraform -chdir=net apply -target=x",
            Severity.WARNING,
            "terraform -chdir=net apply -auto-approve -target=x",
        ),
        ("tofu destroy", Severity.WARNING, "tofu destroy -auto-approve"),
        ("terraform force-unlock 1", Severity.WARNING, "terraform force-unlock -force 1"),
        ("terragrunt run-all apply", Severity.WARNING, "terragrunt run-all apply --terragrunt-non-interactive"),
        ("pulumi up", Severity.ERROR, "pulumi up --yes"),
        ("sudo apt-get install nginx", Severity.WARNING, "apt-get install -y nginx"),
        ("dnf remove nginx", Severity.WARNING, "dnf remove -y nginx"),
        ("az group delete -n x", Severity.WARNING, "az group delete --yes -n x"),
        ("docker system prune -a", Severity.ERROR, "docker system prune --force -a"),
        ("docker login registry.example.org", Severity.WARNING, ""),
        ("aws configure", Severity.ERROR, "aws configure set NAME VALUE"),
        ("npm init", Severity.ERROR, "npm init -y"),
        ("passwd", Severity.ERROR, ""),
        ("gpg --full-generate-key", Severity.ERROR, ""),
        ("rm -ri old", Severity.ERROR, "rm -r old"),
        ("sam deploy --guided", Severity.ERROR, "sam deploy"),
        ("ansible all -m ping -K", Severity.WARNING, "ansible all -m ping"),
        ("ssh-keygen -t ed25519", Severity.ERROR, "ssh-keygen -f FILE -N PASSPHRASE"),
        ("gcloud init", Severity.ERROR, "gcloud config set NAME VALUE"),
        ("gcloud compute instances delete web", Severity.WARNING, "gcloud compute instances delete --quiet web"),
        ("gh repo delete a/b", Severity.ERROR, "gh repo delete --yes a/b"),
        ("conda install numpy", Severity.WARNING, "conda install -y numpy"),
    ],
)
def test_the_form_that_does_not_wait_is_named(line: str, severity: Severity, suggestion: str) -> None:
    found = asked(line)
    assert found is not None
    assert found.severity is severity
    assert found.suggestion == suggestion or not suggestion


@pytest.mark.parametrize(
    "line",
    [
        "terraform apply plan.out",
        "terraform apply -auto-approve",
        "terraform plan",
        "yes | terraform apply",
        "terraform destroy < answers",
        "apt-get install -qy nginx",
        "apt-get install -s nginx",
        "apt-get update",
        "aws configure list",
        "aws configure set region eu-west-1",
        "az group delete -y -n x",
        "docker system prune -af",
        "docker image ls",
        "npm init -y",
        "npm run init",
        "rm -rf old",
        "rm -r -- -i",
        "pacman -Ss vim",
        "ssh-keygen -f key -N ''",
        "ssh-keygen -lf key.pub",
        "gcloud compute instances delete web --quiet",
        "gcloud compute instances list",
        "passwd -S root",
        "mysql -psecret -e 'select 1'",
        "echo new:secret | chpasswd",
        "sudo systemctl restart nginx",
        "terraform apply --help",
        "helm upgrade web chart --install",
        "git commit -am 'a change'",
    ],
)
def test_what_does_not_wait_is_not_said_to(line: str) -> None:
    assert asked(line) is None


def test_what_surely_waits_cannot_be_approved_and_what_may_wait_can() -> None:
    def obstacle(line: str) -> Bar | None:
        assessment = assess(line, environ={"PATH": "/usr/bin:/bin"}, cwd=CWD, protected_globs=())
        found = may_approve(assessment, second_person=False)
        return found.bar if found else None

    assert obstacle("npm init") is Bar.ERROR
    assert obstacle("terraform apply") is None


def test_a_record_alone_makes_a_new_tool_told() -> None:
    row = Question(Asked.YES, ("purge",), ("--force",), sure=Sure.ALWAYS)
    with known(Tool(("examplectl",), f"{__name__}:RULES", HERE, asks=(row,))):
        found = asked("examplectl --server prod purge x")
        assert found is not None
        assert found.suggestion == "examplectl --server prod purge --force x"
        assert asked("examplectl --server purge show") is None
