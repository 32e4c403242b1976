"""Command lines of hosted services: CDN, API gateways, feature flags, payments, search, monitoring, messaging.

They agree on what their verbs mean, so most of a service is the list of its nouns and what its own words mean.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from cloud_assist.command.rules.engine.base import Call, Effect, Examples, Flags, Rule, Ruling, ruled, verbs
from cloud_assist.command.rules.engine.nouns import Nouns
from cloud_assist.findings import Code
from cloud_assist.models import Risk

_FLAGS = Flags(
    values="-t --token --access-token --api-key --api-url --base-uri -o --org --organization --output "
    "--format -p --project --environment --env -e --profile -a --account --accountId --workspace --limit "
    "--filter --config -c --service-id --version --name -n --id --region --host --server --query --url "
    "--tenant --context --user -u --password --flag --data -d --json-data --application-name "
    "--application-id --stripe-account --index --file -f --namespace --konnect-token --kong-addr --headers "
    "-s --state --select-tag --tls-server-name --username --site --app-id",
    switches="-v --verbose -h --help --json -j -q --quiet --debug -y --yes --force --all --no-color "
    "--plain --live -i --non-interactive --auto-yes --accept-defaults --trace",
    abbreviated=False,
)


def _service(name: str, nouns: str, own: Mapping[str, Risk], examples: Examples, *effects: Effect) -> Nouns:
    return Nouns(
        name,
        flags=_FLAGS,
        nouns=nouns,
        verbs=own,
        bare=Risk.READ_ONLY,
        effects=effects,
        help="--help",
        examples=examples,
        prefixes={
            "list-": Risk.READ_ONLY,
            "get-": Risk.READ_ONLY,
            "delete-": Risk.DESTRUCTIVE,
            "remove-": Risk.DESTRUCTIVE,
        },
    )


_FASTLY = _service(
    "fastly",
    "acl acl-entry auth backend compute config config-store config-store-entry dictionary dictionary-entry "
    "dictionary-item domain domain-v1 healthcheck ip-list kv-store kv-store-entry log-tail logging "
    "azureblob bigquery cloudfiles datadog digitalocean elasticsearch ftp gcs googlepubsub "
    "grafanacloudlogs heroku honeycomb https kafka kinesis logentries loggly logshuttle newrelic "
    "newrelicotlp openstack papertrail s3 scalyr sftp splunk sumologic syslog object-storage pops products "
    "profile rate-limit resource-link secret-store secret-store-entry service service-auth service-purge "
    "service-version stats sso tls-config tls-custom activation certificate private-key tls-platform "
    "tls-subscription user vcl condition custom snippet vcl-condition whoami access-keys dashboard item "
    "alerts ngwaf tools",
    verbs(
        read_only="whoami, pops, ip-list, version, stats regions, stats historical, stats realtime, "
        "log-tail, service search, service-version list, compute validate, compute metadata, compute "
        "hash-files, compute hashsum, profile list",
        sensitive="auth-token show, profile token, secret-store get-key, auth-token describe",
        mutating="compute build, compute deploy, compute init, compute pack, compute publish, compute "
        "serve, compute update, service-version activate, service-version clone, service-version lock, "
        "profile create, profile switch, profile update, sso, update, service-version stage, auth-token "
        "create",
        destructive="compute delete, purge, service purge, service-version deactivate, profile delete, "
        "auth-token delete, service-purge",
    ),
    {
        Risk.READ_ONLY: (
            "fastly whoami",
            "fastly service list",
            "fastly backend describe --name b",
            "fastly logging s3 list",
        ),
        Risk.MUTATING: ("fastly compute publish", "fastly service create --name s"),
        Risk.DESTRUCTIVE: ("fastly service delete", "fastly purge --all", "fastly logging s3 delete --name l"),
        Risk.UNKNOWN: ("fastly service version activate", "fastly service version stage --version 3"),
    },
)

_GATEWAYS = _service(
    "api-gateway-tool",
    "gateway konnect file apis apps appgroups appkeys caches cache datacollectors developers devportal "
    "envs env environments integrations keyaliases keystores kvms kvm entries keyvaluemaps observe ops "
    "operations orgs organizations products proxies reports resources sharedflows sites targetservers "
    "tokens token apicategories apidocs apicategory apphub securityprofiles plugin plugins migrations "
    "config vault users roles spec mesh route routes service services rules",
    verbs(
        read_only="ping, gateway ping, diff, gateway diff, validate, gateway validate, "
        "file lint, file validate, health, version, config parse, check, file render, file patch, "
        "file merge, file openapi2kong, file kong2kic, roles list",
        sensitive="token gen, token cache, token inspect, token, hybrid-token, tokens gen",
        mutating="dump, gateway dump, convert, start, restart, reload, prepare, config init, "
        "config db_import, config db_export, migrations up, migrations bootstrap, migrations finish, "
        "gateway apply, gateway create-certificate, apis deploy, apis import, prefs set, hybrid, vault "
        "get, completion-reset, file convert, file add-tags, file add-plugins, file namespace",
        destructive="stop, quit, reset, gateway reset, sync, gateway sync, migrations reset, konnect sync, apis "
        "undeploy, apis clean, sharedflows clean, apps delete, products delete, envs delete, file "
        "remove-tags, preferences clear",
    ),
    {
        Risk.READ_ONLY: (
            "deck diff",
            "deck gateway ping",
            "kong health",
            "apigeecli products get --name p",
            "kong config parse k.conf",
        ),
        Risk.SENSITIVE: ("apigeecli token gen",),
        Risk.MUTATING: ("kong reload", "kong migrations up", "apigeecli apis create"),
        Risk.DESTRUCTIVE: (
            "deck gateway reset",
            "deck sync --select-tag a",
            "apigeecli apps delete --name a",
            "kong migrations reset",
        ),
    },
)

_FLAGS_TOOLS = _service(
    "feature-flags",
    "flags flag projects project environments environment envs segments segment members teams contexts "
    "metrics webhooks config sourcemaps features feature toggles toggle strategies strategy variants "
    "variant constraints api-keys api-key tokens users roles context-fields namespace namespaces rule "
    "rules rollout rollouts distribution evaluate bundle cloud splits split workspaces workspace "
    "traffic-types experiments audiences sdk relay-proxy account datafile resources code-refs setup",
    verbs(
        read_only="version, validate, evaluate, search, whoami, config list, flags status",
        mutating="setup, login, quickstart, server, dev-server, flags toggle-on, flags toggle-off, import, "
        "export, migrate, bundle build, bundle push, bundle pull, init",
        destructive="flags archive, features archive, config unset, segments clear, features stale",
    ),
    {
        Risk.READ_ONLY: ("ldcli flags list --project p", "unleash features list", "flipt validate", "ldcli version"),
        Risk.MUTATING: ("ldcli flags create --name f", "unleash features disable t", "flipt flag update f --name g"),
        Risk.DESTRUCTIVE: (
            "flipt import --drop f",
            "ldcli flags delete --flag f",
            "unleash features archive t",
            "flipt namespace delete n",
        ),
    },
    Effect("--drop", Risk.DESTRUCTIVE, "It drops the existing data before the import."),
)

_PAYMENTS = _service(
    "payments",
    "customers charges payments payment_intents payouts refunds subscriptions invoices products prices "
    "plans coupons events webhooks webhook_endpoints accounts balance balance_transactions disputes files "
    "setup_intents sources tokens transfers config logs samples fixtures catalog customer locations orders "
    "order inventory team merchants loyalty cards bookings terminal api_keys api-keys apps vendor "
    "resources payment_methods checkout sessions issuing radar reporting tax test_helpers phone_numbers "
    "messages api core flow taskrouter serverless profiles phone-numbers incoming",
    verbs(
        read_only="version, status, logs tail, resources, samples list, community, whoami, balance "
        "retrieve, customers retrieve, charges retrieve, payment_intents retrieve, invoices retrieve, get, "
        "list, search, subscriptions retrieve, products retrieve, prices retrieve, events retrieve, "
        "profiles:list, accounts retrieve",
        mutating="login, logout, post, trigger, fixtures, listen, samples create, feedback, open, events resend, "
        "payouts create, payment_intents confirm, payment_intents capture, "
        "profiles:create, invoices pay, invoices finalize_invoice, serve",
        destructive="delete, refunds create, payment_intents cancel, payouts cancel, subscriptions cancel, "
        "api_keys roll, "
        "api-keys roll, api_keys expire, invoices void_invoice, payouts reverse, subscription_schedules "
        "cancel, webhook_endpoints delete, charges refund, invoices mark_uncollectible, profiles:remove",
    ),
    {
        Risk.READ_ONLY: ("stripe customers list", "stripe balance retrieve", "square catalog list", "stripe logs tail"),
        Risk.MUTATING: ("stripe trigger payment_intent.succeeded", "stripe customers create"),
        Risk.DESTRUCTIVE: (
            "stripe customers delete c",
            "stripe subscriptions cancel s",
            "stripe api_keys roll",
            "square catalog delete o",
        ),
    },
)

_SEARCH = _service(
    "search-service",
    "indices index objects rules synonyms settings apikeys apikey dictionary application profile crawler "
    "events analytics recommend documents keys tasks dumps snapshots stats collections aliases health "
    "search compositions entries open",
    verbs(
        read_only="search, indices list, indices analyze, objects browse, rules browse, synonyms browse, "
        "settings get, crawler list, crawler get, crawler stats, crawler test, events tail, application "
        "list, profile list, describe, dictionary settings get, dictionary entries browse, version, open "
        "list, health, stats",
        sensitive="apikeys list, apikeys get, apikey list, keys list, keys get",
        mutating="objects import, objects update, rules import, synonyms import, synonyms save, settings "
        "set, settings import, indices copy, indices config import, indices config export, crawler run, "
        "crawler pause, crawler unpause, crawler reindex, crawler create, profile add, profile setdefault, "
        "dictionary entries import, open, indices move, objects operations, crawler crawl",
        destructive="indices clear, indices delete, objects delete, rules delete, synonyms delete, apikeys "
        "delete, dictionary entries clear, dictionary entries delete, profile remove, crawler delete",
    ),
    {
        Risk.READ_ONLY: ("algolia indices list", "algolia search products q", "algolia objects browse i"),
        Risk.SENSITIVE: ("algolia apikeys list",),
        Risk.MUTATING: ("algolia objects import i -F f", "algolia indices copy a b"),
        Risk.DESTRUCTIVE: ("algolia indices delete i", "algolia objects delete i --object-ids o"),
    },
)

_MONITORS = _service(
    "monitoring-service",
    "entity entities workload workloads apm application deployment agent agents config nerdgraph nrql "
    "profile reporting synthetics monitor monitors events change-tracking changeTracking dashboard "
    "dashboards dashboard_list downtime downtimes host hosts tag tags metric metrics event screenboard "
    "timeboard service_check slo log logs service services schedule schedules escalation policy ep team "
    "teams user users incident incidents alert alerts abilities addon extension ba business-service "
    "orchestration response-play releases release projects project organizations issues sourcemaps "
    "source-maps files dif debug-files repos deploys send-event search index indexes input inputs "
    "forward-server deploy-poll saved-search app apps role roles cluster-bundle shcluster kvstore "
    "lambda junit coverage sarif sbom git-metadata dsyms flutter-symbols react-native "
    "unity-symbols tests trace api-keys integration integrations maintenance rest heartbeat heartbeats "
    "oncall notes contact rotation template",
    verbs(
        read_only="query, nrql query, entity search, entity tags get, apm application get, apm application "
        "search, workload get, workload list, diagnose validate, version, status, whoami, info, profile "
        "list, nerdgraph get, btool, synthetics monitor list, display app, display, list forward-server, "
        "list index, list user, list monitor, list search-server, cmd btool, incident list, service list, "
        "dashboard show_all, monitor show_all, monitor show, show, show config, releases list, help, "
        "synthetics list-tests",
        sensitive="profile show-key, export-token, auth token, show-decrypted",
        mutating="nerdgraph query, events post, install, profile add, profile configure, profile default, "
        "decode url, synthetics run, synthetics run-tests, synthetics upload-application, junit upload, "
        "sourcemaps upload, sarif upload, deployment mark, lambda instrument, login, start, restart, "
        "enable, disable, add, edit, set, apply, reload, incident ack, incident acknowledge, incident "
        "resolve, incident trigger, incident assign, releases new, releases finalize, releases deploys, "
        "send-event, send-envelope, upload-dif, metric post, event post, event stream, service_check "
        "check, downtime post, monitor post, monitor update, monitor mute, monitor unmute, comment post, "
        "tag add, tag replace, rolling-restart, bash-hook, monitor mute_all, monitor unmute_all, "
        "createAlert, acknowledge, closeAlert, addNote, enableIntegration, rest get",
        destructive="stop, offline, remove, clean, clean eventdata, remove index, delete, releases delete, tag detach, "
        "monitor delete, dashboard delete, downtime cancel, rest delete, lambda uninstrument, deleteAlert, "
        "disableIntegration",
    ),
    {
        Risk.READ_ONLY: (
            'newrelic query "SELECT 1"',
            "pd schedule list",
            "splunk list index",
            "dog monitor show_all",
            "newrelic entity search --name a",
        ),
        Risk.MUTATING: (
            "splunk restart",
            "pd incident ack -i 1",
            "datadog-ci synthetics run-tests",
            "sentry-cli releases new v1",
        ),
        Risk.DESTRUCTIVE: (
            "newrelic entity delete 1",
            "pd team delete P",
            "splunk remove index main",
            "splunk clean eventdata",
            "dog monitor delete 1",
            "newrelic workload delete 1",
        ),
    },
)

_TENANTS = Nouns(
    "saas",
    flags=_FLAGS,
    nouns="apis apps app clients actions roles users user orgs organizations logs domains rules "
    "email-templates universal-login tenants protection attack-protection quickstarts ips branding "
    "network-acl event-streams cluster clusters jobs job runs pipelines workspace groups group secrets fs "
    "libs tokens instance-pools warehouses catalogs schemas tables permissions policies serving-endpoints "
    "repos environment environments kafka topic topics acl api-key api-keys schema-registry subject schema "
    "connect connector plugin ksql flink statement compute-pool iam service-account rbac role-binding pool "
    "network billing cloud-signup context local provider stream-share deployments projects accessLists "
    "dbusers atlas search indexes backups snapshots restores schedule alerts settings events processes "
    "streams instances serverless privateEndpoints networking customDbRoles metrics performanceAdvisor "
    "config profile org team",
    verbs=verbs(
        read_only="version, logs tail, logs list, whoami, current-user me, tenants list, fs ls, fs cat, "
        "auth profiles, auth describe, auth env, clusters sparkVersions, clusters spark-versions, clusters "
        "list-node-types, environment list, kafka topic consume, context list, projects list, clusters "
        "describe, config list, config describe",
        sensitive="secrets get-secret, secrets get, auth token, tokens create, api-key create, api-key store, "
        "auth print-token, apps session-token, test token",
        mutating="login, logout, auth login, auth logout, test login, tenants use, apps open, fs cp, fs "
        "mkdir, environment use, kafka cluster use, kafka topic produce, context use, api, workspace "
        "import, jobs run-now, jobs submit, clusters start, clusters restart, bundle deploy, bundle run, "
        "bundle init, repos update, setup, config set, config init, config edit, workspace export, "
        "workspace export-dir, clusters pause, clusters upgrade, clusters failover, local kafka start, "
        "clusters watch",
        destructive="clusters permanent-delete, clusters delete, fs rm, bundle destroy, jobs "
        "cancel-all-runs, tenants delete, users reset-mfa, local destroy, workspace delete, secrets "
        "delete-scope, secrets delete-secret, tokens delete, runs cancel-all, apps rotate-secret, clients "
        "rotate-secret, clusters terminate",
    ),
    prefixes={
        "list-": Risk.READ_ONLY,
        "get-": Risk.READ_ONLY,
        "delete-": Risk.DESTRUCTIVE,
        "create-": Risk.MUTATING,
        "update-": Risk.MUTATING,
        "put-": Risk.MUTATING,
    },
    bare=Risk.READ_ONLY,
    effects=(Effect("--reveal-secrets", Risk.SENSITIVE, "", code=Code.REVEALS_SECRET),),
    help="--help",
    examples={
        Risk.READ_ONLY: (
            "auth0 apps list",
            "databricks clusters list",
            "confluent kafka topic list",
            "atlas clusters describe c",
        ),
        Risk.SENSITIVE: ("databricks auth token", "auth0 apps show a --reveal-secrets"),
        Risk.MUTATING: ("confluent kafka topic create t", "databricks jobs run-now 1", "auth0 apps create"),
        Risk.DESTRUCTIVE: (
            "auth0 apps delete a",
            "databricks clusters permanent-delete c",
            "confluent kafka topic delete t",
            "atlas clusters delete c --force",
        ),
    },
)

_DNS_ARGUMENT = re.compile(r"@[\w.:-]+|[\w-]+(\.[\w-]+)+\.?|A|AAAA|ANY|CAA|CNAME|HTTPS|MX|NS|PTR|SOA|SRV|SVCB|TXT")


def _dog(call: Call) -> Ruling:
    """`dog` is Datadog's CLI, and a DNS client of the same name, which is asked for a domain."""
    if call.args and all(_DNS_ARGUMENT.fullmatch(word) for word in call.words) and "." in "".join(call.words):
        return ruled(call, Risk.READ_ONLY, "dog.dns", "`dog` looks a name up.")
    return _MONITORS(call)


RULES: dict[str, Rule] = {
    "fastly": _FASTLY,
    **dict.fromkeys(("deck", "kong", "apigeecli"), _GATEWAYS),
    **dict.fromkeys(("ldcli", "unleash", "flipt", "flagsmith", "optimizely"), _FLAGS_TOOLS),
    **dict.fromkeys(("stripe", "square", "twilio"), _PAYMENTS),
    **dict.fromkeys(("algolia",), _SEARCH),
    **dict.fromkeys(("newrelic", "pd", "splunk", "datadog-ci", "sentry-cli", "opsgenie"), _MONITORS),
    "dog": _dog,
    **dict.fromkeys(("auth0", "databricks", "confluent", "atlas", "ccloud"), _TENANTS),
}

EXAMPLES: dict[Risk, tuple[str, ...]] = {
    Risk.READ_ONLY: ("dog example.com", "dog example.com MX @1.1.1.1"),
    Risk.DESTRUCTIVE: ("dog monitor delete 1", "splunk offline"),
    Risk.MUTATING: ("deck convert --from kong-gateway-2.x --to konnect",),
    Risk.UNKNOWN: ("dog frobnicate example.com",),
}
