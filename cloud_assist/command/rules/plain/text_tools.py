"""Programs that read files or standard input and print: most of coreutils, grep, less, diff and their like.

Sources: the GNU coreutils, grep, diffutils, less, util-linux and BSD manuals. What matters is the few that write
(`sort -o`, `uniq IN OUT`, `tree -o`, `less -o`) or run something (`sort --compress-program`, `rg --pre`).
"""

from __future__ import annotations

from cloud_assist.command.rules.engine import paths
from cloud_assist.command.rules.engine.base import MANY, Args, Call, Effect, Flags, Program, Ruling, Word, names, ruled
from cloud_assist.command.rules.plain.reading import READING
from cloud_assist.findings import Code
from cloud_assist.models import Risk

_HELP = "--help --version"


def reveal(call: Call, args: Args, verb: str) -> Ruling | None:
    """A program that prints a file prints the secrets in it."""
    # Options' values are looked at as well: what takes a value differs between the programs that share a table.
    return revealed(call, tuple(word for word in call.args if word.text[:1] != "-"), "text")


def revealed(call: Call, words: tuple[Word, ...], family: str) -> Ruling | None:
    """Return a ruling where one of `words` names a file that usually holds a secret."""
    secret = next((word for word in words if paths.holds_secret(word)), None)
    if secret is None:
        return None
    text = f"`{call.program}` prints {secret.raw}, a file that usually contains a secret."
    return ruled(call, Risk.SENSITIVE, f"{family}.secret-file", text, Code.REVEALS_SECRET)


def _reader(name: str, flags: Flags, *effects: Effect, help: str = _HELP, **examples: tuple[str, ...]) -> Program:  # noqa: A002
    table = {Risk(risk): commands for risk, commands in examples.items()}
    return Program(
        name, Risk.READ_ONLY, flags, operands=MANY, effects=effects, help=help, custom=reveal, examples=table
    )


def _printer(program: str) -> Program:
    """Return the rule of a program that prints what it reads, whatever its known options."""
    known = READING[program]
    return Program(
        "text", Risk.READ_ONLY, known.flags(), operands=known.operands, help=_HELP, custom=reveal, examples=_PRINTED
    )


