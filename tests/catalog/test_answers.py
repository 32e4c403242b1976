"""What the recipe book answers first: the thing itself and no more, never the opposite, and only names as values."""

from __future__ import annotations

import contextlib

from cloud_assist.catalog.catalog import open_catalog
from cloud_assist.settings import Settings

_VERSIONING = "aws s3api put-bucket-versioning --bucket foo --versioning-configuration"
_FIRST = {
    "kill the process on port 3000": "kill $(lsof -t -i tcp:3000 -sTCP:LISTEN)",
    "free up port 5432": "kill $(lsof -t -i tcp:5432 -sTCP:LISTEN)",
    "kill process 1234": "kill 1234",
    "revert the last commit": "git revert HEAD",
    "undo the last commit": "git reset --soft HEAD~1",
    "uncommit": "git reset --soft HEAD~1",
    "undo commit abc1234": "git revert abc1234",
    "revert the file a.txt": "git restore a.txt",
    "remove bucket policy of foo": "aws s3api delete-bucket-policy --bucket foo",
    "delete the bucket foo": "aws s3 rb s3://foo",
    "delete user without waiting": "aws iam delete-user --user-name <user>",
    "delete user because he left": "aws iam delete-user --user-name <user>",
    "create a user called alice": "aws iam create-user --user-name alice",
    "get me a new access key": "aws iam create-access-key --user-name <user>",
    "show me how to delete a bucket": "aws s3 rb s3://<bucket>",
    "show me how to list the buckets": "aws s3 ls",
    "scale deployment down to 2": "kubectl scale deployment <deployment> --replicas=2",
    "list objects in bucket recursively": "aws s3 ls s3://<bucket>",
    "enable versioning on bucket foo": f"{_VERSIONING} Status=Enabled",
    "public access block of bucket foo": "aws s3api get-public-access-block --bucket foo",
    "lock the user bob": "sudo passwd --lock bob",
    "disable versioning on bucket foo": f"{_VERSIONING} Status=Suspended",
    "allow public access to bucket foo": "aws s3api delete-public-access-block --bucket foo",
    "suspend the cronjob job-1": """kubectl patch cronjob job-1 --patch '{"spec":{"suspend":true}}'""",
    "activate the access key of bob": "aws iam update-access-key --user-name <user> --access-key-id <access-key-id>"
    " --status Active",
}


def test_the_first_answer_is_what_was_asked(settings: Settings) -> None:
    with contextlib.closing(open_catalog(settings)) as catalog:
        first = {request: catalog.suggest(request, limit=1)[0].command for request in _FIRST}
    assert first == _FIRST
