"""What kubectl prints for a cluster of 300 pods.

Without a cluster, the objects are those that `kubectl create --dry-run=client` makes, filled as a cluster fills them.
"""

from __future__ import annotations

import copy
import json
import random
import subprocess
from pathlib import Path
from typing import Any

import yaml

from benchmarks.outputs.written import aligned, write_json

REGION = "eu-west-1"
PODS = 300


def make_kubectl(folder: Path) -> None:
    """Write what a cluster of 300 pods answers, from the objects that kubectl makes."""
    dice = random.Random(12)
    deployment = _dry_run("create", "deployment", "web", "--image=nginx:1.27", "--replicas=3")
    template = {"kind": "Pod", "apiVersion": "v1"} | deployment["spec"]["template"]
    pods = [_pod(template, number, dice) for number in range(PODS)]
    deployments = [_deployment(deployment, number, dice) for number in range(40)]
    nodes = [_node(number, dice) for number in range(24)]
    events = [_event(number, dice) for number in range(400)]
    services = [_service(number, dice) for number in range(30)]
    for name, items in (
        ("kube_pods", pods),
        ("kube_deployments", deployments),
        ("kube_nodes", nodes),
        ("kube_events", events),
        ("kube_services", services),
    ):
        write_json(
            folder / name, {"apiVersion": "v1", "items": items, "kind": "List", "metadata": {"resourceVersion": ""}}, 4
        )
    write_json(folder / "kube_pod", pods[0], 4)
    (folder / "kube_pods_lines").write_text("".join(json.dumps(pod) + "\n" for pod in pods))
    (folder / "kube_deployments_yaml").write_text(
        yaml.safe_dump({"apiVersion": "v1", "items": deployments, "kind": "List"})
    )
    (folder / "kube_deployment_yaml").write_text(yaml.safe_dump(deployments[0]))
    (folder / "kube_pods_wide").write_text(_wide(pods))
    (folder / "kube_top").write_text(
        aligned(
            [
                ["NAME", "CPU(cores)".upper(), "MEMORY(BYTES)"],
                *([p["metadata"]["name"], f"{dice.randrange(900)}m", f"{dice.randrange(2000)}Mi"] for p in pods),
            ]
        )
    )
    write_json(folder / "kube_pods_one_line", {"apiVersion": "v1", "items": pods, "kind": "List"}, None)


def _dry_run(*arguments: str) -> dict[str, Any]:
    command = ["kubectl", *arguments, "--dry-run=client", "-o", "json"]
    return dict(json.loads(subprocess.run(command, capture_output=True, check=True, timeout=30).stdout))


def _pod(template: dict[str, Any], number: int, dice: random.Random) -> dict[str, Any]:
    pod = copy.deepcopy(template)
    phase = dice.choices(["Running", "Pending", "Failed"], [90, 7, 3])[0]
    app = f"app-{number % 17}"
    pod["metadata"] |= {
        "name": f"{app}-{dice.getrandbits(40):010x}",
        "namespace": dice.choice(["shop", "pay", "kube-system"]),
        "uid": f"{dice.getrandbits(128):032x}",
        "creationTimestamp": f"2026-11-{dice.randrange(1, 30):02}T08:00:00Z",
        "labels": {"app": app, "tier": dice.choice(["web", "db"]), "pod-template-hash": f"{dice.getrandbits(32):x}"},
    }
    pod["spec"] |= {"nodeName": f"node-{number % 24}", "serviceAccountName": "default", "priority": 0}
    pod["spec"]["containers"][0] |= {
        "image": f"registry.local/{app}:{dice.choice(['1.2', '1.3'])}",
        "env": [
            {"name": "LOG_LEVEL", "value": dice.choice(["info", "debug"])},
            {"name": "DB_PASSWORD", "value": "s3cr3t-pw"},
        ],
        "resources": {"requests": {"cpu": "100m", "memory": "128Mi"}},
    }
    ready = phase == "Running"
    pod["status"] = {
        "phase": phase,
        "podIP": f"10.1.{number // 250}.{number % 250}",
        "qosClass": "Burstable",
        "conditions": [
            {"type": kind, "status": str(ready), "lastTransitionTime": "2026-11-30T08:00:00Z"}
            for kind in ("Initialized", "Ready")
        ],
        "containerStatuses": [
            {"name": "web", "ready": ready, "restartCount": dice.choice([0, 0, 0, 1, 7]), "image": "x"}
        ],
    }
    return pod