_PRINTED = {
    Risk.READ_ONLY: (
        "cat /etc/hosts",
        "head -n 5 file",
        "nl -ba x",
        "cat < f",
        "wc -l *.py",
        "cat $FILE",
        "cat /etc/passwd",
    ),
    Risk.SENSITIVE: (
        "cat ~/.aws/credentials",
        "cat -s ~/.aws/credentials",
        "head -1 .env",
        "cat $HOME/.ssh/id_rsa",
        "cat ./config/.env.production",
    ),
    Risk.UNKNOWN: ("cat --frobnicate f", "sha256sum --novel f"),
}
_BAT = _reader(
    "text.bat",
    Flags(
        values="-l --language -H --highlight-line --file-name --diff-context --tabs --wrap --terminal-width "
        "--color --italic-text --decorations --paging --pager -m --map-syntax --theme --style -r "
        "--line-range --config-file",
        switches="-A -p -P -d -n -f -u -S -L -V --plain --show-all --number --diff --unbuffered --list-languages "
        "--list-themes --squeeze-blank --no-paging --force-colorization -s",
    ),
    Effect("--pager --config-file", Risk.UNKNOWN, "`bat --pager` runs the given program."),
    Effect("--paging", Risk.UNKNOWN, "A pager needs an interactive terminal.", value="always", code=Code.INTERACTIVE),
    Effect("--generate-config-file", Risk.MUTATING, "It writes a file."),
    read_only=("bat -p f", "bat --paging=never f"),
    unknown=("bat --pager='sh -c id' f", "bat --page ./x f", "bat --paging=always f"),
    sensitive=("bat .env",),
)
_ZSTDCAT = _reader(
    "text.zstdcat",
    Flags(values="-o -D", switches="-d -c -f -k -q -v"),
    Effect("-o --output-dir-flat --output-dir-mirror --rm", Risk.MUTATING, "It writes or removes files."),
    read_only=("zstdcat f.zst",),
    mutating=("zstdcat f.zst -o out", "zstdcat --rm f.zst"),
)
_AG = _reader(
    "text.ag",
    Flags(
        values="-A -B -C -G -m -p -W --pager --ignore --ignore-dir --depth --after --before --context --max-count "
        "--path-to-ignore",
        switches="-l -i -n -c -o -v -w -z -a -Q -S -s -u -f -r -R -H -t -D -L -0 -F --hidden --python --js --java "
        "--go --ruby --yaml --json --nocolor --color --nogroup --group --noheading --heading "
        "--files-with-matches --count --ignore-case --case-sensitive --smart-case --literal "
        "--line-numbers --nonumbers --only-matching --stats --unrestricted --vimgrep --word-regexp "
        "--invert-match --all-types --all-text --nofilename --filename --column --silent",
    ),
    Effect("--pager", Risk.UNKNOWN, "`ag --pager` runs the given program."),
    read_only=("ag TODO src",),
    unknown=("ag --pager ./x p",),
)
_SHUF = _reader(
    "text.shuf",
    Flags(
        values="-n --head-count -i --input-range -o --output --random-source",
        switches="-e -r -z --echo --repeat --zero-terminated",
    ),
    Effect("-o --output", Risk.MUTATING, "`shuf -o` writes a file."),
    read_only=("shuf -n 3 f", "shuf -i 1-10"),
    mutating=("shuf -o f f", "shuf --outp=f f"),
)
_TAIL = _reader(
    "text",
    Flags(
        values="-n --lines -c --bytes -s --sleep-interval --pid --max-unchanged-stats",
        switches="-f -F -q -v -z -r --retry --quiet --silent --verbose --zero-terminated",
        optional="--follow",
    ),
    Effect("-f -F --follow", Risk.READ_ONLY, "", code=Code.FOLLOWS),
    read_only=("tail -n 100 /var/log/syslog", "tail -20 x"),
)
_GREP = Program(
    "text.grep",
    Risk.READ_ONLY,
    Flags(
        values="-e --regexp -f --file -m --max-count -A --after-context -B --before-context -C --context -d "
        "--directories -D --devices --include --exclude --exclude-from --exclude-dir --label --binary-files "
        "--group-separator",
        switches="-r -R -i -n -v -l -L -c -q -s -o -w -x -E -F -P -G -H -h -a -b -z -Z -U -T -I -y -V "
        "--basic-regexp --binary --byte-offset --count --dereference-recursive --extended-regexp "
        "--files-with-matches --files-without-match --fixed-strings --ignore-case --initial-tab "
        "--invert-match --line-buffered --line-number --line-regexp --no-filename --no-group-separator "
        "--no-ignore-case --no-messages --null --null-data --only-matching --perl-regexp --quiet "
        "--recursive --silent --text --with-filename --word-regexp -<number>",
        optional="--color --colour",
    ),
    custom=lambda call, args, verb: _grep(call, args),
    examples={
        Risk.UNKNOWN: ("grep -r", "ls | grep -i"),
        Risk.READ_ONLY: (
            "grep -rn secret src",
            "grep -E 'a|b' f",
            "zgrep x y.gz",
            "grep $PATTERN file",
            "grep -c x -- -f",
        ),
        Risk.SENSITIVE: ("grep KEY .env", "grep -r aws ~/.aws/credentials"),
    },
    operands=MANY,
)


def _grep(call: Call, args: Args) -> Ruling | None:
    has_pattern = args.has("-e", "--regexp", "-f", "--file")
    if not has_pattern and not args.operands and not call.more_args:
        return ruled(call, Risk.UNKNOWN, "text.grep.pattern", f"`{call.program}` has no pattern to search for.")
    return revealed(call, args.operands[0 if has_pattern else 1 :], "text")


