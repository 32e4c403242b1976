"""aws: the operation decides, by a table of the services' models; the hand-written commands have rules of their own."""

from __future__ import annotations

import re
from collections.abc import Callable

from cloud_assist.command.rules.cloud import aws_operations
from cloud_assist.command.rules.engine.base import Args, Call, Flags, Inner, Option, Rule, Ruling, ruled, verbs
from cloud_assist.command.rules.engine.paths import holds_secret
from cloud_assist.command.syntax.parser import OPAQUE, Word
from cloud_assist.findings import Code, finding
from cloud_assist.models import Risk

_FLAGS = Flags(
    values="--endpoint-url --output --query --profile --region --color --ca-bundle --cli-read-timeout "
    "--cli-connect-timeout --cli-binary-format --cli-error-format",
    switches="--debug --no-verify-ssl --no-paginate --no-sign-request --no-cli-pager --cli-auto-prompt --no-color "
    "--no-cli-auto-prompt --version --help",
)

_COMMANDS = verbs(
    read_only="s3 ls, configure list, configure list-profiles, history list, cloudtrail validate-logs, logs tail, "
    "datapipeline list-runs, emr describe-cluster, configservice get-status, ddb select",
    sensitive="s3 presign, configure export-credentials, history show, eks get-token, ecr get-login, "
    "ecr get-login-password, ecr-public get-login-password, rds generate-db-auth-token, cloudfront sign, "
    "dsql generate-db-connect-auth-token, dsql generate-db-connect-admin-auth-token, codecommit credential-helper",
    mutating="s3 mb, s3 website, s3 cp, s3 sync, configure, configure set, configure add-model, configure "
    "import, configure sso, configure sso-session, configure mfa-login, sso login, login, logout, eks "
    "update-kubeconfig, codeartifact login, cloudformation deploy, cloudformation package, cloudtrail "
    "create-subscription, cloudtrail update-subscription, datapipeline create-default-roles, dlm "
    "create-default-role, ecs deploy, ecs execute-command, ssm start-session, emr add-instance-groups, emr "
    "modify-cluster-attributes, emr install-applications, emr create-cluster, emr add-steps, emr "
    "create-hbase-backup, emr schedule-hbase-backup, emr disable-hbase-backups, emr create-default-roles, "
    "emr ssh, emr socks, emr get, emr put, ddb put, emr-containers update-role-trust-policy, gamelift "
    "upload-build, gamelift get-game-session-log, deploy push, deploy register, deploy install, "
    "servicecatalog generate, configservice subscribe, lightsail push-container-image, "
    "ec2-instance-connect ssh, ec2-instance-connect open-tunnel",
    destructive="s3 rm, s3 rb, s3 mv, sso logout, emr terminate-clusters, emr restore-from-hbase-backup, "
    "deploy deregister, deploy uninstall",
)
"""What the AWS CLI adds to the operations of the services' models."""

_CODES = {
    "s3 cp": Code.SENDS_DATA_OUT, "s3 sync": Code.SENDS_DATA_OUT, "s3 mv": Code.SENDS_DATA_OUT,
    "configure": Code.CHANGES_CREDENTIALS, "configure set": Code.CHANGES_CREDENTIALS,
    "configure import": Code.CHANGES_CREDENTIALS, "configure sso": Code.INTERACTIVE, "login": Code.INTERACTIVE,
    "sso login": Code.INTERACTIVE, "sso logout": Code.CHANGES_CREDENTIALS, "logout": Code.CHANGES_CREDENTIALS,
    "eks update-kubeconfig": Code.CHANGES_CONTEXT, "codeartifact login": Code.CHANGES_CREDENTIALS,
    "ssm start-session": Code.INTERACTIVE, "emr ssh": Code.INTERACTIVE, "emr socks": Code.INTERACTIVE,
    "ec2-instance-connect ssh": Code.INTERACTIVE, "ec2-instance-connect open-tunnel": Code.INTERACTIVE,
    "logs start-live-tail": Code.FOLLOWS, "s3api put-object": Code.SENDS_DATA_OUT, "ssm send-command": Code.REMOTE,
    "lambda invoke": Code.REMOTE, "iam create-access-key": Code.REVEALS_SECRET,
    "iam put-user-policy": Code.CHANGES_CREDENTIALS,
    "iam attach-user-policy": Code.CHANGES_CREDENTIALS, "iam attach-role-policy": Code.CHANGES_CREDENTIALS,
}  # fmt: skip

