"""The CLIs of the three large clouds, and the tools that know one of them alone."""

from __future__ import annotations

from cloud_assist.tools.tool import (
    Adapter,
    Asked,
    Question,
    Read,
    Signal,
    Stop,
    Sure,
    Time,
    Tool,
    Unread,
)

_AWS = Read("aws_target:aws_entries", "an AWS account")
_AWS_ACCOUNT = Unread("an AWS account")
_STACK = Stop(
    Signal.INTERRUPT,
    30,
    ("deploy", "sync", "delete", "destroy", "bootstrap", "watch", "init"),
    holds=True,
    leaves="The stack may stay in progress, and what was uploaded stays.",
    goes_on="CloudFormation goes on with the stack: see its events.",
)
_UPLOADS = Stop(
    Signal.INTERRUPT,
    30,
    ("s3 sync", "s3 cp", "s3 mv", "s3 rm", "cp", "mv", "rm", "sync", "put", "get", "rsync"),
    holds=True,
    leaves="What was copied so far stays, and parts of unfinished uploads do: `aws s3api list-multipart-uploads`.",
)
_COPIES = _UPLOADS._replace(leaves="What was copied so far stays, and is not complete.")
_GCLOUD = Read("gcloud_target:gcloud_entries", "a Google Cloud project")
_AZURE = Read("azure_target:azure_entries", "an Azure subscription")
_REQUEST = Stop(Signal.INTERRUPT, 2, goes_on="What the cloud was asked for goes on there.")
"""Of a CLI that asks for something and waits: ended, it no longer waits."""

_AZURE_ASKS = tuple(
    f"{group} delete"
    for group in (
        *("acr", "aks", "appservice plan", "container", "containerapp", "cosmosdb", "disk", "group"),
        *("monitor log-analytics workspace", "mysql flexible-server", "network dns zone", "postgres flexible-server"),
        *("redis", "sql db", "sql server", "storage account", "vm"),
    )
)

AMAZON = (
    Tool(
        ("aws",),
        "cloud.aws",
        _AWS,
        switches=("aws_target:aws_switches", "kube_switches:kube_switches"),
        unknown_name="aws_target:unknown_profile",
        preview="clouds:aws",
        adapter=Adapter("aws_adapter:AWS", slow=True),
        version=("--version",),
        unattended=(("AWS_PAGER", ""),),
        takes_names=True,
        runs_elsewhere=("execute-command", "start-session", "send-command"),
        stops=(
            _STACK._replace(verbs=("cloudformation deploy",)),
            _UPLOADS._replace(verbs=_UPLOADS.verbs[:4]),
            _REQUEST,
        ),
        time=Time(3600, ("cloudformation deploy", "s3 sync", "s3 cp", "s3 mv", "s3 rm", "wait")),
        asks=(
            Question(Asked.VALUES, ("configure $",), instead="aws configure set NAME VALUE", sure=Sure.ALWAYS),
            Question(Asked.SIGN_IN, ("sso login", "configure sso"), instead="run it in a terminal of your own"),
        ),
    ),
    Tool(("aws2",), "cloud.aws", _AWS),
    Tool(
        ("sam",),
        "cloud.infra_tools",
        _AWS,
        stops=(_STACK,),
        time=Time(3600, ("deploy", "sync", "delete", "build")),
        asks=(
            Question(
                Asked.VALUES,
                ("deploy --guided", "deploy -g"),
                instead="give --stack-name and the other values",
                leave_away=True,
                sure=Sure.ALWAYS,
            ),
            Question(
                Asked.VALUES,
                ("init",),
                ("--no-interactive", "--name", "-n", "--location", "-l"),
                "give --name, --runtime and --app-template",
                by_hand=True,
            ),
            Question(Asked.YES, ("deploy",), ("--no-confirm-changeset",), sure=Sure.SOMETIMES),
            Question(Asked.YES, ("delete",), ("--no-prompts",)),
        ),
    ),
    Tool(
        ("cdk",),
        "cloud.infra_tools",
        _AWS,
        stops=(_STACK,),
        time=Time(3600, ("deploy", "destroy", "bootstrap", "watch")),
        asks=(
            Question(
                Asked.YES,
                ("deploy",),
                ("--require-approval=never", "--require-approval=any-change", "--hotswap", "--no-execute"),
            ),
            Question(Asked.YES, ("destroy",), ("--force", "-f")),
        ),
    ),
    Tool(
        ("copilot",),
        "cloud.infra_tools",
        _AWS,
        stops=(_STACK,),
        time=Time(3600, ("init", "deploy", "svc deploy", "env deploy", "job deploy", "app delete")),
        asks=(
            Question(
                Asked.VALUES,
                ("init", "app init $", "env init $", "svc init $", "job init $"),
                ("--name", "-n", "--app", "-a"),
                "give --name and the other values",
                by_hand=True,
            ),
            Question(Asked.YES, ("app delete", "env delete", "svc delete", "job delete"), ("--yes",)),
        ),
    ),
    Tool(("aws-vault",), "plain.wrappers", _AWS, asks=(Question(Asked.SECRET, ("add",), ("--env",)),)),
    Tool(("s5cmd",), "cloud.storage_tools", _AWS, stops=(_UPLOADS,), time=Time(3600, ("cp", "mv", "rm", "sync"))),
    Tool(("samlocal",), "cloud.infra_tools", Unread("a local copy of AWS")),
    Tool(("cdklocal",), "cloud.infra_tools", Unread("a local copy of AWS")),
    Tool(
        ("eb",),
        "cloud.infra_tools",
        _AWS_ACCOUNT,
        stops=(_REQUEST,),
        time=Time(3600, ("create", "deploy", "terminate")),
    ),
    Tool(("chamber",), "cloud.infra_tools", _AWS_ACCOUNT),
    Tool(
        ("aws-nuke",),
        "cloud.infra_tools",
        _AWS_ACCOUNT,
        time=Time(7200),
        asks=(Question(Asked.YES, ("run", "nuke"), ("--force", "--no-prompt")),),
    ),
    Tool(
        ("cloud-nuke",),
        "cloud.infra_tools",
        _AWS_ACCOUNT,
        time=Time(7200),
        asks=(Question(Asked.YES, ("aws", "defaults-aws"), ("--force",)),),
    ),
    Tool(("aws-iam-authenticator",), "cloud.infra_tools", _AWS_ACCOUNT),
    Tool(
        ("saml2aws",),
        "cloud.infra_tools",
        Unread("an identity provider and an AWS account"),
        asks=(Question(Asked.SECRET, ("login",), ("--skip-prompt",)),),
    ),
    Tool(
        ("s3cmd",), "cloud.storage_tools", Unread("an S3 store"), variables=("S3",), stops=(_COPIES,), time=Time(3600)
    ),
    Tool(("rosa",), "cloud.cluster_tools", Unread("Red Hat's cloud and an AWS account"), stops=(_REQUEST,)),
)

