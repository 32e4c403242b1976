"""Help texts in the layout of tools that are not installed here; the texts themselves are written for these tests."""

from __future__ import annotations

from cloud_assist.catalog.clis.help_text import parse_help
from cloud_assist.catalog.clis.port import Arity, Option
from cloud_assist.catalog.clis.terraform_adapter import commands_of, options_of

HELM = """
This command puts a chart archive on a cluster.

Aliases:
  install, add

Usage:
  helm install [NAME] [CHART] [flags]

Flags:
      --atomic                       if set, the process deletes the release on failure
      --create-namespace             create the release namespace if not present
      --dry-run string[="client"]    simulate an install
  -g, --generate-name                generate the name (and omit the NAME parameter)
  -h, --help                         help for install
      --set stringArray              set values on the command line (can specify multiple
                                     or separate values with commas: key1=val1,key2=val2)
      --timeout duration             time to wait for any individual Kubernetes operation (default 5m0s)
  -f, --values strings               specify values in a YAML file or a URL (can specify multiple)
  -o, --output format                prints the output in the specified format. Allowed values: table, json, yaml
      --history-max int              limit the maximum number of revisions

Global Flags:
      --kube-context string          name of the kubeconfig context to use
  -n, --namespace string             namespace scope for this request
"""
HELM_ROOT = """
The Kubernetes package manager

Usage:
  helm [command]

Available Commands:
  completion  generate autocompletion scripts for the specified shell
  install     install a chart
  list        list releases

Flags:
      --debug   enable verbose output

Use "helm [command] --help" for more information about a command.
"""
GH = """
List pull requests in a GitHub repository.

USAGE
  gh pr list [flags]

ALIASES
  gh pr ls

FLAGS
  -B, --base string      Filter by base branch
  -d, --draft            Filter by draft state
  -L, --limit int        Maximum number of items to fetch (default 30)
  -s, --state string     Filter by state: {open|closed|merged|all} (default "open")

INHERITED FLAGS
      --help                     Show help for command
  -R, --repo [HOST/]OWNER/REPO   Select another repository using the [HOST/]OWNER/REPO format

LEARN MORE
  Use `gh <command> <subcommand> --help` for more information about a command.
"""
GH_GROUP = """
Work with GitHub pull requests.

USAGE
  gh pr <command> [flags]

GENERAL COMMANDS
  create:        Create a pull request
  list:          List pull requests in a repository

TARGETED COMMANDS
  checkout:      Check out a pull request in git

FLAGS
  -R, --repo [HOST/]OWNER/REPO   Select another repository
"""
EKSCTL = """
Create a cluster

Usage: eksctl create cluster [flags]

General flags:
  -n, --name string               EKS cluster name (generated if unspecified)
      --tags stringToString       Used to tag the AWS resources (default [])
  -r, --region string             AWS region
      --dry-run                   Dry-run mode that skips cluster creation

Common flags:
  -C, --color string              toggle colorized logs (valid options: true, false, fabulous) (default "true")
  -h, --help                      help for this command
"""
EKSCTL_GROUP = """
Create resource(s)

Usage: eksctl create [flags]

Commands:
  eksctl create cluster                 Create a cluster
  eksctl create nodegroup               Create a nodegroup

Common flags:
  -h, --help             help for this command
"""


def by_name(options: list[Option]) -> dict[str, Option]:
    return {name: option for option in options for name in option.names}


def test_helm() -> None:
    found = parse_help(HELM)
    options = by_name(found.options)
    assert found.runs
    assert found.aliases == ("install", "add")
    assert options["-f"] is options["--values"]
    assert options["--values"].arity == Arity.ONE
    assert options["--atomic"].type == "bool"
    assert options["--atomic"].attached
    assert (options["--dry-run"].arity, options["--dry-run"].attached) == (Arity.OPTIONAL, True)
    assert options["--timeout"].type == "duration"
    assert options["--history-max"].type == "int"
    assert options["--namespace"].arity == Arity.ONE
    assert "separate values with commas" in found.documentation["--set"]


def test_helm_lists_its_commands() -> None:
    found = parse_help(HELM_ROOT)
    assert found.commands[1] == ("install", "install a chart")
    assert [name for name, _ in found.commands] == ["completion", "install", "list"]
    assert not found.runs
    assert found.summary == "The Kubernetes package manager"


def test_gh() -> None:
    found = parse_help(GH)
    options = by_name(found.options)
    assert options["-R"].arity == Arity.ONE
    assert options["--draft"].type == "bool"
    assert options["--limit"].type == "int"
    assert found.aliases == ("gh pr ls",)
    assert found.documentation["--base"] == "Filter by base branch"
    group = parse_help(GH_GROUP)
    assert [name for name, _ in group.commands] == ["create", "list", "checkout"]
    assert not group.runs


def test_eksctl() -> None:
    options = by_name(parse_help(EKSCTL).options)
    assert options["-n"].names == ("--name", "-n")
    assert options["--tags"].arity == Arity.ONE
    assert options["--dry-run"].type == "bool"
    assert options["--color"].arity == Arity.ONE
    group = parse_help(EKSCTL_GROUP)
    assert group.commands == [("cluster", "Create a cluster"), ("nodegroup", "Create a nodegroup")]


def test_a_text_that_is_no_help_says_nothing() -> None:
    for text in ("", "command not found", "\x1b[31mError:\x1b[0m no such thing\n", "Flags:\n", "Usage:\n"):
        found = parse_help(text)
        assert found.commands == []
        assert found.options == []


def test_terraform_options_and_commands() -> None:
    text = (
        "Usage: terraform [global options] plan [options]\n\n  Makes a plan.\n\nOptions:\n\n"
        "  -refresh=false      Skip checking\n                      for changes.\n\n"
        "  -var 'foo=bar'      Set a value.\n\n  -out=path           Write a plan file.\n"
        "  -state, state-out, and -backup are legacy options.\n\nSubcommands:\n    list    List things\n"
    )
    options, lines = options_of(text)
    assert {o.names[0]: o.type for o in options} == {"-refresh": "bool", "-var": "", "-out": ""}
    assert lines["-refresh"] == "Skip checking for changes."
    assert dict(commands_of(text)) == {"list": "List things"}