def _deployment(template: dict[str, Any], number: int, dice: random.Random) -> dict[str, Any]:
    made = copy.deepcopy(template)
    wanted = dice.randrange(1, 9)
    made["metadata"] |= {"name": f"app-{number}", "namespace": dice.choice(["shop", "pay"])}
    made["spec"]["replicas"] = wanted
    made["status"] = {"replicas": wanted, "availableReplicas": dice.randrange(wanted + 1), "observedGeneration": 3}
    return made


def _node(number: int, dice: random.Random) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {
            "name": f"node-{number}",
            "labels": {"topology.kubernetes.io/zone": f"{REGION}{dice.choice('abc')}", "kubernetes.io/os": "linux"},
        },
        "spec": {"providerID": f"aws:///i-{number}", "unschedulable": dice.random() < 0.2},
        "status": {
            "capacity": {"cpu": dice.choice(["4", "8"]), "memory": "16Gi"},
            "nodeInfo": {"kubeletVersion": dice.choice(["v1.31.2", "v1.30.6"]), "osImage": "Bottlerocket"},
            "conditions": [
                {"type": "Ready", "status": dice.choice(["True", "True", "Unknown"])},
                {"type": "DiskPressure", "status": "False"},
            ],
            "images": [
                {"names": [f"registry.local/app-{i}:1.2"], "sizeBytes": dice.randrange(10**9)} for i in range(40)
            ],
        },
    }


def _event(number: int, dice: random.Random) -> dict[str, Any]:
    reason = dice.choice(["BackOff", "Scheduled", "Pulled", "FailedMount"])
    return {
        "kind": "Event",
        "type": "Warning" if reason in {"BackOff", "FailedMount"} else "Normal",
        "reason": reason,
        "message": f"{reason} for pod {number}",
        "count": dice.randrange(1, 90),
        "lastTimestamp": f"2026-11-30T{number % 24:02}:00:00Z",
        "involvedObject": {"kind": "Pod", "name": f"app-{number}", "namespace": "shop"},
        "metadata": {"name": f"e.{number}", "namespace": "shop"},
    }


def _service(number: int, dice: random.Random) -> dict[str, Any]:
    return {
        "kind": "Service",
        "metadata": {"name": f"svc-{number}", "namespace": "shop"},
        "spec": {
            "type": dice.choice(["ClusterIP", "LoadBalancer"]),
            "clusterIP": f"10.9.0.{number}",
            "ports": [{"port": dice.choice([80, 443]), "protocol": "TCP"}],
        },
        "status": {"loadBalancer": {}},
    }


def _wide(pods: list[dict[str, Any]]) -> str:
    rows = [["NAME", "READY", "STATUS", "RESTARTS", "AGE", "IP", "NODE", "NOMINATED NODE", "READINESS GATES"]]
    for pod in pods:
        status = pod["status"]["containerStatuses"][0]
        restarts = str(status["restartCount"]) + (" (3h ago)" if status["restartCount"] else "")
        rows.append(
            [
                pod["metadata"]["name"],
                "1/1" if status["ready"] else "0/1",
                pod["status"]["phase"],
                restarts,
                "3d",
                pod["status"]["podIP"],
                pod["spec"]["nodeName"],
                "<none>",
                "<none>",
            ]
        )
    return aligned(rows)