_DRY_RUNS = {"s3 cp": "--dryrun", "s3 mv": "--dryrun", "s3 rm": "--dryrun", "s3 sync": "--dryrun",
             "eks update-kubeconfig": "--dry-run"}  # fmt: skip

_STDOUT = frozenset({"/dev/stdout", "/dev/stderr", "/dev/null"})
_SECRET_SETTING = re.compile(r".*(secret|token|password|credential).*")
_REGION = r"[a-z]{2}(-[a-z]+)+-\d"
_OWN_HOST = re.compile(
    r"localhost|127(\.\d+){3}|::1|"
    rf"((api|data|runtime|streams|control)\.)?[a-z0-9-]+(\.(dualstack\.)?{_REGION})?\.(amazonaws\.com(\.cn)?|api\.aws)"
)
"""This machine and the services' own hosts; a load balancer, a bucket or a machine, behind more labels, is
anybody's."""
_PLAIN_URL = re.compile(r"(https?://)?(\[[0-9a-f:]+\]|[\w.-]+)(:\d+)?(/[\w./-]*)?", re.IGNORECASE)


def _aws(call: Call) -> Ruling:
    args = _FLAGS.parse(call.args)
    if args.unclear:
        return ruled(call, Risk.UNKNOWN, "aws.option", "An option of `aws` is only known at run time.")
    service, name, *_ = (*args.verbs, "", "")
    if "help" in {service, name} or _asks_help(call, args) or args.has("--help") or _only_version(args):
        return ruled(call, Risk.READ_ONLY, "aws.help", "`aws` prints its help or version.")
    if args.sure < 2:
        return ruled(
            call, Risk.UNKNOWN, "aws.option", f"`aws` has no known option `{args.unknown[0]}` before the operation."
        )
    ruling = _operation(call, args, service, name)
    if "--debug" in call.words and ruling.risk is Risk.READ_ONLY:
        text = "`--debug` prints the requests with what signs them."
        ruling = ruled(call, Risk.SENSITIVE, "aws.debug", text, Code.REVEALS_SECRET)
    return _with_globals(call, args, ruling)


def _asks_help(call: Call, args: Args) -> bool:
    """Whether `help` is the one word behind the operation; a file may be called so."""
    return len(args.operands) == 3 and call.words[-1] == "help" and call.args[-2] is args.operands[1]


def _only_version(args: Args) -> bool:
    return not args.operands and args.has("--version")


def _operation(call: Call, args: Args, service: str, name: str) -> Ruling:
    path = f"{service} {name}".strip()
    if service == "configure" and name not in {"get", ""} and path not in _COMMANDS:
        return ruled(call, Risk.UNKNOWN, "aws.configure", f"`aws {path}` is not known.")
    special = _SPECIAL.get(path)
    if special is not None:
        ruling = special(call, args, path)
        if ruling is not None:
            return ruling
    dry_run = _DRY_RUNS.get(path, "--dry-run" if service == "ec2" else "")
    if dry_run and _given(args, dry_run) and not _given(args, "--no-dry-run"):
        text = f"`aws {path} {dry_run}` changes nothing (a dry run)."
        return ruled(call, Risk.READ_ONLY, "aws.dry-run", text, Code.DRY_RUN)
    if "--generate-cli-skeleton" in {option.name for option in args.options}:
        return ruled(call, Risk.READ_ONLY, "aws.skeleton", f"`aws {path} --generate-cli-skeleton` prints a template.")
    if name == "wait" and aws_operations.has_service(service):
        return ruled(call, Risk.READ_ONLY, "aws.wait", f"`aws {service} wait` polls until the condition is met.")
    command = _COMMANDS.get(path, _COMMANDS.get(service) if service in {"login", "logout"} else None)
    if command is not None:
        return _says(path, command)
    ruling = _modelled(call, service, name)
    if ruling.risk is Risk.MUTATING and "--force" in call.words and not _given(args, "--no-force"):
        return ruled(call, Risk.DESTRUCTIVE, ruling.rule, f"`aws {path} --force` skips a safeguard.")
    return ruling


