"""sed, awk, jq, yq and other filters whose argument is a small program.

Sources: GNU sed and gawk manuals, jq(1), mikefarah's yq, kislyuk's yq, dasel, gron, miller, xmllint, pandoc.
"""

from __future__ import annotations

import re

from cloud_assist.command.rules.engine.base import Call, Effect, Flags, Inner, Program, Rule, Ruling, Word, ruled
from cloud_assist.command.rules.engine.sending import SECRET_VARIABLE
from cloud_assist.command.rules.plain.text_tools import revealed
from cloud_assist.command.rules.texts import awk as awk_text
from cloud_assist.command.rules.texts import sed as sed_text
from cloud_assist.command.syntax.parser import OPAQUE
from cloud_assist.findings import Code
from cloud_assist.models import Risk

_SED_FLAGS = Flags(
    values="-e --expression -f --file -l --line-length",
    optional="-i --in-place",
    switches="-n --quiet --silent -E -r --regexp-extended -s --separate -u --unbuffered -z --null-data --posix "
    "--debug --follow-symlinks --sandbox -b --binary -a -I --help --version",
)


def _sed(call: Call) -> Ruling:
    args = _SED_FLAGS.parse(call.args)
    if args.unclear or args.unknown:
        return ruled(
            call, Risk.UNKNOWN, "filters.sed.option", "An option of `sed` is not covered or known only at run time."
        )
    if args.has("--help", "--version"):
        return ruled(call, Risk.READ_ONLY, "filters.sed.help")
    scripts = args.values("-e", "--expression")
    operands = args.operands
    if args.get("-f", "--file"):
        return ruled(call, Risk.UNKNOWN, "filters.sed.file", "The script is in a file.")
    if not scripts:
        if not operands:
            return ruled(call, Risk.READ_ONLY, "filters.sed.help")
        scripts, operands = (operands[0].text,), operands[1:]
    script = "\n".join(scripts)
    if args.get("-i", "--in-place") or args.has("-I"):
        return _in_place(call, script)
    if args.has("-n") and args.expanding is False and _line_numbers(script):
        return revealed(call, operands, "filters") or ruled(call, Risk.READ_ONLY, "filters.sed")
    return (
        _sed_script(call, script, operands)
        if not args.has("--sandbox")
        else ruled(call, Risk.READ_ONLY, "filters.sed.sandbox")
    )


def _line_numbers(script: str) -> bool:
    """`sed -n "${a},${b}p"`: line numbers may be known only at run time, and the rest is plain."""
    return re.fullmatch(r"\d+(?:,(?:\d+|\$))?p(?:;\d+q)?", script) is not None


def _in_place(call: Call, script: str) -> Ruling:
    effects = sed_text.effects_of(script.replace(OPAQUE, "x"))
    if effects.runs or (not effects.understood and OPAQUE not in script):
        return ruled(call, Risk.UNKNOWN, "filters.sed.runs", "The sed script runs a command or is not understood.")
    return ruled(call, Risk.MUTATING, "filters.sed.in-place", "`sed -i` changes the files.")


def _sed_script(call: Call, script: str, operands: tuple[Word, ...]) -> Ruling:
    if OPAQUE in script:
        return ruled(call, Risk.UNKNOWN, "filters.sed.expansion", "Part of the sed script is known only at run time.")
    if any(word.splits and word.text[:1] == OPAQUE for word in operands) or (call.more_args and "--" not in call.words):
        return ruled(
            call, Risk.UNKNOWN, "filters.sed.expansion", "What `sed` gets at run time could be options that write."
        )
    effects = sed_text.effects_of(script)
    if effects.runs:
        return ruled(call, Risk.UNKNOWN, "filters.sed.runs", "The sed script runs commands (`e`).")
    if not effects.understood:
        return ruled(call, Risk.UNKNOWN, "filters.sed.script", "The sed script is not understood.")
    if any(name not in {"/dev/stdout", "/dev/stderr", "/dev/null"} for name in effects.writes):
        return ruled(call, Risk.MUTATING, "filters.sed.writes", "The sed script writes a file (`w`).")
    return revealed(call, operands, "filters") or ruled(call, Risk.READ_ONLY, "filters.sed")


_AWK_FLAGS = Flags(
    values="-F --field-separator -v --assign -f --file -e --source -i --include -l --load -E --exec -m",
    optional="-d --dump-variables -D --debug -o --pretty-print -p --profile -L --lint",
    switches="-b -c -C -h -I -k -M -n -N -O -P -r -s -S -t -V --posix --traditional --sandbox --csv --re-interval "
    "--version --help --non-decimal-data --characters-as-bytes -W",
    posix=True,
)


