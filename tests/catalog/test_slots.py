"""Values in a request land in the right placeholder, and nowhere else."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloud_assist.catalog.lookups import table
from cloud_assist.catalog.slots import fill, without_values
from cloud_assist.command.assessment import examined
from cloud_assist.models import ProposalSource, Risk
from tests.catalog.small_vocabulary import SETTING


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
        # a common word is a name behind the thing's noun, or before it with an article
        ("kubectl rollout restart deployment <deployment>", "restart deployment web",
         "kubectl rollout restart deployment web"),
        ("kubectl rollout restart deployment <deployment>", "restart the web deployment",
         "kubectl rollout restart deployment web"),
        ("x --table-name <table>", "how many items are in table orders?", "x --table-name orders"),
        ("x --table-name <table>", "count the items in the orders table", "x --table-name orders"),
        ("x --table-name <table>", "delete the dynamodb table backup", "x --table-name backup"),
        ("aws s3 ls s3://<bucket>", "list the bucket logs", "aws s3 ls s3://logs"),
        ("aws s3 ls s3://<bucket>", "make a bucket called data", "aws s3 ls s3://data"),
        ("x --group <log-group>", "tail log group /aws/lambda/orders", "x --group /aws/lambda/orders"),
        ("x -C <folder>", "unpack it into out", "x -C out"),
        ("x <name> <cluster>", "create a cluster called jobs in cluster web", "x jobs web"),
        ("aws sqs create-queue --queue-name <name>", "create queue jobs-2", "aws sqs create-queue --queue-name jobs-2"),
        # and no name where it says what kind of thing is meant
        ("aws s3 ls s3://<bucket>", "list bucket policies", "aws s3 ls s3://<bucket>"),
        ("aws s3 ls s3://<bucket>", "list bucket logs", "aws s3 ls s3://<bucket>"),
        ("aws s3 ls s3://<bucket>", "which bucket policies are open", "aws s3 ls s3://<bucket>"),
        ("x --name <instance>", "list instance types", "x --name <instance>"),
        ("x --name <instance>", "show instance recovery", "x --name <instance>"),
        ("x --name <instance>", "stop a running instance", "x --name <instance>"),
        ("x --name <instance>", "stop the old instance", "x --name <instance>"),
        ("x --pool <user-pool-id>", "add user bob to the group", "x --pool <user-pool-id>"),
        # a pair of a key and its value
        ("x --tags Key=<tag>,Value=<value>", "tag it with env=dev", "x --tags Key=env,Value=dev"),
        ("kubectl get pods --selector <label>", "pods with label app=web", "kubectl get pods --selector app=web"),
        ("aws s3 cp <file> s3://<bucket>/<key>", "upload out/a.csv to bucket my-data",
         "aws s3 cp out/a.csv s3://my-data/a.csv"),
        # spans of time
        ("x --time-period Start=<start>,End=<end>", "costs of last month",
         "x --time-period Start=2030-05-01,End=2030-06-01"),
        ("x --start-time <start-time> --end-time <end-time>", "of the last 2 hours",
         "x --start-time 2030-06-12T10:00:00Z --end-time 2030-06-12T12:00:00Z"),
        ("aws ce get-cost-forecast --time-period Start=<start>,End=<end>", "forecast this month",
         "aws ce get-cost-forecast --time-period Start=<start>,End=<end>"),
        ("aws x --role-arn <role-arn>", "assume arn:aws:iam::123456789012:role/dev",
         "aws x --role-arn arn:aws:iam::123456789012:role/dev"),
        ("rm <file>", "delete the file called notes", "rm notes"),
        ("kubectl logs <pod>", "logs of the pod named list", "kubectl logs list"),
        ("kubectl logs <pod>", "logs of the pods called by the others", "kubectl logs <pod>"),
    ],
)  # fmt: skip
def test_values_are_put_where_they_belong(command: str, prompt: str, filled: str) -> None:
    assert fill(command, prompt, SETTING) == filled


@pytest.mark.parametrize("prompt", ["list pods", "show the logs", "show pod logs", "list buckets"])
def test_plain_words_are_no_values(prompt: str) -> None:
    assert fill("kubectl logs <pod> s3://<bucket>", prompt, SETTING) == "kubectl logs <pod> s3://<bucket>"


_LOOKED_UP = "aws sqs get-queue-url --queue-name jobs --query QueueUrl --output text"


@pytest.mark.parametrize(
    ("command", "prompt", "filled"),
    [
        ("aws sqs purge-queue --queue-url <queue-url>", "purge the queue jobs",
         f'aws sqs purge-queue --queue-url "$({_LOOKED_UP})"'),
        ("aws sqs purge-queue --queue-url <queue-url>", "purge the queue jobs in eu-west-1",
         f'aws sqs purge-queue --queue-url "$({_LOOKED_UP} --region eu-west-1)" --region eu-west-1'),
        ("aws sqs purge-queue --queue-url <queue-url>", "purge queue https://sqs.eu-west-1.amazonaws.com/1/jobs",
         "aws sqs purge-queue --queue-url https://sqs.eu-west-1.amazonaws.com/1/jobs"),
        ("aws sqs purge-queue --queue-url <queue-url>", "purge a queue", "aws sqs purge-queue --queue-url <queue-url>"),
        ("aws sqs purge-queue --queue-url <queue-url>", "purge the queue called $(rm)",
         "aws sqs purge-queue --queue-url <queue-url>"),
        ("aws sqs send-message --queue-url <queue-url> --message-body <message>", "send 'all done' to the queue jobs",
         f"""aws sqs send-message --queue-url "$({_LOOKED_UP})" --message-body 'all done'"""),
        ("aws sqs purge-queue --queue-url <queue-url>", "purge 'jobs'",
         f'aws sqs purge-queue --queue-url "$({_LOOKED_UP})"'),
        ("aws ec2 stop-instances --instance-ids <instance-id>", "stop the instance web-1",
         "aws ec2 stop-instances --instance-ids \"$(aws ec2 describe-instances --filters Name=tag:Name,Values=web-1"
         " --query 'Reservations[].Instances[].InstanceId' --output text)\""),
        ("x stop --instance-ids <instance-id>", "stop the instance web-1", "x stop --instance-ids <instance-id>"),
    ],
)  # fmt: skip
def test_a_name_where_an_id_is_wanted_is_looked_up(command: str, prompt: str, filled: str) -> None:
    assert fill(command, prompt, SETTING) == filled


def test_each_lookup_only_reads_and_is_one_word_in_the_command() -> None:
    for (service, place), lookup in table().items():
        command = f'aws {service} x --{place} "$({lookup.of("web-1")})"'
        assert "web-1" in lookup.of("web-1"), place
        assert len(shlex.split(lookup.of("web-1"))) > 4, place
        judged = examined(lookup.of("web-1"), ProposalSource.CATALOG, environ={}, cwd=Path("/")).judgement
        assert judged.risk is Risk.READ_ONLY, command


@given(st.text(max_size=60), st.sampled_from(["kubectl logs <pod>", "grep -n '<pattern>' <file>", 'echo "<text>"']))
def test_whatever_is_quoted_stays_one_word_and_runs_nothing(value: str, command: str) -> None:
    prompt = f'show pod "{value}"' if '"' not in value else f"show pod {value}"
    filled = fill(command, prompt, SETTING)
    assert filled.split()[0] == command.split(maxsplit=1)[0]
    if "<" not in filled and "\0" not in filled:
        words = shlex.split(filled)
        assert len(words) == len(shlex.split(command))


def test_a_value_with_shell_characters_is_quoted_for_its_place() -> None:
    assert fill("kubectl logs <pod>", 'logs of pod "$(rm -rf x)"', SETTING) == "kubectl logs '$(rm -rf x)'"
    assert fill('echo "<text>"', "say '$(date) `x`'", SETTING) == r'echo "\$(date) \`x\`"'


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
