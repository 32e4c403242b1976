"""Kubernetes: the tools that act on a cluster, those that make one, and those that only read its files."""

from __future__ import annotations

from cloud_assist.tools.tool import (
    HERE,
    Adapter,
    Alike,
    Asked,
    Outside,
    Question,
    Read,
    Signal,
    Stop,
    Time,
    Tool,
    Unread,
)

_KUBE = Read("kube_target:kube_entries", "a Kubernetes cluster")
_KUBE_SWITCHES = ("kube_switches:kube_switches",)
_UNKNOWN_CONTEXT = "kube_target:unknown_context"
_CLUSTER = Unread("a Kubernetes cluster")
_NODE = Unread("a cluster or a node of one")
_CLUSTER_GOES_ON = "The cluster goes on with what it was told."
_CHANGES = Stop(
    Signal.INTERRUPT,
    30,
    (
        *("apply", "create", "replace", "patch", "delete", "scale", "autoscale", "expose", "set", "taint", "cp"),
        *("drain", "cordon", "uncordon", "label", "annotate", "rollout restart", "rollout undo", "new-app"),
    ),
    holds=True,
    leaves="Some objects may be changed and others not: run it again.",
    goes_on=_CLUSTER_GOES_ON,
)
_INSIDE = Stop(
    Signal.INTERRUPT, 5, ("exec", "run", "debug", "attach", "rsh"), goes_on="What runs in the pod may go on."
)
_IN_CLUSTER = (_CHANGES, _INSIDE)
_RELEASE = Stop(
    Signal.INTERRUPT,
    30,
    ("install", "upgrade", "rollback", "uninstall", "delete", "test", "apply", "sync", "destroy"),
    holds=True,
    leaves="The release may stay pending: `helm history` shows it, `helm rollback` frees it.",
    goes_on=_CLUSTER_GOES_ON,
)
_CREATION = Stop(
    Signal.INTERRUPT,
    30,
    ("create", "delete", "start", "update", "upgrade", "rolling-update"),
    holds=True,
    leaves="What was made so far stays: delete it by the tool that made it.",
)
_MAKES_CLUSTER = Time(3600)

