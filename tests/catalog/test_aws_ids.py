"""A name where an id or a URL is wanted is told; whatever may be one is left alone."""

from __future__ import annotations

import pytest

from cloud_assist.catalog.accepts.aws_ids import check_ids
from cloud_assist.catalog.clis.port import Option
from cloud_assist.models import Severity
from tests.support.command_words import words_of


@pytest.mark.parametrize(
    ("path", "option", "values", "told"),
    [
        ("ec2 stop-instances", "--instance-ids", "build", ["build"]),
        ("ec2 stop-instances", "--instance-ids", "i-1 build web", ["build", "web"]),
        ("ec2 stop-instances", "--instance-ids", "i-0123456789abcdef0", []),
        ("ec2 stop-instances", "--instance-ids", "$ID", []),
        ("ec2 stop-instances", "--instance-ids", '"$(aws x)"', []),
        ("ec2 stop-instances", "--instance-ids", """'["i-1"]'""", []),
        ("ec2 delete-volume", "--volume-id", "snap-1", ["snap-1"]),
        ("ec2 run-instances", "--image-id", "resolve:ssm:/golden", []),
        ("ec2 run-instances", "--image-id", "golden", ["golden"]),
        ("ec2 describe-placement-groups", "--group-ids", "pg-1", []),
        ("ec2 delete-security-group", "--group-id", "web", ["web"]),
        ("identitystore describe-group", "--group-id", "web", []),
        ("ssm send-command", "--instance-ids", "mi-1", []),
        ("sqs purge-queue", "--queue-url", "jobs", ["jobs"]),
        ("sqs purge-queue", "--queue-url", "https://sqs.eu-west-1.amazonaws.com/1/jobs", []),
    ],
)
def test_a_value_that_cannot_be_an_id_is_told(path: str, option: str, values: str, told: list[str]) -> None:
    words = words_of(f"aws {values}").words[1:]
    found = list(check_ids(tuple(path.split()), Option((option,)), words))
    assert [any(f"`{name}`" in each.text for each in found) for name in told] == [True] * len(told)
    assert (len(found), {each.severity for each in found} <= {Severity.WARNING}) == (len(told), True)


def test_a_queue_is_found_by_its_name_only_where_it_can_be_one() -> None:
    by_name, other = (
        next(check_ids(("sqs", "purge-queue"), Option(("--queue-url",)), words_of(f"aws {text}").words[1:])).text
        for text in ("jobs", "'$(rm x)'")
    )
    assert "--queue-name jobs " in by_name
    assert "--queue-name" not in other
