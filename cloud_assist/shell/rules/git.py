"""git: verbs, and the many options by which a reading verb writes or runs something.

Source: the git manual (git 2.4x). `git -c` and `--exec-path` can run any program (aliases, pagers, textconv, fsmonitor).
"""

from __future__ import annotations

from cloud_assist.models import Risk
from cloud_assist.shell.findings import Code, finding
from cloud_assist.shell.rules.base import Args, Call, Effect, Flags, Program, Rule, Ruling, Word, ruled, sentence
from cloud_assist.shell.syntax import OPAQUE

_GLOBAL = Flags(
    values="-C -c --git-dir --work-tree --namespace --config-env --super-prefix --attr-source",
    optional="--exec-path",
    switches="-p --paginate -P --no-pager --no-replace-objects --bare --literal-pathspecs --glob-pathspecs --noglob-pathspecs "
    "--icase-pathspecs --no-optional-locks --no-lazy-fetch --no-advice --version --help -v -h --html-path --man-path --info-path",
    posix=True,
    abbreviated=False,
)
_SAFE_SETTINGS = (
    "color.", "core.quotepath=", "log.", "diff.color", "diff.noprefix", "advice.", "status.", "column.",
    "user.name=", "user.email=", "init.defaultbranch=", "http.lowspeed", "commit.gpgsign=false", "core.abbrev=", "i18n.", "pager.", "safe.directory=",
)  # fmt: skip
_READS = (
    "status, log, show, diff, blame, annotate, grep, describe, shortlog, rev-parse, rev-list, ls-files, ls-tree, ls-remote, cat-file, "
    "for-each-ref, name-rev, merge-base, cherry, count-objects, whatchanged, show-ref, show-branch, diff-tree, diff-files, diff-index, "
    "range-diff, check-ignore, check-attr, check-mailmap, check-ref-format, var, version, help, fsck, verify-commit, verify-tag, "
    "verify-pack, get-tar-commit-id, patch-id, merge-tree, request-pull, stripspace, interpret-trailers, column, "
    "stash list, stash show, remote show, remote get-url, remote -v, reflog show, reflog exists, reflog list, worktree list, "
    "submodule status, submodule summary, notes list, notes show, bisect log, bisect view, bisect visualize, bundle verify, "
    "bundle list-heads, lfs ls-files, lfs status, lfs env, lfs version, config get, config list, sparse-checkout list, "
    "replace -l, rerere status, rerere diff, commit-graph verify, multi-pack-index verify, flow version, "
    "ls-remote, show-index, refs list, refs verify, fmt-merge-msg, archive, hash-object, config, "
    "branch, tag, remote, reflog, notes, worktree, submodule, symbolic-ref"
)
_WRITES = (
    "add, stage, commit, merge, pull, fetch, clone, init, checkout, switch, restore, mv, cherry-pick, revert, apply, am, stash, stash push, "
    "stash save, stash pop, stash apply, stash branch, stash create, stash store, push, remote add, remote rename, remote set-url, "
    "remote set-head, remote set-branches, remote update, worktree add, worktree move, worktree lock, worktree unlock, worktree repair, "
    "submodule add, submodule init, submodule update, submodule sync, submodule absorbgitdirs, submodule set-branch, submodule set-url, notes add, notes append, notes copy, "
    "notes edit, notes merge, bisect start, bisect good, bisect bad, bisect new, bisect old, bisect skip, bisect reset, bisect replay, format-patch, bundle create, bundle unbundle, "
    "config set, config edit, sparse-checkout set, sparse-checkout init, sparse-checkout add, sparse-checkout disable, sparse-checkout reapply, "
    "maintenance, repack, pack-refs, pack-objects, update-index, update-server-info, read-tree, write-tree, commit-tree, mktag, mktree, "
    "index-pack, unpack-objects, lfs pull, lfs fetch, lfs install, lfs track, lfs untrack, lfs push, rerere, replace, commit-graph write, "
    "multi-pack-index write, mergetool, send-email, svn, am, quiltimport, subtree, checkout-index, rebase, rm, bugreport, diagnose, "
    "multi-pack-index repack, imap-send, daemon, http-push, fast-import, fast-export, citool, gui, gitk, instaweb, send-pack, receive-pack, upload-pack, fetch-pack"
)
_LOSES = (
    "clean, filter-branch, filter-repo, prune, reflog expire, reflog delete, reflog drop, stash drop, stash clear, remote remove, remote rm, "
    ", worktree remove, submodule deinit, update-ref, notes remove, notes prune, lfs prune, prune-packed, "
    ", multi-pack-index expire, replace -d"
)
_UNKNOWN = "bisect run, submodule foreach, for-each-repo, hook run, difftool, web--browse, shell, sh-setup, remote-ext, remote-fd, lfs migrate"


