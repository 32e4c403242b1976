"""Code: version control, the hosts of repositories, and what builds and checks there."""

from __future__ import annotations

from cloud_assist.tools.tool import (
    HERE,
    Adapter,
    Asked,
    Outside,
    Question,
    Read,
    Signal,
    Stop,
    Sure,
    Time,
    Tool,
    Unread,
)

_REPOSITORY = Read("git_target:git_entries", "a remote repository")
_CODE_HOST = "code_host_target:codehost_entries"
_WORK = Stop(
    Signal.INTERRUPT,
    30,
    (
        *("add", "am", "apply", "bisect", "branch", "checkout", "cherry-pick", "clean", "clone", "commit", "config"),
        *("fetch", "filter-branch", "gc", "init", "lfs", "maintenance", "merge", "mv", "notes", "pull", "push"),
        *("rebase", "remote", "repack", "reset", "restore", "revert", "rm", "sparse-checkout", "stash", "submodule"),
        *("switch", "tag", "update-index", "update-ref", "worktree", "filter-repo", "replace", "prune", "svn"),
    ),
    holds=True,
    leaves="`.git/index.lock` may stay: remove it once no git runs there any more.",
)

TOOLS = (
    Tool(
        ("git",),
        "plain.git",
        _REPOSITORY,
        preview="local:git",
        version=("--version",),
        unattended=(("GIT_PAGER", "cat"), ("GIT_TERMINAL_PROMPT", "0")),
        takes_names=True,
        outside=Outside.ASKS,
        stops=(_WORK,),
        time=Time(1800, ("clone", "fetch", "pull", "push", "submodule update", "gc", "lfs", "filter-branch", "bisect")),
        asks=(
            Question(
                Asked.EDITOR, ("commit",), ("-m", "--message", "-F", "--file", "-C", "--no-edit"), sure=Sure.SOMETIMES
            ),
            Question(Asked.EDITOR, ("rebase -i", "rebase --interactive"), instead="rebase without -i"),
            Question(
                Asked.EDITOR, ("tag -a", "merge", "revert"), ("-m", "--message", "--no-edit"), sure=Sure.SOMETIMES
            ),
            Question(
                Asked.VALUES,
                ("add -p", "add -i", "checkout -p", "reset -p", "stash -p", "clean -i"),
                instead="name the files",
            ),
        ),
    ),
    Tool(("hub",), "plain.git", Unread("GitHub and a remote repository"), stops=(_WORK,)),
    Tool(("lazygit",), "plain.inspect_tools", Unread("a remote repository")),
    Tool(
        ("gh",),
        "cloud.code_hosts",
        Read(_CODE_HOST, "GitHub or a GitHub server"),
        adapter=Adapter("cobra_adapter:GH"),
        version=("--version",),
        unattended=(("GH_PAGER", "cat"), ("GH_PROMPT_DISABLED", "1")),
        variables=("GH", "GITHUB"),
        time=Time(3600, ("run watch", "pr checks", "repo clone", "codespace create")),
        asks=(
            Question(
                Asked.SIGN_IN,
                ("auth login",),
                ("--with-token",),
                "pipe a token into gh auth login --with-token",
                by_hand=True,
            ),
            Question(
                Asked.YES,
                ("repo delete", "release delete", "issue delete", "repo archive", "label delete", "gist delete"),
                ("--yes", "-y", "--confirm"),
                sure=Sure.ALWAYS,
            ),
            Question(
                Asked.VALUES,
                ("pr create",),
                ("--fill", "-f", "--fill-first", "--fill-verbose", "--title", "-t", "--web", "-w", "--recover"),
                sure=Sure.ALWAYS,
            ),
        ),
    ),
    Tool(
        ("glab",),
        "cloud.code_hosts",
        Read(_CODE_HOST, "GitLab or a GitLab server"),
        variables=("GLAB", "GITLAB", "CI"),
        asks=(
            Question(
                Asked.SIGN_IN,
                ("auth login",),
                ("--token", "-t", "--stdin"),
                "pipe a token into glab auth login --stdin",
                by_hand=True,
            ),
            Question(Asked.YES, ("repo delete", "release delete"), ("--yes", "-y")),
        ),
    ),
    Tool(("circleci",), "cloud.code_hosts", Unread("CircleCI"), variables=("CIRCLECI",)),
    Tool(("gitlab-runner",), "cloud.code_hosts", Unread("this machine, and the GitLab server that it works for")),
    Tool(("travis",), "cloud.code_hosts", Unread("Travis CI")),
    Tool(("buildkite-agent",), "cloud.code_hosts", Unread("Buildkite")),
    Tool(("act",), "cloud.code_hosts", Unread("a container engine"), time=Time(3600)),
    Tool(("actionlint",), "cloud.code_hosts", HERE),
    Tool(("gitlab-rake",), "cloud.traffic", Unread("a GitLab server on this machine and its database")),
    Tool(("snyk",), "", Unread("Snyk"), variables=("SNYK",)),
)
