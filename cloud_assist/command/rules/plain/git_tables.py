"""git's verbs and options as data.

Source: the git manual (git 2.4x).
"""

from __future__ import annotations

from cloud_assist.command.rules.engine.base import Effect, Flags, verbs
from cloud_assist.findings import Code
from cloud_assist.models import Risk

GLOBAL = Flags(
    values="-C -c --git-dir --work-tree --namespace --config-env --super-prefix --attr-source",
    optional="--exec-path",
    switches="-p --paginate -P --no-pager --no-replace-objects --bare --literal-pathspecs --glob-pathspecs "
    "--noglob-pathspecs --icase-pathspecs --no-optional-locks --no-lazy-fetch --no-advice --version --help -v -h "
    "--html-path --man-path --info-path",
    posix=True,
    abbreviated=False,
)
SAFE_SETTINGS = (
    "color.",
    "core.quotepath=",
    "log.",
    "diff.color",
    "diff.noprefix",
    "advice.",
    "status.",
    "column.",
    "user.name=",
    "user.email=",
    "init.defaultbranch=",
    "http.lowspeed",
    "commit.gpgsign=false",
    "core.abbrev=",
    "i18n.",
    "pager.",
    "safe.directory=",
)
_READS = (
    "status, log, show, diff, blame, annotate, grep, describe, shortlog, rev-parse, rev-list, ls-files, ls-tree, "
    "ls-remote, cat-file, for-each-ref, name-rev, merge-base, cherry, count-objects, whatchanged, show-ref, "
    "show-branch, diff-tree, diff-files, diff-index, range-diff, check-ignore, check-attr, check-mailmap, "
    "check-ref-format, var, version, help, fsck, verify-commit, verify-tag, verify-pack, get-tar-commit-id, "
    "patch-id, stripspace, interpret-trailers, column, stash list, stash show, remote show, "
    "remote get-url, remote -v, reflog show, reflog exists, reflog list, worktree list, submodule status, "
    "submodule summary, notes list, notes show, bisect log, bundle verify, "
    "bundle list-heads, lfs ls-files, lfs status, lfs env, lfs version, config get, config list, "
    "sparse-checkout list, replace -l, rerere status, rerere diff, commit-graph verify, multi-pack-index verify, "
    "flow version, show-index, refs list, refs verify, fmt-merge-msg, archive, hash-object, config, "
    "branch, tag, remote, reflog, notes, worktree, submodule, symbolic-ref"
)
_WRITES = (
    "add, stage, commit, merge, pull, fetch, clone, init, checkout, switch, restore, mv, cherry-pick, revert, "
    "apply, am, stash, stash push, stash save, stash pop, stash apply, stash branch, stash create, stash store, "
    "push, remote add, remote rename, remote set-url, remote set-head, remote set-branches, remote update, "
    "worktree add, worktree move, worktree lock, worktree unlock, worktree repair, submodule add, submodule init, "
    "submodule update, submodule sync, submodule absorbgitdirs, submodule set-branch, submodule set-url, notes add, "
    "notes append, notes copy, notes edit, notes merge, bisect start, bisect good, bisect bad, bisect new, "
    "bisect old, bisect skip, bisect reset, bisect replay, format-patch, bundle create, bundle unbundle, "
    "config set, config edit, sparse-checkout set, sparse-checkout init, sparse-checkout add, "
    "sparse-checkout disable, sparse-checkout reapply, maintenance, repack, pack-refs, pack-objects, update-index, "
    "update-server-info, read-tree, write-tree, merge-tree, commit-tree, mktag, mktree, index-pack, unpack-objects, "
    "lfs pull, lfs fetch, lfs install, lfs track, lfs untrack, lfs push, rerere, replace, commit-graph write, "
    "multi-pack-index write, mergetool, send-email, svn, quiltimport, subtree, checkout-index, rebase, rm, "
    "bugreport, diagnose, multi-pack-index repack, imap-send, daemon, http-push, fast-import, fast-export, citool, "
    "gui, gitk, instaweb, send-pack, receive-pack, upload-pack, fetch-pack, remote prune, worktree prune, gc, reset, "
    "config unset, config remove-section, config rename-section"
)
_LOSES = (
    "clean, filter-branch, filter-repo, prune, reflog expire, reflog delete, reflog drop, stash drop, stash clear, "
    "remote remove, remote rm, worktree remove, submodule deinit, update-ref, notes remove, notes prune, "
    "lfs prune, prune-packed, multi-pack-index expire, replace -d"
)
_UNKNOWN = (
    "bisect run, submodule foreach, for-each-repo, hook run, difftool, web--browse, shell, sh-setup, remote-ext, "
    "remote-fd, lfs migrate, bisect view, bisect visualize"
)
_SECRETS = "credential, credential fill, credential-cache, credential-store"


