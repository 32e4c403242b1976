"""Values in a request land in the right placeholder, and nowhere else."""

from __future__ import annotations

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloud_assist.catalog.slots import fill, without_values


def known(term: str) -> bool:
    """A small vocabulary: any other word may be somebody's name for a thing."""
    return term in {"pod", "bucket", "log", "deployment", "list", "show", "port", "scal", "replica", "fil", "instanc"}


@pytest.mark.parametrize(
    ("command", "prompt", "filled"),
    [
        ("aws s3 ls s3://<bucket>", "list bucket my-data", "aws s3 ls s3://my-data"),
        ("aws s3 ls s3://<bucket>", "list s3://logs-2025/2025/01", "aws s3 ls s3://logs-2025"),
        ("aws s3 cp s3://<bucket>/<key> -", "print s3://b1/a/b.txt", "aws s3 cp s3://b1/a/b.txt -"),
        ("kubectl logs <pod>", 'logs of "web 1"', "kubectl logs 'web 1'"),
        ("kubectl delete pod <pod>", "delete pod nginx", "kubectl delete pod nginx"),
        ("kubectl scale deployment <deployment> --replicas=<replicas>", "scale the web-api deployment to 3 replicas",
         "kubectl scale deployment web-api --replicas=3"),
        ("aws ec2 stop-instances --instance-ids <instance-id>", "stop i-0123456789abcdef0 please",
         "aws ec2 stop-instances --instance-ids i-0123456789abcdef0"),
        ("x --port <port> --cidr <cidr>", "open port 443 for 10.0.0.0/8", "x --port 443 --cidr 10.0.0.0/8"),
        ("aws logs tail <log-group> --since <duration>", "logs of the last 30 minutes",
         "aws logs tail <log-group> --since 30m"),
        ("find . -name '<name>'", "find files called it's.txt", "find . -name '<name>'"),
        ("grep -rn '<pattern>' .", "search for \"don't panic\"", "grep -rn 'don'\\''t panic' ."),
        ("aws s3api delete-bucket-policy --bucket <bucket>", "remove bucket policy of foo",
         "aws s3api delete-bucket-policy --bucket foo"),
        ("aws s3api delete-bucket-policy --bucket <bucket>", "remove bucket policy",
         "aws s3api delete-bucket-policy --bucket <bucket>"),
        ("aws iam delete-access-key --access-key-id <access-key-id>", "delete the access key of bob",
         "aws iam delete-access-key --access-key-id <access-key-id>"),
        ("aws iam delete-user --user-name <user>", "delete user without waiting",
         "aws iam delete-user --user-name <user>"),
        ("git show <commit>", "show commit abc1234", "git show abc1234"),
        ("aws x --role-arn <role-arn>", "assume arn:aws:iam::123456789012:role/dev",
         "aws x --role-arn arn:aws:iam::123456789012:role/dev"),
        ("rm <file>", "delete the file called notes", "rm notes"),
        ("kubectl logs <pod>", "logs of the pod named list", "kubectl logs list"),
        ("kubectl logs <pod>", "logs of the pods called by the others", "kubectl logs <pod>"),
    ],
)  # fmt: skip
def test_values_are_put_where_they_belong(command: str, prompt: str, filled: str) -> None:
    assert fill(command, prompt, known) == filled


@pytest.mark.parametrize("prompt", ["list pods", "show the logs", "show pod logs", "list buckets"])
def test_plain_words_are_no_values(prompt: str) -> None:
    assert fill("kubectl logs <pod> s3://<bucket>", prompt, known) == "kubectl logs <pod> s3://<bucket>"


@given(st.text(max_size=60), st.sampled_from(["kubectl logs <pod>", "grep -n '<pattern>' <file>", 'echo "<text>"']))
def test_whatever_is_quoted_stays_one_word_and_runs_nothing(value: str, command: str) -> None:
    prompt = f'show pod "{value}"' if '"' not in value else f"show pod {value}"
    filled = fill(command, prompt, known)
    assert filled.split()[0] == command.split(maxsplit=1)[0]
    if "<" not in filled and "\0" not in filled:
        words = shlex.split(filled)
        assert len(words) == len(shlex.split(command))


def test_a_value_with_shell_characters_is_quoted_for_its_place() -> None:
    assert fill("kubectl logs <pod>", 'logs of pod "$(rm -rf x)"', known) == "kubectl logs '$(rm -rf x)'"
    assert fill('echo "<text>"', "say '$(date) `x`'", known) == r'echo "\$(date) \`x\`"'


@pytest.mark.parametrize(
    ("prompt", "left"),
    [
        ("delete 'my bucket' in s3://x/y for i-0123456789abcdef0", "delete in for"),
        ("create a bucket called mine", "create a bucket"),
        ("show the pod named web, please", "show the pod please"),
        ("list the functions called by others", "list the functions called by others"),
    ],
)
def test_the_description_is_left_without_its_values(prompt: str, left: str) -> None:
    assert without_values(prompt) == left
