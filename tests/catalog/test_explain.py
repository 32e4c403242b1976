"""Every word of a command explained from the CLIs' own documentation."""

from __future__ import annotations

from pathlib import Path

import pytest

from cloud_assist.catalog.clis.tables import Tables
from cloud_assist.catalog.explain_cli_command import explain_words
from cloud_assist.catalog.explanation import NOT_IN_CATALOG, Explanation
from cloud_assist.catalog.manuals import Manuals
from cloud_assist.command.assessment import examine
from cloud_assist.knowledge.explained_line import explain
from tests.support.command_words import words_of
from tests.support.known_clis import tables_of

NO_MANUALS = Manuals({"MANPATH": "/nonexistent"})

ENVIRON = {"PATH": "/usr/bin"}


def explained(command: str, cli: str) -> dict[str, Explanation]:
    found = explain_words(words_of(command).words, tables_of(cli), NO_MANUALS)
    assert [e.word for e in found] == [w.text for w in words_of(command).words]
    return {e.word: e for e in found}


def test_aws_words_have_the_lines_of_its_documentation() -> None:
    found = explained("aws --region eu-west-1 ec2 run-instances --instance-type t3.micro --no-dry-run", "aws")
    assert found["ec2"].text == "Amazon Elastic Compute Cloud."
    assert found["run-instances"].text.startswith("Launches the specified number of instances")
    assert found["eu-west-1"].text == "The value of `--region`."
    assert {"t3.micro", "m5.large"} <= set(found["t3.micro"].allowed_values)
    assert found["--instance-type"].allowed_values == found["t3.micro"].allowed_values
    assert found["--no-dry-run"].text.startswith("Turns this off: Checks whether you have the required permissions")


def test_aws_subcommands_and_attached_values() -> None:
    found = explained("aws s3 cp a.txt s3://b --recursive --acl=private", "aws")
    assert found["cp"].text.startswith("Copies a local file or S3 object")
    assert found["a.txt"].text == "The argument <paths>."
    assert "public-read" in found["--acl=private"].allowed_values


def test_kubectl_words() -> None:
    found = explained("kubectl -n kube-system get pods -owide --watch", "kubectl")
    assert found["-n"].text.startswith("If present, the namespace scope")
    assert found["kube-system"].text == "The value of `--namespace`."
    assert found["get"].text == "Display one or many resources."
    assert "yaml" in found["-owide"].allowed_values
    assert found["--watch"].allowed_values == ("true", "false")


def test_a_cluster_of_letters_has_all_their_lines() -> None:
    found = explained("docker run -it nginx", "docker")
    assert found["-it"].text == "Keep STDIN open even if not attached. · Allocate a pseudo-TTY."


def test_terraform_and_gcloud_words() -> None:
    terraform = explained("terraform -chdir=x plan -out=a.bin -var 'a=b' -lock=false", "terraform")
    assert terraform["-chdir=x"].text.startswith("Switch to a different working directory")
    assert terraform["a=b"].text == "The value of `-var`."
    gcloud = explained("gcloud --project p compute instances list --filter=x --no-preemptible-not-there", "gcloud")
    assert gcloud["--project"].text == "Project to act in."
    assert gcloud["compute"].text.startswith("Create and manipulate Compute Engine")
    assert gcloud["--no-preemptible-not-there"].text == NOT_IN_CATALOG


def test_what_is_not_known_is_said_to_be_so() -> None:
    found = explained("aws ec2 run-instances --made-up x", "aws")
    assert found["--made-up"] == Explanation("--made-up", NOT_IN_CATALOG, known=False)
    (program, argument) = explain_words(words_of("frobnicate x").words, Tables(), NO_MANUALS)
    assert not program.known
    assert not argument.known


def test_plain_tools_have_a_line_of_ours() -> None:
    (program, _) = explain_words(words_of("tar -xf").words, Tables(), NO_MANUALS)
    assert program.known
    assert "archive" in program.text


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("sudo ls -la", [["sudo"], ["ls", "-la"]]),
        ("aws s3 ls | xargs -n1 echo", [["aws", "s3", "ls"], ["xargs", "-n1"], ["echo"]]),
        ("aws s3 'ls", []),
        ("", []),
    ],
)
def test_a_line_is_explained_command_by_command(line: str, words: list[list[str]], tmp_path: Path) -> None:
    found = explain(examine(line, environ=ENVIRON, cwd=tmp_path), tables_of("aws"), environ=ENVIRON)
    assert [[e.word for e in command] for command in found] == words
    assert all(e.text for command in found for e in command)


def test_what_is_no_description_does_not_stand_in_its_place() -> None:
    found = explained("aws s3api get-bucket-cors --bucket x", "aws")
    assert found["get-bucket-cors"].text.startswith("Returns the Cross-Origin Resource Sharing")
    found = explained("aws s3api get-bucket-lifecycle --bucket x", "aws")
    assert found["get-bucket-lifecycle"].text == "Returns the lifecycle configuration information set on the bucket."
    found = explained("aws ec2 describe-vpc-classic-link", "aws")
    assert found["describe-vpc-classic-link"].text.startswith("Describes the ClassicLink status")
