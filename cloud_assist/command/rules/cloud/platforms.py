"""Hosting platforms and smaller clouds: doctl, hcloud, heroku, flyctl, vercel, wrangler, firebase, and their like.

They agree on what their verbs mean, so most of a platform is the list of its nouns.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from cloud_assist.command.rules.engine.base import Args, Call, Effect, Examples, Flags, Rule, Ruling, ruled, verbs
from cloud_assist.command.rules.engine.nouns import OTHER_ENDPOINT, Nouns
from cloud_assist.findings import Code
from cloud_assist.models import Risk

FLAGS = Flags(
    values="-t --access-token -c --config -o --output --context --api-url --format -a --app -r --remote -p "
    "--project -e --environment --env -s --service -n --name --org -O --region --profile --token --team "
    "--scope --account --cwd --site --filter --limit --sort --columns --subscription --zone "
    "--resource-group --compartment-id --query --auth --user --password",
    switches="-v --verbose --trace --no-header -h --help --json -q --quiet --debug --force -f -y --yes --no-color "
    "--interactive --non-interactive --all -A --no-wait --wait --raw --text --version --local --recent "
    "--prod --no-tail --namespace-id --remote-only",
    abbreviated=False,
)
_LISTS = dict.fromkeys(("list-", "get-", "describe-", "show-"), Risk.READ_ONLY)
_DRY = Effect(
    "--dry-run --dryrun",
    Risk.READ_ONLY,
    "This is a dry run.",
    lowers=True,
    code=Code.DRY_RUN,
    only="deploy, publish, delete",
)


_SECRET_SETTING = re.compile(r".*(token|secret|password|key)")


def _setting(call: Call, args: Args, verb: str) -> Ruling | None:
    """`config get token` and `--allow-sensitive` print what logs one in, a database its password."""
    asked = verb == "config get" and any(_SECRET_SETTING.match(word) for word in args.verbs[2:])
    if asked or args.has("--allow-sensitive"):
        return ruled(call, Risk.SENSITIVE, "platform.setting", "", Code.REVEALS_SECRET)
    if call.program == "ibmcloud" and args.verbs[:1] == ("target",) and (args.options or args.operands[1:]):
        return ruled(call, Risk.MUTATING, "ibmcloud.target", "", Code.CHANGES_CONTEXT)
    if call.program != "doctl":
        return None
    if args.get("-u") is not None:
        return ruled(call, Risk.MUTATING, "doctl.endpoint", OTHER_ENDPOINT.text, Code.FOREIGN_CODE)
    if verb in {"databases get", "databases list"} and args.value("-o", "--output") == "json":
        return ruled(call, Risk.SENSITIVE, "doctl.database", "It prints the password.", Code.REVEALS_SECRET)
    return None


def _platform(name: str, nouns: str, own: Mapping[str, Risk], examples: Examples, **codes: Code) -> Nouns:
    return Nouns(
        name,
        flags=FLAGS,
        nouns=nouns,
        verbs=own,
        prefixes=_LISTS,
        bare=Risk.READ_ONLY,
        effects=(_DRY, OTHER_ENDPOINT),
        custom=_setting,
        codes={verb.replace("_", " "): code for verb, code in codes.items()},
        help="--help -h",
        examples=examples,
    )


_DOCTL = _platform(
    "doctl",
    "account apps app billing-history invoice balance compute action certificate cdn domain droplet "
    "droplet-action firewall image image-action load-balancer plugin region size snapshot ssh-key tag "
    "volume volume-action reserved-ip reserved-ipv6 databases db kubernetes k8s cluster kubeconfig "
    "node-pool 1-click options monitoring alert uptime projects resources registry repository registries "
    "garbage-collection serverless functions namespaces triggers activations sandbox vpcs peerings auth "
    "network pool replica user configuration maintenance-window topics events records spaces keys genai "
    "agent knowledge-base tier log backups versions upgrades sizes regions",
    verbs(
        read_only="account get, account ratelimit, auth list, version, kubernetes options versions, "
        "compute droplet kernels, compute droplet neighbors, compute droplet snapshots, apps logs, apps "
        "list-deployments, apps get-deployment, balance get",
        sensitive="databases connection, registry docker-config, kubernetes cluster kubeconfig show, auth token, "
        "databases user get, databases user list, spaces keys create",
        mutating="auth init, auth switch, kubernetes cluster kubeconfig save, registry login, registry logout, "
        "compute ssh, serverless deploy, serverless connect, apps console, sandbox connect, compute droplet-action",
        destructive="auth remove, kubernetes cluster kubeconfig remove, registry garbage-collection start",
    ),
    {
        Risk.READ_ONLY: (
            "doctl compute image list-distribution",
            "doctl compute droplet list",
            "doctl -c prod kubernetes cluster get c",
            "doctl account get",
        ),
        Risk.SENSITIVE: (
            "doctl databases connection d",
            "doctl databases user list d",
            "doctl databases get d -o json",
        ),
        Risk.MUTATING: (
            "doctl compute droplet create d",
            "doctl kubernetes cluster kubeconfig save c",
            "doctl account get --api-url https://x.example",
        ),
        Risk.DESTRUCTIVE: ("doctl compute droplet delete d -f",),
    },
    kubernetes_cluster_kubeconfig_save=Code.CHANGES_CONTEXT,
)

_SMALL_CLOUDS = _platform(
    "small-cloud",
    "server servers image images volume volumes network networks firewall firewalls load-balancer "
    "load-balancer-type floating-ip primary-ip ssh-key ssh-keys certificate placement-group iso "
    "server-type datacenter location context config linodes nodebalancers domains lke lke-clusters regions "
    "account users profile stackscripts databases mysql postgresql object-storage events vpcs instance "
    "instances kubernetes k8s cluster clusters node-pool nodepool pool pools database backup backups "
    "snapshot snapshots plan plans os region dns record records domain block-storage bare-metal "
    "reserved-ip iam rdb registry function container cockpit vpc private-network security-group "
    "security-groups quota quotas zone zones template compute storage sos dbaas project projects user "
    "flavor keypair router subnet port role hypervisor service endpoint catalog stack secret usage group "
    "aggregate availability ecs rds slb oss ram describe-all size sizes permission "
    "marketplace plugin cr ks security stats floating agent resource resource-groups ip subnets target ct wp "
    "managed-kubernetes "
    "resource-manager application load-balancers bucket buckets",
    verbs(
        read_only="version, lke clusters-list, lke pools-list, context list, context active, server metrics, "
        "config list, config get, "
        "server ip, account view, profile view",
        sensitive="token issue, config dump, kubernetes config show, k8s kubeconfig get, lke kubeconfig-view, server "
        "request-console, kubernetes kubeconfig, object-storage keys-create, iam api-key create, secret get",
        mutating="context use, context create, context rename, config set, init, login, logout, server "
        "ssh, ssh, server poweron, server poweroff, server shutdown, server reboot, server change-type, "
        "server create-image, server enable-backup",
        destructive="context delete, server rebuild, server reset, server reset-password",
    ),
    {
        Risk.READ_ONLY: (
            "hcloud server list",
            "linode-cli linodes list",
            "openstack server show s",
            "openstack security group list",
            "openstack floating ip list",
            "openstack hypervisor stats show",
            "scw instance server list",
        ),
        Risk.SENSITIVE: ("openstack token issue", "hcloud config get token", "scw config dump"),
        Risk.MUTATING: ("hcloud server create --name s", "hcloud context use prod", "openstack server stop s"),
        Risk.DESTRUCTIVE: ("hcloud server delete s", "civo kubernetes delete c", "openstack server rebuild s"),
    },
    context_use=Code.CHANGES_CONTEXT,
    token_issue=Code.REVEALS_SECRET,
)

_FLY = _platform(
    "fly",
    "apps app machine machines m volumes volume secrets ips certs scale postgres pg regions image releases "
    "status services checks config orgs tokens auth dns-records domains redis wireguard ssh agent jobs "
    "storage mysql extensions ext snapshots consul litefs-cloud incidents platform logs docs version proxy "
    "mcp mpg",
    verbs(
        read_only="status, info, logs, version, releases, doctor, services list, checks list, image show, "
        "ips list, certs show, config show, config display, config validate, config env, platform regions, "
        "platform status, platform vm-sizes, apps list, regions list, scale show, secrets list, auth "
        "whoami, ping, history, dashboard metrics, incidents list",
        sensitive="auth token, tokens create, tokens attenuate, tokens debug, wireguard create",
        mutating="deploy, launch, scale, scale count, scale vm, scale memory, ssh, ssh console, ssh sftp, "
        "ssh issue, console, auth login, auth logout, machine run, machine start, machine stop, machine "
        "restart, machine clone, machine update, machine exec, proxy, open, postgres connect, postgres "
        "attach, secrets set, secrets import, secrets deploy, config save, image update, dashboard, "
        "machine suspend, machine cordon, machine uncordon",
        destructive="destroy, apps destroy, machine destroy, machine kill, volumes destroy, volumes "
        "delete, secrets unset, ips release, certs remove, postgres detach, tokens revoke, scale zero",
    ),
    {
        Risk.READ_ONLY: (
            "fly status -a web",
            "fly secrets list",
            "flyctl machine list",
            "fly m list",
        ),
        Risk.SENSITIVE: ("fly auth token",),
        Risk.MUTATING: ("fly deploy", "fly secrets set A=b", "fly ssh console"),
        Risk.DESTRUCTIVE: ("fly apps destroy web", "fly volumes destroy v", "fly secrets unset A"),
    },
    ssh_console=Code.INTERACTIVE,
    auth_token=Code.REVEALS_SECRET,
    logs=Code.FOLLOWS,
)

_WEB_HOSTS = _platform(
    "web-host",
    "env domains dns certs alias aliases project projects teams team secrets git integration integrations "
    "blob deploy deployments deployment sites functions api addons link build recipes logs watch status lm "
    "database db migrations storage gen inspect orgs branches network-bans network-restrictions "
    "postgres-config snippets sso ssl-enforcement vanity-subdomain backups config environment service "
    "services variables variable volume domain target functions:log apps hosting firestore auth "
    "database:instances hosting:channel hosting:sites remoteconfig ext crashlytics appdistribution "
    "emulators kv kv:namespace kv:key kv:bulk r2 bucket object d1 queues hyperdrive vectorize pages "
    "workers-ai ai pipelines workflows secret secrets-store versions triggers "
    "dns-records dispatch-namespace mtls-certificate cert containers types rollback zones accounts tail "
    "pubsub broker ai-search",
    verbs(
        read_only="whoami, list, ls, status, inspect, inspect *, logs, version, sites:list, functions:list, "
        "addons:list, "
        "env ls, env list, domains inspect, "
        "tail, pages deployment tail, kv key list, kv namespace list, kv:namespace list, kv:key list, d1 "
        "info, r2 bucket info, deployments status, functions list, sites list, projects list, db diff, "
        "migration list, inspect db, docs, check, telemetry status, projects:list, apps:list, "
        "hosting:sites:list, hosting:channel:list, firestore:indexes, login:list, target, "
        "functions:log, ext:list, versions list, versions view, service list, telemetry, kv key get, "
        "kv:key get",
        sensitive="variables, env:get, env get, secrets get, functions:config:get, functions:secrets:access, "
        "login:ci, secret get, secrets-store secret get",
        mutating="deploy, publish, dev, build, link, pull, env pull, env add, env:set, env:import, login, "
        "logout, switch, init, open, redeploy, promote, rollback, bisect, alias set, up, run, shell, "
        "connect, start, serve, use, secret put, secret bulk, kv key put, kv:key put, kv bulk put, d1 "
        "execute, d1 migrations apply, d1 export, r2 object put, r2 object get, generate, types, triggers "
        "deploy, pages dev, pages deploy, db push, db pull, db dump, migration new, migration up, "
        "migration repair, functions deploy, functions serve, functions:config:set, functions:secrets:set, "
        "hosting:channel:deploy, emulators:start, emulators:exec, hosting:clone, login:add, auth:import, "
        "env:clone, unlink, complete, versions deploy, versions upload",
        destructive="remove, rm, delete, destroy, unpublish, down, kv bulk delete, kv key delete, kv:key "
        "delete, kv:namespace delete, kv namespace delete, secret delete, secrets unset, functions:delete, "
        "functions:secrets:destroy, functions:config:unset, firestore:delete, database:remove, "
        "hosting:disable, hosting:channel:delete, hosting:sites:delete, env rm, env remove, env:unset, db "
        "reset, sites:delete, addons:delete, stop, reset, migration squash, database:set, "
        "remoteconfig:rollback, apps:sha:delete, ext:uninstall, env:remove, d1 delete, d1 time-travel "
        "restore",
    ),
    {
        Risk.READ_ONLY: (
            "vercel ls",
            "netlify status",
            "wrangler kv namespace list",
            "firebase projects:list",
            "supabase projects list",
            "railway status",
        ),
        Risk.SENSITIVE: ("railway variables", "netlify env:get API_KEY", "firebase functions:secrets:access KEY"),
        Risk.MUTATING: (
            "vercel deploy --prod",
            "vercel env pull",
            "wrangler publish",
            "wrangler secret put KEY",
            "firebase deploy",
        ),
        Risk.DESTRUCTIVE: (
            "vercel remove web",
            "wrangler delete",
            "wrangler kv:namespace delete --namespace-id=a",
            "wrangler r2 bucket delete b",
            "netlify sites:delete id",
            "firebase firestore:delete /c",
            "supabase db reset",
        ),
    },
    login=Code.CHANGES_CREDENTIALS,
    tail=Code.FOLLOWS,
)

_ORACLE_IBM = _platform(
    "vendor-cloud",
    "compute instance network vcn subnet os bucket object iam user group policy compartment db "
    "autonomous-database ce cluster node-pool bv volume fs lb load-balancer limits audit monitoring "
    "logging vault secrets ons search artifacts dns events fn kms waf setup is ks cr worker worker-pool "
    "workers zones resource service account ob cos target plugin config regions api-key image "
    "images namespace repo database backup backup-policy ns work-request instance-configuration "
    "instance-pool security-list route-table container-image container-repository os-management session "
    "structured-search resource-summary billing dl tg sl vsi app service-id",
    verbs(
        read_only="--version, version, regions, target $, cr images, cr namespaces, cr quota, resource groups, "
        "resource "
        "service-instances, "
        "resource reclamations, is instances, is vpcs, is subnets, is images, ks "
        "clusters, iam region list, os ns get, account show, "
        "search resource structured-search",
        sensitive="secrets secret-bundle get, iam oauth-tokens, iam api-key-create, "
        "db autonomous-database generate-wallet, iam customer-secret-key create, ce cluster generate-token",
        mutating="setup config, setup bootstrap, session authenticate, login, logout, target, config, ce "
        "cluster create-kubeconfig, ks cluster config, cr login, os object put, os object get, os object "
        "bulk-upload, os object bulk-download, api, compute instance action, db autonomous-database start, "
        "db autonomous-database stop, raw-request, plugin install",
        destructive="os object bulk-delete, os object delete, ks cluster rm, ks worker rm, resource "
        "service-instance-delete, resource service-key-delete, plugin uninstall, compute instance terminate",
    ),
    {
        Risk.READ_ONLY: (
            "oci compute instance list --compartment-id c",
            "oci os ns get",
            "ibmcloud ks cluster get -c x",
            "ibmcloud cr images",
            "ibmcloud target",
            "ibmcloud resource service-instances",
        ),
        Risk.SENSITIVE: ("oci secrets secret-bundle get --secret-id s", "ibmcloud iam oauth-tokens"),
        Risk.MUTATING: (
            "oci os object put -bn b --file f",
            "ibmcloud login",
            "ibmcloud target -c ID",
            "oci compute instance action --action STOP",
        ),
        Risk.DESTRUCTIVE: (
            "oci compute instance terminate --instance-id i",
            "ibmcloud ks cluster rm -c x",
            "oci os bucket delete -bn b",
        ),
    },
)


def _vercel(call: Call) -> Ruling:
    """`vercel` alone deploys the working directory."""
    ruling = _WEB_HOSTS(call)
    asks = {"--help", "-h", "--version", "-v"} & set(call.words)
    if ruling.risk is Risk.READ_ONLY and not asks and not FLAGS.parse(call.args).operands:
        return ruled(call, Risk.MUTATING, "web-host.deploy", "Without a command, it deploys the working directory.")
    return ruling


RULES: dict[str, Rule] = {
    "doctl": _DOCTL,
    **dict.fromkeys(
        ("hcloud", "linode-cli", "vultr-cli", "vultr", "scw", "civo", "exo", "upctl", "openstack", "ionosctl"),
        _SMALL_CLOUDS,
    ),
    **dict.fromkeys(("fly", "flyctl"), _FLY),
    **dict.fromkeys(("netlify", "ntl", "wrangler", "firebase", "supabase", "railway", "render"), _WEB_HOSTS),
    **dict.fromkeys(("oci", "ibmcloud"), _ORACLE_IBM),
    **dict.fromkeys(("vercel", "vc", "now"), _vercel),
}

EXAMPLES: dict[Risk, tuple[str, ...]] = {Risk.MUTATING: ("vercel", "vercel --prod")}
