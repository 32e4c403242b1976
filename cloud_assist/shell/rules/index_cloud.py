"""Which module holds the rule of which cloud program; nothing is imported until a command names it."""

FAMILIES: dict[str, str] = {
    "aws": "aws aws2",
    "az": "az",
    "docker": "docker podman nerdctl docker-cli finch lima-nerdctl docker-compose podman-compose",
    "gcloud": "gcloud",
    "gitops": "argocd flux",
    "helm": "helm helm3 helmfile kustomize",
    "kube_tools": (
        "istioctl eksctl velero linkerd cilium hubble kind minikube k3d crictl ctr etcdctl kubeadm "
        "skaffold tilt devspace telepresence stern kubetail popeye kubent pluto kube-score kubeconform "
        "kubeval kubectx kubens kubeseal"
    ),
    "kubectl": "kubectl kubecolor oc",
    "secret_tools": "vault bao op doppler sops",
    "storage_tools": "gsutil bq rclone mc mcli s3cmd s5cmd azcopy restic borg",
    "terraform": "terraform tofu terragrunt pulumi packer",
}
