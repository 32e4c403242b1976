"""Builds the home folder of somebody who uses several clouds, for the tests of the receipt."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from cloud_assist.command.judging.judge import judge
from cloud_assist.command.receipt import command_target
from cloud_assist.command.receipt.target import actings
from cloud_assist.command.syntax.parser import parse
from cloud_assist.models import Target

AWS_CONFIG = """
[default]
region = eu-central-1

[profile dev]
region = eu-west-1
role_arn = arn:aws:iam::111122223333:role/dev
source_profile = default

[profile "with space"]
region = us-west-2

[profile plain]
region = eu-west-3

[profile sso]
sso_session = corp
sso_account_id = 444455556666
sso_role_name = Admin
region = us-east-2

[sso-session corp]
sso_start_url = https://example.awsapps.com/start
sso_region = us-east-1

[profile chain]
role_arn = arn:aws:iam::777788889999:role/deploy
source_profile = dev

[profile fenced]
region = eu-west-3
services = local-services
ignore_configured_endpoint_urls = true

[profile local]
endpoint_url = http://localhost:4566
services = local-services

[services local-services]
s3 =
  endpoint_url = http://localhost:9000
secrets_manager =
  endpoint_url = http://localhost:9001
"""

AWS_CREDENTIALS = """
[default]
aws_access_key_id = AKIAQNZGKIQY56JQ7WML
aws_secret_access_key = x

[keys]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = x
region = sa-east-1
"""

KUBECONFIG = """
apiVersion: v1
kind: Config
current-context: kind-dev
clusters:
- {name: kind-dev, cluster: {server: "https://127.0.0.1:6443"}}
- {name: prod-cluster, cluster: {server: "https://prod.example.com"}}
contexts:
- {name: kind-dev, context: {cluster: kind-dev, user: dev-user}}
- {name: prod, context: {cluster: prod-cluster, user: admin, namespace: payments}}
users:
- {name: dev-user, user: {token: tx}}
- {name: admin, user: {token: ty}}
"""

OTHER_KUBECONFIG = """
apiVersion: v1
kind: Config
current-context: staging
clusters:
- {name: staging, cluster: {server: "https://staging.example.com"}}
- {name: prod-cluster, cluster: {server: "https://other.example.com"}}
contexts:
- {name: staging, context: {cluster: staging, user: bob, namespace: web}}
- {name: prod, context: {cluster: staging, user: bob, namespace: shadow}}
users:
- {name: bob, user: {token: tz}}
"""


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def furnish(home: Path) -> None:
    """Write the configuration of every tool into `home`."""
    write(home / ".aws/config", AWS_CONFIG)
    write(home / ".aws/credentials", AWS_CREDENTIALS)
    write(home / ".kube/config", KUBECONFIG)
    write(home / "other-kubeconfig", OTHER_KUBECONFIG)
    gcloud = home / ".config/gcloud"
    write(gcloud / "active_config", "work")
    write(
        gcloud / "configurations/config_work",
        "[core]\nproject = work-project\naccount = me@example.com\n[compute]\nregion = europe-west1\n"
        "zone = europe-west1-b\n[run]\nregion = europe-west4\n",
    )
    write(gcloud / "configurations/config_home", "[core]\nproject = home-project\n")
    write(home / ".docker/config.json", json.dumps({"currentContext": "remote"}))
    for name, host in (("remote", "ssh://me@build.example.com"), ("prod-swarm", "tcp://10.0.0.1:2376")):
        folder = hashlib.sha256(name.encode()).hexdigest()
        meta = {"Name": name, "Metadata": {}, "Endpoints": {"docker": {"Host": host, "SkipTLSVerify": False}}}
        write(home / ".docker/contexts/meta" / folder / "meta.json", json.dumps(meta))
    furnish_azure(home / ".azure")
    write(
        home / ".ssh/config",
        "Host web\n  HostName 203.0.113.7\n  User deploy\nHost *.internal\n  User ops\nHost * !web\n  User everyone\n",
    )


def furnish_azure(folder: Path) -> None:
    """Write an Azure profile as `az login` leaves it, byte order mark and all."""
    subscriptions = [
        {"id": "1111", "name": "Sandbox", "isDefault": False, "environmentName": "AzureCloud", "tenantId": "t1",
         "user": {"name": "me@example.com", "type": "user"}},
        {"id": "2222", "name": "Production", "isDefault": True, "environmentName": "AzureCloud", "tenantId": "t2",
         "user": {"name": "me@example.com", "type": "user"}},
        {"id": "3333", "name": "China", "isDefault": False, "environmentName": "AzureChinaCloud", "tenantId": "t3",
         "user": {"name": "cn@example.com", "type": "user"}},
    ]  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"installationId": "x", "subscriptions": subscriptions})
    (folder / "azureProfile.json").write_text(text, "utf-8-sig")


def receipt(command: str, environ: dict[str, str], cwd: Path | None = None) -> Target:
    """Return the receipt of one command, by the same path as an assessment."""
    folder = cwd or Path.cwd()
    script = parse(command)
    judged = judge(command, environ=environ, cwd=folder)
    return command_target(script, judged, environ=environ, cwd=folder).target


def last_receipt(command: str, environ: dict[str, str]) -> Target:
    """Return the receipt of the last program in `command` alone."""
    judged = judge(command, environ=environ, cwd=Path.cwd())
    *_, last = actings(parse(command), judged, environ=environ, cwd=Path.cwd())
    return Target(last.entries)