def _modelled(call: Call, service: str, name: str) -> Ruling:
    """Judge an operation of the services' models."""
    path = f"{service} {name}".strip()
    found = aws_operations.operation(service, name)
    if found.risk is Risk.UNKNOWN:
        return ruled(call, Risk.UNKNOWN, "aws.unknown", f"`aws {path}` is not in any known service model.")
    if found.streams and found.risk.rank < Risk.MUTATING.rank and _writes_file(call):
        return ruled(call, Risk.MUTATING, f"aws.{service}.{name}", f"`aws {path}` writes the response to a file.")
    return _says(path, found.risk)


def _writes_file(call: Call) -> bool:
    """Whether a word may name a file: the last one names none only where it is no option's value."""
    return len(call.args) > 2 and (call.words[-1] not in _STDOUT or call.words[-2].startswith("--"))


def _harm(path: str) -> str:
    """Return what a destructive operation does, as far as its name says."""
    verb = path.rpartition(" ")[2].partition("-")[0]
    if verb in {"delete", "terminate", "rm", "rb"}:
        return f"`aws {path}` deletes data or resources."
    if verb in {"disable", "stop"}:
        return f"`aws {path}` stops something or disables a safeguard."
    return f"`aws {path}` deletes data, disables a safeguard, or cannot be undone."


def _says(path: str, risk: Risk) -> Ruling:
    text = {
        Risk.READ_ONLY: f"`aws {path}` is read-only.",
        Risk.SENSITIVE: f"`aws {path}` reveals a secret or creates a credential.",
        Risk.MUTATING: f"`aws {path}` creates or changes something.",
        Risk.DESTRUCTIVE: _harm(path),
    }[risk]
    codes = [_CODES[path]] if path in _CODES else []
    if risk is Risk.SENSITIVE:
        codes.append(Code.REVEALS_SECRET)
    return Ruling(risk, "aws." + path.replace(" ", "."), text, tuple(finding(code) for code in codes))


def _with_globals(call: Call, args: Args, ruling: Ruling) -> Ruling:
    """Raise a ruling by what holds for every operation: where it is sent, where its parameters come from."""
    if ruling.risk.rank >= Risk.MUTATING.rank or ruling.rule == "aws.skeleton":
        return ruling
    endpoint = args.value("--endpoint-url")
    if endpoint is not None and not _own_endpoint(endpoint):
        text = "`--endpoint-url` sends the signed request to another host."
        return ruled(call, Risk.MUTATING, "aws.endpoint", text, Code.FOREIGN_CODE)
    bundle = args.value("--ca-bundle")
    if args.has("--no-verify-ssl") or (bundle is not None and not bundle.startswith("/etc/")):
        text = "It sends the signed request to an unverified server."
        return ruled(call, Risk.MUTATING, "aws.unverified", text, Code.FOREIGN_CODE)
    if _given(args, "--cli-input-json") or _given(args, "--cli-input-yaml"):
        text = "It takes its parameters from a file that was not checked."
        return Ruling(Risk.worst(ruling.risk, Risk.SENSITIVE), "aws.input", text, ruling.findings)
    files = [word.text.partition("file")[2].partition("://")[2] for word in call.args if "file" in word.text]
    if ruling.rule != "aws.help" and any(holds_secret(Word(file, file)) for file in files if file):
        text = "A value comes from a file that usually contains a secret."
        return Ruling(Risk.worst(ruling.risk, Risk.SENSITIVE), "aws.file", text, ruling.findings)
    if args.expanding or (call.more_args and not call.names_only):
        return ruled(call, Risk.UNKNOWN, "aws.expansion", "What `aws` gets at run time could be options.")
    return ruling