_RIPGREP = Program(
    "text.rg",
    Risk.READ_ONLY,
    Flags(
        values="-e --regexp -f --file -g --glob --iglob -t --type -T --type-not --type-add -A -B -C "
        "--after-context --before-context --context -m --max-count --max-depth -d -j --threads -r --replace "
        "-E --encoding --color --colors --sort --sortr --ignore-file --max-filesize -M --max-columns --pre "
        "--pre-glob --path-separator --engine --hostname-bin --hyperlink-format --context-separator "
        "--field-match-separator --dfa-size-limit --regex-size-limit --type-clear --generate",
        switches="-i -n -v -l -c -q -s -o -w -x -F -P -H -h -a -b -z -0 -L -u -U -p -S -N -I -V --files --hidden "
        "-. --no-hidden --ignore-case --smart-case --case-sensitive --fixed-strings --line-number "
        "--no-line-number --invert-match --files-with-matches --files-without-match --count "
        "--count-matches --only-matching --word-regexp --line-regexp --quiet --no-filename "
        "--with-filename --heading --no-heading --no-ignore --no-ignore-vcs --no-ignore-parent "
        "--no-ignore-global --no-config --no-messages --null --null-data --multiline --multiline-dotall "
        "--pcre2 --pretty --json --vimgrep --stats --trim --text --binary --follow --unrestricted "
        "--column --no-column --byte-offset --passthru --type-list --debug --glob-case-insensitive "
        "--one-file-system --crlf --no-mmap --mmap --line-buffered --block-buffered --max-columns-preview "
        "--no-unicode --sort-files --version --help",
        abbreviated=False,
    ),
    effects=(
        Effect("--pre --hostname-bin", Risk.UNKNOWN, "`rg --pre` runs a program for each file.", value="(?s).+"),
        Effect("-z --search-zip", Risk.UNKNOWN, "`rg -z` starts the decompression programs it finds."),
    ),
    custom=lambda call, args, verb: revealed(call, args.operands[1:], "text"),
    examples={
        Risk.READ_ONLY: ("rg -n TODO src", "rg -tpy --files", "rg -r '$1' x"),
        Risk.UNKNOWN: ("rg --pre ./x pattern", "rg --pre=sh p", "rg -nz p", "rg --search-zip p"),
        Risk.SENSITIVE: ("rg KEY .env",),
    },
    operands=MANY,
)
_SORT = _reader(
    "text.sort",
    Flags(
        values="-k --key -t --field-separator -o --output -S --buffer-size -T --temporary-directory --parallel "
        "--batch-size --compress-program --files0-from --random-source",
        optional="--sort --check",
        switches="-n -r -u -f -b -d -g -i -M -h -R -V -c -C -m -s -z --numeric-sort --reverse --unique --stable "
        "--ignore-case --human-numeric-sort --version-sort --zero-terminated --debug --merge --random-sort "
        "--month-sort --ignore-leading-blanks --dictionary-order --general-numeric-sort --ignore-nonprinting",
    ),
    Effect("-o --output", Risk.MUTATING, "`sort -o` writes a file."),
    Effect("--compress-program", Risk.UNKNOWN, "`sort --compress-program` runs a program."),
    read_only=("sort -k2,2n -t: f", "sort -u a b", "sort -rn", "sort --key=2"),
    mutating=("sort -o f f", "sort f -of", "sort --out=f f", "sort -uof f"),
    unknown=("sort --compress-prog=./x f", "sort $ARGS", "sort --$X f"),
)
_TREE = _reader(
    "text.tree",
    Flags(
        values="-L -I -P -o -H -T --filelimit --charset --timefmt --sort --gitfile --infofile",
        switches="-a -d -f -s -h -D -A -C -F -J -N -Q -S -U -X -c -g -i -l -n -p -q -r -t -u -v -x --device "
        "--dirsfirst --du --fflinks --filesfirst --fromfile --gitignore --ignore-case --info --inodes "
        "--matchdirs --metafirst --nolinks --noreport --prune --si",
    ),
    Effect("-o -R", Risk.MUTATING, "`tree -o` writes a file."),
    read_only=("tree -L 2", "tree -a src"),
    mutating=("tree -o out.txt", "tree -L 2 -o x"),
)
_LESS = _reader(
    "text.less",
    Flags(
        values="-o -O -k -p -P -t -T -x -y -z -h -j -b --log-file --LOG-FILE --lesskey-file --lesskey-src "
        "--pattern --tag --lesskey-content",
        switches="-S -R -N -F -X -i -I -e -E -M -m -n -r -s -w -W -q -Q -u -U -f -g -G -a -A -B -c -C -d -J -L "
        "--chop-long-lines --LINE-NUMBERS --no-init --quit-if-one-screen --raw-control-chars "
        "--RAW-CONTROL-CHARS --ignore-case --IGNORE-CASE --squeeze-blank-lines --quiet --silent "
        "--line-numbers --mouse --no-lessopen -K -V",
    ),
    Effect("-o -O --log-file --LOG-FILE", Risk.MUTATING, "`less -o` writes a file."),
    Effect(
        "-k --lesskey-file --lesskey-src --lesskey-content", Risk.UNKNOWN, "`less` would run a command from a key file."
    ),
    read_only=("less -S f", "kubectl_output=1 less f", "more f", "less +F app.log", "less +/server f"),
    mutating=("less -o log f", "less -olog f"),
    unknown=("less '+!rm -rf x' f", "less +!id f", "zless '+!id' f.gz"),
)


