"""The adapters of this program, in the order in which they are read: the quickest first."""

from __future__ import annotations

from cloud_assist.catalog.clis.aws_adapter import AwsAdapter
from cloud_assist.catalog.clis.az_adapter import AzAdapter
from cloud_assist.catalog.clis.cobra_adapter import DOCKER, EKSCTL, GH, HELM, KUBECTL
from cloud_assist.catalog.clis.gcloud_adapter import GcloudAdapter
from cloud_assist.catalog.clis.port import Adapter
from cloud_assist.catalog.clis.terraform_adapter import TerraformAdapter

ADAPTERS: tuple[Adapter, ...] = (
    KUBECTL,
    DOCKER,
    TerraformAdapter(),
    HELM,
    GH,
    EKSCTL,
    AwsAdapter(),
    AzAdapter(),
    GcloudAdapter(),
)
