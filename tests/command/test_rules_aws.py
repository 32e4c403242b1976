"""`aws` against the service models of the AWS CLI that is installed here, every operation of every service."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from awscli.clidriver import ServiceCommand, ServiceOperation, create_clidriver

from cloud_assist.command.judging.judge import judge
from cloud_assist.models import Risk

pytestmark = pytest.mark.slow

MINTS = (
    "sts get-session-token", "sts get-federation-token", "sts assume-role", "sts assume-role-with-saml",
    "sts assume-role-with-web-identity", "sts assume-root", "sso get-role-credentials",
    "cognito-identity get-credentials-for-identity", "cognito-identity get-open-id-token",
    "cognito-identity get-open-id-token-for-developer-identity", "ecr get-login-password",
    "ecr get-authorization-token", "ecr-public get-authorization-token", "eks get-token",
    "rds generate-db-auth-token", "s3 presign", "secretsmanager get-secret-value",
    "secretsmanager batch-get-secret-value", "secretsmanager get-random-password",
    "ssm get-parameter --with-decryption", "ssm get-parameters --with-decryption",
    "ssm get-parameters-by-path --with-decryption", "ssm get-parameter-history --with-decryption", "kms decrypt",
    "kms generate-data-key", "kms generate-data-key-pair", "kms generate-data-key-without-plaintext",
    "kms re-encrypt", "kms generate-random", "kms sign", "iam create-access-key",
    "iam create-service-specific-credential", "iam reset-service-specific-credential",
    "lightsail get-instance-access-details", "lightsail download-default-key-pair",
    "lightsail get-relational-database-master-user-password", "redshift get-cluster-credentials",
    "redshift get-cluster-credentials-with-iam", "redshift-serverless get-credentials",
    "codeartifact get-authorization-token", "ec2 get-password-data", "ec2 create-key-pair",
    "gamelift get-instance-access", "gamelift request-upload-credentials", "gamelift get-compute-access",
    "gamelift get-compute-auth-token", "connect get-federation-token",
    "lakeformation get-temporary-glue-table-credentials", "s3control get-data-access",
    "emr-containers get-managed-endpoint-session-credentials", "emr get-cluster-session-credentials",
    "license-manager get-access-token", "quicksight get-dashboard-embed-url", "ivs get-stream-key",
    "appsync list-api-keys", "cognito-idp describe-user-pool-client", "acm export-certificate",
    "route53domains retrieve-domain-auth-code", "storagegateway describe-chap-credentials", "sso-oidc create-token",
    "mwaa create-cli-token", "grafana create-workspace-api-key", "bedrock-agentcore get-resource-api-key",
    "eks-auth assume-role-for-pod-identity", "signin create-oauth2-token", "datazone get-environment-credentials",
    "workmail assume-impersonation-role", "chime regenerate-security-token",
)  # fmt: skip


@dataclass(frozen=True)
class Modelled:
    """One operation as its service's model has it."""

    command: str
    reads: bool
    """Whether the model calls it read-only: its trait, or GET or HEAD."""


@pytest.fixture(scope="module")
def operations() -> list[Modelled]:
    return list(modelled())


def modelled() -> Iterator[Modelled]:
    for service, command in create_clidriver()._get_command_table().items():
        if not isinstance(command, ServiceCommand):
            continue
        for name, entry in command._get_command_table().items():
            if isinstance(entry, ServiceOperation):
                raw = entry._operation_model._operation_model
                reads = bool(raw.get("readonly")) or raw["http"]["method"] in {"GET", "HEAD"}
                yield Modelled(f"aws {service} {name}", reads)


def risk(command: str) -> Risk:
    return judge(command, environ={}, cwd=Path("/")).risk


def test_what_the_models_call_reading_is_judged_so(operations: list[Modelled]) -> None:
    reads = [o for o in operations if o.reads and o.command.split()[2].startswith(("get-", "describe-", "list-"))]
    asked = [o.command for o in reads if risk(o.command) is not Risk.READ_ONLY]
    assert len(reads) > 3_000
    assert len(asked) / len(reads) < 0.01, asked


def test_no_credential_mint_and_no_secret_is_a_plain_read() -> None:
    assert [mint for mint in MINTS if risk(f"aws {mint}") is Risk.READ_ONLY] == []


def test_every_operation_of_the_installed_cli_is_known(operations: list[Modelled]) -> None:
    unknown = [o.command for o in operations if risk(o.command) is Risk.UNKNOWN]
    assert len(unknown) / len(operations) < 0.01, unknown


def test_no_operation_that_deletes_by_its_name_is_milder_than_destructive(operations: list[Modelled]) -> None:
    deleting = [o.command for o in operations if o.command.split()[2].startswith(("delete-", "terminate-", "purge-"))]
    assert len(deleting) > 2_000
    assert [command for command in deleting if risk(command) is not Risk.DESTRUCTIVE] == []


@pytest.mark.parametrize("option", ["--endpoint-url", "--endpoint", "--endpoint-u"])
@pytest.mark.parametrize(
    "place", ["https://evil.example", "http://169.254.169.254", "https://s3.amazonaws.com.evil.example"]
)
def test_another_endpoint_raises_a_read_however_it_is_spelled(option: str, place: str) -> None:
    assert risk(f"aws s3 ls {option} {place}") is Risk.MUTATING
    assert risk(f"aws {option}={place} s3 ls") is Risk.MUTATING


@pytest.mark.parametrize(
    "place", ["http://localhost:4566", "https://s3.eu-west-1.amazonaws.com", "http://127.0.0.1:5000"]
)
def test_a_loopback_or_amazon_endpoint_is_as_good_as_none(place: str) -> None:
    assert risk(f"aws --endpoint-url {place} s3 ls") is Risk.READ_ONLY


def test_a_read_that_a_later_model_adds_is_not_believed_and_a_deletion_is() -> None:
    assert risk("aws ec2 describe-things-of-tomorrow") is Risk.UNKNOWN
    assert risk("aws ec2 delete-things-of-tomorrow") is Risk.DESTRUCTIVE
    assert risk("aws serviceoftomorrow create-thing") is Risk.MUTATING