def _paths(text: str) -> list[str]:
    return [path.strip() for path in text.split(",") if path.strip()]


_VERBS = {
    **dict.fromkeys(_paths(_READS), Risk.READ_ONLY),
    **dict.fromkeys(_paths(_WRITES), Risk.MUTATING),
    **dict.fromkeys(_paths("remote prune, worktree prune, gc, reset, config unset, config remove-section, config rename-section"), Risk.MUTATING),
    **dict.fromkeys(_paths(_LOSES), Risk.DESTRUCTIVE),
    **dict.fromkeys(_paths(_UNKNOWN), Risk.UNKNOWN),
    **dict.fromkeys(("credential", "credential fill", "credential-cache", "credential-store"), Risk.SENSITIVE),
}
_MUTATE, _DESTROY, _UNSURE, _READ = Risk.MUTATING, Risk.DESTRUCTIVE, Risk.UNKNOWN, Risk.READ_ONLY
_LOGS = "log, show, diff, shortlog, whatchanged, diff-tree, diff-files, diff-index, rev-list, range-diff, stash show, format-patch, reflog show, reflog, blame, annotate"
_EFFECTS = (
    Effect("--output -o", _MUTATE, "`git --output` writes a file.", only=_LOGS + ", archive, bundle"),
    Effect("--output-directory", _MUTATE, "", only="format-patch"),
    Effect("", _UNSURE, "An external diff program would run.", only=_LOGS),
    Effect("--open-files-in-pager -O", _UNSURE, "It would start the pager with the files found.", only="grep"),
    Effect("--ext-diff", _UNSURE, "An external diff program would run.", only=_LOGS),
    Effect("--upload-pack --exec --receive-pack", _UNSURE, "A program on the other side, or here, would be run.",
           only="ls-remote, fetch, clone, push, pull, archive, fetch-pack"),
    Effect("-u", _UNSURE, "A program on the other side would be run.", only="clone"),
    Effect("--remote", _UNSURE, "It would ask another machine.", only="archive"),
    Effect("--lost-found", _MUTATE, "`git fsck --lost-found` writes files.", only="fsck"),
    Effect("-w", _MUTATE, "It writes an object.", only="hash-object"),
    Effect("--in-place", _MUTATE, "", only="interpret-trailers"),
    Effect("--filters --textconv", _UNSURE, "A filter program of the configuration would run.", only="cat-file"),
    # branch, tag
    Effect("-d --delete -m -M --move -c -C --copy -f --force -u --set-upstream-to --unset-upstream --edit-description -t --track",
           _MUTATE, "", only="branch"),
    Effect("-D", _DESTROY, "It deletes a branch, merged or not.", only="branch"),
    Effect("-a --annotate -s --sign -u --local-user -f --force -m --message -F --file -e --edit", _MUTATE, "", only="tag"),
    Effect("-d --delete", _DESTROY, "It deletes a tag.", only="tag"),
    Effect("-d --delete", _DESTROY, "It deletes a reference.", only="symbolic-ref, stash, worktree, replace"),
    # losing work
    Effect("--hard --merge", _DESTROY, "`git reset --hard` throws uncommitted work away.", only="reset"),
    Effect("-f --force --force-with-lease --force-if-includes", _DESTROY, "It overwrites or deletes what is on the other side.", only="push"),
    Effect("--mirror -d --delete --prune", _DESTROY, "It deletes references on the other side.", only="push"),
    Effect("-f --force --discard-changes", _DESTROY, "It throws uncommitted work away.", only="checkout, switch"),
    Effect("--prune", _DESTROY, "It removes unreachable objects for good.", only="gc", value="now|all"),
    Effect("--force -f", _DESTROY, "", only="worktree remove, rm, submodule deinit"),
    # lowering
    Effect("-n --dry-run", _READ, "It is a dry run.", only="add, stage, clean, commit, rm, mv, push, prune, fetch, notes prune, worktree prune, remote prune",
           lowers=True, code=Code.DRY_RUN),
    Effect("--check --stat --numstat --summary", _READ, "`git apply --check` only looks.", only="apply", lowers=True),
)  # fmt: skip
# One letter means different things to different verbs (`-n` counts in log and is a dry run in clean), so each group of
# verbs has its own options. An option that wrongly took a value could hide the next one.
_LOG = Flags(
    values="-n --max-count --skip --since --after --until --before --author --committer --grep --grep-reflog -S -G -L -l -O --output "
    "--date --diff-filter --inter-hunk-context --src-prefix --dst-prefix --line-prefix --glob --max-age --min-age --min-parents "
    "--max-parents --encoding --format --contents --ignore-rev --ignore-revs-file --anchored --diff-algorithm "
    "--word-diff-regex --rotate-to --skip-to --max-depth --ws-error-highlight",
    optional="--abbrev --color --decorate --stat --word-diff --pretty -U --unified -B -M -C -X --dirstat --find-renames --find-copies "
    "--submodule --ignore-submodules --color-moved --color-words --relative --branches --tags --remotes --exclude --show-signature --textconv",
    switches="-a -p -u -s -q -g -i -E -F -P -m -c -r -t -R -z -w -b -1 -v -e -<number>",
)
_LIST = Flags(
    values="-u --set-upstream-to --sort --points-at --format -F --file -m --message --local-user --cleanup --trailer",
    optional="--contains --no-contains --merged --no-merged --abbrev --color --column -n --track -t",
    switches="-a -r -l -v -d -D -f -m -M -c -C -i -s -e -q --list --all --remotes --delete --force --move --copy --show-current --edit-description "
    "--unset-upstream --no-track --annotate --sign --verify --edit --verbose",
)
_TAG = Flags(
    values="-m --message -F --file -u --local-user --sort --points-at --format --cleanup --trailer",
    optional="--contains --no-contains --merged --no-merged --color --column -n",
    switches="-a -s -f -d -v -l -i -e --list --delete --force --annotate --sign --verify --edit",
)
_COMMIT = Flags(
    values="-m --message -F --file -C --reuse-message -c --reedit-message --fixup --squash --author --date -t --template --cleanup --trailer "
    "--pathspec-from-file",
    optional="-S --gpg-sign -u --untracked-files",
    switches="-a -p -v -q -n -s -e -o -i -z --all --patch --amend --no-edit --no-verify --dry-run --allow-empty --interactive --short --porcelain",
)
_OTHER = Flags(
    values="--depth --branch -b -B -c -C --reference --origin --separate-git-dir --upload-pack --receive-pack --exec --refmap -j --jobs -x -X "
    "--onto --strategy --strategy-option --server-option --shallow-since --shallow-exclude --template --filter --message -m -s --source "
    "--prefix --remote --output -o --format --expire --path --pathspec-from-file -O",
    optional="--prune --recurse-submodules --signed --force-with-lease --symref -S --abbrev --dirty --rebase --color --column --track -t --sort -h",
    switches="-a -v -q -n -f -p -u -d -D -i -l -k -N -A -r -t -w -z -1 -e -E --all --force --delete --dry-run --hard --soft --mixed --staged --worktree "
    "--cached --check --stat --mirror --tags --set-upstream --patch",
)
# For these, letters that take a value elsewhere are switches: `clean -x`, `restore -S`, `add -A`, `push -o` is harmless to skip.
_PLAIN = Flags(
    values="--exclude -e --pathspec-from-file --chmod --push-option --repo --receive-pack --exec --output --source --format --default",
    optional="--force-with-lease --signed --recurse-submodules --porcelain --untracked-files --ignored --column --abbrev --short --find-renames --type "
    "--batch --batch-check --symbolic-full-name --sort",
    switches="-a -v -q -n -f -p -u -d -D -x -X -i -l -k -N -A -r -t -S -W -s -b -z -m -w -o -c -h --all --force --delete --dry-run --hard --soft --mixed "
    "--staged --worktree --cached --mirror --tags --set-upstream --patch --merge --keep",
)


