"""The adapters of this program, in the order in which they are read."""

from __future__ import annotations

from cloud_assist.catalog.clis.aws import AwsAdapter
from cloud_assist.catalog.clis.az import AzAdapter
from cloud_assist.catalog.clis.cobra import DOCKER, EKSCTL, GH, HELM, KUBECTL
from cloud_assist.catalog.clis.gcloud import GcloudAdapter
from cloud_assist.catalog.clis.port import Adapter
from cloud_assist.catalog.clis.terraform import TerraformAdapter

ADAPTERS: tuple[Adapter, ...] = (
    AwsAdapter(),
    GcloudAdapter(),
    KUBECTL,
    DOCKER,
    TerraformAdapter(),
    AzAdapter(),
    HELM,
    GH,
    EKSCTL,
)
