"""Which account, app or project the CLI of a smaller cloud would act on: doctl, fly, heroku, ibmcloud, oci.

Sources: "doctl auth" and its config.yaml; fly.toml and `fly help`; "heroku help" and its variables; `ibmcloud config`;
"SDK and CLI Configuration File" of Oracle's manual. Options win over variables, those over files.
"""

from __future__ import annotations

import re

from cloud_assist.command.receipt.addresses import without_secrets
from cloud_assist.command.receipt.code_host_target import heroku_app
from cloud_assist.command.receipt.files import expand, read_ini, read_json, read_text, read_yaml, shown, text_at
from cloud_assist.command.receipt.git_files import git_settings
from cloud_assist.command.receipt.invocation import Invocation, Receipt
from cloud_assist.models import TargetEntry

_FLY_APP = re.compile(r"^\s*app\s*=\s*['\"]([^'\"]+)['\"]", re.MULTILINE)


def doctl_entries(call: Invocation) -> tuple[TargetEntry, ...]:
    """Return the receipt of `doctl`, or of the surroundings where a context is chosen."""
    receipt = Receipt("doctl")
    given = call.option("--config", "-c") if call.program else None
    folder = call.environ.get("XDG_CONFIG_HOME") or "~/.config"
    path = expand(given[1] if given else f"{folder}/doctl/config.yaml", call.environ, call.cwd)
    settings = read_yaml(path)
    context, source = call.given(("--context",), ("DIGITALOCEAN_CONTEXT",))
    if not context and path is not None:
        context, source = text_at(settings, "context"), shown(path, call.environ)
    if call.program or context:
        receipt.add("context", context or "default", source if context else "no other is selected")
    token, source = call.given(("--access-token", "-t"), ("DIGITALOCEAN_ACCESS_TOKEN",))
    receipt.add("credentials", "access token" if token else "", source)
    address, source = call.given(("--api-url", "-u"), ("DIGITALOCEAN_API_URL",))
    receipt.add("server", without_secrets(address), source)
    return receipt.entries


def fly_entries(call: Invocation) -> tuple[TargetEntry, ...]:
    """Return the receipt of `fly`, or of the surroundings where FLY_APP names an app."""
    receipt = Receipt("fly")
    app, source = call.given(("--app", "-a"), ("FLY_APP",))
    match call.operands({"--org", "-o", "--config", "-c"}):
        case ("apps", _, name, *_) if call.program:
            app, source = name, "the command"
    if not app and call.program:
        given = call.option("--config", "-c")
        path = expand(given[1] if given else "fly.toml", call.environ, call.cwd)
        match = _FLY_APP.search(read_text(path) or "")
        app, source = (match[1], shown(path, call.environ)) if match and path else ("", "")
    receipt.add("app", app, source)
    receipt.add("organization", *call.given(("--org", "-o"), ("FLY_ORG",)))
    return receipt.entries


def heroku_entries(call: Invocation) -> tuple[TargetEntry, ...]:
    """Return the receipt of `heroku`, or of the surroundings where HEROKU_APP names an app."""
    receipt = Receipt("heroku")
    app, source = call.given(("--app", "-a"), ("HEROKU_APP",))
    if not app and call.program:
        settings = git_settings(call, call.cwd)
        apps = {name: heroku_app(settings.address(name, push=False)) for name in settings.remotes()}
        chosen = call.option("--remote", "-r")
        named = chosen[1] if chosen else settings.last("heroku.remote")
        fitting = [name for name, found in apps.items() if found and named in {"", name}]
        if len(fitting) == 1:
            app, source = apps[fitting[0]], f"the remote {fitting[0]}"
    receipt.add("app", app, source)
    return receipt.entries


def ibmcloud_entries(call: Invocation) -> tuple[TargetEntry, ...]:
    """Return the receipt of `ibmcloud`, or of the surroundings where somebody is signed in."""
    receipt = Receipt("ibmcloud")
    home = call.environ.get("IBMCLOUD_HOME") or call.environ.get("BLUEMIX_HOME") or "~"
    path = expand(f"{home}/.bluemix/config.json", call.environ, call.cwd)
    settings = read_json(path)
    if path is None or not text_at(settings, "Account", "GUID"):
        return ()
    source = shown(path, call.environ)
    receipt.add("account", text_at(settings, "Account", "Name") or text_at(settings, "Account", "GUID"), source)
    receipt.add("region", text_at(settings, "Region"), source)
    receipt.add("group", text_at(settings, "ResourceGroup", "Name"), source)
    receipt.add("server", without_secrets(text_at(settings, "APIEndpoint")), source)
    return receipt.entries


def oci_entries(call: Invocation) -> tuple[TargetEntry, ...]:
    """Return the receipt of `oci`, or of the surroundings where its file has the profile."""
    receipt = Receipt("oci")
    file, _ = call.given(("--config-file",), ("OCI_CLI_CONFIG_FILE",))
    path = expand(file or "~/.oci/config", call.environ, call.cwd)
    profile, source = call.given(("--profile",), ("OCI_CLI_PROFILE",))
    section = read_ini(path).get(profile or "DEFAULT", {})
    if path is None or not (call.program or section):
        return ()
    origin = shown(path, call.environ)
    if profile or section:
        receipt.add("profile", profile or "DEFAULT", source or "no other is selected")
    tenancy, source = call.given((), ("OCI_CLI_TENANCY",))
    receipt.add("tenancy", tenancy or section.get("tenancy", ""), source or origin)
    region, source = call.given(("--region",), ("OCI_CLI_REGION",))
    receipt.add("region", region or section.get("region", ""), source or origin)
    return receipt.entries
