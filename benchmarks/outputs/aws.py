"""What the AWS CLI prints for a filled moto server."""

from __future__ import annotations

import logging
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import boto3
from moto.server import ThreadedMotoServer

REGION = "eu-west-1"
INSTANCES = 500

AWS_COMMANDS = {
    "aws_instances": "ec2 describe-instances",
    "aws_volumes": "ec2 describe-volumes",
    "aws_groups": "ec2 describe-security-groups",
    "aws_buckets": "s3api list-buckets",
    "aws_objects": "s3api list-objects-v2 --bucket logs-0",
    "aws_tables": "dynamodb list-tables",
    "aws_table": "dynamodb describe-table --table-name orders-0",
    "aws_scan": "dynamodb scan --table-name orders-0",
    "aws_events": "logs filter-log-events --log-group-name /app/web",
    "aws_users": "iam list-users",
    "aws_queues": "sqs list-queues",
    "aws_identity": "sts get-caller-identity",
    "aws_parameters": "ssm describe-parameters",
    "aws_alarms": "cloudwatch describe-alarms",
    "aws_states": "ec2 describe-instances --query Reservations[].Instances[].[InstanceId,State.Name]",
    "aws_regions": "ec2 describe-regions",
    "aws_zones": "ec2 describe-availability-zones",
    "aws_subnets": "ec2 describe-subnets",
    "aws_images": "ec2 describe-images",
    "aws_types": "ec2 describe-instance-types",
    "aws_policies": "iam list-policies",
    "aws_roles": "iam list-roles",
    "aws_groups_of_logs": "logs describe-log-groups",
    "aws_topics": "sns list-topics",
    "aws_databases": "rds describe-db-instances",
    "aws_keys": "kms list-keys",
    "aws_secrets": "secretsmanager list-secrets",
    "aws_instances_text": "ec2 describe-instances --output text",
    "aws_users_table": "iam list-users --output table",
    "aws_empty": "ec2 describe-snapshots --owner-ids 999999999999",
}
QUICK_AWS = (
    "aws_instances",
    "aws_volumes",
    "aws_buckets",
    "aws_objects",
    "aws_tables",
    "aws_scan",
    "aws_events",
    "aws_identity",
)