VERBS = verbs(read_only=_READS, mutating=_WRITES, destructive=_LOSES, unknown=_UNKNOWN, sensitive=_SECRETS)
_MUTATE, _DESTROY, _UNSURE, _READ = Risk.MUTATING, Risk.DESTRUCTIVE, Risk.UNKNOWN, Risk.READ_ONLY
_LOGS = (
    "log, show, diff, shortlog, whatchanged, diff-tree, diff-files, diff-index, rev-list, range-diff, stash show, "
    "stash list, format-patch, reflog show, reflog, blame, annotate"
)
EFFECTS = (
    Effect("--output -o", _MUTATE, "`git --output` writes a file.", only=_LOGS + ", archive, bundle"),
    Effect("--output-directory", _MUTATE, "", only="format-patch"),
    Effect("-w --web", _UNSURE, "It starts a browser.", only="help"),
    Effect("--open-files-in-pager -O", _UNSURE, "It would start the pager with the files found.", only="grep"),
    Effect("--ext-diff --textconv", _UNSURE, "An external program would run.", only=_LOGS),
    Effect(
        "--upload-pack --exec --receive-pack",
        _UNSURE,
        "A program on the remote side, or here, would be run.",
        only="ls-remote, fetch, clone, push, pull, archive, fetch-pack",
    ),
    Effect("-u", _UNSURE, "A program on the remote side would be run.", only="clone"),
    Effect("--remote", _UNSURE, "It would contact another machine.", only="archive"),
    Effect("--lost-found", _MUTATE, "`git fsck --lost-found` writes files.", only="fsck"),
    Effect("-w", _MUTATE, "It writes an object.", only="hash-object"),
    Effect("--in-place", _MUTATE, "", only="interpret-trailers"),
    Effect("--filters --textconv", _UNSURE, "A filter program of the configuration would run.", only="cat-file"),
    # branch, tag
    Effect(
        "-d --delete -m -M --move -c -C --copy -u --set-upstream-to --unset-upstream --edit-description -t --track",
        _MUTATE,
        "",
        only="branch",
    ),
    Effect("-D", _DESTROY, "It deletes a branch, merged or not.", only="branch"),
    Effect(
        "-a --annotate -s --sign -u --local-user -f --force -m --message -F --file -e --edit", _MUTATE, "", only="tag"
    ),
    Effect("-d --delete", _DESTROY, "It deletes a tag.", only="tag"),
    Effect("-d --delete", _DESTROY, "It deletes a reference.", only="symbolic-ref, stash, worktree, replace"),
    # losing work
    Effect("--hard --merge", _DESTROY, "`git reset --hard` discards uncommitted work.", only="reset"),
    Effect(
        "-f --force --force-with-lease --force-if-includes",
        _DESTROY,
        "It overwrites or deletes data on the remote side.",
        only="push",
    ),
    Effect("--mirror -d --delete --prune", _DESTROY, "It deletes references on the remote side.", only="push"),
    Effect("-f --force --discard-changes", _DESTROY, "It discards uncommitted work.", only="checkout, switch"),
    Effect("--prune", _DESTROY, "It removes unreachable objects for good.", only="gc", value="now|all"),
    Effect("--force -f", _DESTROY, "", only="worktree remove, rm, submodule deinit"),
    # lowering
    Effect(
        "-n --dry-run",
        _READ,
        "This is a dry run.",
        only="add, stage, clean, commit, rm, mv, push, prune, fetch, notes prune, worktree prune, remote prune",
        lowers=True,
        code=Code.DRY_RUN,
    ),
    Effect(
        "--check --stat --numstat --summary", _READ, "`git apply --check` changes nothing.", only="apply", lowers=True
    ),
)
# One letter means different things to different verbs (`-n` counts in log and is a dry run in clean), so each group of
# verbs has its own options. An option that wrongly took a value could hide the next one.
LOG = Flags(
    values="-n --max-count --skip --since --after --until --before --author --committer --grep --grep-reflog -S -G "
    "-L -l -O --output --date --diff-filter --inter-hunk-context --src-prefix --dst-prefix --line-prefix "
    "--glob --max-age --min-age --min-parents --max-parents --encoding --format --contents --ignore-rev "
    "--ignore-revs-file --anchored --diff-algorithm --word-diff-regex --rotate-to --skip-to --max-depth "
    "--ws-error-highlight --after-context --before-context --color-moved-ws --context --creation-factor "
    "--decorate-refs --decorate-refs-exclude --diff-merges --find-object --group --ignore-matching-lines "
    "--output-indicator-context --output-indicator-new --output-indicator-old --stat-count "
    "--stat-graph-width --stat-name-width --stat-width --threads -A",
    switches="-a -p -u -s -q -g -i -E -F -P -m -c -r -t -R -z -w -b -1 -v -e -<number> --abbrev-commit --all "
    "--all-match --ancestry-path --and --author-date-order --base --basic-regexp --binary --bisect "
    "--boundary --break --break-rewrites --cached --cc --check --cherry --cherry-mark --cherry-pick "
    "--children --clear-decorations --color-by-age --color-lines --column --combined-all-paths "
    "--compact-summary --count --cumulative --date-order --date-stat --dense --dirstat-by-file --do-walk "
    "--dual-color --email --exclude-standard --exit-code --extended-regexp --files-with-matches "
    "--files-without-match --find-copies-harder --first-parent --fixed-strings --follow --full-history "
    "--full-index --full-name --function-context --graph --header --heading --histogram "
    "--ignore-all-space --ignore-blank-lines --ignore-case --ignore-cr-at-eol --ignore-space-at-eol "
    "--ignore-space-change --in-commit-order --incremental --indent-heuristic --index --invert-grep "
    "--invert-match --irreversible-delete --ita-invisible-in-index --ita-visible-in-index --left-only "
    "--left-right --line-number --line-porcelain --log-size --mailmap --merge --merge-base --merges "
    "--minimal --name-only --name-status --no-abbrev --no-abbrev-commit --no-after-context --no-all-match "
    "--no-basic-regexp --no-before-context --no-break --no-cached --no-color --no-color-by-age "
    "--no-color-lines --no-color-moved --no-color-moved-ws --no-column --no-commit-id --no-committer "
    "--no-compact-summary --no-contents --no-context --no-count --no-creation-factor --no-decorate "
    "--no-decorate-refs --no-decorate-refs-exclude --no-diff-merges --no-dual-color --no-email "
    "--no-exclude-standard --no-exit-code --no-expand-tabs --no-ext-diff --no-ext-grep "
    "--no-extended-regexp --no-files-with-matches --no-files-without-match --no-find-copies-harder "
    "--no-fixed-strings --no-follow --no-full-index --no-full-name --no-function-context --no-group "
    "--no-heading --no-ignore-case --no-ignore-matching-lines --no-ignore-rev --no-ignore-revs-file "
    "--no-incremental --no-indent-heuristic --no-index --no-invert-match --no-left-only --no-line-number "
    "--no-line-porcelain --no-mailmap --no-max-count --no-max-parents --no-merges --no-min-parents "
    "--no-minimal --no-name-only --no-notes --no-null --no-numbered --no-only-matching "
    "--no-open-files-in-pager --no-or --no-patch --no-perl-regexp --no-porcelain --no-prefix "
    "--no-progress --no-quiet --no-recurse-submodules --no-recursive --no-relative --no-rename-empty "
    "--no-renames --no-right-only --no-root --no-score-debug --no-show-email --no-show-function "
    "--no-show-name --no-show-number --no-show-stats --no-source --no-summary --no-text --no-textconv "
    "--no-threads --no-untracked --no-use-mailmap --no-verbose --no-walk --no-word-regexp --not --notes "
    "--null --numbered --numstat --objects --oneline --only-matching --or --ours --parents --patch "
    "--patch-with-raw --patch-with-stat --patience --perl-regexp --pickaxe-all --pickaxe-regex "
    "--porcelain --progress --quiet --raw --recurse-submodules --recursive --reflog --regexp-ignore-case "
    "--relative-date --remove-empty --rename-empty --reverse --right-only --root --score-debug "
    "--shortstat --show-email --show-function --show-name --show-number --show-pulls --show-stats "
    "--simplify-by-decoration --source --sparse --staged --summary --text --theirs --timestamp "
    "--topo-order --unpacked --untracked --use-mailmap --verbose --walk-reflogs --word-regexp -T -W -h",
    optional="--abbrev --color --decorate --stat --word-diff --pretty -U --unified -B -M -C -X --dirstat "
    "--find-renames --find-copies --submodule --ignore-submodules --color-moved --color-words --relative "
    "--branches --tags --remotes --exclude --show-signature --textconv",
)
BRANCH = Flags(
    values="-u --set-upstream-to --sort --points-at --format",
    switches="-a -r -l -v -d -D -f -m -M -c -C -i -q --list --all --remotes --delete --force --move --copy "
    "--show-current --edit-description --unset-upstream --no-track --verbose --ignore-case --no-abbrev "
    "--no-color --no-column --recurse-submodules",
    optional="--contains --no-contains --merged --no-merged --abbrev --color --column --track -t",
)
TAG = Flags(
    values="-m --message -F --file -u --local-user --sort --points-at --format --cleanup --trailer",
    switches="-a -s -f -d -v -l -i -e --list --delete --force --annotate --sign --verify --edit --ignore-case "
    "--no-color --no-column",
    optional="--contains --no-contains --merged --no-merged --color --column -n",
)
COMMIT = Flags(
    values="-m --message -F --file -C --reuse-message -c --reedit-message --fixup --squash --author --date -t "
    "--template --cleanup --trailer --pathspec-from-file",
    optional="-S --gpg-sign -u --untracked-files",
    switches="-a -p -v -q -n -s -e -o -i -z --all --patch --amend --no-edit --no-verify --dry-run --allow-empty "
    "--interactive --short --porcelain",
)
OTHER = Flags(
    values="--depth --branch -b -B -c -C --reference --origin --separate-git-dir --upload-pack --receive-pack "
    "--exec --refmap -j --jobs -x -X --onto --strategy --strategy-option --server-option --shallow-since "
    "--shallow-exclude --template --filter --message -m -s --source --prefix --remote --output -o --format "
    "--expire --path --pathspec-from-file -O",
    switches="-a -v -q -n -f -p -u -d -D -i -l -k -N -A -r -t -w -z -1 -e -E --all --force --delete --dry-run "
    "--hard --soft --mixed --staged --worktree --cached --check --stat --mirror --tags --set-upstream "
    "--patch --branches --exit-code --heads --no-exec --no-exit-code --no-get-url --no-heads --no-quiet "
    "--no-refs --no-server-option --no-sort --no-symref --no-tags --no-upload-pack --quiet --refs",
    optional="--prune --recurse-submodules --signed --force-with-lease --symref -S --abbrev --dirty --rebase "
    "--color --column --track --sort -h",
)
# For these, letters that take a value elsewhere are switches: `clean -x`, `restore -S`, `add -A`.
PLAIN = Flags(
    values="--exclude -e --pathspec-from-file --chmod --push-option --repo --receive-pack --exec --output --source "
    "--format --default --candidates --count --exclude-from --exclude-per-directory --match --path "
    "--points-at --refs --with-tree",
    switches="-a -v -q -n -f -p -u -d -D -x -X -i -l -k -N -A -r -t -S -W -s -b -z -m -w -o -c -h --all --force "
    "--delete --dry-run --hard --soft --mixed --staged --worktree --cached --mirror --tags --set-upstream "
    "--patch --merge --keep --abbrev-ref --absolute-git-dir --ahead-behind --aliases --allow-unknown-type "
    "--always --annotate-stdin --batch-all-objects --branch --branches --broken --buffer --build-options "
    "--cache --color --config-for-completion --config-sections-for-completion --connectivity-only "
    "--contains --current --dangling --date-order --debug --deduplicate --deleted --dereference "
    "--developer-interfaces --directory --dirty --empty-directory --eol --error-unmatch --exact-match "
    "--exclude-existing --exclude-guides --exclude-standard --exit-code --external-commands --files "
    "--first-parent --follow-symlinks --fork-point --full --full-name --full-tree --get-regexp "
    "--git-common-dir --git-dir --git-path --guides --hash --head --heads --human-readable --ignore-case "
    "--ignore-submodules --independent --index --is-ancestor --is-bare-repository --is-inside-git-dir "
    "--is-inside-work-tree --is-shallow-repository --killed --list --local-env-vars --long --mailmap "
    "--merge-base --merged --modified --more --name --name-only --name-status --no-abbrev "
    "--no-ahead-behind --no-aliases --no-all --no-allow-unknown-type --no-always --no-annotate-stdin "
    "--no-branch --no-broken --no-buffer --no-build-options --no-cache --no-cached --no-candidates "
    "--no-color --no-column --no-connectivity-only --no-contains --no-count --no-current --no-dangling "
    "--no-date-order --no-debug --no-deduplicate --no-delete --no-deleted --no-dereference --no-directory "
    "--no-dirty --no-empty-directory --no-eol --no-error-unmatch --no-exact-match --no-exclude "
    "--no-exclude-guides --no-exclude-per-directory --no-expire --no-ext-diff --no-external-commands "
    "--no-first-parent --no-follow-symlinks --no-format --no-full --no-full-name --no-full-tree --no-hash "
    "--no-head --no-heads --no-human-readable --no-ignore-case --no-ignore-submodules --no-ignored "
    "--no-independent --no-index --no-info --no-killed --no-list --no-long --no-lost-found --no-mailmap "
    "--no-man --no-match --no-merge-base --no-merged --no-modified --no-more --no-name --no-name-objects "
    "--no-name-only --no-non-matching --no-null --no-others --no-path --no-peel-tag --no-perl "
    "--no-points-at --no-porcelain --no-progress --no-python --no-quiet --no-raw --no-recurse "
    "--no-recurse-submodules --no-reflogs --no-refs --no-remotes --no-renames --no-resolve-undo --no-root "
    "--no-sha1-name --no-shell --no-short --no-show-stash --no-sort --no-sparse --no-stage --no-stdin "
    "--no-strict --no-tags --no-tcl --no-textconv --no-topics --no-topo-order --no-undefined "
    "--no-unmerged --no-unordered --no-unreachable --no-untracked-files --no-use-mailmap --no-verbose "
    "--no-verify --no-web --no-with-tree --non-matching --not --null --object-only --octopus --others "
    "--peel-tag --perl --progress --python --quiet --raw --recurse --reflog --reflogs --remotes --renames "
    "--resolve-undo --root --sha1-name --shell --show-cdup --show-object-format --show-prefix "
    "--show-ref-format --show-stash --show-superproject-working-tree --recursive --show-toplevel --sparse "
    "--sq --sq-quote --stable --stage --stdin --strict --summary --symbolic --tcl --topics --topo-order "
    "--undefined --unmerged --unordered --unreachable --unstable --use-mailmap --user-interfaces "
    "--verbatim --verbose --verify -H",
    optional="--force-with-lease --signed --recurse-submodules --porcelain --untracked-files --ignored --column "
    "--abbrev --short --find-renames --type --batch --batch-check --symbolic-full-name --sort",
)


CONFIG_FLAGS = Flags(
    values="-f --file --blob --type -t --default --value --comment",
    switches="-l --list --get --get-all --get-regexp --get-urlmatch --get-color --get-colorbool --global --local "
    "--system --worktree --show-origin --show-scope --name-only -z --null --includes --no-includes --bool --int "
    "--path --add --unset --unset-all --replace-all --rename-section --remove-section -e --edit --fixed-value "
    "--expiry-date --bool-or-int --all --regexp --no-type",
)