def _git(call: Call) -> Ruling:
    top = _GLOBAL.parse(call.args)
    if top.unclear or top.unknown:
        return ruled(call, Risk.UNKNOWN, "git.option", "An option of `git` is not covered.")
    if any(o.name in {"--version", "--help", "-h", "-v", "--html-path", "--man-path", "--info-path"} for o in top.options):
        return ruled(call, Risk.READ_ONLY, "git.help")
    strange = _strange_setting(top)
    rest = Call("git", top.operands, call.redirects, call.upstream, call.more_args)
    ruling = _verb(rest)
    if strange and ruling.risk is not Risk.FORBIDDEN:
        return Ruling(Risk.UNKNOWN, "git.setting", strange, (*ruling.findings, finding(Code.FOREIGN_CODE, strange)))
    return ruling


def _strange_setting(top: Args) -> str:
    for option in top.options:
        if option.name == "-c" and option.text.lower() in {"core.pager=cat", "core.pager=", "core.pager=less"}:
            continue
        if option.name == "-c" and not option.text.lower().startswith(_SAFE_SETTINGS):
            return f"`git -c {option.text.partition('=')[0]}` can make git run another program."
        if option.name == "-c" and ("!" in option.text or (option.text.lower().startswith("pager.") and "=cat" not in option.text and "=false" not in option.text)):
            return "`git -c` can make git run another program."
        if option.name in {"--config-env", "--exec-path"} and option.value is not None:
            return f"`git {option.name}` can make git run another program."
    return ""