def make_aws(folder: Path, *, quick: bool) -> None:
    """Fill a moto server and let the AWS CLI list what is there."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    environ = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "AWS_ENDPOINT_URL": endpoint,
        "HTTPS_PROXY": "http://127.0.0.1:9",  # nothing beyond loopback, whatever the CLI has in its tables
        "HTTP_PROXY": "http://127.0.0.1:9",
        "NO_PROXY": "127.0.0.1",
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_PAGER": "",
    }
    try:
        _fill(endpoint, INSTANCES // 5 if quick else INSTANCES)
        commands = {name: line for name, line in AWS_COMMANDS.items() if not quick or name in QUICK_AWS}
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda named: _aws(folder / named[0], named[1], environ), commands.items()))
    finally:
        server.stop()


def _aws(path: Path, line: str, environ: dict[str, str]) -> None:
    aws = shutil.which("aws", path=str(Path(sys.executable).parent)) or "aws"
    with path.open("wb") as file:
        subprocess.run(
            [aws, "--endpoint-url", environ["AWS_ENDPOINT_URL"], *line.split()],
            stdout=file,
            env=environ,
            check=True,
            timeout=120,
        )


def _fill(endpoint: str, instances: int) -> None:
    dice = random.Random(11)

    def client(service: str) -> Any:
        return boto3.client(
            service,
            endpoint_url=endpoint,
            region_name=REGION,
            aws_access_key_id="testing",
            aws_secret_access_key="testing",
        )

    _fill_ec2(client("ec2"), instances, dice)
    _fill_data(client, dice)
    _fill_rest(client, dice)


def _fill_ec2(ec2: Any, instances: int, dice: random.Random) -> None:
    ids: list[str] = []
    image = ec2.describe_images()["Images"][0]["ImageId"]
    for number in range(instances // 10):
        tags = [
            {"Key": "Name", "Value": f"web-{number}"},
            {"Key": "env", "Value": dice.choice(["prod", "prod", "staging"])},
        ]
        made = ec2.run_instances(
            ImageId=image,
            MinCount=10,
            MaxCount=10,
            InstanceType=dice.choice(["t3.micro", "t3.large", "m5.xlarge"]),
            TagSpecifications=[{"ResourceType": "instance", "Tags": tags}],
        )
        ids += [instance["InstanceId"] for instance in made["Instances"]]
    ec2.stop_instances(InstanceIds=dice.sample(ids, instances // 7))
    for number in range(30):
        group = ec2.create_security_group(GroupName=f"sg-{number}", Description=f"group {number}")["GroupId"]
        port = dice.choice([22, 80, 443])
        ec2.authorize_security_group_ingress(
            GroupId=group, IpProtocol="tcp", FromPort=port, ToPort=port, CidrIp="0.0.0.0/0"
        )


def _fill_data(client: Callable[[str], Any], dice: random.Random) -> None:
    s3 = client("s3")
    for number in range(60):
        s3.create_bucket(Bucket=f"logs-{number}", CreateBucketConfiguration={"LocationConstraint": REGION})
    for number in range(200):
        storage = dice.choice(["STANDARD", "STANDARD_IA"])
        s3.put_object(
            Bucket="logs-0", Key=f"2026/11/{number:03}.log", Body=b"x" * dice.randrange(10_000), StorageClass=storage
        )
    dynamodb = client("dynamodb")
    for number in range(25):
        dynamodb.create_table(
            TableName=f"orders-{number}",
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
    for number in range(150):
        item = {
            "id": {"S": f"o-{number}"},
            "status": {"S": dice.choice(["open", "paid", "sent"])},
            "total": {"N": str(dice.randrange(999))},
        }
        dynamodb.put_item(TableName="orders-0", Item=item)
    logs = client("logs")
    logs.create_log_group(logGroupName="/app/web")
    for number in range(12):
        logs.create_log_stream(logGroupName="/app/web", logStreamName=f"web-{number}")
        events = [
            {
                "timestamp": 1_796_000_000_000 + number * 100_000 + i * 1000,
                "message": dice.choice(["GET /", "POST /pay failed: timeout", "GET /health"]),
            }
            for i in range(60)
        ]
        logs.put_log_events(logGroupName="/app/web", logStreamName=f"web-{number}", logEvents=events)


def _fill_rest(client: Callable[[str], Any], dice: random.Random) -> None:
    iam, sqs, ssm, cloudwatch = client("iam"), client("sqs"), client("ssm"), client("cloudwatch")
    for number in range(40):
        iam.create_user(UserName=f"user-{number}", Path=dice.choice(["/dev/", "/ops/"]))
        sqs.create_queue(QueueName=f"jobs-{number}")
        ssm.put_parameter(Name=f"/app/p{number}", Value="v", Type=dice.choice(["String", "SecureString"]))
        cloudwatch.put_metric_alarm(
            AlarmName=f"cpu-{number}",
            MetricName="CPUUtilization",
            Namespace="AWS/EC2",
            Statistic="Average",
            Period=300,
            EvaluationPeriods=1,
            Threshold=float(dice.choice([70, 80, 90])),
            ComparisonOperator="GreaterThanThreshold",
        )
    for number in range(15):
        client("sns").create_topic(Name=f"topic-{number}")
        client("kms").create_key(Description=f"key {number}")
        client("secretsmanager").create_secret(Name=f"app/secret-{number}", SecretString="s")
        client("rds").create_db_instance(
            DBInstanceIdentifier=f"db-{number}",
            DBInstanceClass=dice.choice(["db.t3.small", "db.m5.large"]),
            Engine=dice.choice(["postgres", "mysql"]),
            MasterUsername="admin",
            MasterUserPassword="pw-123456",
            AllocatedStorage=20,
        )
        iam.create_role(RoleName=f"role-{number}", AssumeRolePolicyDocument="{}")
        client("logs").create_log_group(logGroupName=f"/lambda/f{number}")