def _less(call: Call) -> Ruling:
    for word in call.args:
        searches = word.text[:2] in {"+/", "+?"} and not any(mark in word.text for mark in "\n\r\0")
        if word.text[:1] == "+" and not searches and any(mark in word.text for mark in "!|vs\0#"):
            return ruled(call, Risk.UNKNOWN, "text.less.command", "`less +…` runs a command of the pager.")
    return _LESS(call)


def _uniq(call: Call, args: Args, verb: str) -> Ruling | None:
    if len(args.operands) > 1:
        return ruled(call, Risk.MUTATING, "text.uniq.output", "`uniq IN OUT` writes OUT.")
    if args.operands and (args.operands[0].splits or args.operands[0].glob or call.more_args):
        return ruled(call, Risk.UNKNOWN, "text.uniq.output", "What `uniq` gets at run time could name a file to write.")
    return reveal(call, args, verb)


_UNIQ = Program(
    "text.uniq",
    Risk.READ_ONLY,
    Flags(
        values="-f --skip-fields -s --skip-chars -w --check-chars",
        switches="-c -d -u -i -z --count --ignore-case --repeated --unique --zero-terminated",
        optional="--all-repeated --group -D",
    ),
    custom=_uniq,
    examples={
        Risk.READ_ONLY: ("uniq -c", "sort f | uniq -c | sort -rn", "uniq -f 1 in", "uniq -w5"),
        Risk.MUTATING: ("uniq in out", "uniq -c in out"),
        Risk.UNKNOWN: ("uniq $FILES", "uniq *.txt", "ls | xargs uniq x"),
    },
    operands=1,
)
_DATE = Program(
    "text.date",
    Risk.READ_ONLY,
    Flags(
        values="-d --date -f --file -r --reference -s --set -v -z --resolution",
        switches="-u --utc --universal -R --rfc-email --rfc-2822 --debug -j -n",
        optional="-I --iso-8601 --rfc-3339",
    ),
    effects=(Effect("-s --set", Risk.DESTRUCTIVE, "`date -s` sets the clock of this machine."),),
    custom=lambda call, args, verb: (
        ruled(call, Risk.DESTRUCTIVE, "text.date.set", "`date` with digits alone sets the clock of this machine.")
        if not args.has("-j") and any(not word.text.startswith("+") for word in args.operands)
        else reveal(call, args, verb)
    ),
    examples={
        Risk.READ_ONLY: (
            "date",
            "date +%s",
            "date -u -d '1 day ago' +%F",
            "date -Iseconds",
            "date -v-1d",
            "date -j -f %s 1",
        ),
        Risk.DESTRUCTIVE: ("date -s 12:00", "date --set=12:00", "date 010100002030"),
    },
    operands=MANY,
)
_BASE64 = Program(
    "text.base64",
    Risk.READ_ONLY,
    Flags(
        values="-w --wrap -b --break -i --input -o --output",
        switches="-d -D --decode -h --ignore-garbage",
    ),
    effects=(Effect("-o --output", Risk.MUTATING, "`base64 -o` writes a file."),),
    custom=reveal,
    examples={
        Risk.READ_ONLY: ("base64 -d", "echo aGk= | base64 --decode", "base64 -w0 f"),
        Risk.MUTATING: ("base64 -o out -i in",),
        Risk.SENSITIVE: ("base64 ~/.ssh/id_ed25519",),
    },
    operands=1,
)
_XXD = Program(
    "text.xxd",
    Risk.READ_ONLY,
    Flags(
        values="-c -cols -g -groupsize -l -len -s -seek -o -n -name -R",
        switches="-a -b -e -i -p -ps -plain -r -u -E -C -v -autoskip -postscript -include -revert -upper -bits",
        single_dash=True,
    ),
    custom=lambda call, args, verb: (
        ruled(call, Risk.MUTATING, "text.xxd.output", "`xxd IN OUT` writes OUT.")
        if len(args.operands) > 1
        else ruled(
            call,
            Risk.UNKNOWN,
            "text.xxd.output",
            "Arguments that are only known at run time could name a file to write.",
        )
        if call.more_args or any(word.splits or word.glob for word in args.operands)
        else reveal(call, args, verb)
    ),
    examples={
        Risk.READ_ONLY: ("xxd f", "xxd -l 16 f", "xxd -r -p", 'xxd "$F"'),
        Risk.MUTATING: ("xxd -r in out",),
        Risk.UNKNOWN: ("xxd *", "ls | xargs xxd", "xxd $F"),
    },
    operands=1,
)
_DIFF = _reader(
    "text.diff",
    Flags(
        values="-U --unified -C --context -I --ignore-matching-lines -x --exclude -X --exclude-from -W --width -L "
        "--label -F --show-function-line --to-file --from-file --diff-program --tabsize --horizon-lines -S "
        "--starting-file --palette --output-delimiter --GTYPE-group-format --LTYPE-line-format "
        "--line-format --ifdef --bytes --ignore-initial",
        switches="-u -r -q -y -w -b -B -i -N -a -s -t -T -p -e -n -l -d -c -1 -2 -3 --strip-trailing-cr -z -A -E "
        "-Z -m -v --total --check-order --nocheck-order --zero-terminated --brief --ed --expand-tabs "
        "--ignore-all-space --ignore-blank-lines --ignore-case --ignore-file-name-case "
        "--ignore-space-change --ignore-tab-expansion --ignore-trailing-space --initial-tab --left-column "
        "--minimal --new-file --no-dereference --normal --rcs --recursive --report-identical-files "
        "--show-c-function --side-by-side --speed-large-files --suppress-blank-empty "
        "--suppress-common-lines --text --unidirectional-new-file --print-bytes --quiet --silent "
        "--verbose --easy-only --merge --overlap-only --show-all --show-overlap",
        optional="--color",
    ),
    Effect("--diff-program --diff-prog", Risk.UNKNOWN, "It would run another program to compare."),
    unknown=("diff3 --diff-program=./x a b c",),
    read_only=("diff -u a b", "diff <(sort a) <(sort b)", "cmp a b", "comm -12 a b", "diff -U3 a b"),
    destructive=("diff <(ls) <(rm -rf x)",),
)
_SDIFF = _reader(
    "text.sdiff",
    Flags(
        values="-o --output -w --width -I --diff-program --ignore-matching-lines --tabsize",
        switches="-B -E -H -W -Z -a -b -d -i -l -s -t --expand-tabs --ignore-all-space --ignore-blank-lines "
        "--ignore-case --ignore-space-change --ignore-tab-expansion --ignore-trailing-space --left-column "
        "--minimal --speed-large-files --strip-trailing-cr --suppress-common-lines --text",
    ),
    Effect("-o --output", Risk.MUTATING, "`sdiff -o` writes a file."),
    Effect("--diff-program", Risk.UNKNOWN, "`sdiff --diff-program` runs a program."),
    read_only=("sdiff a b",),
    mutating=("sdiff -o c a b",),
)
_SPLIT = Program(
    "text.split",
    Risk.MUTATING,
    Flags(values="-l -b -n -a -C -t --filter --lines --bytes --number"),
    effects=(Effect("--filter", Risk.UNKNOWN, "`split --filter` runs a command for each piece."),),
    custom=lambda call, args, verb: (
        ruled(
            call,
            Risk.UNKNOWN,
            "text.split.operands",
            "`split` takes a file and a prefix only; this is another program.",
        )
        if call.program == "split" and len(args.operands) > 2
        else None
    ),
    examples={Risk.MUTATING: ("split -l 100 f", "csplit f /x/"), Risk.UNKNOWN: ("split --filter='rm x' f",)},
)
_TEE = Program(
    "text.tee",
    Risk.MUTATING,
    Flags(switches="-a -i -p --append --ignore-interrupts", optional="--output-error"),
    custom=lambda call, args, verb: _tee(call, args),
    examples={
        Risk.READ_ONLY: ("ls | tee", "ls | tee /dev/stderr", "echo x | tee /dev/null"),
        Risk.MUTATING: ("ls | tee out", "ls | tee -a log"),
        Risk.DESTRUCTIVE: ("echo x | tee /etc/hosts", "tee -a ~/.ssh/authorized_keys < k"),
        Risk.FORBIDDEN: ("echo x | tee /dev/sda",),
    },
    operands=MANY,
)


