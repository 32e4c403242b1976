"""git: verbs, and the many options by which a reading verb writes or runs something.

Source: the git manual (git 2.4x). `git -c` and `--exec-path` can run any program: aliases, pagers, textconv, fsmonitor.
"""

from __future__ import annotations

from cloud_assist.command.rules.engine.base import Args, Call, Flags, Program, Rule, Ruling, names, ruled, sentence
from cloud_assist.command.rules.plain.git_tables import (
    BRANCH,
    COMMIT,
    CONFIG_FLAGS,
    EFFECTS,
    GLOBAL,
    LOG,
    OTHER,
    PLAIN,
    SAFE_SETTINGS,
    TAG,
    VERBS,
)
from cloud_assist.command.syntax.parser import OPAQUE
from cloud_assist.findings import Code, finding
from cloud_assist.models import Risk


def _git(call: Call) -> Ruling:
    top = GLOBAL.parse(call.args)
    if top.unclear or top.unknown:
        return ruled(call, Risk.UNKNOWN, "git.option", "An option of `git` is not known.")
    if any(
        o.name in {"--version", "--help", "-h", "-v", "--html-path", "--man-path", "--info-path"} for o in top.options
    ):
        return ruled(call, Risk.READ_ONLY, "git.help")
    strange = _strange_setting(top)
    rest = Call("git", top.operands, call.redirects, call.upstream, call.more_args, call.names_only)
    ruling = _verb(rest)
    if strange and ruling.risk is not Risk.FORBIDDEN:
        return Ruling(Risk.UNKNOWN, "git.setting", strange, (*ruling.findings, finding(Code.FOREIGN_CODE, strange)))
    return ruling


def _strange_setting(top: Args) -> str:
    for option in top.options:
        if option.name == "-c" and option.text.lower() in {"core.pager=cat", "core.pager=", "core.pager=less"}:
            continue
        if option.name == "-c" and not option.text.lower().startswith(SAFE_SETTINGS):
            return f"`git -c {option.text.partition('=')[0]}` can make git run another program."
        if option.name == "-c" and (
            "!" in option.text
            or (option.text.lower().startswith("pager.") and "=cat" not in option.text and "=false" not in option.text)
        ):
            return "`git -c` can make git run another program."
        if (
            option.name in {"--config-env", "--exec-path", "--git-dir", "--work-tree", "--super-prefix"}
            and option.value
        ):
            return f"`git {option.name}` can make git run another program, or use settings from elsewhere that do."
        if option.name in {"-p", "--paginate"}:
            return "`git --paginate` runs the pager that the settings name."
    return ""


def _verb(call: Call) -> Ruling:
    if not call.args:
        return ruled(call, Risk.UNKNOWN if call.more_args else Risk.READ_ONLY, "git.help")
    verb = call.args[0].text
    if verb in _OWN:
        return _OWN[verb](call)
    if verb not in _FIRST_WORDS:
        return ruled(call, Risk.UNKNOWN, "git.verb", f"`git {verb}` is not a known command; it may be an alias.")
    return _PROGRAM_OF.get(verb, _GIT)(call)


def _refs(call: Call, args: Args, verb: str) -> Ruling | None:
    """What the operands say: `branch NAME` makes one, `tag` lists, `push :x` deletes,
    `checkout -- f` throws work away.
    """
    look = _OPERAND_RULES.get(verb)
    return look(call, args, verb) if look is not None else None


# Options that make these list whatever else is given; `branch -v x` and `branch --sort=y x` still make a branch.
_LISTS = {
    "branch": names(
        "-l --list -a --all -r --remotes --contains --no-contains --merged --no-merged --points-at --show-current"
    ),
    "tag": names("-l --list -n -v --verify --contains --no-contains --merged --no-merged --points-at"),
}


def _branch(call: Call, args: Args, verb: str) -> Ruling | None:
    """`branch NAME` and `tag NAME` make one; `branch -d --force` deletes one that is not merged."""
    given = {option.name for option in args.options}
    if verb == "branch" and given & {"-f", "--force"}:
        text = "It moves or deletes a branch; commits may be lost."
        return ruled(call, Risk.DESTRUCTIVE, "git.branch.force", text)
    changes = any(name in effect.names for effect in EFFECTS if effect.only == verb for name in given)
    if args.operands[1:] and not given & _LISTS[verb] and not changes:
        return ruled(call, Risk.MUTATING, f"git.{verb}.create", f"`git {verb} NAME` creates a new {verb}.")
    return None


