"""The opposite of what is asked is told from what is asked, also where a deletion undoes a block."""

from __future__ import annotations

import pytest

from cloud_assist.catalog.opposites import asked_side, does_the_opposite


def is_opposite(request: str, command: str, title: str = "") -> bool:
    return does_the_opposite(asked_side(request), command, title)


@pytest.mark.parametrize(
    ("request_", "same", "opposite"),
    [
        ("allow port 22", "aws ec2 authorize-security-group-ingress", "aws ec2 revoke-security-group-ingress"),
        ("please block port 22", "gcloud compute firewall-rules create x --deny=tcp:22", "ufw allow 22"),
        ("disable versioning", "aws s3api put-bucket-versioning --versioning-configuration Status=Suspended",
         "aws s3api put-bucket-versioning --versioning-configuration Status=Enabled"),
        ("turn the alarm off", "aws cloudwatch disable-alarm-actions", "aws cloudwatch enable-alarm-actions"),
        ("start the instance", "aws ec2 start-instances", "aws ec2 stop-instances"),
        ("attach the policy", "aws iam attach-user-policy", "aws iam detach-user-policy"),
        ("remove the policy from bob", "aws iam detach-user-policy", "aws iam attach-user-policy"),
        ("revoke the access of bob", "aws lakeformation revoke-permissions", "gcloud projects add-iam-policy-binding"),
        ("allow public access", "aws s3api delete-public-access-block", "aws s3api put-public-access-block"),
        ("block public access", "aws s3api put-public-access-block", "aws s3api delete-public-access-block"),
        ("remove the public access block", "aws s3api delete-public-access-block", "aws s3api put-public-access-block"),
        ("stop blocking public access", "aws s3api delete-public-access-block", "aws s3api put-public-access-block"),
        ("unlock the group", "az lock delete", "az lock create"),
        ("decrypt the file", "aws kms decrypt", "aws kms encrypt"),
        ("unmount the disk", "sudo umount /mnt", "sudo mount /dev/sdb1 /mnt"),
        ("uncordon the node", "kubectl uncordon n1", "kubectl cordon n1"),
    ],
)  # fmt: skip
def test_one_side_is_told_from_the_other(request_: str, same: str, opposite: str) -> None:
    assert [is_opposite(request_, same), is_opposite(request_, opposite)] == [False, True]


def test_a_title_tells_where_the_command_does_not() -> None:
    assert is_opposite("extract the archive", "tar -czf <archive> <folder>", "Pack a folder into a tar.gz archive")
    assert not is_opposite("extract the archive", "tar -xzf <archive>", "Unpack a tar.gz archive")


@pytest.mark.parametrize(
    ("request_", "command"),
    [
        ("which instances are stopped", "aws ec2 stop-instances"),
        ("delete the lock file", "rm <file>"),
        ("delete the disabled users", "aws iam delete-user"),
        ("stop nginx and start apache", "sudo systemctl start apache"),
        ("block the address", "aws wafv2 create-ip-set"),
        ("free a stuck lock", "terraform force-unlock <lock-id>"),
        ("do not start nginx", "sudo systemctl stop nginx"),
    ],
)
def test_what_only_sounds_like_an_opposite_is_none(request_: str, command: str) -> None:
    assert not is_opposite(request_, command)
