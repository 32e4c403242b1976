"""The adapters of this program, in the order in which they are read: the quickest first."""

from __future__ import annotations

from cloud_assist.catalog.clis.aws import AwsAdapter
from cloud_assist.catalog.clis.az import AzAdapter
from cloud_assist.catalog.clis.cobra import DOCKER, EKSCTL, GH, HELM, KUBECTL
from cloud_assist.catalog.clis.gcloud import GcloudAdapter
from cloud_assist.catalog.clis.port import Adapter
from cloud_assist.catalog.clis.terraform import TerraformAdapter

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