def _push(call: Call, args: Args, verb: str) -> Ruling | None:
    dry = args.has("-n", "--dry-run")
    if not dry and any(
        o.name.startswith("--force") or (len(o.name) > 4 and "--force".startswith(o.name)) for o in args.options
    ):
        return ruled(call, Risk.DESTRUCTIVE, "git.push.force", "It overwrites data on the remote side.")
    for word in args.operands[2:]:
        if word.text[:1] in {":", "+"} and not dry:
            return ruled(
                call, Risk.DESTRUCTIVE, "git.push.refspec", "It deletes or overwrites a reference on the remote side."
            )
    return None


def _checkout(call: Call, args: Args, verb: str) -> Ruling | None:
    """`checkout -- file`, `checkout .`: the working copy's changes are lost."""
    words = call.words
    if args.has("-B", "-C", "--force-create"):
        text = "It moves an existing branch; commits may be lost."
        return ruled(call, Risk.DESTRUCTIVE, f"git.{verb}.move", text)
    if "--" in words and words[-1] != "--":
        return ruled(call, Risk.DESTRUCTIVE, "git.checkout.paths", "It discards uncommitted changes to these files.")
    if any(word.text in {".", "./", ":/", "*"} for word in args.operands[1:]):
        return ruled(call, Risk.DESTRUCTIVE, "git.checkout.paths", "It discards uncommitted changes.")
    return None


def _restore(call: Call, args: Args, verb: str) -> Ruling | None:
    if args.has("--staged", "-S") and not args.has("--worktree", "-W"):
        return ruled(
            call, Risk.MUTATING, "git.restore.staged", "It removes changes from the index. The files stay unchanged."
        )
    return ruled(call, Risk.DESTRUCTIVE, "git.restore", "It discards uncommitted changes to these files.")


def _clean(call: Call, args: Args, verb: str) -> Ruling | None:
    if args.has("-n", "--dry-run"):
        return ruled(call, Risk.READ_ONLY, "git.clean.dry-run", "It only lists what it would remove.", Code.DRY_RUN)
    return None


def _rm(call: Call, args: Args, verb: str) -> Ruling | None:
    if args.has("--cached") or args.has("-n", "--dry-run"):
        return None
    return ruled(call, Risk.DESTRUCTIVE, "git.rm", "`git rm` deletes the files, too.")


def _symbolic(call: Call, args: Args, verb: str) -> Ruling | None:
    if len(args.operands) > 2:
        return ruled(call, Risk.MUTATING, "git.symbolic-ref.set", "It sets a symbolic reference.")
    return None


def _rebase(call: Call, args: Args, verb: str) -> Ruling | None:
    if args.has("-x", "--exec"):
        return ruled(call, Risk.UNKNOWN, "git.rebase.exec", "`git rebase --exec` runs a command for each commit.")
    if args.has("-i", "--interactive", "--edit-todo"):
        return ruled(call, Risk.MUTATING, "git.rebase.interactive", "It opens an editor.", Code.INTERACTIVE)
    return None


def _commit(call: Call, args: Args, verb: str) -> Ruling | None:
    if args.has("-p", "--patch", "-i", "--interactive") or (
        verb == "commit"
        and not args.has(
            "-m", "--message", "-F", "--file", "-C", "--no-edit", "--fixup", "-n", "--dry-run", "--reuse-message"
        )
        and not any(o.name == "-m" for o in args.options)
    ):
        base = sentence(f"git {verb}", Risk.MUTATING)
        return ruled(call, Risk.MUTATING, f"git.{verb}", base, Code.INTERACTIVE)
    return None


def _clone(call: Call, args: Args, verb: str) -> Ruling | None:
    """`ext::` and `fd::` addresses run a program."""
    if any("::" in word.text for word in args.operands[1:]) or any(
        o.name in {"-c", "--config"} and o.value is not None for o in args.options
    ):
        return ruled(
            call,
            Risk.UNKNOWN,
            f"git.{verb}.transport",
            "An address or a setting like this one can run a program.",
            Code.FOREIGN_CODE,
        )
    return None


