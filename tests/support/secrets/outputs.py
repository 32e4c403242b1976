"""Whole outputs and files of named tools that show secrets, as (kind, shape, values, text)."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from tests.support.secrets import outputs_aws as aws
from tests.support.secrets import outputs_clouds as clouds
from tests.support.secrets import outputs_hosts as hosts
from tests.support.secrets import outputs_kubernetes as kubernetes
from tests.support.secrets.kinds import Output

_SOURCES = (
    aws.aws_keys,
    aws.aws_other,
    clouds.gcloud,
    clouds.azure,
    kubernetes.kubernetes,
    kubernetes.kubeconfig,
    kubernetes.containers,
    kubernetes.pems,
    hosts.urls,
    hosts.files,
    hosts.shells,
    hosts.others,
)


def outputs(r: Random) -> Iterator[Output]:
    """Yield one sample of every output."""
    for source in _SOURCES:
        yield from source(r)