_AWK_LOADS = ("-f", "--file", "-i", "--include", "-l", "--load", "-E", "--exec", "-D", "--debug")
"""Options that take a program, code or the debugger's commands from elsewhere."""


def _awk(call: Call) -> Ruling:
    args = _AWK_FLAGS.parse(call.args)
    if args.unclear or args.unknown or args.get(*_AWK_LOADS):
        return ruled(
            call, Risk.UNKNOWN, "filters.awk.option", "The awk program is in a file, or an option is not covered."
        )
    if args.get("-o", "--pretty-print", "-p", "--profile", "-d", "--dump-variables"):
        return ruled(call, Risk.MUTATING, "filters.awk.profile", "`awk` writes a file.")
    if args.has("--version", "-V", "--help", "-h"):
        return ruled(call, Risk.READ_ONLY, "filters.awk.help")
    source = args.value("-e", "--source")
    operands = args.operands
    if source is None:
        if not operands:
            return ruled(call, Risk.READ_ONLY, "filters.awk.help")
        source, operands = operands[0].text, operands[1:]
    # A value spliced into the text between quotes (`'"$x"'`) could be code; a file operand cannot.
    if OPAQUE in source:
        return ruled(call, Risk.UNKNOWN, "filters.awk.expansion", "Part of the awk program is known only at run time.")
    effects = awk_text.effects_of(source)
    if not effects.understood:
        return ruled(
            call, Risk.UNKNOWN, "filters.awk.program", "The awk program runs or writes something made at run time."
        )
    if effects.writes:
        return ruled(call, Risk.MUTATING, "filters.awk.writes", "The awk program writes a file.")
    inner = tuple(Inner(source=command) for command in effects.commands)
    ruling = _awk_shows(call, effects, operands)
    return Ruling(ruling.risk, ruling.rule, ruling.text, ruling.findings, inner)


def _awk_shows(call: Call, effects: awk_text.AwkEffects, operands: tuple[Word, ...]) -> Ruling:
    """Judge what an awk program that neither writes nor runs anything can print."""
    if any(not name or SECRET_VARIABLE.search(f"${name}") for name in effects.variables):
        text = "The awk program prints variables of the environment, which hold secrets."
        return ruled(call, Risk.SENSITIVE, "filters.awk.env", text, Code.REVEALS_SECRET)
    files = (*operands, *(Word(text, text) for text in effects.strings))
    return revealed(call, files, "filters") or ruled(call, Risk.READ_ONLY, "filters.awk", "`awk` only prints.")


def _jq(call: Call) -> Ruling:
    """jq cannot write or run anything; it can print the environment (`env`, `$ENV`)."""
    words = [word for word in call.args if not word.text.startswith("-")]
    secret = revealed(call, tuple(words), "filters")
    if secret is not None:
        return secret
    if (
        words
        and re.search(r"\$ENV\b|\benv\b(?!\s*:)", words[0].text)
        and not re.search(r'"[^"]*\benv\b[^"]*"|\.env\b', words[0].text)
    ):
        return ruled(
            call, Risk.SENSITIVE, "filters.jq.env", "The jq program prints the environment.", Code.REVEALS_SECRET
        )
    return ruled(call, Risk.READ_ONLY, "filters.jq", "`jq` only prints.")


