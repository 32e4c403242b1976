"""Which tool a request speaks of, by the words that belong to one tool alone."""

from __future__ import annotations

from dataclasses import dataclass

from cloud_assist.catalog.words import split, terms, word_set

_WORDS_OF: dict[str, str] = {
    "aws": """aws amazon ec2 s3 s3api iam rds sqs sns dynamodb dynamo cloudformation cloudwatch lambda ecs eks ecr
        route53 sts ssm cloudfront kms cloudtrail secretsmanager ebs elb alb fargate redshift kinesis athena sagemaker
        codebuild codepipeline cognito elasticache acm eventbridge glue emr""",
    "kubectl": """kubectl kubernetes k8s kube pod pods deployment deployments configmap configmaps daemonset statefulset
        kubeconfig ingress ingresses kustomize crd crds replicaset pvc pvcs rollout cronjob cronjobs cordon uncordon""",
    "docker": "docker dockerfile compose container containers",
    "git": "git commit commits rebase stash cherry branch branches merge reflog submodule submodules worktree",
    "gcloud": "gcloud gcp google gke gsutil bigquery bq pubsub gce",
    "az": "az azure aks entra acr",
    "terraform": "terraform tf hcl tfstate tfvars opentofu",
    "helm": "helm chart charts",
}
_TOOLS_OF: dict[str, frozenset[str]] = {}
for _cli, _text in _WORDS_OF.items():
    for _word in _text.split():
        _TOOLS_OF[_word] = _TOOLS_OF.get(_word, frozenset()) | {_cli}
_BRANDS = word_set("aws amazon kubectl kubernetes k8s kube docker git gcloud gcp google az azure terraform tf helm")
"""Words that name the tool and nothing in it: a command of that tool answers them already."""


@dataclass(frozen=True, slots=True)
class Hints:
    """What a request says about the tool."""

    clis: frozenset[str]
    """Families it may mean; empty where it names none."""
    words: frozenset[str]
    """Terms that only name the tool."""


def hints(prompt: str) -> Hints:
    """Return the tools a request speaks of. A tool named outright wins over one that only a thing's name points to."""
    spoken = split(prompt)
    brands = [word for word in spoken if word in _BRANDS]
    pointing = brands or [word for word in spoken if word in _TOOLS_OF]
    clis = frozenset(cli for word in pointing for cli in _TOOLS_OF[word])
    return Hints(clis=clis, words=frozenset(terms(" ".join(brands))))
