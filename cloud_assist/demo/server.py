"""The playground's server: `python -m cloud_assist.demo.server` prints its address and runs until stdin ends."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import boto3
from moto.server import ThreadedMotoServer

from cloud_assist.demo import REGION

BUCKETS = {
    "acme-website-assets": {"index.html": b"<h1>Acme</h1>\n", "css/site.css": b"body { margin: 0 }\n"},
    "acme-backups": {"db/2026-01-01.dump": b"not a real dump\n" * 64},
    "acme-logs": {"app/2026-01-01.log": b"INFO started\nERROR no such user\nINFO stopped\n"},
}
INSTANCES = ("web-1", "web-2", "worker-1")
ORDERS = (("1001", "paid"), ("1002", "shipped"), ("1003", "open"))


def seed(endpoint: str) -> None:
    """Put a few buckets, instances, a table and a queue there, so that there is something to look at."""

    def client(service: str) -> Any:
        # A boto3 session of its own for each: the default one must not be shared between threads.
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
            TableName="orders",
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        for number, status in ORDERS:
            dynamodb.put_item(TableName="orders", Item={"id": {"S": number}, "status": {"S": status}})
        client("sqs").create_queue(QueueName="orders-incoming")

    with ThreadPoolExecutor() as pool:
        for done in [pool.submit(part) for part in (seed_s3, seed_ec2, seed_data)]:
            done.result()


def main() -> None:
    """Serve on a free loopback port until standard input ends."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    _, port = server.get_host_and_port()
    endpoint = f"http://127.0.0.1:{port}"
    seed(endpoint)
    sys.stdout.write(f"{endpoint}\n")
    sys.stdout.flush()
    sys.stdin.buffer.read()
    server.stop()


if __name__ == "__main__":
    main()