def _config(call: Call) -> Ruling:
    args = CONFIG_FLAGS.parse(call.args[1:])
    if args.unclear or args.expanding:
        return ruled(call, Risk.UNKNOWN, "git.config.expansion")
    if args.has("-e", "--edit"):
        return ruled(call, Risk.MUTATING, "git.config.edit", "", Code.INTERACTIVE)
    verbs = args.verbs
    named = (
        verbs[0]
        if verbs
        and verbs[0]
        in {"list", "get", "set", "unset", "edit", "rename-section", "remove-section", "get-color", "get-colorbool"}
        else ""
    )
    changes = args.has("--add", "--unset", "--unset-all", "--replace-all", "--rename-section", "--remove-section")
    asks = args.has(
        "-l", "--list", "--get", "--get-all", "--get-regexp", "--get-urlmatch", "--get-color", "--get-colorbool"
    )
    if named:
        changes = changes or named in {"set", "unset", "edit", "rename-section", "remove-section"}
        asks = asks or not changes
    if changes or (not asks and len(verbs) > 1):
        steers = any(
            word in text.lower()
            for text in verbs
            for word in (
                "alias.",
                "pager",
                "editor",
                "hook",
                "command",
                "helper",
                "fsmonitor",
                "sshcommand",
                "textconv",
            )
        )
        codes = (Code.FOREIGN_CODE,) if steers else ()
        return ruled(call, Risk.MUTATING, "git.config.set", "`git config` sets a value.", *codes)
    return ruled(call, Risk.READ_ONLY, "git.config.get", "`git config` prints settings.")


def _bare_subcommand(call: Call) -> Ruling:
    """stash, submodule, notes, …: a word behind them decides, and without one each has its own meaning."""
    verb = call.args[0].text
    rest = Flags(values="-m --message -b --ref").parse(call.args[1:])
    word = rest.operands[0].text if rest.operands else ""
    if OPAQUE in word:
        return ruled(call, Risk.UNKNOWN, f"git.{verb}", "What git does is only known at run time.")
    if verb == "reflog" and f"{verb} {word}" not in VERBS:  # `git reflog main` is `git reflog show main`
        return _PROGRAM_OF[verb](Call("git", call.args, call.redirects, call.upstream, call.more_args, call.names_only))
    if not word:
        changes = verb in {"stash", "bisect"}
        return ruled(call, Risk.MUTATING if changes else Risk.READ_ONLY, f"git.{verb}")
    if f"{verb} {word}" not in VERBS:
        return ruled(call, Risk.UNKNOWN, f"git.{verb}", sentence(f"git {verb} {word}", Risk.UNKNOWN))
    # The table looks at the first operands, so options between the two words are put behind them.
    words = (call.args[0], rest.operands[0], *(w for w in call.args[1:] if w is not rest.operands[0]))
    return _GIT(Call("git", words, call.redirects, call.upstream, call.more_args, call.names_only))


