"""Questions about the outputs of `benchmarks.outputs` whose answers code computes from the whole output.

A line is: output | kind | what it is about | the request. Written for what people ask of such outputs, before any
digest of them was looked at. Every other question is kept unseen: failures of those are counted, never printed.

Kinds for structures: `tally` (how often each value occurs), `max`, `min`, `distinct` (how many different values),
`where A=value > B` (the value of B in the item whose A is that of the item in the middle), `total` (how many).
Kinds for tables: the same by column. For logs and texts: `grep` (lines with these words), `lines`, `span`.
"""

from __future__ import annotations

from dataclasses import dataclass

_QUESTIONS = """
aws_instances | tally | Reservations[].Instances[].State.Name | which instances are running
aws_instances | tally | Reservations[].Instances[].InstanceType | how many instances of each type
aws_instances | tally | Reservations[].Instances[].Tags[Key=env].Value | how many are prod
aws_instances | where | Reservations[].Instances[].InstanceId > PrivateIpAddress | what is its private address
aws_instances | max | Reservations[].Instances[].LaunchTime | when was the newest started
aws_instances | tally | Reservations[].Instances[].Placement.AvailabilityZone | how are they spread over zones
aws_instances | distinct | Reservations[].Instances[].SubnetId | how many subnets do they use
aws_instances | tally | Reservations[].Instances[].Monitoring.State | is detailed monitoring on
aws_volumes | tally | Volumes[].State | which volumes are in use
aws_volumes | max | Volumes[].Size | how large is the largest volume
aws_volumes | tally | Volumes[].Encrypted | are all volumes encrypted
aws_volumes | where | Volumes[].VolumeId > Attachments[].InstanceId | which instance has that volume
aws_groups | tally | SecurityGroups[].IpPermissions[].FromPort | which ports are open
aws_groups | where | SecurityGroups[].GroupName > GroupId | what is the id of that group
aws_groups | tally | SecurityGroups[].IpPermissions[].IpRanges[].CidrIp | what is open to the world
aws_buckets | total | Buckets[] | how many buckets are there
aws_buckets | min | Buckets[].CreationDate | which bucket is the oldest
aws_objects | tally | Contents[].StorageClass | how many objects are infrequent access
aws_objects | max | Contents[].Size | what is the size of the largest object
aws_objects | where | Contents[].Key > Size | how large is that log
aws_tables | total | TableNames[] | how many tables
aws_table | tally | Table.TableStatus | is the table active
aws_table | tally | Table.BillingModeSummary.BillingMode | how is the table billed
aws_scan | tally | Items[].status.S | how many orders are paid
aws_scan | where | Items[].id.S > total.N | what is the total of that order
aws_events | tally | events[].message | how many requests failed
aws_events | distinct | events[].logStreamName | how many streams wrote
aws_events | max | events[].timestamp | when was the last event
aws_users | tally | Users[].Path | how many users are in ops
aws_users | where | Users[].UserName > Arn | what is the arn of that user
aws_queues | total | QueueUrls[] | how many queues are there
aws_identity | tally | Account | which account is this
aws_parameters | tally | Parameters[].Type | how many parameters are secure strings
aws_parameters | max | Parameters[].LastModifiedDate | when was one last changed
aws_alarms | tally | MetricAlarms[].Threshold | which thresholds do the alarms have
aws_alarms | tally | MetricAlarms[].StateValue | which alarms are firing
aws_regions | total | Regions[] | how many regions
aws_regions | tally | Regions[].OptInStatus | which regions need to be enabled
aws_zones | tally | AvailabilityZones[].State | are all zones available
aws_subnets | tally | Subnets[].AvailabilityZone | which zones have a subnet
aws_subnets | max | Subnets[].AvailableIpAddressCount | how many addresses are left
aws_images | tally | Images[].Architecture | how many images are for arm
aws_images | tally | Images[].RootDeviceType | which root device types do the images have
aws_images | where | Images[].ImageId > Name | what is the name of that image
aws_types | total | InstanceTypes[] | how many instance types are there
aws_types | max | InstanceTypes[].VCpuInfo.DefaultVCpus | what is the largest number of vcpus
aws_types | tally | InstanceTypes[].BareMetal | how many are bare metal
aws_types | tally | InstanceTypes[].Hypervisor | which hypervisors are there
aws_roles | total | Roles[] | how many roles
aws_groups_of_logs | total | logGroups[] | how many log groups
aws_topics | total | Topics[] | how many topics are there
aws_databases | tally | DBInstances[].Engine | how many databases are postgres
aws_databases | tally | DBInstances[].DBInstanceClass | which classes do the databases have
aws_databases | tally | DBInstances[].MultiAZ | which databases are not in several zones
aws_databases | tally | DBInstances[].StorageEncrypted | are the databases encrypted
aws_keys | total | Keys[] | how many keys
aws_secrets | where | SecretList[].Name > ARN | what is the arn of that secret
aws_secrets | total | SecretList[] | how many secrets are stored
aws_users_table | grep | /ops/ | which users are in ops
aws_empty | total | Snapshots[] | do I have snapshots
kube_pods | tally | items[].status.phase | which pods are not running
kube_pods | tally | items[].metadata.namespace | how many pods in each namespace
kube_pods | max | items[].status.containerStatuses[].restartCount | what is the largest number of restarts
kube_pods | tally | items[].spec.containers[].image | which images are used
kube_pods | where | items[].metadata.name > spec.nodeName | on which node is that pod
kube_pods | tally | items[].status.conditions[type=Ready].status | how many pods are ready
kube_pods | tally | items[].spec.containers[].env[name=LOG_LEVEL].value | which log level do they have
kube_pods | tally | items[].spec.containers[].resources.requests.memory | how much memory do they request
kube_pod | tally | status.phase | is the pod running
kube_pod | tally | spec.nodeName | on which node does it run
kube_pods_lines | tally | metadata.labels.tier | how many are databases
kube_pods_lines | distinct | spec.nodeName | how many nodes are used
kube_pods_one_line | tally | items[].status.qosClass | which quality of service do they have
kube_pods_one_line | distinct | items[].status.podIP | how many addresses are used
kube_deployments | max | items[].spec.replicas | how many replicas has the largest deployment
kube_deployments | where | items[].metadata.name > status.availableReplicas | how many of its replicas are available
kube_deployments | tally | items[].metadata.namespace | how many deployments has pay
kube_nodes | tally | items[].status.nodeInfo.kubeletVersion | which nodes have an old kubelet
kube_nodes | tally | items[].status.conditions[type=Ready].status | are all nodes ready
kube_nodes | tally | items[].spec.unschedulable | which nodes are cordoned
kube_nodes | max | items[].status.images[].sizeBytes | how large is the largest image
kube_nodes | tally | items[].status.capacity.cpu | how many cpus do the nodes have
kube_events | tally | items[].reason | why did pods fail
kube_events | tally | items[].type | how many warnings are there
kube_events | max | items[].count | what happened most often
kube_services | tally | items[].spec.type | which services are load balancers
kube_services | tally | items[].spec.ports[].port | which ports do the services have
kube_pods_wide | tally | STATUS | which pods are not running
kube_pods_wide | where | NAME > NODE | on which node is that pod
kube_pods_wide | distinct | NODE | how many nodes are used
kube_top | total | NAME | how many pods are listed
kube_deployments_yaml | tally | items[].metadata.namespace | how many deployments has pay
kube_deployments_yaml | max | items[].spec.replicas | how many replicas has the largest deployment
kube_deployment_yaml | tally | spec.replicas | how many replicas does it have
terraform_plan | tally | resource_changes[].change.actions[] | what would be destroyed
terraform_plan | tally | resource_changes[].type | which types of resources change
terraform_plan | tally | terraform_version | which version made the plan
terraform_plan_lines | tally | change.action | what would be created
terraform_plan_lines | tally | type | which kinds of messages are there
terraform_state | total | values.root_module.resources[] | how many resources are in the state
terraform_output | total | names.value[] | how many names are there
terraform_plan_text | grep | will be created | what would be created
docker_inspect | tally | [].State.Status | which containers have stopped
docker_inspect | tally | [].State.ExitCode | how did they exit
docker_inspect | tally | [].Config.Labels["com.docker.compose.project"] | how many belong to shop
docker_inspect | where | [].Name > NetworkSettings.Networks.web.IPAddress | what is the address of that container
docker_inspect_one | tally | [].HostConfig.RestartPolicy.Name | does it restart
docker_network | distinct | [].Containers[].Name | how many containers are in the network
docker_images_lines | tally | Tag | which tags are there
docker_images_lines | total |  | how many images
docker_ps | tally | STATUS | which containers have exited
docker_ps | where | NAMES > IMAGE | which image does that container have
az_table | tally | ResourceGroup | how many machines are in the shop group
json_coloured | tally | [].state | how many are down
json_with_warnings | tally | value[].powerState | which machines are off
csv_costs | tally | service | how many lines are for storage
csv_costs | max | usd | what is the largest cost
tsv_zones | tally | ttl | which times to live are there
log_app | grep | card declined | which payments failed
log_app | grep | slow query took | how many slow queries were there
log_app | span |  | which time does the log cover
log_access | grep | HTTP/1.1" 502 | how many bad gateways
log_access | lines |  | how many requests were there
log_json | tally | level | how many errors are logged
log_json | tally | service | which service logs most
log_klog | grep | Failed to sync node | what failed
log_klog | grep | "Reconciled" object= | how often was it reconciled
log_syslog | grep | Out of memory: Killed process | was something killed
log_syslog | span |  | which time does the log cover
text_build | grep | unused variable | is there a warning about frobnicate
"""


@dataclass(frozen=True, slots=True)
class Question:
    """One question about one output."""

    output: str
    kind: str
    about: str
    """The full way from the document's root to the values, or a column, or words to find."""
    request: str
    unseen: bool


def questions() -> list[Question]:
    """Return all questions; every other one is unseen."""
    lines = [line.split(" | ") for line in _QUESTIONS.strip().splitlines()]
    return [
        Question(output, kind, about.strip(), request, unseen=bool(number % 2))
        for number, (output, kind, about, request) in enumerate(lines)
    ]