def _verb(call: Call) -> Ruling:
    if not call.args:
        return ruled(call, Risk.READ_ONLY, "git.help")
    verb = call.args[0].text
    if verb in _OWN:
        return _OWN[verb](call)
    if verb not in _FIRST_WORDS:
        return ruled(call, Risk.UNKNOWN, "git.verb", f"`git {verb}` is not a command that is covered; it may be an alias.")
    return _PROGRAM_OF.get(verb, _GIT)(call)


def _refs(call: Call, args: Args, verb: str) -> Ruling | None:
    """What the operands say: `branch NAME` makes one, `tag` lists, `push :x` deletes, `checkout -- f` throws work away."""
    look = _OPERAND_RULES.get(verb)
    return look(call, args, verb) if look is not None else None


def _branch(call: Call, args: Args, verb: str) -> Ruling | None:
    lists = args.has("-l", "--list", "-a", "--all", "-r", "--remotes", "--contains", "--no-contains", "--merged", "--no-merged", "--points-at", "--show-current", "-v", "-vv", "--format", "--sort", "-n")
    changes = any(option.name in effect.names for effect in _EFFECTS if effect.only == verb for option in args.options)
    if verb == "tag" and args.has("-v", "--verify"):
        return None
    if args.operands[1:] and not lists and not changes:
        return ruled(call, Risk.MUTATING, f"git.{verb}.create", f"`git {verb} NAME` makes a new {verb}.")
    return None


def _push(call: Call, args: Args, verb: str) -> Ruling | None:
    dry = args.has("-n", "--dry-run")
    if not dry and any(o.name.startswith("--force") or (len(o.name) > 4 and "--force".startswith(o.name)) for o in args.options):
        return ruled(call, Risk.DESTRUCTIVE, "git.push.force", "It overwrites what is on the other side.")
    for word in args.operands[2:]:
        if word.text[:1] in {":", "+"} and not dry:
            return ruled(call, Risk.DESTRUCTIVE, "git.push.refspec", "It deletes or overwrites a reference on the other side.")
    return None


def _checkout(call: Call, args: Args, verb: str) -> Ruling | None:
    """`checkout -- file`, `checkout .`: the working copy's changes are lost."""
    words = call.words
    if "--" in words and words[-1] != "--":
        return ruled(call, Risk.DESTRUCTIVE, "git.checkout.paths", "It throws uncommitted changes of these files away.")
    if any(word.text in {".", "./", ":/", "*"} for word in args.operands[1:]):
        return ruled(call, Risk.DESTRUCTIVE, "git.checkout.paths", "It throws uncommitted changes away.")
    return None