def _tee(call: Call, args: Args) -> Ruling | None:
    files = [word.text for word in args.operands if not paths.is_harmless_device(word.text) and word.text != "-"]
    if any(paths.is_disk(file) for file in files):
        return ruled(call, Risk.FORBIDDEN, "text.tee.disk", "`tee` would overwrite a disk.")
    if any(paths.is_system(file) for file in files):
        return ruled(call, Risk.DESTRUCTIVE, "text.tee.system", "`tee` writes a file of the operating system.")
    if any(paths.grants_access(word) for word in args.operands):
        text = "`tee` writes who may log in."
        return ruled(call, Risk.DESTRUCTIVE, "text.tee.access", text, Code.CHANGES_CREDENTIALS)
    return None if files else ruled(call, Risk.READ_ONLY, "text.tee")


_JLESS = Program(
    "text.jless",
    Risk.UNKNOWN,
    texts={"": "It waits for a person at a terminal."},
    codes={"": Code.INTERACTIVE},
    examples={Risk.UNKNOWN: ("jless f.json",)},
)
_PRINTERS = (
    "cat tac nl head wc od hexdump hd strings rev cut paste join tr fold fmt column expand unexpand pr tsort look "
    "colrm cksum sum md5sum md5 sha1sum sha224sum sha256sum sha384sum sha512sum b2sum b3sum shasum crc32 zcat bzcat "
    "xzcat lzcat gzcat ccat numfmt lz4cat col ul"
)
RULES = {
    **{program: _printer(program) for program in _PRINTERS.split()},
    "tail": _TAIL,
    "grep": _GREP,
    "egrep": _GREP,
    "fgrep": _GREP,
    "zgrep": _GREP,
    "bzgrep": _GREP,
    "xzgrep": _GREP,
    **dict.fromkeys(
        names("rgrep zegrep zfgrep bzegrep bzfgrep xzegrep xzfgrep lzgrep lzegrep lzfgrep zstdgrep"), _GREP
    ),
    "rg": _RIPGREP,
    "sort": _SORT,
    "uniq": _UNIQ,
    "tree": _TREE,
    "less": _less,
    **dict.fromkeys(("more", "zless", "zmore", "bzless", "xzless"), _less),
    "bat": _BAT,
    "batcat": _BAT,
    "zstdcat": _ZSTDCAT,
    "ag": _AG,
    "shuf": _SHUF,
    "date": _DATE,
    "base64": _BASE64,
    "base32": _BASE64,
    "xxd": _XXD,
    "diff": _DIFF,
    "colordiff": _DIFF,
    "cmp": _DIFF,
    "comm": _DIFF,
    "diff3": _DIFF,
    "sdiff": _SDIFF,
    "split": _SPLIT,
    "csplit": _SPLIT,
    "tee": _TEE,
    "jless": _JLESS,
}
