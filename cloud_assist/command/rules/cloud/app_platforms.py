"""heroku and cf: platforms that run an app from its source."""

from __future__ import annotations

from cloud_assist.command.rules.cloud.platforms import FLAGS
from cloud_assist.command.rules.engine.base import Args, Call, Rule, Ruling, reading_with, ruled, verbs
from cloud_assist.command.rules.engine.nouns import COMMON, Nouns, in_container
from cloud_assist.findings import Code
from cloud_assist.models import Risk

# --- heroku: `noun:verb` ----------------------------------------------------------------------------------------

_HEROKU = verbs(
    read_only="apps, apps:info, info, apps:list, list, ps, ps:type, ps:autoscale, releases, releases:info, "
    "releases:output, logs, status, access, addons, addons:info, addons:services, addons:plans, "
    "addons:docs, buildpacks, buildpacks:search, buildpacks:versions, buildpacks:info, certs, certs:info, "
    "ci, ci:info, ci:last, domains, domains:info, drains, features, features:info, labs, labs:info, "
    "maintenance, members, notifications, orgs, pg, pg:info, pg:ps, pg:locks, pg:blocking, pg:bloat, "
    "pg:diagnose, pg:outliers, pg:connection-pooling-info, pg:backups, pg:backups:info, "
    "pg:backups:schedules, pg:credentials, pg:maintenance, pg:settings, pg:links, pg:wait, "
    "pg:vacuum-stats, pipelines, pipelines:info, pipelines:diff, plugins, redis, redis:info, "
    "redis:maintenance, regions, reviewapps, sessions, spaces, spaces:info, spaces:ps, spaces:topology, "
    "teams, webhooks, webhooks:info, webhooks:deliveries, auth:whoami, whoami, auth:2fa, authorizations, "
    "clients, keys, commands, help, version, which, stack, apps:stacks, container, addons:wait, "
    "redis:wait, ps:wait, telemetry, usage:addons, data:maintenances, pg:upgrade:wait, accounts",
    sensitive="config, config:get, auth:token, pg:credentials:url, pg:credentials:view, redis:credentials, "
    "authorizations:info, authorizations:create, clients:info, ci:config, ci:config:get, pg:backups:url, "
    "pg:connection-string",
    destructive="apps:destroy, destroy, apps:delete, addons:destroy, pg:reset, pg:backups:delete, "
    "pg:backups:restore, pg:copy, pg:promote, pg:unfollow, pg:credentials:destroy, pg:kill, pg:killall, "
    "pg:backups:unschedule, config:unset, ci:config:unset, access:remove, domains:remove, domains:clear, "
    "certs:remove, drains:remove, keys:remove, keys:clear, members:remove, pipelines:destroy, "
    "pipelines:remove, spaces:destroy, webhooks:remove, authorizations:revoke, authorizations:destroy, "
    "clients:destroy, buildpacks:clear, buildpacks:remove, ps:kill, releases:rollback, rollback, "
    "container:rm, apps:leave, leave, redis:cli-reset, sessions:destroy, plugins:uninstall, "
    "reviewapps:disable, pg:links:destroy, pg:detach, addons:detach, apps:transfer",
)


@reading_with(FLAGS.extended(values="--num --source --dyno --ps --type", switches="-x --extended --beta -t --tail"))
def _heroku(call: Call) -> Ruling:
    """`heroku noun:verb`: what is neither read nor deletion changes something."""
    args = FLAGS.parse(call.args)
    if not args.operands:
        return ruled(call, Risk.READ_ONLY, "heroku.help")
    verb = args.verbs[0]
    if args.sure < 1:
        return ruled(call, Risk.UNKNOWN, "heroku.option", "There is an unknown option before the command.")
    if verb in {"run", "run:inside", "run:detached", "ps:exec"}:
        return in_container(call, "heroku.run", args.operands[1:])
    if args.has("--help", "-h"):
        return ruled(call, Risk.READ_ONLY, "heroku.help")
    known = _HEROKU.get(verb)
    if known is not None:
        if verb == "config" and not args.has("--shell", "-s"):
            return ruled(call, Risk.SENSITIVE, "heroku.config", "It prints the app's secrets.", Code.REVEALS_SECRET)
        if verb == "logs" and args.has("--tail", "-t"):
            return ruled(call, known, "heroku.logs", "", Code.FOLLOWS)
        return ruled(call, known, f"heroku.{verb.replace(':', '-')}")
    last = verb.rpartition(":")[2]
    risk = COMMON.get(last, Risk.UNKNOWN)
    return ruled(call, Risk.worst(risk, Risk.MUTATING), f"heroku.{verb.replace(':', '-')}")


def _cf(call: Call, args: Args, verb: str) -> Ruling | None:
    """`cf target` shows where one is; with `-o` or `-s` it goes elsewhere, and `cf api URL` as well."""
    if (verb in {"target", "t"} and args.options) or (verb == "api" and len(args.operands) > 1):
        return ruled(call, Risk.MUTATING, "cf.target", "", Code.CHANGES_CONTEXT)
    return None


_CF = Nouns(
    "cf",
    flags=FLAGS,
    verbs=verbs(
        read_only="users, org-users, space-users, apps, app, services, service, marketplace, spaces, space, "
        "orgs, org, domains, routes, "
        "events, logs, target, buildpacks, stacks, quotas, version, help, api, network-policies, "
        "security-groups, tasks, revisions, feature-flags, a, s, m, t",
        sensitive="env, service-key, oauth-token, service-keys",
        mutating="push, p, start, stop, restart, restage, scale, create-service, bind-service, map-route, "
        "set-env, login, l, logout, auth, create-space, create-org, set-space-role, ssh, run-task, rename, "
        "curl, cancel-deployment, rollback, update-service, share-service",
        destructive="delete, d, delete-service, ds, unbind-service, unmap-route, unset-env, delete-space, "
        "delete-org, delete-route, delete-orphaned-routes, unset-space-role, unset-org-role, "
        "terminate-task, purge-service-instance, delete-service-key",
    ),
    bare=Risk.READ_ONLY,
    custom=_cf,
    help="--help -h",
    examples={
        Risk.READ_ONLY: ("cf apps", "cf logs web --recent", "cf target"),
        Risk.SENSITIVE: ("cf env web", "cf oauth-token"),
        Risk.MUTATING: ("cf push web", "cf login", "cf target -o other", "cf api https://api.example.com"),
        Risk.DESTRUCTIVE: ("cf delete web -f", "cf unbind-service web db"),
    },
)

RULES: dict[str, Rule] = {"heroku": _heroku, "cf": _CF}

EXAMPLES: dict[Risk, tuple[str, ...]] = {
    Risk.READ_ONLY: ("heroku logs --tail -a web", "heroku apps", "heroku ps -a web", "heroku pg:info"),
    Risk.SENSITIVE: ("heroku config -a web", "heroku config:get DATABASE_URL"),
    Risk.MUTATING: ("heroku config:set A=b", "heroku ps:scale web=2", "heroku run 'ls' -a web"),
    Risk.DESTRUCTIVE: ("heroku apps:destroy web --confirm web", "heroku pg:reset", "heroku addons:destroy db"),
    Risk.UNKNOWN: ("heroku frobnicate",),
}
