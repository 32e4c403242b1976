"""The shapes in which tools print a named secret, and the noise in which such a text arrives."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

Shape = Callable[[str, str], str]


def words(name: str) -> list[str]:
    """Return the words of a name in any style, in lower case."""
    return [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+", name)]


def upper(name: str) -> str:
    return "_".join(words(name)).upper()


def snake(name: str) -> str:
    return "_".join(words(name))


def kebab(name: str) -> str:
    return "-".join(words(name))


def pascal(name: str) -> str:
    return "".join(word.capitalize() for word in words(name))


def camel(name: str) -> str:
    first, *rest = words(name)
    return first + "".join(word.capitalize() for word in rest)


def header(name: str) -> str:
    return "-".join(word.capitalize() for word in words(name))


SHAPES: dict[str, Shape] = {
    "env": lambda n, v: f"HOME=/root\n{upper(n)}={v}\nPATH=/usr/bin:/bin\n",
    "env exported": lambda n, v: f'export {upper(n)}="{v}"\n',
    "env declared": lambda n, v: f'declare -x {upper(n)}="{v}"\ndeclare -x SHLVL="1"\n',
    "env single quotes": lambda n, v: f"{upper(n)}='{v}'\n",
    "env before a command": lambda n, v: f"{upper(n)}={v} terraform apply -auto-approve\n",
    "env fish": lambda n, v: f"set -gx {upper(n)} {v}\n",
    "env powershell": lambda n, v: f'$Env:{upper(n)} = "{v}"\r\n',
    "env cmd": lambda n, v: f"set {upper(n)}={v}\r\n",
    "env setx": lambda n, v: f'setx {upper(n)} "{v}"\r\n',
    "docker run -e": lambda n, v: f"docker run -d -e {upper(n)}={v} --name web nginx\n",
    "dockerfile": lambda n, v: f"FROM alpine:3\nENV {upper(n)} {v}\nRUN ls\n",
    "docker inspect": lambda n, v: f'"Env": [\n    "PATH=/usr/bin",\n    "{upper(n)}={v}"\n],\n',
    "docker inspect go": lambda n, v: f"[PATH=/usr/bin {upper(n)}={v} LANG=C]\n",
    "compose list": lambda n, v: f"    environment:\n      - {upper(n)}={v}\n      - DEBUG=1\n",
    "compose map": lambda n, v: f"    environment:\n      {upper(n)}: {v}\n      DEBUG: 1\n",
    "pod env": lambda n, v: (
        f"    env:\n    - name: {upper(n)}\n      value: {v}\n    - name: DEBUG\n      value: 'no'\n"
    ),
    "pod env quoted": lambda n, v: f'    - name: {upper(n)}\n      value: "{v}"\n',
    "pod env json": lambda n, v: json.dumps({"env": [{"name": upper(n), "value": v}]}, indent=2),
    "pod env json compact": lambda n, v: json.dumps(
        {"env": [{"name": upper(n), "value": v}, {"name": "A", "value": "b"}]}, separators=(",", ":")
    ),
    "pod describe": lambda n, v: f"    Environment:\n      {upper(n)}:  {v}\n      DEBUG:   1\n    Mounts:\n",
    "task definition": lambda n, v: json.dumps({"environment": [{"value": v, "name": upper(n)}]}, indent=4),
    "systemd": lambda n, v: f'[Service]\nEnvironment="{upper(n)}={v}"\nExecStart=/bin/app\n',
    "json": lambda n, v: json.dumps({"id": 7, snake(n): v, "region": "eu-west-1"}, indent=2),
    "json camel": lambda n, v: json.dumps({"name": "x", camel(n): v}, indent=4),
    "json pascal": lambda n, v: json.dumps({"Name": "x", pascal(n): v, "Status": "Active"}, indent=4),
    "json compact": lambda n, v: json.dumps({"a": 1, snake(n): v, "z": True}, separators=(",", ":")),
    "json in a string": lambda n, v: json.dumps({"SecretString": json.dumps({"user": "app", snake(n): v})}, indent=4),
    "json twice in a string": lambda n, v: json.dumps({"body": json.dumps({"message": json.dumps({snake(n): v})})}),
    "json log": lambda n, v: json.dumps({"level": "info", "msg": "config", snake(n): v, "ts": 1700000000.12}),
    "json coloured": lambda n, v: (
        f'\x1b[1;39m{{\n  \x1b[0m\x1b[34;1m"{snake(n)}"\x1b[0m\x1b[1;39m: \x1b[0m\x1b[0;32m"{v}"\x1b[0m\n'
    ),
    "yaml": lambda n, v: f"region: eu\n{snake(n)}: {v}\nreplicas: 2\n",
    "yaml nested camel": lambda n, v: f"app:\n  auth:\n    {camel(n)}: {v}\n    enabled: true\n",
    "yaml double quotes": lambda n, v: f'{snake(n)}: "{v}"\n',
    "yaml single quotes": lambda n, v: f"{kebab(n)}: '{v}'\n",
    "yaml block": lambda n, v: f"config:\n  {snake(n)}: |\n    {v}\n  other: 1\n",
    "yaml folded": lambda n, v: f"{snake(n)}: >-\n  {v}\nother: 1\n",
    "yaml flow": lambda n, v: f"auth: {{user: app, {snake(n)}: {v}}}\n",
    "yaml list of maps": lambda n, v: f"- user: a\n  {snake(n)}: {v}\n",
    "ini": lambda n, v: f"[default]\n{snake(n)} = {v}\nregion = eu-west-1\n",
    "ini tight": lambda n, v: f"[default]\n{snake(n)}={v}\n; end\n",
    "ini quoted": lambda n, v: f'[a]\n{kebab(n)} = "{v}"\n',
    "properties": lambda n, v: f"spring.datasource.url=jdbc:x\nspring.app.{kebab(n)}={v}\n",
    "properties colon": lambda n, v: f"app.{camel(n)}: {v}\n",
    "toml": lambda n, v: f'[auth]\n{snake(n)} = "{v}"\nttl = 30\n',
    "tfvars": lambda n, v: f'region     = "eu"\n{snake(n)} = "{v}"\n',
    "terraform map": lambda n, v: f'  environment = {{\n    "{upper(n)}" = "{v}"\n  }}\n',
    "terraform plan add": lambda n, v: f'      + {snake(n)}                = "{v}"\n      + tags  = {{}}\n',
    "terraform plan change": lambda n, v: f'      ~ {snake(n)} = "{v[::-1]}" -> "{v}"\n',
    "terraform output": lambda n, v: f'address = "db.example.com"\n{snake(n)} = "{v}"\n',
    "terraform output json": lambda n, v: json.dumps(
        {snake(n): {"sensitive": True, "type": "string", "value": v}}, indent=2
    ),
    "terraform state": lambda n, v: json.dumps({"attributes": {"id": "db-1", snake(n): v, "port": 5432}}, indent=2),
    "cli flag": lambda n, v: f"app login --user bob --{kebab(n)} {v} --region eu\n",
    "cli flag equals": lambda n, v: f"app login --{kebab(n)}={v} --verbose\n",
    "cli flag quoted": lambda n, v: f"app login --{kebab(n)} '{v}' --verbose\n",
    "cli flag in ps": lambda n, v: f"root  4242  0.1  1.2 ? Ssl 10:01 0:03 /usr/bin/app --port 80 --{kebab(n)}={v}\n",
    "cli flag in args": lambda n, v: (
        f'        "args": [\n          "--{kebab(n)}={v}",\n          "--port=80"\n        ]\n'
    ),
    "cli flag in yaml args": lambda n, v: f"        args:\n        - --{kebab(n)}={v}\n        - --port=80\n",
    "helm set": lambda n, v: f"helm upgrade app ./chart --set auth.{camel(n)}={v},replicas=2\n",
    "terraform var": lambda n, v: f"terraform apply -var '{snake(n)}={v}' -var region=eu\n",
    "parameter key": lambda n, v: (
        f"aws cloudformation deploy --parameters ParameterKey={pascal(n)},ParameterValue={v}\n"
    ),
    "parameter json": lambda n, v: json.dumps([{"ParameterKey": pascal(n), "ParameterValue": v}], indent=4),
    "url query": lambda n, v: f"GET https://api.example.com/v1/items?page=2&{snake(n)}={v}&limit=10 200\n",
    "form body": lambda n, v: f"grant_type=client_credentials&{snake(n)}={v}&scope=a\n",
    "header": lambda n, v: f"> GET / HTTP/1.1\r\n> Host: x\r\n> X-{header(n)}: {v}\r\n> Accept: */*\r\n",
    "header lower": lambda n, v: f"host: example.com\r\nx-{kebab(n)}: {v}\r\naccept: */*\r\n",
    "header curl": lambda n, v: f"curl -sS -H 'X-{header(n)}: {v}' https://example.com/\n",
    "header json": lambda n, v: json.dumps({"headers": {f"X-{header(n)}": v, "Accept": "*/*"}}),
    "body curl": lambda n, v: f"""curl -X POST -d '{{"user":"a","{snake(n)}":"{v}"}}' https://example.com/\n""",
    "logfmt": lambda n, v: f'time=2026-11-26T10:00:00Z level=info {snake(n)}={v} msg="started"\n',
    "log arrow": lambda n, v: f"2026-11-26 10:00:00,123 DEBUG app: loaded {upper(n)}={v}\n",
    "python repr": lambda n, v: f"{{'user': 'a', '{snake(n)}': '{v}', 'port': 1}}\n",
    "python source": lambda n, v: f'{upper(n)} = "{v}"\nDEBUG = False\n',
    "python call": lambda n, v: f"client = Client(user='a', {snake(n)}='{v}')\n",
    "python environ": lambda n, v: f"os.environ['{upper(n)}'] = '{v}'\n",
    "python object": lambda n, v: f"Config(user='a', {snake(n)}='{v}', port=1)\n",
    "go struct": lambda n, v: f'cfg := Config{{User: "a", {pascal(n)}: "{v}"}}\n',
    "go printed": lambda n, v: f"&{{User:a {pascal(n)}:{v} Port:1}}\n",
    "java printed": lambda n, v: f"Config{{user='a', {camel(n)}='{v}', port=1}}\n",
    "js source": lambda n, v: f"const config = {{ user: 'a', {camel(n)}: '{v}' }};\n",
    "js assignment": lambda n, v: f"process.env.{upper(n)} = '{v}';\n",
    "ruby hash": lambda n, v: f'{{:user=>"a", :{snake(n)}=>"{v}"}}\n',
    "ruby hash of strings": lambda n, v: f'{{"user"=>"a", "{snake(n)}"=>"{v}"}}\n',
    "php": lambda n, v: f"define('{upper(n)}', '{v}');\n",
    "php array": lambda n, v: f"    '{snake(n)}' => '{v}',\n",
    "xml": lambda n, v: f"<config>\n  <user>a</user>\n  <{camel(n)}>{v}</{camel(n)}>\n</config>\n",
    "xml attribute": lambda n, v: f'<server id="a" {camel(n)}="{v}"/>\n',
    "xml settings": lambda n, v: f'<add key="{pascal(n)}" value="{v}" />\n',
    "plist": lambda n, v: f"<dict>\n\t<key>{pascal(n)}</key>\n\t<string>{v}</string>\n</dict>\n",
    "table aws": lambda n, v: f"|  {pascal(n)}  |  {v}  |\n|  Status  |  Active  |\n",
    "table mysql": lambda n, v: f"+------+\n| Name | Value |\n+------+\n| {snake(n)} | {v} |\n+------+\n",
    "table unicode": lambda n, v: f"│ {snake(n)} │ {v} │\n",
    "table openstack": lambda n, v: f"| Field      | Value     |\n| {snake(n)}      | {v}     |\n",
    "table columns": lambda n, v: (
        f"Key                 Value\n---                 -----\n{snake(n)}          {v}\nttl        1h\n"
    ),
    "table tabs": lambda n, v: f"user\tapp\n{upper(n)}\t{v}\n",
    "prose": lambda n, v: f"Created. Your {' '.join(words(n))} is: {v}\nKeep it safe.\n",
    "label": lambda n, v: f"{' '.join(words(n)).capitalize()}: {v}\n",
    "diff": lambda n, v: f"@@ -1,2 +1,2 @@\n-{upper(n)}={v[::-1]}\n+{upper(n)}={v}\n",
    "diff yaml": lambda n, v: f"@@ -1,2 +1,2 @@\n   app:\n+    {camel(n)}: {v}\n",
    "grep": lambda n, v: f"config/prod.env:12:{upper(n)}={v}\n",
    "grep coloured": lambda n, v: (
        f"\x1b[35m\x1b[Kprod.env\x1b[m\x1b[K\x1b[36m\x1b[K:\x1b[m\x1b[K\x1b[01;31m\x1b[K{upper(n)}\x1b[m\x1b[K={v}\n"
    ),
    "history": lambda n, v: f"  501  export {upper(n)}={v}\n  502  ls\n",
    "xtrace": lambda n, v: f"+ export {upper(n)}={v}\n+ {upper(n)}={v}\n",
    "gitlab variables": lambda n, v: json.dumps([{"key": upper(n), "value": v, "masked": False}], indent=2),
    "heroku config": lambda n, v: f"=== app Config Vars\nLANG:      en\n{upper(n)}:      {v}\n",
    "lambda environment": lambda n, v: json.dumps(
        {"Environment": {"Variables": {upper(n): v, "STAGE": "prod"}}}, indent=4
    ),
    "app settings": lambda n, v: json.dumps([{"name": upper(n), "slotSetting": False, "value": v}], indent=2),
    "csv": lambda n, v: f"name,value\n{snake(n)},{v}\n",
    "error": lambda n, v: f"Error: authentication failed ({snake(n)}={v}): 403 Forbidden\n",
    "error quoted": lambda n, v: f"ValueError: invalid {snake(n)}: '{v}'\n",
    "comment": lambda n, v: f"# {snake(n)}: {v}\n",
}