GOOGLE = (
    Tool(
        ("gcloud",),
        "cloud.gcloud",
        _GCLOUD,
        switches=("gcloud_target:gcloud_switches", "kube_switches:kube_switches"),
        preview="clouds:gcloud",
        adapter=Adapter("gcloud_adapter:GCLOUD", slow=True),
        version=("version",),
        variables=("CLOUDSDK",),
        takes_names=True,
        runs_elsewhere=("ssh",),
        stops=(_COPIES._replace(verbs=("storage cp", "storage mv", "storage rm", "storage rsync")), _REQUEST),
        time=Time(
            3600,
            (
                "container clusters",
                "sql instances",
                "builds submit",
                "run deploy",
                "app deploy",
                "storage cp",
                "storage rsync",
            ),
        ),
        asks=(
            Question(
                Asked.SIGN_IN,
                ("auth login", "auth application-default login"),
                ("--cred-file", "--brief"),
                "gcloud auth activate-service-account --key-file FILE",
                by_hand=True,
            ),
            Question(Asked.VALUES, ("init",), instead="gcloud config set NAME VALUE", sure=Sure.ALWAYS),
            Question(Asked.YES, ("* delete",), ("--quiet", "-q"), unless_set=("CLOUDSDK_CORE_DISABLE_PROMPTS",)),
        ),
    ),
    Tool(("gsutil",), "cloud.google_storage", _GCLOUD, preview="clouds:gsutil", stops=(_COPIES,), time=Time(3600)),
    Tool(("bq",), "cloud.google_storage", _GCLOUD, preview="clouds:bq", variables=("BQ",), time=Time(3600)),
    Tool(("gke-gcloud-auth-plugin",), "cloud.infra_tools", Unread("a Google Cloud account")),
)

AZURE = (
    Tool(
        ("az",),
        "cloud.az",
        _AZURE,
        switches=("azure_target:azure_switches", "kube_switches:kube_switches"),
        preview="clouds:az",
        adapter=Adapter("az_adapter:AZ", slow=True),
        version=("version", "-o", "tsv"),
        variables=("ACR",),
        takes_names=True,
        runs_elsewhere=("ssh", "invoke", "exec"),
        stops=(_REQUEST,),
        time=Time(3600, ("aks", "group delete", "deployment", "sql", "vm create")),
        asks=(
            Question(
                Asked.SIGN_IN,
                ("login",),
                ("--service-principal", "--identity", "-i"),
                "az login --identity, or --service-principal",
                by_hand=True,
            ),
            Question(Asked.YES, _AZURE_ASKS, ("--yes", "-y")),
        ),
    ),
    Tool(("azd",), "", _AZURE),
    Tool(
        ("azcopy",),
        "cloud.storage_tools",
        Unread("an Azure storage account"),
        variables=("AZCOPY",),
        stops=(_COPIES._replace(verbs=("copy", "cp", "sync", "remove")),),
        time=Time(3600, ("copy", "cp", "sync", "remove")),
    ),
    Tool(("kubelogin",), "cloud.infra_tools", Unread("an identity provider")),
)