def _restore(call: Call, args: Args, verb: str) -> Ruling | None:
    if (args.has("--staged", "-S") and not args.has("--worktree", "-W")):
        return ruled(call, Risk.MUTATING, "git.restore.staged", "It takes changes out of the index; the files stay.")
    return ruled(call, Risk.DESTRUCTIVE, "git.restore", "It throws uncommitted changes of these files away.")


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
    if args.has("-p", "--patch", "-i", "--interactive") or (verb == "commit" and not args.has("-m", "--message", "-F", "--file", "-C", "--no-edit", "--fixup", "-n", "--dry-run", "--reuse-message") and not any(o.name == "-m" for o in args.options)):
        base = sentence(f"git {verb}", Risk.MUTATING)
        return ruled(call, Risk.MUTATING, f"git.{verb}", base, Code.INTERACTIVE)
    return None


def _clone(call: Call, args: Args, verb: str) -> Ruling | None:
    """`ext::` and `fd::` addresses run a program."""
    if any("::" in word.text for word in args.operands[1:]) or any(o.name in {"-c", "--config"} and o.value is not None for o in args.options):
        return ruled(call, Risk.UNKNOWN, f"git.{verb}.transport", "An address or a setting like this one can run a program.", Code.FOREIGN_CODE)
    return None


_CONFIG_FLAGS = Flags(
    values="-f --file --blob --type -t --default --value --comment",
    switches="-l --list --get --get-all --get-regexp --get-urlmatch --get-color --get-colorbool --global --local --system --worktree --show-origin "
    "--show-scope --name-only -z --null --includes --no-includes --bool --int --path --add --unset --unset-all --replace-all --rename-section "
    "--remove-section -e --edit --fixed-value --expiry-date --bool-or-int --all --regexp --no-type",
)


def _config(call: Call) -> Ruling:
    args = _CONFIG_FLAGS.parse(call.args[1:])
    if args.unclear or args.expanding:
        return ruled(call, Risk.UNKNOWN, "git.config.expansion")
    if args.has("-e", "--edit"):
        return ruled(call, Risk.MUTATING, "git.config.edit", "", Code.INTERACTIVE)
    verbs = args.verbs
    named = verbs[0] if verbs and verbs[0] in {"list", "get", "set", "unset", "edit", "rename-section", "remove-section", "get-color", "get-colorbool"} else ""
    changes = args.has("--add", "--unset", "--unset-all", "--replace-all", "--rename-section", "--remove-section")
    asks = args.has("-l", "--list", "--get", "--get-all", "--get-regexp", "--get-urlmatch", "--get-color", "--get-colorbool")
    if named:
        changes = changes or named in {"set", "unset", "edit", "rename-section", "remove-section"}
        asks = asks or not changes
    if changes or (not asks and len(verbs) > 1):
        steers = any(word in text.lower() for text in verbs for word in ("alias.", "pager", "editor", "hook", "command", "helper", "fsmonitor", "sshcommand", "textconv"))
        codes = (Code.FOREIGN_CODE,) if steers else ()
        return ruled(call, Risk.MUTATING, "git.config.set", "`git config` sets a value.", *codes)
    return ruled(call, Risk.READ_ONLY, "git.config.get", "`git config` prints settings.")


def _bare_subcommand(call: Call) -> Ruling:
    """stash, submodule, notes, …: a word behind them decides, and without one each has its own meaning."""
    verb = call.args[0].text
    rest = Flags(values="-m --message -b --ref").parse(call.args[1:])
    word = rest.operands[0].text if rest.operands else ""
    if OPAQUE in word:
        return ruled(call, Risk.UNKNOWN, f"git.{verb}", "What git does is known only at run time.")
    if not word:
        changes = verb == "stash" or (verb == "bisect")
        return ruled(call, Risk.MUTATING if changes else Risk.READ_ONLY, f"git.{verb}")
    if f"{verb} {word}" not in _VERBS:
        known = verb in {"reflog"}
        return ruled(call, Risk.READ_ONLY if known else Risk.UNKNOWN, f"git.{verb}", sentence(f"git {verb} {word}", Risk.READ_ONLY if known else Risk.UNKNOWN))
    # The table looks at the first operands, so options between the two words are put behind them.
    words = (call.args[0], rest.operands[0], *(w for w in call.args[1:] if w is not rest.operands[0]))
    return _GIT(Call("git", words, call.redirects, call.upstream, call.more_args))


