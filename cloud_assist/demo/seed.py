"""What is in the playground at first: a few buckets, instances, a table and a queue."""

from __future__ import annotations

from typing import Any

REGION = "us-east-1"
BUCKETS = {
    "acme-website-assets": {"index.html": b"<h1>Acme</h1>\n", "css/site.css": b"body { margin: 0 }\n"},
    "acme-backups": {"db/2026-01-01.dump": b"not a real dump\n" * 64},
    "acme-logs": {"app/2026-01-01.log": b"INFO started\nERROR no such user\nINFO stopped\n"},
}
INSTANCES = ("web-1", "web-2", "worker-1")
TABLE = "orders"
ORDERS = (("1001", "paid"), ("1002", "shipped"), ("1003", "open"))
QUEUE = "orders-incoming"
_RESET_S = 30.0


def contents() -> str:
    """Return what is there at first, as the middle of a sentence."""
    buckets, instances = ", ".join(BUCKETS), ", ".join(INSTANCES)
    return f"buckets {buckets}; instances {instances}; table {TABLE}; queue {QUEUE}"


def seed(endpoint: str) -> None:
    """Put everything there. `endpoint` is the URL of the playground's AWS API, which has nothing yet."""

    def client(service: str) -> Any:
        import boto3  # of the extra `demo`, and slow to load: names alone need none

        # A session of its own for each: the default one must not be shared between threads.
        session = boto3.session.Session("demo", "demo", region_name=REGION)
        return session.client(service, endpoint_url=endpoint)

    def seed_s3() -> None:
        s3 = client("s3")
        for bucket, objects in BUCKETS.items():
            s3.create_bucket(Bucket=bucket)
            for key, body in objects.items():
                s3.put_object(Bucket=bucket, Key=key, Body=body)

    def seed_ec2() -> None:
        ec2 = client("ec2")
        image = ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
        for name in INSTANCES:
            tags = [{"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": name}]}]
            ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1, InstanceType="t3.micro", TagSpecifications=tags)

    def seed_data() -> None:
        dynamodb = client("dynamodb")
        dynamodb.create_table(
            TableName=TABLE,
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        for number, status in ORDERS:
            dynamodb.put_item(TableName=TABLE, Item={"id": {"S": number}, "status": {"S": status}})
        client("sqs").create_queue(QueueName=QUEUE)

    from concurrent.futures import ThreadPoolExecutor  # as boto3: names alone need none

    with ThreadPoolExecutor() as pool:
        for done in [pool.submit(part) for part in (seed_s3, seed_ec2, seed_data)]:
            done.result()


def reset(endpoint: str) -> None:
    """Take everything away and put there what is there at first.

    Raises:
        OSError: nothing answers at `endpoint`.
    """
    import urllib.request  # slow to load as well

    request = urllib.request.Request(f"{endpoint}/moto-api/reset", method="POST")  # noqa: S310 # our own server
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # whatever proxy the person has set up
    with direct.open(request, timeout=_RESET_S):
        pass
    seed(endpoint)
