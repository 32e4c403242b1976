"""What makes and sets up infrastructure: Terraform and its like, Ansible, HashiCorp's servers, secrets."""

from __future__ import annotations

from cloud_assist.tools.tool import (
    HERE,
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

_TERRAFORM = Read("terraform_target:terraform_entries", "a Terraform workspace and its backend")
_TERRAFORM_SWITCHES = ("terraform_target:terraform_switches",)
_CHANGES_STATE = ("apply", "destroy", "import", "refresh", "plan")
_LOCKS_STATE = (
    *(*_CHANGES_STATE, "init", "taint", "untaint", "test", "console", "force-unlock"),
    *("state mv", "state rm", "state push", "state replace-provider", "workspace new", "workspace delete"),
)


def _locked(program: str) -> Stop:
    """Return how what holds a lock on its state is ended: asked once, it finishes what it is at and saves the state."""
    leaves = f"The lock on the state may stay: `{program} force-unlock ID` frees it."
    return Stop(Signal.INTERRUPT, 600, _LOCKS_STATE, holds=True, locks=True, leaves=leaves)


_APPROVES = (
    Question(
        Asked.YES,
        ("apply $", "destroy"),
        ("-auto-approve", "--auto-approve"),
        "save a plan with `plan -out FILE`, then apply FILE",
        unless_set=("TF_CLI_ARGS", "TF_CLI_ARGS_apply", "TF_CLI_ARGS_destroy"),
    ),
    Question(Asked.YES, ("force-unlock",), ("-force", "--force")),
    Question(
        Asked.VALUES,
        ("plan", "apply", "destroy"),
        ("-var-file", "-input=false"),
        "give -var NAME=VALUE for each variable",
        sure=Sure.SOMETIMES,
    ),
    Question(Asked.YES, ("init",), ("-migrate-state", "-reconfigure", "-force-copy"), sure=Sure.SOMETIMES),
    Question(Asked.SIGN_IN, ("login",), instead="set TF_TOKEN_HOST", sure=Sure.ALWAYS),
)
_HOSTS = Read("ansible_target:ansible_entries", "the hosts of an inventory")
_HASHICORP = "hashicorp_target:hashicorp_entries"
_PLAYS = Stop(Signal.INTERRUPT, 60, holds=True, leaves="The hosts stay as far as the play came: run it again.")
_ASKS_ANSIBLE = (
    Question(
        Asked.SECRET,
        ("-K", "-k", "-J", "--ask-become-pass", "--ask-pass", "--ask-vault-pass", "--ask-vault-password"),
        (),
        "use keys, or --become-password-file, --connection-password-file, --vault-password-file",
        leave_away=True,
    ),
)

TOOLS = (
    Tool(
        ("terraform",),
        "cloud.terraform",
        _TERRAFORM,
        switches=_TERRAFORM_SWITCHES,
        preview="cluster:terraform",
        adapter=Adapter("terraform_adapter:TERRAFORM"),
        version=("version",),
        unattended=(("TF_INPUT", "0"),),
        variables=("TF", "TERRAFORM"),
        short="tf",
        stops=(_locked("terraform"),),
        time=Time(7200, _CHANGES_STATE),
        asks=_APPROVES,
    ),
    Tool(
        ("tofu",),
        "cloud.terraform",
        _TERRAFORM,
        switches=_TERRAFORM_SWITCHES,
        preview="cluster:terraform",
        variables=("TOFU",),
        stops=(_locked("tofu"),),
        time=Time(7200, _CHANGES_STATE),
        asks=_APPROVES,
    ),
    Tool(
        ("terragrunt",),
        "cloud.terraform",
        _TERRAFORM,
        switches=_TERRAFORM_SWITCHES,
        stops=(_locked("terragrunt"),),
        time=Time(7200),
        asks=(
            *_APPROVES,
            Question(
                Asked.YES, ("run-all apply", "run-all destroy"), ("--terragrunt-non-interactive", "--non-interactive")
            ),
        ),
    ),
    Tool(
        ("pulumi",),
        "cloud.terraform",
        Read("pulumi_target:pulumi_entries", "a Pulumi stack and the cloud that it names"),
        preview="cluster:pulumi",
        variables=("PULUMI",),
        stops=(
            Stop(
                Signal.INTERRUPT,
                600,
                ("up", "update", "destroy", "refresh", "preview", "import", "watch", "stack rm"),
                holds=True,
                locks=True,
                leaves="The stack may stay locked: `pulumi cancel` frees it.",
            ),
        ),
        time=Time(7200, ("up", "update", "destroy", "refresh", "preview", "import")),
        asks=(
            Question(
                Asked.YES,
                ("up", "update", "destroy", "refresh", "import"),
                ("--yes", "-y", "--preview-only"),
                unless_set=("PULUMI_SKIP_CONFIRMATIONS",),
                sure=Sure.ALWAYS,
            ),
            Question(Asked.YES, ("stack rm",), ("--yes", "-y"), unless_set=("PULUMI_SKIP_CONFIRMATIONS",)),
            Question(Asked.YES, ("cancel",), ("--yes", "-y"), unless_set=("PULUMI_SKIP_CONFIRMATIONS",)),
            Question(Asked.VALUES, ("new",), ("--yes", "-y")),
            Question(
                Asked.SIGN_IN,
                ("login $",),
                ("--local",),
                "set PULUMI_ACCESS_TOKEN",
                unless_set=("PULUMI_ACCESS_TOKEN",),
                by_hand=True,
            ),
        ),
    ),
    Tool(
        ("packer",),
        "cloud.terraform",
        Unread("the cloud that a template names"),
        variables=("PACKER",),
        stops=(
            Stop(
                Signal.INTERRUPT,
                300,
                ("build",),
                holds=True,
                leaves="The machine that it builds on may stay: delete it in the cloud.",
            ),
        ),
        time=Time(7200, ("build",)),
    ),
    Tool(
        ("ansible-playbook",),
        "cloud.ansible",
        _HOSTS,
        preview="local:ansible_playbook",
        stops=(_PLAYS,),
        time=Time(7200),
        asks=_ASKS_ANSIBLE,
    ),
    Tool(("ansible",), "cloud.ansible", _HOSTS, stops=(_PLAYS,), time=Time(3600), asks=_ASKS_ANSIBLE),
    Tool(("ansible-pull",), "cloud.ansible", Unread("a remote repository, and this machine"), stops=(_PLAYS,)),
    Tool(("ansible-galaxy",), "cloud.ansible", Unread("a Galaxy server", ("publish", "import", "delete", "setup"))),
    Tool(
        ("ansible-vault",),
        "cloud.ansible",
        HERE,
        asks=(
            Question(
                Asked.SECRET,
                ("view", "encrypt", "decrypt", "rekey", "encrypt_string"),
                ("--vault-password-file", "--vault-pass-file", "--vault-id"),
                "give --vault-password-file FILE",
                by_hand=True,
                unless_set=("ANSIBLE_VAULT_PASSWORD_FILE",),
            ),
            Question(Asked.EDITOR, ("edit", "create"), instead="decrypt it, change it, encrypt it", sure=Sure.ALWAYS),
        ),
    ),
    Tool(("molecule",), "cloud.ansible", Unread("the machines of a scenario"), time=Time(3600)),
    Tool(("ansible-inventory",), "cloud.ansible", Unread("the sources of an inventory")),
    Tool(("ansible-doc",), "cloud.ansible", HERE),
    Tool(("ansible-config",), "cloud.ansible", HERE),
    Tool(("ansible-lint",), "cloud.ansible", HERE),
    Tool(("consul",), "cloud.infra_tools", Read(_HASHICORP, "a Consul agent"), variables=("CONSUL",)),
    Tool(
        ("nomad",),
        "cloud.infra_tools",
        Read(_HASHICORP, "a Nomad cluster"),
        variables=("NOMAD",),
        stops=(Stop(Signal.INTERRUPT, 5, goes_on="The cluster goes on with the job: `nomad job status`."),),
        time=Time(1800, ("job run", "run", "job stop", "stop", "node drain")),
    ),
    Tool(
        ("vagrant",),
        "cloud.infra_tools",
        Unread("a virtual machine, here or at a provider"),
        variables=("VAGRANT",),
        runs_elsewhere=("ssh",),
        stops=(
            Stop(
                Signal.INTERRUPT,
                60,
                ("up", "provision", "reload", "destroy"),
                holds=True,
                leaves="The machine stays as far as it came: `vagrant destroy` removes it.",
            ),
        ),
        time=Time(3600, ("up", "provision", "reload", "destroy")),
        asks=(Question(Asked.YES, ("destroy",), ("--force", "-f")),),
    ),
    Tool(
        ("boundary",),
        "cloud.infra_tools",
        Unread("a Boundary controller"),
        asks=(Question(Asked.SIGN_IN, ("authenticate",), sure=Sure.SOMETIMES),),
    ),
    Tool(("serverless",), "cloud.infra_tools", Unread("the cloud that a service names"), time=Time(3600)),
    Tool(("sls",), "cloud.infra_tools", Unread("the cloud that a service names"), time=Time(3600)),
    Tool(("infracost",), "cloud.infra_tools", Unread("Infracost's price service")),
    Tool(("cfn-lint",), "cloud.infra_tools", HERE),
    Tool(("checkov",), "cloud.code_hosts", HERE),
    Tool(("tfsec",), "cloud.code_hosts", HERE),
    Tool(("tflint",), "cloud.code_hosts", HERE),
    Tool(("terrascan",), "cloud.code_hosts", HERE),
    Tool(("kube-linter",), "cloud.code_hosts", HERE),
    Tool(("kubelinter",), "cloud.code_hosts", HERE),
    Tool(("temporal",), "cloud.cluster_tools", Unread("a Temporal server")),
    Tool(("airflow",), "cloud.cluster_tools", Unread("an Airflow database or server")),
    Tool(("prefect",), "cloud.cluster_tools", Unread("a Prefect server")),
    Tool(("spacectl",), "cloud.cluster_tools", Unread("a Spacelift account")),
    Tool(("limactl",), "cloud.cluster_tools", Unread("a virtual machine on this machine"), runs_elsewhere=("shell",)),
    Tool(("colima",), "cloud.cluster_tools", Unread("a virtual machine on this machine"), runs_elsewhere=("ssh",)),
    Tool(("multipass",), "cloud.cluster_tools", Unread("a virtual machine on this machine"), runs_elsewhere=("exec",)),
    Tool(
        ("vault",),
        "cloud.secret_tools",
        Read(_HASHICORP, "a Vault server"),
        variables=("VAULT",),
        asks=(
            Question(
                Asked.SECRET,
                ("login $", "operator unseal $"),
                ("-method",),
                "give the token through a pipe: login -",
                by_hand=True,
            ),
        ),
    ),
    Tool(
        ("bao",),
        "cloud.secret_tools",
        Read(_HASHICORP, "an OpenBao server"),
        variables=("BAO",),
        asks=(
            Question(
                Asked.SECRET,
                ("login $", "operator unseal $"),
                ("-method",),
                "give the token through a pipe: login -",
                by_hand=True,
            ),
        ),
    ),
    Tool(
        ("op",),
        "cloud.secret_tools",
        Unread("a 1Password account"),
        variables=("OP",),
        asks=(Question(Asked.SIGN_IN, ("signin", "account add"), instead="set OP_SERVICE_ACCOUNT_TOKEN"),),
    ),
    Tool(
        ("doppler",),
        "cloud.secret_tools",
        Unread("a Doppler project"),
        variables=("DOPPLER",),
        asks=(
            Question(Asked.SIGN_IN, ("login",), instead="run it in a terminal of your own"),
            Question(Asked.YES, ("secrets delete", "projects delete"), ("--yes", "-y")),
        ),
    ),
    Tool(
        ("sops",),
        "cloud.secret_tools",
        Unread("the key service that a file names"),
        variables=("SOPS",),
        asks=(
            Question(
                Asked.EDITOR,
                (),
                ("-d", "-e", "--decrypt", "--encrypt"),
                "sops set FILE INDEX VALUE",
                sure=Sure.SOMETIMES,
            ),
        ),
    ),
    *(Tool((name,), "cloud.ceph", Unread("a Ceph cluster")) for name in ("ceph", "rbd", "rados", "radosgw-admin")),
)