_OPERAND_RULES = {
    "branch": _branch, "tag": _branch, "push": _push, "checkout": _checkout, "restore": _restore, "clean": _clean, "rm": _rm,
    "symbolic-ref": _symbolic, "rebase": _rebase, "commit": _commit, "add": _commit, "clone": _clone, "fetch": _clone, "pull": _clone, "ls-remote": _clone,
}  # fmt: skip
_OWN: dict[str, Rule] = {
    "config": _config,
    **dict.fromkeys(("stash", "submodule", "notes", "worktree", "remote", "reflog", "bisect", "bundle", "sparse-checkout", "lfs", "commit-graph", "multi-pack-index", "refs"), _bare_subcommand),
}
_FIRST_WORDS = frozenset(path.split()[0] for path in _VERBS)
_EXAMPLES = {
    Risk.READ_ONLY: (
        "git status", "git log --oneline -n 5", "git log -5 --stat", "git diff HEAD~1", "git show abc", "git branch", "git branch -a", "git branch --list 'x*'", "git tag",
        "git tag -l 'v*'", "git remote -v", "git stash list", "git config --get user.name", "git config user.name", "git config -l", "git -C dir status", "git --no-pager log",
        "git -c color.ui=never log", "git blame f", "git rev-parse HEAD", "git ls-files", "git reflog", "git clean -n", "git clean -nd", "git push --dry-run", "git worktree list",
        "git grep -n x", "git fsck", "git apply --check p", "git branch --show-current", "git describe --tags", "git cat-file -p HEAD", "git log main..\"$BRANCH\" -- f", "git --version",
        "git submodule status", "git diff --cached", "git log -S foo", "git shortlog -sn", "git log --author=x --since=1.week",
    ),
    Risk.MUTATING: (
        "git add .", "git commit -m x", "git commit -am 'x'", "git push", "git push -u origin main", "git pull", "git fetch", "git checkout -b x", "git checkout main", "git switch -c x", "git branch x",
        "git tag v1", "git tag -a v1 -m x", "git stash", "git stash pop", "git merge x", "git rebase main", "git reset", "git reset --soft HEAD~1", "git config user.name x", "git remote add o u", "git clone u",
        "git log --output=f", "git diff --output f", "git restore --staged f", "git branch -d x", "git archive -o f HEAD", "git branch -m a b", "git rm --cached f", "git config --unset a.b", "git bisect start",
    ),
    Risk.DESTRUCTIVE: (
        "git reset --hard", "git reset --hard HEAD~3", "git clean -fd", "git clean -xfd", "git push --force", "git push -f origin main", "git push origin +main", "git push origin :x", "git push --delete origin x",
        "git checkout -- f", "git checkout .", "git restore f", "git branch -D x", "git stash drop", "git stash clear", "git tag -d v1", "git filter-branch --all", "git reflog expire --all", "git rm f",
        "git push --mirror", "git checkout -f", "git -C x reset --hard", "git push --force-with-lease", "git update-ref -d refs/heads/x", "git worktree remove --force x", "git push -fu origin x", "git gc --prune=now",
    ),
    Risk.UNKNOWN: (
        "git -c core.pager=./x log", "git -c alias.x='!rm' x", "git --exec-path=. status", "git foo", "git diff --ext-diff", "git grep -O x", "git bisect run ./x", "git submodule foreach 'rm x'", "git $X",
        "git clone ext::sh", "git ls-remote --upload-pack=./x .", "git rebase -x 'make' main", "git log $ARGS", "git difftool", "git clone -c core.x=y u", "git -c core.fsmonitor=./x status",
    ),
    Risk.SENSITIVE: ("git credential fill",),
}  # fmt: skip


def _program(flags: Flags) -> Program:
    return Program("git", Risk.UNKNOWN, flags, verbs=_VERBS, effects=_EFFECTS, custom=_refs, help="--help")


_GIT = _program(_PLAIN)
_PROGRAM_OF = {
    verb: program
    for verbs, program in (
        ("log show diff shortlog whatchanged rev-list range-diff diff-tree diff-files diff-index blame annotate reflog grep format-patch cherry",
         _program(_LOG)),
        ("branch", _program(_LIST)),
        ("tag", _program(_TAG)),
        ("commit", _program(_COMMIT)),
        ("clone fetch pull checkout switch merge rebase archive ls-remote cherry-pick revert apply am init bundle read-tree", _program(_OTHER)),
    )
    for verb in verbs.split()
}  # fmt: skip
RULES: dict[str, Rule] = {"git": _git, "hub": _git}
EXAMPLES = _EXAMPLES