def _own_endpoint(url: str) -> bool:
    plain = _PLAIN_URL.fullmatch(url)  # what parsers could read in two ways is not plain
    return plain is not None and _OWN_HOST.fullmatch(plain[2].strip("[]").lower()) is not None


def _given(args: Args, name: str) -> bool:
    """Whether the operation's option `name` is given, whole or abbreviated as the CLI allows."""
    return any(_abbreviates(option, name) for option in args.options)


def _abbreviates(option: Option, name: str) -> bool:
    return option.name == name or (len(option.name) > 4 and name.startswith(option.name))


def _value_of(call: Call, name: str) -> str:
    """Return the text after the operation's last option `name`, whole or abbreviated; empty where it is not given."""
    words, found = call.words, ""
    for at, word in enumerate(words):
        flag, joined, value = word.partition("=")
        if len(flag) > 4 and flag.startswith("--") and name.startswith(flag):
            found = value if joined else " ".join(words[at + 1 : at + 2])
    return found


# --- operations whose parameters decide -------------------------------------------------------------------------


def _parameter(call: Call, args: Args, path: str) -> Ruling | None:
    if any(_given(args, flag) for flag in ("--with-decryption", "--include-value", "--include-values")):
        return _says(path, Risk.SENSITIVE)
    return None


def _copy(call: Call, args: Args, path: str) -> Ruling | None:
    """`s3 cp s3://… -` prints an object."""
    if _given(args, "--dryrun"):
        return None
    places = [word.text for word in args.operands[2:]]
    if len(places) >= 2 and places[0].startswith("s3://") and "-" in places[1:2]:
        return _says(path, Risk.READ_ONLY)
    return None


def _sync(call: Call, args: Args, path: str) -> Ruling | None:
    if "--delete" in call.words and not _given(args, "--dryrun"):
        return ruled(
            call, Risk.DESTRUCTIVE, "aws.s3.sync", "`aws s3 sync --delete` deletes what is missing in the source."
        )
    return None


def _configure(call: Call, args: Args, path: str) -> Ruling | None:
    if path == "configure":
        return _says(path, Risk.MUTATING) if len(args.operands) == 1 else None
    secret = any(_SECRET_SETTING.match(word.text) or word.opaque for word in args.operands[2:])
    return _says(path, Risk.SENSITIVE if secret else Risk.READ_ONLY)


def _invoke(call: Call, args: Args, path: str) -> Ruling | None:
    if _value_of(call, "--invocation-type") == "DryRun" and not _writes_file(call):
        return ruled(call, Risk.READ_ONLY, "aws.dry-run", "`--invocation-type DryRun` only checks.", Code.DRY_RUN)
    return None


def _statement(call: Call, args: Args, path: str) -> Ruling | None:
    """PartiQL and SQL: deleting statements, and PartiQL's SELECT, which can do nothing but read."""
    text = " ".join(call.words).upper()
    if re.search(r"\b(DELETE|DROP|TRUNCATE)\b", text):
        return ruled(call, Risk.DESTRUCTIVE, f"aws.{path.replace(' ', '.')}", "The statement deletes.")
    if path == "timestream-query query":  # its only statement that writes puts the answer into a bucket
        return _says(path, Risk.MUTATING) if OPAQUE in text or re.search(r"\bUNLOAD\b|://", text) else None
    statement = _value_of(call, "--statement").lstrip().upper()
    lone = sum(_abbreviates(option, "--statement") for option in args.options) == 1
    if path == "dynamodb execute-statement" and lone and statement.startswith("SELECT") and OPAQUE not in statement:
        return _says(path, Risk.READ_ONLY)
    return None


def _batch(call: Call, args: Args, path: str) -> Ruling | None:
    if re.search(r"\bDELETE|DeleteRequest|\"Delete\"|\bDelete=", " ".join(call.words)):
        return ruled(call, Risk.DESTRUCTIVE, f"aws.{path.replace(' ', '.')}", "The changes in it include deletions.")
    return None


