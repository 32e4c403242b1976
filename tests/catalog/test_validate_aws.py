"""What is said about aws commands, against the tables of the AWS CLI that is installed here."""

from __future__ import annotations

from pathlib import Path

import pytest

from cloud_assist.catalog.validate import validate_words
from cloud_assist.command.assessment import examine
from cloud_assist.knowledge.validation import validate
from cloud_assist.models import Severity
from tests.support.command_words import here, words_of
from tests.support.known_clis import tables_of

ACCEPTED = """
aws ec2 describe-instances
aws ec2 describe-instances --instance-ids i-1 i-2 --query 'Reservations[].Instances[].[InstanceId,State.Name]'
aws --region eu-west-1 ec2 describe-instances --no-paginate
aws ec2 describe-instances --instance-id i-1
aws ec2 describe-instances --filters Name=tag:Name,Values=web,db Name=instance-state-name,Values=running
aws ec2 describe-instances --filters '[{"Name": "x", "Values": ["a"]}]'
aws ec2 describe-instances --max-items=5
aws ec2 run-instances --image-id ami-1 --count 1:3 --instance-type t3.micro --no-dry-run
aws ec2 run-instances --block-device-mappings DeviceName=/dev/sda1,Ebs={VolumeSize=10}
aws ec2 wait instance-running --instance-ids i-1
aws ec2 modify-instance-attribute --instance-id i-1 --ebs-optimized
aws ec2 modify-instance-attribute --instance-id i-1 --no-ebs-optimized
aws ec2 help
aws ec2 describe-instances help
aws help
aws --version
aws s3 ls
aws s3 ls s3://bucket --recursive
aws s3 sync . s3://bucket --exclude '*.tmp' --include '*.txt' --delete
aws s3 cp s3://b/a - --quiet
aws s3 mv s3://a/b s3://a/c
aws s3 cp "$FROM" "$TO"
aws s3 rm "$WHERE" --recursive
aws logs describe-log-groups
aws logs start-query --log-group-name g --start-time 1 --end-time 2 --query-string 'fields @timestamp'
aws emr list-clusters --created-after 2030-01-31T12:00
aws ec2 wait help
aws s3api get-object --bucket b --key k out.txt
aws s3api put-bucket-tagging --bucket b --tagging 'TagSet=[{Key=a,Value=b}]'
aws s3api create-bucket --cli-input-json '{"Bucket": "b"}'
aws s3api create-bucket --generate-cli-skeleton
aws iam create-user --generate-cli-skeleton input
aws dynamodb put-item --table-name t --item '{"a": {"S": "1"}}'
aws elb describe-instance-health --load-balancer-name l --instances i-1 i-2
aws configure list
aws configure set region eu-west-1 --profile x
aws eks update-kubeconfig --name c --alias a
aws ecr get-login-password
aws logs filter-log-events --log-group-name /aws/lambda/f --start-time 1700000000000
aws cloudformation deploy --template-file t.yaml --stack-name s --parameter-overrides A=1 B=2
aws sts assume-role --role-arn arn:aws:iam::1:role/r --role-session-name abc --duration-seconds 900
aws lambda invoke --function-name f --payload '{"a": 1}' out.json
aws ec2 describe-instances $OPTIONS
aws s3api create-bucket "$@"
aws ec2 $OPERATION --whatever
aws "$SERVICE" describe
aws ec2 terminate-instances --instance-ids $(cat ids)
aws s3 cp *.txt s3://bucket
aws ec2 authorize-security-group-ingress --group-id sg-1 --protocol tcp --port -1 --cidr 0.0.0.0/0
"""
REFUSED = [
    ("aws ec2x describe-instances", "unknown-service", "ec2"),
    ("aws ec2 describe-instance", "unknown-operation", "describe-instances"),
    ("aws ec2 describeInstances", "unknown-operation", "describe-instances"),
    ("aws ec2 wait instance-runing --instance-ids i-1", "unknown-operation", "instance-running"),
    ("aws s3 list", "unknown-operation", ""),
    ("aws ec2 terminate-instances --instanceIds i-1", "unknown-option", "--instance-ids"),
    ("aws ec2 terminate-instances --instance_ids i-1", "unknown-option", "--instance-ids"),
    ("aws ec2 describe-instances --outputt json", "unknown-option", "--output"),
    ("aws s3 ls s3://b --recursve", "unknown-option", "--recursive"),
    ("aws ec2 describe-instances --bucket b", "foreign-option", ""),
    ("aws iam list-users --role-name r", "foreign-option", ""),
    ("aws s3api create-bucket", "missing-option", "--bucket"),
    ("aws s3api get-object --bucket b --key k", "missing-option", "<outfile>"),
    ("aws s3 cp s3://b/a", "missing-option", "<paths>"),
    ("aws s3 cp a b", "bad-value", "s3://b"),
    ("aws s3 sync ./dist site/", "bad-value", "s3://site/"),
    ("aws s3 mb bucket", "bad-value", "s3://bucket"),
    ("aws s3", "unknown-operation", ""),
    ("aws ec2 wait", "unknown-operation", ""),
    ("aws lambda update-function-code --function-name f --zip-file f.zip", "bad-value", "fileb://f.zip"),
    ("aws ec2 describe-spot-price-history --start-time yesterday", "bad-value", ""),
    ("aws ec2 describe-spot-price-history --start-time '2 days ago'", "bad-value", ""),
    ("aws ec2 describe-instances i-1", "unexpected-argument", ""),
    ("aws ec2 describe-instances --max-items ten", "bad-value", ""),
    ("aws ec2 describe-instances --output jsn", "bad-value", "json"),
    ("aws ec2 describe-instances --output", "bad-value", ""),
    ("aws ec2 describe-instances --dry-run=yes", "bad-value", ""),
    (
        "aws sts assume-role --role-arn arn:aws:iam::1:role/r --role-session-name abc --duration-seconds 1h",
        "bad-value",
        "",
    ),
    ("aws ec2 describe-instances --filters Name=x,Value=y", "bad-shorthand", "Values"),
    ("aws ec2 describe-instances --filters Name:x,Values:y", "bad-shorthand", ""),
    ("aws ec2 run-instances --block-device-mappings DeviceName=/dev/sda1,Ebs={VolumeSize=ten}", "bad-value", ""),
    ("aws s3api put-bucket-tagging --bucket b --tagging 'TagSet=[{Key=a}]'", "bad-shorthand", ""),
    ('aws dynamodb put-item --table-name t --item \'{"a": {"S": 1}}\'', "bad-json", ""),
    ("aws dynamodb put-item --table-name t --item '{\"a\": }'", "bad-json", ""),
    ("aws ec2 describe-instances --query 'Reservations[].Instances[?State.Name=`a`]'", "bad-query", ""),
    ("aws iam create-user --cli-input-json file://nowhere.json", "missing-file", ""),
    ("aws s3api put-object --bucket b --key k --body nowhere.bin", "missing-file", ""),
]


