"""The playground's server: `python -m cloud_assist.demo.server` prints where it is and runs until stdin ends.

It prints one line of JSON: `endpoint` (URL of the AWS API), `proxy` (URL) and `certificate` (path of a PEM file).
"""

from __future__ import annotations

import contextlib
import json
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import boto3
from moto.server import ThreadedMotoServer

from cloud_assist.demo import REGION
from cloud_assist.demo.authority import Authority
from cloud_assist.demo.proxy import Proxy, is_loopback

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


def keep_inside(event: str, arguments: tuple[Any, ...]) -> None:
    """Let this process reach this machine only: an audit hook, which nothing that runs here can take out again.

    moto delivers notifications to the URLs of subscribers, and runs functions in containers.

    Raises:
        PermissionError: something wants to leave.
    """
    if event in {"socket.connect", "socket.sendto", "socket.sendmsg"}:
        address = arguments[1]
        held = address is None or (isinstance(address, tuple) and is_loopback(str(address[0])))
    elif event == "socket.getaddrinfo":
        held = arguments[0] is None or is_loopback(str(arguments[0]))
    else:
        held = event not in {"subprocess.Popen", "os.system", "os.posix_spawn", "os.exec"}
    if not held:
        raise PermissionError(f"The playground keeps to itself: {event} {arguments[:2]}")


def main() -> None:
    """Serve on free loopback ports until standard input ends."""
    with tempfile.TemporaryDirectory(prefix="cloud-assist-demo-", ignore_cleanup_errors=True) as folder:
        sys.addaudithook(keep_inside)
        server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        server.start()
        host, port = server.get_host_and_port()
        endpoint = f"http://{host}:{port}"
        authority = Authority(Path(folder))
        proxy = Proxy((host, port), authority).start()
        seed(endpoint)
        where = {"endpoint": endpoint, "proxy": proxy, "certificate": str(authority.certificate)}
        with contextlib.suppress(BrokenPipeError):
            sys.stdout.write(f"{json.dumps(where)}\n")
            sys.stdout.flush()
            sys.stdin.buffer.read()
    server.stop()


if __name__ == "__main__":
    main()
