"""Which module holds the rule of which cloud program; nothing is imported until a command names it."""

FAMILIES: dict[str, str] = {
    "ansible": (
        "ansible ansible-playbook ansible-pull ansible-galaxy ansible-vault molecule ansible-inventory "
        "ansible-doc ansible-config ansible-lint"
    ),
    "app_platforms": "heroku cf",
    "aws": "aws aws2",
    "az": "az",
    "cluster_tools": (
        "kops talosctl k3s rke2 microk8s k0s argo tkn kn clusterctl cmctl rosa ocm tsh tctl dapr kapp werf tk "
        "calicoctl temporal airflow prefect spacectl crossplane limactl colima multipass aliyun"
    ),
    "code_hosts": (
        "gh glab circleci gitlab-runner travis buildkite-agent act hadolint actionlint checkov tfsec tflint "
        "kube-linter kubelinter terrascan"
    ),
    "docker": "docker podman nerdctl docker-cli finch lima-nerdctl docker-compose podman-compose",
    "gcloud": "gcloud",
    "gitops": "argocd flux",
    "google_storage": "gsutil bq",
    "helm": "helm helm3 helmfile kustomize",
    "image_tools": (
        "skopeo crane gcrane cosign oras regctl buildah pack ko kompose img trivy grype syft dockle dive "
        "clair-scanner kubescape kube-bench"
    ),
    "infra_tools": (
        "consul nomad vagrant boundary sam samlocal cdk cdklocal "
        "serverless sls eb copilot chamber aws-nuke cloud-nuke aws-iam-authenticator "
        "gke-gcloud-auth-plugin kubelogin saml2aws infracost cfn-lint"
    ),
    "kube_tools": (
        "istioctl eksctl velero linkerd cilium hubble kind minikube k3d crictl ctr etcdctl kubeadm "
        "skaffold tilt devspace telepresence stern kubetail popeye kubent pluto kube-score kubeconform "
        "kubeval kubectx kubens kubeseal"
    ),
    "kubectl": "kubectl kubecolor",
    "kubectl_plugins": (
        "kubectl-access_matrix kubectl-count kubectl-deprecations kubectl-df_pv kubectl-images "
        "kubectl-lineage kubectl-outdated kubectl-rbac_lookup kubectl-resource_capacity kubectl-rolesum kubectl-score "
        "kubectl-sick_pods kubectl-tree kubectl-unused_volumes kubectl-view_allocations kubectl-view_utilization "
        "kubectl-who_can"
    ),
    "messaging": (
        "kafka-topics kafka-configs kafka-acls kafka-consumer-groups kafka-reassign-partitions "
        "kafka-leader-election kafka-features kafka-delegation-tokens kafka-streams-application-reset "
        "kafka-cluster kafka-metadata-quorum kafka-broker-api-versions kafka-log-dirs kafka-get-offsets "
        "kafka-dump-log kafka-replica-verification kafka-console-consumer kafka-delete-records "
        "kafka-server-stop kafka-console-producer kafka-server-start kafka-mirror-maker kafka-topics.sh "
        "kafka-configs.sh kafka-acls.sh kafka-consumer-groups.sh kafka-reassign-partitions.sh "
        "kafka-leader-election.sh kafka-features.sh kafka-delegation-tokens.sh "
        "kafka-streams-application-reset.sh kafka-cluster.sh kafka-metadata-quorum.sh "
        "kafka-broker-api-versions.sh kafka-log-dirs.sh kafka-get-offsets.sh kafka-dump-log.sh "
        "kafka-replica-verification.sh kafka-console-consumer.sh kafka-delete-records.sh "
        "kafka-server-stop.sh kafka-console-producer.sh kafka-server-start.sh kafka-mirror-maker.sh kcat "
        "kafkacat rpk rabbitmqctl rabbitmqadmin rabbitmq-diagnostics rabbitmq-queues nats pulsar-admin "
        "pulsarctl"
    ),
    "openshift": "oc",
    "platforms": (
        "doctl hcloud linode-cli vultr-cli vultr scw civo exo upctl openstack ionosctl fly flyctl vercel "
        "vc now netlify ntl wrangler firebase supabase railway render oci ibmcloud"
    ),
    "secret_tools": "vault bao op doppler sops",
    "services": (
        "fastly deck kong apigeecli ldcli unleash flipt flagsmith optimizely stripe square twilio algolia "
        "newrelic pd splunk dog datadog-ci sentry-cli opsgenie auth0 databricks confluent atlas ccloud"
    ),
    "storage_tools": "rclone mc mcli s3cmd s5cmd azcopy restic borg",
    "terraform": "terraform tofu terragrunt pulumi packer",
    "traffic": (
        "haproxy nginx openresty apachectl apache2ctl httpd apache2 socat caddy traefik cloudflared ngrok "
        "promtool amtool logcli mimirtool cortextool lokitool grafana-cli grafana gitlab-rake"
    ),
}