def _execute(call: Call, args: Args, path: str) -> Ruling | None:
    """`ecs execute-command`: a shell, or one command, in a container."""
    command = _value_of(call, "--command")
    inner = (Inner(source=command, remote=True),) if command else ()
    codes = (
        (Code.REMOTE, Code.INTERACTIVE) if not command or re.fullmatch(r"(/bin/)?(ba)?sh", command) else (Code.REMOTE,)
    )
    text = "`aws ecs execute-command` runs a command in a container."
    return Ruling(Risk.MUTATING, "aws.ecs.execute-command", text, tuple(finding(code) for code in codes), inner)


def _connection(call: Call, args: Args, path: str) -> Ruling | None:
    """A connection's properties hold its password unless they are asked to be left out."""
    hidden = "--hide-password" in call.words and "--no-hide-password" not in call.words
    return None if hidden else _says(path, Risk.SENSITIVE)


def _tail(call: Call, args: Args, path: str) -> Ruling | None:
    if "--follow" in call.words:
        return ruled(call, Risk.READ_ONLY, "aws.logs.tail", "`aws logs tail --follow` keeps reading.", Code.FOLLOWS)
    return None


_SPECIAL: dict[str, Callable[[Call, Args, str], Ruling | None]] = {
    **dict.fromkeys(
        ("ssm get-parameter", "ssm get-parameters", "ssm get-parameters-by-path", "ssm get-parameter-history",
         "apigateway get-api-key", "apigateway get-api-keys"), _parameter,
    ),
    **dict.fromkeys(
        ("dynamodb execute-statement", "dynamodb batch-execute-statement", "dynamodb execute-transaction",
         "rds-data execute-statement", "rds-data batch-execute-statement", "redshift-data execute-statement",
         "redshift-data batch-execute-statement", "athena start-query-execution", "timestream-query query"), _statement,
    ),
    **dict.fromkeys(
        ("dynamodb batch-write-item", "dynamodb transact-write-items", "route53 change-resource-record-sets"), _batch
    ),
    **dict.fromkeys(("glue get-connection", "glue get-connections"), _connection),
    "s3 cp": _copy, "s3 sync": _sync, "configure get": _configure, "configure": _configure, "lambda invoke": _invoke,
    "ecs execute-command": _execute, "logs tail": _tail,
}  # fmt: skip

RULES: dict[str, Rule] = {"aws": _aws, "aws2": _aws}