_YQ = Program(
    "filters.yq",
    Risk.READ_ONLY,
    Flags(
        values="-o --output-format -p --input-format -I --indent --expression --from-file --xml-attribute-prefix "
        "--header-preprocess",
        switches="-i -n -r -e -P -C -M -N -c -j -y -Y -t -x --inplace --null-input --unwrapScalar --colors "
        "--no-doc --exit-status --prettyPrint --verbose -v -V -0",
    ),
    effects=(
        Effect("-i --inplace --in-place", Risk.MUTATING, "`yq -i` changes the file."),
        Effect("-s --split-exp", Risk.MUTATING, "`yq -s` writes files."),
        Effect("--security-enable-system-operator", Risk.UNKNOWN, "Its expressions may run programs."),
    ),
    custom=lambda call, args, verb: (
        ruled(call, Risk.MUTATING, "filters.yq.write", "This verb of `yq` changes the file when told to.")
        if args.verbs
        and args.verbs[0] in {"w", "write", "d", "delete", "m", "merge", "x", "script"}
        and args.has("-i", "--inplace")
        else ruled(call, Risk.SENSITIVE, "filters.yq.env", "It prints the environment.", Code.REVEALS_SECRET)
        if any(re.search(r"\b(?:str)?env\(|\$ENV|\benvsubst", word.text) for word in args.operands)
        else revealed(call, args.operands, "filters")
    ),
    examples={
        Risk.READ_ONLY: ("yq '.a.b' f.yaml", "yq -r .x f", "yq eval '.a' f", "yq -o=json f"),
        Risk.MUTATING: ("yq -i '.a=1' f", "yq eval -i .a=1 f", "yq --inplace .a=1 f", "yq -s .a f"),
        Risk.SENSITIVE: ("yq -n 'env(X)'",),
    },
)
_MARKUP = Program(
    "filters.markup",
    Risk.READ_ONLY,
    Flags(
        values="-o --output --out -f --file -config --xpath --schema --relaxng --encode",
        switches="-m -modify -L --inplace -q -e -i",
        single_dash=True,
    ),
    effects=(
        Effect("-o --output --out -f --file", Risk.MUTATING, "It writes a file.", value="(?!-$|/dev/stdout$).*"),
        Effect("-m -modify --modify --write-back -L --inplace", Risk.MUTATING, "It changes the file."),
        Effect("--shell -config --config", Risk.UNKNOWN, "It takes commands or settings from elsewhere."),
    ),
    custom=lambda call, args, verb: (
        ruled(call, Risk.UNKNOWN, "filters.markup.stylesheet", "A stylesheet can write files.")
        if call.program == "xsltproc" or args.verbs[:1] in (("tr",), ("transform",))
        else revealed(call, args.operands, "filters")
    ),
    examples={
        Risk.READ_ONLY: ("xmllint --format x", "xmlstarlet sel -t -v //a f", "tidy -q f"),
        Risk.MUTATING: ("xmllint --output o i", "xmlstarlet ed -L -d //a f", "tidy -m f", "tidy -f errors f"),
        Risk.UNKNOWN: ("xmllint --shell f", "xsltproc a b"),
    },
)


def _jc(call: Call) -> Ruling:
    """`jc COMMAND` runs the command; `jc --PARSER` reads standard input."""
    words = call.args
    while words and words[0].text[:1] == "-":
        words = words[1:]
    inner = (Inner(words),) if words else ()
    return Ruling(Risk.READ_ONLY, "filters.jc", "`jc` prints what a command prints, as JSON.", inner=inner)