TOOLS = (
    Tool(
        ("kubectl",),
        "cloud.kubectl",
        _KUBE,
        switches=_KUBE_SWITCHES,
        unknown_name=_UNKNOWN_CONTEXT,
        preview="cluster:kubectl",
        adapter=Adapter("cobra_adapter:KUBECTL"),
        version=("version", "--client"),
        variables=("KUBERNETES", "KUBE"),
        short="kube",
        takes_names=True,
        runs_elsewhere=("exec", "run", "debug"),
        outside=Outside.FETCHES,
        stops=_IN_CLUSTER,
        time=Time(1800, ("rollout", "wait")),
        asks=(
            Question(
                Asked.EDITOR, ("edit", "apply edit-last-applied"), instead="kubectl patch, or kubectl apply -f FILE"
            ),
            Question(Asked.YES, ("delete -i", "delete --interactive"), leave_away=True),
        ),
    ),
    Tool(
        ("kubecolor",),
        "cloud.kubectl",
        _KUBE,
        switches=_KUBE_SWITCHES,
        unknown_name=_UNKNOWN_CONTEXT,
        takes_names=True,
        runs_elsewhere=("exec", "run", "debug"),
        outside=Outside.FETCHES,
        stops=_IN_CLUSTER,
    ),
    Tool(("k",), "", _KUBE, switches=_KUBE_SWITCHES, unknown_name=_UNKNOWN_CONTEXT),
    Tool(
        ("oc",),
        "cloud.openshift",
        _KUBE,
        switches=_KUBE_SWITCHES,
        unknown_name=_UNKNOWN_CONTEXT,
        preview="cluster:kubectl",
        takes_names=True,
        runs_elsewhere=("exec", "run", "debug", "rsh"),
        outside=Outside.FETCHES,
        stops=_IN_CLUSTER,
        asks=(Question(Asked.SECRET, ("login",), ("--token", "--password", "-p"), "give --token TOKEN", by_hand=True),),
    ),
    Tool(
        ("helm",),
        "cloud.helm",
        _KUBE,
        unknown_name=_UNKNOWN_CONTEXT,
        preview="cluster:helm",
        adapter=Adapter("cobra_adapter:HELM"),
        version=("version", "--short"),
        variables=("HELM",),
        takes_names=True,
        stops=(_RELEASE,),
        time=Time(1800, ("install", "upgrade", "rollback", "uninstall", "test")),
    ),
    Tool(("helm3",), "cloud.helm", _KUBE, unknown_name=_UNKNOWN_CONTEXT, stops=(_RELEASE,)),
    Tool(("helmfile",), "cloud.helm", _KUBE, unknown_name=_UNKNOWN_CONTEXT, stops=(_RELEASE,), time=Time(3600)),
    Tool(("kustomize",), "cloud.helm", _KUBE, outside=Outside.FETCHES),
    Tool(
        ("eksctl",),
        "cloud.kube_tools",
        Read("aws_target:aws_entries", "an AWS account"),
        switches=_KUBE_SWITCHES,
        adapter=Adapter("cobra_adapter:EKSCTL"),
        version=("version",),
        variables=("EKSCTL",),
        stops=(
            Stop(
                Signal.INTERRUPT,
                30,
                ("create", "delete", "upgrade", "update", "scale", "drain", "set"),
                holds=True,
                leaves="The stacks that were made stay: `eksctl delete cluster` removes them.",
                goes_on="CloudFormation goes on with the stacks: see their events.",
            ),
        ),
        time=Time(5400, ("create", "delete", "upgrade", "update", "scale", "drain")),
    ),
    Tool(
        ("argocd",),
        "cloud.gitops",
        Read("argocd_target:argocd_entries", "an Argo CD server"),
        variables=("ARGOCD",),
        time=Time(1800, ("app sync", "app wait")),
    ),
    Tool(("flux",), "cloud.gitops", _KUBE, variables=("FLUX",), time=Time(1800, ("reconcile", "bootstrap", "install"))),
    Tool(("istioctl",), "cloud.kube_tools", _KUBE, variables=("ISTIO\\w*",), outside=Outside.FETCHES),
    Tool(("k9s",), "plain.inspect_tools", _KUBE),
    Tool(("stern",), "cloud.kube_tools", _KUBE, variables=("STERN",)),
    Tool(("velero",), "cloud.kube_tools", _KUBE, variables=("VELERO",)),
    Tool(("cilium",), "cloud.kube_tools", _KUBE, variables=("CILIUM",)),
    Tool(("linkerd",), "cloud.kube_tools", _KUBE, variables=("LINKERD",)),
    Tool(("kubectx",), "cloud.kube_tools", _KUBE, switches=_KUBE_SWITCHES),
    Tool(("kubens",), "cloud.kube_tools", _KUBE, switches=_KUBE_SWITCHES),
    Tool(("hubble",), "cloud.kube_tools", Unread("a relay of Hubble in a cluster"), variables=("HUBBLE",)),
    Tool(
        ("kind",),
        "cloud.kube_tools",
        Unread("a container engine"),
        switches=_KUBE_SWITCHES,
        stops=(_CREATION,),
        time=_MAKES_CLUSTER,
    ),
    Tool(
        ("k3d",),
        "cloud.kube_tools",
        Unread("a container engine"),
        switches=_KUBE_SWITCHES,
        stops=(_CREATION,),
        time=_MAKES_CLUSTER,
    ),
    Tool(
        ("minikube",),
        "cloud.kube_tools",
        Unread("a cluster on this machine, or one that SSH reaches"),
        switches=_KUBE_SWITCHES,
        runs_elsewhere=("ssh",),
        stops=(_CREATION,),
        time=_MAKES_CLUSTER,
    ),
    Tool(
        ("tsh",),
        "cloud.cluster_tools",
        Unread("a Teleport cluster"),
        switches=_KUBE_SWITCHES,
        asks=(Question(Asked.SIGN_IN, ("login",), instead="run it in a terminal of your own"),),
    ),
    Tool(("tctl",), "cloud.cluster_tools", Unread("a Teleport cluster")),
    Tool(("vcluster",), "", _CLUSTER, switches=_KUBE_SWITCHES),
    Tool(("okteto",), "", _CLUSTER, switches=_KUBE_SWITCHES),
    Tool(("crictl",), "cloud.kube_tools", Unread("a container runtime"), takes_names=True),
    Tool(("ctr",), "cloud.kube_tools", Unread("a container runtime")),
    Tool(("etcdctl",), "cloud.kube_tools", Unread("an etcd cluster"), variables=("ETCDCTL",)),
    Tool(
        ("kubeadm",),
        "cloud.kube_tools",
        Unread("this machine, and the cluster that it belongs to"),
        time=_MAKES_CLUSTER,
        asks=(Question(Asked.YES, ("reset",), ("--force", "-f")),),
    ),
    Tool(("skaffold",), "cloud.kube_tools", _CLUSTER, variables=("SKAFFOLD",), time=Time(3600)),
    Tool(("tilt",), "cloud.kube_tools", _CLUSTER),
    Tool(("devspace",), "cloud.kube_tools", _CLUSTER),
    Tool(("telepresence",), "cloud.kube_tools", _CLUSTER),
    Tool(("kubetail",), "cloud.kube_tools", _CLUSTER),
    Tool(("popeye",), "cloud.kube_tools", _CLUSTER),
    Tool(("kubent",), "cloud.kube_tools", _CLUSTER),
    Tool(
        ("pluto",),
        "cloud.kube_tools",
        Unread("a Kubernetes cluster", ("detect-all-in-cluster", "detect-helm", "detect-api-resources")),
    ),
    Tool(("kube-score",), "cloud.kube_tools", HERE),
    Tool(("kubeconform",), "cloud.kube_tools", HERE, outside=Outside.FETCHES),
    Tool(("kubeval",), "cloud.kube_tools", HERE, outside=Outside.FETCHES),
    Tool(("kubeseal",), "cloud.kube_tools", _CLUSTER),
    Tool(
        ("kops",),
        "cloud.cluster_tools",
        Unread("a state store and the cloud that it names"),
        variables=("KOPS",),
        stops=(_CREATION,),
        time=_MAKES_CLUSTER,
    ),
    Tool(("talosctl",), "cloud.cluster_tools", _NODE, variables=("TALOS\\w*",), time=_MAKES_CLUSTER),
    Tool(("k3s",), "cloud.cluster_tools", Unread("a cluster of which this machine is a node")),
    Tool(("rke2",), "cloud.cluster_tools", Unread("a cluster of which this machine is a node")),
    Tool(("microk8s",), "cloud.cluster_tools", Unread("a cluster of which this machine is a node")),
    Tool(("k0s",), "cloud.cluster_tools", Unread("a cluster of which this machine is a node")),
    Tool(("argo",), "cloud.cluster_tools", Unread("a Kubernetes cluster or an Argo server"), variables=("ARGO",)),
    Tool(("tkn",), "cloud.cluster_tools", _CLUSTER),
    Tool(("kn",), "cloud.cluster_tools", _CLUSTER),
    Tool(("clusterctl",), "cloud.cluster_tools", _CLUSTER),
    Tool(("cmctl",), "cloud.cluster_tools", _CLUSTER),
    Tool(("ocm",), "cloud.cluster_tools", Unread("Red Hat's cloud")),
    Tool(("dapr",), "cloud.cluster_tools", Unread("this machine or a Kubernetes cluster")),
    Tool(
        ("kapp",), "cloud.cluster_tools", _CLUSTER, asks=(Question(Asked.YES, ("deploy", "delete"), ("--yes", "-y")),)
    ),
    Tool(("werf",), "cloud.cluster_tools", Unread("a Kubernetes cluster and a container registry"), time=Time(3600)),
    Tool(
        ("tk",),
        "cloud.cluster_tools",
        _CLUSTER,
        asks=(Question(Asked.YES, ("apply", "delete", "prune"), ("--auto-approve",)),),
    ),
    Tool(("calicoctl",), "cloud.cluster_tools", Unread("a datastore of Calico")),
    Tool(("crossplane",), "cloud.cluster_tools", _CLUSTER),
    Tool(("kubescape",), "cloud.image_tools", _CLUSTER),
    Tool(("kube-bench",), "cloud.image_tools", Unread("this machine and the cluster that it belongs to")),
    Alike(
        "kubectl-access_matrix kubectl-count kubectl-deprecations kubectl-df_pv kubectl-images kubectl-lineage "
        "kubectl-outdated kubectl-rbac_lookup kubectl-resource_capacity kubectl-rolesum kubectl-score "
        "kubectl-sick_pods kubectl-tree kubectl-unused_volumes kubectl-view_allocations kubectl-view_utilization "
        "kubectl-who_can",
        "cloud.kubectl_plugins",
        _CLUSTER,
    ),
)