BARE_SHAPES: dict[str, Callable[[str], str]] = {
    "alone": lambda v: f"{v}\n",
    "in prose": lambda v: f"please use {v}, it works\n",
    "quoted in prose": lambda v: f"I set it to `{v}` and got 403.\n",
    "in brackets": lambda v: f"(old: {v})\n",
    "bearer": lambda v: f"Authorization: Bearer {v}\n",
    "bearer curl": lambda v: f'curl -H "Authorization: Bearer {v}" https://api.example.com\n',
    "bearer json": lambda v: json.dumps({"headers": {"Authorization": f"Bearer {v}"}}),
    "authorization token": lambda v: f"authorization: token {v}\r\n",
    "url user": lambda v: f"git clone https://{v}@example.com/org/repo.git\n",
    "url password": lambda v: f"origin\thttps://oauth2:{v}@example.com/a.git (fetch)\n",
    "echo to a login": lambda v: f"echo {v} | docker login -u me --password-stdin\n",
    "shell argument": lambda v: f"./deploy.sh prod '{v}' 3\n",
    "list": lambda v: f'["a", "{v}"]\n',
    "yaml list": lambda v: f"tokens:\n- {v}\n",
    "end of sentence": lambda v: f"The leaked one was {v}. Rotate it.\n",
    "assignment of x": lambda v: f"x={v}\n",
}


def _prefixed(prefix: str) -> Callable[[str], str]:
    return lambda text: "".join(prefix + line for line in text.splitlines(keepends=True))


NOISES: dict[str, Callable[[str], str]] = {
    "as it is": lambda text: text,
    "windows": lambda text: text.replace("\r\n", "\n").replace("\n", "\r\n"),
    "after a prompt": lambda text: "user@host:~$ cat it\n" + text + "user@host:~$ \n",
    "no last newline": lambda text: text.rstrip("\n"),
    "indented": _prefixed("        "),
    "tabs": _prefixed("\t"),
    "compose logs": _prefixed("web-1  | "),
    "log lines": _prefixed("2026-11-26T10:00:00.123456Z stdout F "),
    "pod logs": _prefixed("[pod/web-7d9f8b6c5-x2x4z/app] "),
    "mail quote": _prefixed("> "),
    "numbered": _prefixed("   12\t"),
    "diff added": _prefixed("+"),
    "json string": lambda text: json.dumps({"output": text}),
    "python bytes": lambda text: repr(text.encode()) + "\n",
}