_OPERAND_RULES = {
    "branch": _branch, "tag": _branch, "push": _push, "checkout": _checkout, "switch": _checkout,
    "restore": _restore, "clean": _clean,
    "rm": _rm,
    "symbolic-ref": _symbolic, "rebase": _rebase, "commit": _commit, "add": _commit, "clone": _clone, "fetch": _clone,
    "pull": _clone, "ls-remote": _clone, "request-pull": _clone, "remote show": _clone,
}  # fmt: skip
_OWN: dict[str, Rule] = {
    "config": _config,
    **dict.fromkeys(
        (
            "stash",
            "submodule",
            "notes",
            "worktree",
            "remote",
            "reflog",
            "bisect",
            "bundle",
            "sparse-checkout",
            "lfs",
            "commit-graph",
            "multi-pack-index",
            "refs",
        ),
        _bare_subcommand,
    ),
}
_FIRST_WORDS = frozenset(path.split()[0] for path in VERBS)
_EXAMPLES = {
    Risk.READ_ONLY: (
        "git status", "git log --oneline -n 5", "git log -5 --stat", "git diff HEAD~1", "git show abc", "git branch",
        "git branch -a", "git branch --list 'x*'", "git tag",
        "git tag -l 'v*'", "git remote -v", "git stash list", "git config --get user.name", "git config user.name",
        "git config -l", "git -C dir status", "git --no-pager log",
        "git -c color.ui=never log", "git blame f", "git rev-parse HEAD", "git ls-files", "git reflog", "git clean -n",
        "git clean -nd", "git push --dry-run", "git worktree list",
        "git grep -n x", "git fsck", "git apply --check p", "git branch --show-current", "git describe --tags",
        "git cat-file -p HEAD", "git log main..\"$BRANCH\" -- f", "git --version",
        "git submodule status", "git diff --cached", "git log -S foo", "git shortlog -sn",
        "git log --author=x --since=1.week",
    ),
    Risk.MUTATING: (
        "git add .", "git commit -m x", "git commit -am 'x'", "git push", "git push -u origin main", "git pull",
        "git fetch", "git checkout -b x", "git checkout main", "git switch -c x", "git branch x",
        "git tag v1", "git tag -a v1 -m x", "git stash", "git stash pop", "git merge x", "git rebase main", "git reset",
        "git reset --soft HEAD~1", "git config user.name x", "git remote add o u", "git clone u",
        "git log --output=f", "git diff --output f", "git restore --staged f", "git branch -d x",
        "git archive -o f HEAD", "git branch -m a b", "git branch -v x", "git branch --sort=x y", "git tag --column x",
        "git stash list --output=f", "git reflog --output=f", "git log --outp=f",
        "git rm --cached f", "git config --unset a.b", "git bisect start",
    ),
    Risk.DESTRUCTIVE: (
        "git reset --hard", "git reset --hard HEAD~3", "git clean -fd", "git clean -xfd", "git push --force",
        "git push -f origin main", "git push origin +main", "git push origin :x", "git push --delete origin x",
        "git checkout -- f", "git checkout .", "git restore f", "git branch -D x",
        "git branch -d -f x", "git branch --delete --force x", "git branch -f main x",
        "git stash drop", "git stash clear",
        "git checkout -B x origin/x", "git switch -C x",
        "git tag -d v1", "git filter-branch --all", "git reflog expire --all", "git rm f",
        "git push --mirror", "git checkout -f", "git -C x reset --hard", "git push --force-with-lease",
        "git update-ref -d refs/heads/x", "git worktree remove --force x", "git push -fu origin x",
        "git gc --prune=now",
    ),
    Risk.UNKNOWN: (
        "git -c core.pager=./x log", "git -c alias.x='!rm' x", "git --exec-path=. status", "git --git-dir=.evil status",
        "git -p log", "git log -p --textconv", "git foo",
        "git diff --ext-diff", "git grep -O x", "git bisect run ./x", "git submodule foreach 'rm x'", "git $X",
        "git clone ext::sh", "git ls-remote --upload-pack=./x .", "git rebase -x 'make' main", "git log $ARGS",
        "git grep --open=./x y", "git help --web log",
        "git ls-remote 'ext::sh -c x'", "ls | xargs git", "git bisect visualize",
        "git difftool", "git clone -c core.x=y u", "git -c core.fsmonitor=./x status",
    ),
    Risk.SENSITIVE: ("git credential fill",),
}  # fmt: skip


def _program(flags: Flags) -> Program:
    return Program("git", Risk.UNKNOWN, flags, verbs=VERBS, effects=EFFECTS, custom=_refs, help="--help")


_GIT = _program(PLAIN)
_PROGRAM_OF = {
    verb: program
    for verbs, program in (
        ("log show diff shortlog whatchanged rev-list range-diff diff-tree diff-files diff-index blame annotate "
            "reflog grep format-patch cherry",
         _program(LOG)),
        ("branch", _program(BRANCH)),
        ("tag", _program(TAG)),
        ("commit", _program(COMMIT)),
        ("clone fetch pull checkout switch merge rebase archive ls-remote cherry-pick revert apply am init bundle "
            "read-tree", _program(OTHER)),
    )
    for verb in verbs.split()
}  # fmt: skip
RULES: dict[str, Rule] = {"git": _git, "hub": _git}
EXAMPLES = _EXAMPLES