@pytest.mark.parametrize("command", ACCEPTED.strip().splitlines())
def test_accepts_what_the_cli_accepts(command: str, tmp_path: Path) -> None:
    found = validate_words(words_of(command).words, tables_of("aws"), here(tmp_path))
    assert [f for f in found if f.severity is Severity.ERROR] == []


@pytest.mark.parametrize(("command", "code", "suggestion"), REFUSED)
def test_says_what_the_cli_refuses(command: str, code: str, suggestion: str, tmp_path: Path) -> None:
    found = validate_words(words_of(command).words, tables_of("aws"), here(tmp_path))
    errors = [(f.code, f.suggestion) for f in found if f.severity is Severity.ERROR]
    assert errors[0][0] == code
    if suggestion:
        assert errors[0][1] == suggestion


def test_names_the_operation_that_has_the_option(tmp_path: Path) -> None:
    (found,) = validate_words(words_of("aws iam list-users --role-name r").words, tables_of("aws"), here(tmp_path))
    assert "not of `aws iam list-users`" in found.text
    assert "`aws iam " in found.text


def test_a_value_outside_the_documented_ones_only_warns(tmp_path: Path) -> None:
    command = words_of("aws ec2 run-instances --image-id ami-1 --instance-type t3.mcro")
    (found,) = validate_words(command.words, tables_of("aws"), here(tmp_path))
    assert (found.severity, found.code, found.suggestion) == (Severity.WARNING, "bad-value", "t3.micro")


def test_reads_the_file_that_a_value_names(tmp_path: Path) -> None:
    (tmp_path / "tags.json").write_text('{"TagSet": [{"Key": "a"}]}')
    command = words_of("aws s3api put-bucket-tagging --bucket b --tagging file://tags.json")
    (found,) = validate_words(command.words, tables_of("aws"), here(tmp_path))
    assert found.code == "bad-json"
    assert "Value" in found.text
    (tmp_path / "tags.json").write_text('{"TagSet": [{"Key": "a", "Value": "b"}]}')
    assert validate_words(command.words, tables_of("aws"), here(tmp_path)) == ()


def test_knows_the_aliases_a_person_made(tmp_path: Path) -> None:
    command = words_of("aws whoami").words
    assert validate_words(command, tables_of("aws"), here(tmp_path))
    (tmp_path / ".aws" / "cli").mkdir(parents=True)
    (tmp_path / ".aws" / "cli" / "alias").write_text("[toplevel]\nwhoami = sts get-caller-identity\n")
    assert validate_words(command, tables_of("aws"), here(tmp_path)) == ()


def test_leaves_programs_alone_that_only_have_the_name(tmp_path: Path) -> None:
    assert validate_words(words_of("./aws nonsense").words, tables_of("aws"), here(tmp_path)) == ()


@pytest.mark.parametrize(
    ("line", "codes"),
    [
        ("aws s3 ls | grep x && sudo aws s3 lss", ["unknown-operation"]),
        ("for i in a b; do aws ec2 terminate-instances --instanceid $i; done", ["unknown-option"]),
        ("aws ec2 terminate-instances --instance-ids $(aws ec2 describe-instance)", ["unknown-operation"]),
        ("ssh host aws nonsense", []),
        ("echo b | xargs aws s3api delete-bucket --bucket", []),
        ("echo b | xargs -n1 aws s3api delete-bucket --buckett", ["unknown-option"]),
        ("echo '{}' > p.json; aws iam create-user --cli-input-json file://p.json", []),
        ("cd x && aws iam create-user --cli-input-json file://p.json", []),
        ("aws iam create-user --cli-input-json file://p.json", ["missing-file"]),
        ("env AWS_PROFILE=x aws s3 lss", ["unknown-operation"]),
        ("bash -c 'aws s3 lss'", ["unknown-operation"]),
        ("aws s3 'unfinished", []),
        ("echo aws s3 lss", []),
    ],
)
def test_checks_every_command_of_a_line(line: str, codes: list[str], tmp_path: Path) -> None:
    environ = {"HOME": str(tmp_path), "PATH": "/usr/bin"}
    found = validate(examine(line, environ=environ, cwd=tmp_path), tables_of("aws"), environ=environ, cwd=tmp_path)
    assert [f.code for f in found if f.severity is Severity.ERROR] == codes