_PLAIN = Program(
    "filters.plain",
    Risk.READ_ONLY,
    Flags(values="-o --output --out -O --schema --xpath -t -f --from --to"),
    effects=(
        Effect(
            "-o --output --out",
            Risk.MUTATING,
            "It writes a file.",
            value="(?!-$|json$|yaml$|table$|csv$|text$|tsv$|xml$|/dev/stdout$).*",
        ),
        Effect("-i --in-place --inplace -w --write --write-sheets", Risk.MUTATING, "It changes or writes files."),
    ),
    custom=lambda call, args, verb: (
        ruled(call, Risk.MUTATING, "filters.plain.verb", "It changes the file.")
        if call.program == "dasel" and args.verbs[:1] and args.verbs[0] in {"put", "delete"}
        else revealed(call, args.operands, "filters")
    ),
    examples={
        Risk.READ_ONLY: ("gron x.json", "csvcut -c 1 f", "jid", "jc --ps", "jc ls -l", "dasel -f x a"),
        Risk.MUTATING: ("dasel put -f x -v y a", "dasel delete -f x a", "in2csv --write-sheets - f"),
        Risk.DESTRUCTIVE: ("jc rm x",),
    },
)
_MILLER = Program(
    "filters.miller",
    Risk.READ_ONLY,
    Flags(values="--from --ifs --ofs", switches="--icsv --ojson -I", posix=True),
    custom=lambda call, args, verb: (
        ruled(call, Risk.UNKNOWN, "filters.miller.verb", "This verb of `mlr` can run commands or write files.")
        if any(
            re.search(r"\b(?:system|exec|tee|split|dump\s*>|print\s*>|emit\s*>)", word.text) or word.opaque
            for word in call.args
        )
        or args.has("-I", "--load", "--mload", "--prepipe", "--prepipex")
        else None
    ),
    examples={
        Risk.READ_ONLY: ("mlr --icsv --ojson cat f",),
        Risk.UNKNOWN: ("mlr --icsv put 'system(\"x\")' f", "mlr -I cat f", "mlr --prepipe x cat f"),
    },
)
_XARGS_SAFE = Program(
    "filters.pandoc",
    Risk.MUTATING,
    Flags(values="-o --output -t -f"),
    examples={Risk.MUTATING: ("pandoc -o x.pdf y.md",)},
)
_FZF = Program(
    "filters.fzf",
    Risk.UNKNOWN,
    codes={"": Code.INTERACTIVE},
    examples={Risk.UNKNOWN: ("fzf", "fzf --preview 'cat {}'"), Risk.READ_ONLY: ("fzf --version",)},
)
RULES: dict[str, Rule] = {
    **dict.fromkeys(("sed", "gsed"), _sed),
    **dict.fromkeys(("awk", "gawk", "mawk", "nawk"), _awk),
    **dict.fromkeys(("jq", "gojq", "jaq"), _jq),
    "yq": _YQ,
    **dict.fromkeys(
        (
            "gron",
            "dasel",
            "csvcut",
            "csvgrep",
            "csvlook",
            "csvstat",
            "csvsort",
            "csvjson",
            "in2csv",
            "jid",
            "htmlq",
            "pup",
            "hjson",
            "json_pp",
            "json_reformat",
            "yamllint",
            "jsonlint",
            "xq",
            "tomlq",
            "choose",
            "hck",
        ),
        _PLAIN,
    ),
    **dict.fromkeys(("xmllint", "xmlstarlet", "xsltproc", "tidy"), _MARKUP),
    "jc": _jc,
    "mlr": _MILLER,
    "pandoc": _XARGS_SAFE,
    **dict.fromkeys(("fzf", "sk", "peco"), _FZF),
}
EXAMPLES = {
    Risk.READ_ONLY: (
        "sed -n '1,10p' f",
        "sed 's/a/b/g' f",
        "sed -e 's/a/b/' -e '/x/d' f",
        "sed -E 's#/a/#b#g;s/[/]/x/' f",
        "sed '$!d' f",
        "sed '/a/,/b/p' f",
        "sed 5q f",
        "sed -n '/w/p'",
        "sed 's/w/e/' f",
        "sed 'a hello' f",
        "awk '{print $1}' f",
        "awk -F: '$3 > 100 {print $1}' /etc/passwd",
        "awk '{s+=$1} END {print s}'",
        "awk 'NR==1{print \"a > b\"}' f",
        "awk '/x|y/ {c++} END{printf \"%d\\n\", c}'",
        "awk -v x=$X '$1==x' f",
        "awk '{ if ($1 > 5) print $2 }' f",
        "awk '{print > \"/dev/stderr\"}'",
        "awk '{print ($1>2)}'",
        "jq '.a' f",
        "jq -r '.[] | select(.env == \"x\")' f",
        "cat f | jq .",
        "awk 'BEGIN{\"date\" | getline d; print d}'",
        "awk '{print $1 | \"sort\"}' f",
        "awk '$1 ~ /a\\/b/ || $2'",
        'awk \'BEGIN{print ENVIRON["HOME"]; getline l < "/etc/hosts"; print l}\'',
        "sed -n '/start/,$p' f",
        "sed 'y/abc/xyz/' f",
        "sed -n '$='",
        "sed '/^$/d;/^#/d'",
        "sed --sandbox x f",
    ),
    Risk.SENSITIVE: (
        "jq '$ENV' -n",
        "jq -n env",
        "sed p ~/.aws/credentials",
        "awk 'BEGIN{for (k in ENVIRON) print ENVIRON[k]}'",
        'awk \'BEGIN{print SYMTAB["ENVIRON"]["X"]}\'',
        "awk 'BEGIN{print ENVIRON[\"API_TOKEN\"]}'",
        "awk 'BEGIN{while ((getline l < \"/etc/shadow\") > 0) print l}'",
    ),
    Risk.MUTATING: (
        "sed -i s/a/b/ f",
        "sed -i.bak 's/a/b/' f",
        "sed --in-place=x s/a/b/ f",
        "sed 's/a/b/w out' f",
        "sed -n 'w out' f",
        "sed '/x/w out' f",
        "awk '{print > \"out\"}' f",
        "awk '{print $1 >> \"out\"}'",
        "sed -ni p f",
        "sed -n '/a/{p;w out\n}' f",
        "awk -o x '{}'",
    ),
    Risk.DESTRUCTIVE: ("awk 'BEGIN{system(\"rm x\")}'", "awk '{print | \"rm x\"}'", "awk 'BEGIN{\"rm x\" | getline}'"),
    Risk.UNKNOWN: (
        "sed 's/a/b/e' f",
        "sed '1e rm x' f",
        "sed e f",
        "sed -f x f",
        'sed "s/a/$X/" f',
        "sed 'kk' f",
        "awk -f x f",
        "awk '{system($1)}' f",
        "awk '{print > $1}' f",
        'awk "{print \\$$N}" f',
        "awk '@load \"x\"'",
        "awk '{print | $0}'",
        "sed $X f",
        'awk \'BEGIN{printf "x" | ("s" "h")}\'',
        "sed --expression='1e id' f",
        "sed -i '1e id' f",
        "awk -i inplace '{}' f",
    ),
}
