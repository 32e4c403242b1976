"""Which module holds the rule of which cloud program; nothing is imported until a command names it."""

FAMILIES: dict[str, str] = {
    "aws": "aws aws2",
    "az": "az",
    "docker": "docker podman nerdctl docker-cli finch lima-nerdctl docker-compose podman-compose",
    "gcloud": "gcloud",
    "helm": "helm helm3 helmfile kustomize",
    "kubectl": "kubectl kubecolor oc",
    "terraform": "terraform tofu terragrunt pulumi packer",
}
