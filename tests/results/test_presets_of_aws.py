"""Presets against real answers: a local AWS is asked, and what comes back has what the presets name."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

from cloud_assist.results.layout import fit
from cloud_assist.results.result import Reading, open_result, reading_of
from tests.support.terminal import clean_environ

REGION = "eu-west-1"
IMAGE = "ami-12c6146b"
"""One of the images that a new server has; an answer with all of them takes seconds."""
POLICY = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*"}]}
)
Client = Callable[[str], Any]


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """Return the address of a local AWS with a little of everything."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    fill(clients_of(f"http://{host}:{port}"))
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(scope="module")
def aws(endpoint: str) -> Client:
    """Return a maker of clients of that AWS."""
    return clients_of(endpoint)


def clients_of(endpoint: str) -> Client:
    session = boto3.session.Session("test", "test", region_name=REGION)
    return cache(lambda service: session.client(service, endpoint_url=endpoint))


def fill(client: Client) -> None:
    ec2 = client("ec2")
    tags = [{"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": "web-1"}]}]
    ec2.run_instances(ImageId=IMAGE, MinCount=2, MaxCount=2, InstanceType="t3.micro", TagSpecifications=tags)
    ec2.run_instances(ImageId=IMAGE, MinCount=1, MaxCount=1)
    volume = ec2.create_volume(AvailabilityZone=f"{REGION}a", Size=8)["VolumeId"]
    ec2.create_snapshot(VolumeId=volume, Description="before the move")
    ec2.create_key_pair(KeyName="ops")
    ec2.allocate_address(Domain="vpc")
    ec2.create_internet_gateway()
    subnet = ec2.describe_subnets()["Subnets"][0]["SubnetId"]
    ec2.create_nat_gateway(SubnetId=subnet)
    client("s3").create_bucket(Bucket="logs", CreateBucketConfiguration={"LocationConstraint": REGION})
    client("s3").put_object(Bucket="logs", Key="a/b.gz", Body=b"x" * 2_000)
    iam = client("iam")
    iam.create_user(UserName="kim")
    iam.create_access_key(UserName="kim")
    iam.create_group(GroupName="ops")
    iam.create_policy(PolicyName="p", PolicyDocument=POLICY)
    iam.create_role(RoleName="r", AssumeRolePolicyDocument=POLICY)
    client("sqs").create_queue(QueueName="orders")
    client("sns").create_topic(Name="alerts")
    client("dynamodb").create_table(
        TableName="orders",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    client("dynamodb").put_item(TableName="orders", Item={"id": {"S": "1001"}, "paid": {"BOOL": True}})
    logs = client("logs")
    logs.create_log_group(logGroupName="/app/web")
    logs.create_log_stream(logGroupName="/app/web", logStreamName="web-1")
    now = int(datetime.now(UTC).timestamp() * 1000)
    client("logs").put_log_events(
        logGroupName="/app/web", logStreamName="web-1", logEvents=[{"timestamp": now, "message": "ERROR no such user"}]
    )
    client("cloudwatch").put_metric_alarm(
        AlarmName="cpu", MetricName="CPUUtilization", Namespace="AWS/EC2", Statistic="Average", Period=60,
        EvaluationPeriods=1, Threshold=80, ComparisonOperator="GreaterThanThreshold",
    )  # fmt: skip
    client("secretsmanager").create_secret(Name="db", SecretString="x")
    client("ssm").put_parameter(Name="/app/url", Value="x", Type="String")
    client("kms").create_key()
    client("rds").create_db_instance(
        DBInstanceIdentifier="db-1", DBInstanceClass="db.t3.micro", Engine="postgres", AllocatedStorage=20,
        MasterUsername="ops", MasterUserPassword="not-a-secret",
    )  # fmt: skip
    client("rds").create_db_snapshot(DBSnapshotIdentifier="snap-1", DBInstanceIdentifier="db-1")
    client("ecs").create_cluster(clusterName="main")
    client("ecr").create_repository(repositoryName="web")
    client("route53").create_hosted_zone(Name="example.com", CallerReference="1")
    client("events").put_rule(Name="nightly", ScheduleExpression="rate(1 day)")
    client("elbv2").create_target_group(
        Name="web", Protocol="HTTP", Port=80, VpcId=ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    )
    client("elbv2").create_load_balancer(Name="front", Subnets=[each["SubnetId"] for each in subnets(ec2)])
    client("efs").create_file_system(CreationToken="x")
    client("kinesis").create_stream(StreamName="clicks", ShardCount=1)
    client("acm").request_certificate(DomainName="example.com")
    client("cloudformation").create_stack(StackName="net", TemplateBody='{"Resources": {}}')
    client("apigateway").create_rest_api(name="shop")


def subnets(ec2: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ec2.describe_subnets()["Subnets"]
    return found[:2]


CASES: list[tuple[str, str, dict[str, Any]]] = [
    ("ec2", "describe-instances", {}),
    ("ec2", "describe-instance-status", {}),
    ("ec2", "describe-instance-types", {"InstanceTypes": ["t3.micro", "m5.large"]}),
    ("ec2", "describe-images", {"ImageIds": [IMAGE]}),
    ("ec2", "describe-volumes", {}),
    ("ec2", "describe-snapshots", {"OwnerIds": ["self"]}),
    ("ec2", "describe-vpcs", {}),
    ("ec2", "describe-subnets", {}),
    ("ec2", "describe-security-groups", {}),
    ("ec2", "describe-route-tables", {}),
    ("ec2", "describe-internet-gateways", {}),
    ("ec2", "describe-nat-gateways", {}),
    ("ec2", "describe-network-interfaces", {}),
    ("ec2", "describe-addresses", {}),
    ("ec2", "describe-key-pairs", {}),
    ("ec2", "describe-regions", {}),
    ("ec2", "describe-availability-zones", {}),
    ("s3", "list-buckets", {}),
    ("s3", "list-objects-v2", {"Bucket": "logs"}),
    ("iam", "list-users", {}),
    ("iam", "list-roles", {}),
    ("iam", "list-groups", {}),
    ("iam", "list-policies", {}),
    ("iam", "list-access-keys", {"UserName": "kim"}),
    ("sqs", "list-queues", {}),
    ("sns", "list-topics", {}),
    ("dynamodb", "list-tables", {}),
    ("logs", "describe-log-groups", {}),
    ("logs", "describe-log-streams", {"logGroupName": "/app/web"}),
    ("logs", "filter-log-events", {"logGroupName": "/app/web"}),
    ("cloudwatch", "describe-alarms", {}),
    ("secretsmanager", "list-secrets", {}),
    ("ssm", "describe-parameters", {}),
    ("kms", "list-keys", {}),
    ("kms", "list-aliases", {}),
    ("rds", "describe-db-instances", {}),
    ("rds", "describe-db-snapshots", {}),
    ("ecs", "list-clusters", {}),
    ("ecs", "describe-clusters", {"clusters": ["main"]}),
    ("ecr", "describe-repositories", {}),
    ("route53", "list-hosted-zones", {}),
    ("route53", "list-resource-record-sets", {"HostedZoneId": ""}),
    ("events", "list-rules", {}),
    ("elbv2", "describe-target-groups", {}),
    ("elbv2", "describe-load-balancers", {}),
    ("efs", "describe-file-systems", {}),
    ("kinesis", "list-streams", {}),
    ("acm", "list-certificates", {}),
    ("cloudformation", "describe-stacks", {}),
    ("cloudformation", "list-stacks", {}),
    ("apigateway", "get-rest-apis", {}),
]


def printed(answer: dict[str, Any]) -> str:
    """Return an answer as the AWS CLI prints it."""
    answer.pop("ResponseMetadata", None)
    return json.dumps(answer, indent=4, default=lambda value: value.isoformat())


def read(path: Path, command: str) -> Reading:
    result = open_result(path, command)
    assert result is not None
    reading = reading_of(result)
    for _ in reading.fill(stopped=lambda: False):
        pass
    return reading


@pytest.mark.parametrize(("service", "operation", "arguments"), CASES, ids=str)
def test_an_answer_has_what_its_preset_names(
    aws: Client, tmp_path: Path, service: str, operation: str, arguments: dict[str, Any]
) -> None:
    if "HostedZoneId" in arguments:
        arguments = {"HostedZoneId": aws("route53").list_hosted_zones()["HostedZones"][0]["Id"]}
    answer = getattr(aws(service), operation.replace("-", "_"))(**arguments)
    path = tmp_path / "output"
    path.write_text(printed(answer))
    reading = read(path, f"aws {'s3api' if service == 's3' else service} {operation}")
    preset = reading.result.preset
    assert preset is not None, "it has a preset"
    table = reading.table
    assert table.columns[0].title == preset.columns[0].title, "the preset fits"
    assert {table.columns[index].title for index in table.shown} <= {column.title for column in preset.columns}
    assert reading.total == count(answer, preset.rows), "each row is an element of the list"
    assert not reading.record


def count(answer: dict[str, Any], keys: tuple[str, ...]) -> int:
    """Return how many elements the lists have, told another way."""
    level: list[Any] = [answer]
    for key in keys:
        level = [each for holder in level for each in holder[key.split("|")[0]]]
    return len(level)


@pytest.mark.slow
def test_what_the_aws_cli_prints_becomes_the_same_table(aws: Client, endpoint: str, tmp_path: Path) -> None:
    environ = clean_environ(tmp_path, AWS_ACCESS_KEY_ID="x", AWS_SECRET_ACCESS_KEY="x", AWS_DEFAULT_REGION=REGION)
    command = ["aws", "--endpoint-url", endpoint, "ec2", "describe-instances", "--output", "json"]
    output = subprocess.run(command, env=environ, capture_output=True, check=True).stdout
    answer = aws("ec2").describe_instances()
    (tmp_path / "cli").write_bytes(output)
    (tmp_path / "library").write_text(printed(answer))
    cli, library = (read(tmp_path / name, " ".join(command)) for name in ("cli", "library"))
    assert cli.total == 3
    assert [cli.table.heading(each) for each in cli.table.shown] == [
        library.table.heading(each) for each in library.table.shown
    ]
    ids = [cli.table.values(1), library.table.values(1)]
    assert ids[0] == ids[1]
    assert len(fit(cli.table, 40, 0.0)) >= 3, "name or id, state and more fit into a narrow terminal"