EXAMPLES: dict[Risk, tuple[str, ...]] = {
    Risk.READ_ONLY: (
        "aws logs tail /aws/lambda/f --follow",
        "aws ec2 describe-instances --filters Name=tag:env,Values=prod --query "
        "'Reservations[].Instances[].InstanceId'",
        "aws --profile prod --region eu-west-1 elbv2 describe-target-groups --names web",
        "aws s3 ls s3://bucket/ --recursive --human-readable",
        "aws s3 cp s3://bucket/log.txt -",
        "aws s3 sync . s3://bucket --delete --dryrun",
        "aws sts get-caller-identity",
        "aws ssm get-parameters-by-path --path /app --recursive",
        "aws secretsmanager describe-secret --secret-id db",
        "aws ec2 terminate-instances --instance-ids i-1 --dry-run",
        "aws ec2 run-instances --generate-cli-skeleton",
        "aws dynamodb scan --table-name t --max-items 5",
        "aws dynamodb execute-statement --statement 'SELECT * FROM t'",
        "aws cloudtrail lookup-events --max-results 5",
        "aws glue get-connections --hide-password",
        "aws timestream-query query --query-string 'SELECT 1'",
        "aws ec2 wait instance-running --instance-ids i-1",
        "aws ec2 help",
        "aws s3 mv help",
        "aws --version",
        "aws configure list",
        "aws configure get region",
        "aws s3api get-object --bucket b --key k /dev/stdout",
        "aws --endpoint-url http://127.0.0.1:5000 s3 ls",
        "aws --endpoint-url https://api.ecr.eu-west-1.amazonaws.com ecr describe-repositories",
        "aws iam simulate-principal-policy --policy-source-arn a --action-names s3:GetObject",
    ),
    Risk.SENSITIVE: (
        "aws secretsmanager get-secret-value --secret-id db",
        "aws ssm get-parameter --name /app/db --with-decryption",
        "aws ssm get-parameter --name /app/db --with-dec",
        "aws sts assume-role --role-arn arn:aws:iam::1:role/x --role-session-name s",
        "aws sts get-session-token",
        "aws sso get-role-credentials --role-name r --account-id 1 --access-token t",
        "aws kms decrypt --ciphertext-blob fileb://x",
        "aws ecr get-login-password",
        "aws eks get-token --cluster-name c",
        "aws s3 presign s3://bucket/key",
        "aws configure get aws_secret_access_key",
        "aws apigateway get-api-keys --include-values",
        "aws apigateway get-usage-plan-keys --usage-plan-id u",
        "aws glue get-connection --name db",
        "aws glue get-connection --name db --hide-password --no-hide-password",
        "aws ec2 describe-instances --cli-input-json file://request.json",
        "aws ssm get-parameter --name file:///root/.aws/credentials",
        "aws ec2 describe-tags --filters fileb://~/.ssh/id_rsa",
    ),
    Risk.MUTATING: (
        "aws ec2 start-instances --instance-ids i-1",
        "aws ec2 stop-instances --instance-ids i-1",
        "aws ec2 create-tags --resources i-1 --tags Key=a,Value=b",
        "aws s3 cp file s3://bucket/key",
        "aws s3 sync s3://src s3://dest",
        "aws s3api get-object --bucket b --key k out.bin",
        "aws s3api select-object-content --bucket b --key k --expression e --expression-type SQL rows.csv",
        "aws timestream-query query --query-string \"UNLOAD (SELECT 1) TO 's3://bucket/x'\"",
        "aws stepfunctions get-activity-task --activity-arn a",
        "aws lambda invoke --function-name f out.json",
        "aws sqs receive-message --queue-url q",
        "aws eks update-kubeconfig --name c",
        "aws ec2 describe-instances --endpoint-url https://evil.example",
        "aws configure set region eu-west-1",
        "aws s3 ls --endpoint-url 'https://x.example\\@s3.amazonaws.com'",
        "aws s3 ls --endpoint-url https://x.execute-api.us-east-1.amazonaws.com/prod",
        "aws s3 ls --no-verify-ssl",
        "aws s3 ls --ca-bundle ./ca.pem",
        "aws s3api get-object out.bin --bucket b --key /dev/null",
        "aws lambda invoke --function-name f --invocation-type DryRun --invocation-type Event /dev/null",
        "aws ssm start-session --target i-1",
        "aws cloudformation deploy --stack-name s --template-file t.yaml",
        "aws iam create-access-key --user-name u",
        "aws athena start-query-execution --query-string 'SELECT 1'",
    ),
    Risk.DESTRUCTIVE: (
        "aws ec2 terminate-instances --instance-ids i-1",
        "aws ec2 terminate-instances --instance-ids i-1 --dry-run --no-dry-run",
        "aws s3 rm s3://bucket/key",
        "aws s3 rb s3://bucket --force",
        "aws s3 mv help s3://bucket/help",
        "aws s3 sync . s3://bucket --delete",
        "aws kms schedule-key-deletion --key-id k",
        "aws route53 change-resource-record-sets --hosted-zone-id Z --change-batch "
        """'{"Changes":[{"Action":"DELETE"}]}'""",
        "aws elb deregister-instances-from-load-balancer --load-balancer-name l --instances i-1",
        "aws sns unsubscribe --subscription-arn a",
        "aws brandnew delete-thing --id 1",
        "aws ec2 stop-instances --instance-ids i-1 --force",
    ),
    Risk.UNKNOWN: (
        "aws ec2 invalid-operation",
        "aws ec2 describe-what-nobody-knows",
        "aws brandnew list-things",
        "aws --new-option s3 ec2 describe-instances",
        "aws ec2 describe-instances $ARGS",
        "aws",
    ),
}  # fmt: skip
