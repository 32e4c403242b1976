"""sed, awk, jq, yq and other filters whose argument is a small program.

Sources: GNU sed and gawk manuals, jq(1), mikefarah's yq, kislyuk's yq, dasel, gron, miller, xmllint, pandoc.
"""

from __future__ import annotations

import re

from cloud_assist.command.rules.engine.base import (
    MANY,
    Call,
    Effect,
    Flags,
    Inner,
    Program,
    Rule,
    Ruling,
    Word,
    ruled,
    verbs,
)
from cloud_assist.command.rules.engine.sending import SECRET_VARIABLE, is_near
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
            call, Risk.UNKNOWN, "filters.sed.option", "An option of `sed` is unknown, or only known at run time."
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
    return re.fullmatch(r"[0-9]+(?:,(?:[0-9]+|\$))?p(?:;[0-9]+q)?", script) is not None


def _in_place(call: Call, script: str) -> Ruling:
    effects = sed_text.effects_of(script.replace(OPAQUE, "x"))
    if effects.runs or (not effects.understood and OPAQUE not in script):
        return ruled(call, Risk.UNKNOWN, "filters.sed.runs", "The sed script runs a command or cannot be parsed.")
    return ruled(call, Risk.MUTATING, "filters.sed.in-place", "`sed -i` changes the files.")


def _sed_script(call: Call, script: str, operands: tuple[Word, ...]) -> Ruling:
    if OPAQUE in script:
        return ruled(call, Risk.UNKNOWN, "filters.sed.expansion", "Part of the sed script is only known at run time.")
    if any(word.splits and word.text[:1] == OPAQUE for word in operands) or (call.more_args and "--" not in call.words):
        return ruled(
            call,
            Risk.UNKNOWN,
            "filters.sed.expansion",
            "Arguments of `sed` are only known at run time; they could be options that write.",
        )
    effects = sed_text.effects_of(script)
    if effects.runs:
        return ruled(call, Risk.UNKNOWN, "filters.sed.runs", "The sed script runs commands (`e`).")
    if not effects.understood:
        return ruled(call, Risk.UNKNOWN, "filters.sed.script", "The sed script cannot be parsed.")
    if any(name not in {"/dev/stdout", "/dev/stderr", "/dev/null"} for name in effects.writes):
        return ruled(call, Risk.MUTATING, "filters.sed.writes", "The sed script writes a file (`w`).")
    return revealed(call, operands, "filters") or ruled(call, Risk.READ_ONLY, "filters.sed")


_AWK_FLAGS = Flags(
    values="-F --field-separator -v --assign -f --file -e --source -i --include -l --load -E --exec -m -W",
    optional="-d --dump-variables -D --debug -o --pretty-print -p --profile -L --lint",
    switches="-b -c -C -h -I -k -M -n -N -O -P -r -s -S -t -V --posix --traditional --sandbox --csv --re-interval "
    "--version --help --non-decimal-data --characters-as-bytes",
    posix=True,
)


_AWK_LOADS = ("-f", "--file", "-i", "--include", "-l", "--load", "-E", "--exec", "-D", "--debug")
"""Options that take a program, code or the debugger's commands from elsewhere."""


def _awk(call: Call) -> Ruling:
    args = _AWK_FLAGS.parse(call.args)
    foreign = [text for text in args.values("-W") if text not in {"version", "usage", "help"}]
    if args.unclear or args.unknown or foreign or args.get(*_AWK_LOADS):
        return ruled(
            call, Risk.UNKNOWN, "filters.awk.option", "The awk program is in a file, or has an unknown option."
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
        return ruled(call, Risk.UNKNOWN, "filters.awk.expansion", "Part of the awk program is only known at run time.")
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


_JQ_FLAGS = Flags(
    values="-f --from-file -L --library-path --indent --arg --argjson --slurpfile --rawfile --argfile",
    switches="-r -j -a -s -n -c -C -M -S -e -R -h -V --raw-output --raw-output0 --join-output --ascii-output "
    "--slurp --null-input --compact-output --color-output --monochrome-output --sort-keys --exit-status "
    "--raw-input --tab --stream --stream-errors --seq --unbuffered --args --jsonargs --binary -b "
    "--yaml-input --yaml-output --version --help",
)


def _jq(call: Call) -> Ruling:
    """jq cannot write or run anything; it can print the environment (`env`, `$ENV`)."""
    args = _JQ_FLAGS.parse(call.args)
    words = [word for word in call.args if not word.text.startswith("-")]
    secret = revealed(call, tuple(words), "filters")
    if secret is not None:
        return secret
    if args.unknown or args.unclear:
        text = f"`{(*args.unknown, '…')[0]}` is not a known read-only option of `{call.program}`."
        return ruled(call, Risk.UNKNOWN, "filters.jq.option", text)
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
        values="-o --output-format -p --input-format -I --expression --from-file --xml-attribute-prefix "
        "--header-preprocess -f -L --indent --lua-prefix --lua-suffix --properties-separator --width",
        switches="-i -n -r -e -P -C -M -N -c -y -Y -t -x --inplace --null-input --unwrapScalar --colors --no-doc "
        "--exit-status --prettyPrint --verbose -v -V -a --all -0 --nul-output --tojson -j "
        "--string-interpolation --front-matter --csv-auto-parse --yaml-output --raw-output "
        "--compact-output --slurp --sort-keys --arg",
    ),
    effects=(
        Effect("-i --inplace --in-place", Risk.MUTATING, "`yq -i` changes the file."),
        Effect("-s --split-exp", Risk.MUTATING, "`yq -s` writes files."),
        Effect("--security-enable-system-operator", Risk.UNKNOWN, "Its expressions may run programs."),
    ),
    custom=lambda call, args, verb: (
        ruled(call, Risk.MUTATING, "filters.yq.write", "This verb of `yq` can change the file.")
        if args.verbs
        and args.verbs[0] in {"w", "write", "d", "delete", "m", "merge", "x", "script"}
        and args.has("-i", "--inplace")
        else ruled(call, Risk.SENSITIVE, "filters.yq.env", "It prints the environment.", Code.REVEALS_SECRET)
        if any(re.search(r"\b(?:str)?env\(|\$ENV|\benvsubst", word.text) for word in args.operands)
        else _elsewhere(call, args.operands)
    ),
    examples={
        Risk.READ_ONLY: ("yq '.a.b' f.yaml", "yq -r .x f", "yq eval '.a' f", "yq -o=json f"),
        Risk.MUTATING: ("yq -i '.a=1' f", "yq eval -i .a=1 f", "yq --inplace .a=1 f", "yq -s .a f"),
        Risk.SENSITIVE: ("yq -n 'env(X)'",),
    },
    operands=MANY,
)


def _elsewhere(call: Call, words: tuple[Word, ...]) -> Ruling | None:
    """A filter that is given an address fetches it, as curl would; a file that holds secrets is printed."""
    if any("://" in word.text and not is_near(word.text) for word in words):
        return ruled(call, Risk.SENSITIVE, "filters.fetches", f"`{call.program}` contacts an external server.")
    return revealed(call, words, "filters")


_XMLLINT = Program(
    "filters.xmllint",
    Risk.READ_ONLY,
    Flags(
        values="--xpath --encode --schema --relaxng --schematron --pattern --maxmem --dtdvalid --dtdvalidfpi "
        "--pretty -o --output",
        switches="--format --noout --html --xmlout --recover --huge --nonet --noblanks --nocdata --noent --noenc "
        "--nodefdtd --nsclean --valid --postvalid --dropdtd --c14n --c14n11 --exc-c14n --copy --debug "
        "--stream --sax --sax1 --push --memory --timing --repeat --quiet --nowarning --nowrap --pedantic "
        "--xinclude --noxincludenode --oldxml10 --version --load-trace --nocatalogs --walker",
    ),
    operands=MANY,
    effects=(Effect("-o --output", Risk.MUTATING, "It writes a file.", value="(?!-$|/dev/stdout$).*"),),
    custom=lambda call, args, verb: _elsewhere(call, (*args.operands, *(o.value for o in args.options if o.value))),
    examples={
        Risk.READ_ONLY: ("xmllint --format x", "xmllint --noout --schema a.xsd x", "xmllint --xpath //a -"),
        Risk.MUTATING: ("xmllint --output o i",),
        Risk.SENSITIVE: ("xmllint --html https://example.com",),
        Risk.UNKNOWN: ("xmllint --shell f", "xmllint --catalogs f"),
    },
)
_XMLSTARLET = Program(
    "filters.xmlstarlet",
    Risk.UNKNOWN,
    Flags(
        values="-v --value-of -m --match -c --copy-of -o --output -i --if -e --elem -a --attr -s --indent-spaces "
        "-N -b --break -d --delete -u --update -r --rename -x --expr --name --type --subnode --insert "
        "--append --pi",
        switches="-L --inplace -T --text -R --root -I --indent -C --comp -B --noblanks -Q --quiet -D --dropdtd -H "
        "--html -P --pf -S --ps -O --omit-decl -q -w --well-formed -t --template -n --nl -p",
    ),
    verbs=verbs(read_only="sel, select, el, elements, fo, format, val, validate, c14n, esc, unesc, pyx, ls, ed, edit"),
    bare=Risk.READ_ONLY,
    effects=(Effect("-L --inplace", Risk.MUTATING, "It changes the file."),),
    custom=lambda call, args, verb: _elsewhere(call, args.operands),
    examples={
        Risk.READ_ONLY: ("xmlstarlet sel -t -v //a f", "xmlstarlet ed -d //a f", "xmlstarlet fo f"),
        Risk.MUTATING: ("xmlstarlet ed -L -d //a f", "xmlstarlet ed --inplace -d //a f"),
        Risk.UNKNOWN: ("xmlstarlet tr a.xsl f",),
    },
)
_TIDY = Program(
    "filters.tidy",
    Risk.READ_ONLY,
    Flags(
        values="-o -output -f -file -config -w -wrap -access -language --indent --quiet --show-warnings "
        "--show-errors --show-body-only --wrap --indent-spaces --tidy-mark --char-encoding",
        switches="-q -quiet -e -errors -i -indent -u -upper -c -clean -b -bare -g -gdoc -n -numeric -omit -asxml "
        "-asxhtml -ashtml -xml -utf8 -ascii -raw -latin0 -latin1 -utf16 -m -modify -show-config "
        "-help-config -version -v",
        single_dash=True,
    ),
    operands=MANY,
    effects=(
        Effect("-o -output -f -file", Risk.MUTATING, "It writes a file."),
        Effect("-m -modify", Risk.MUTATING, "It changes the file."),
        Effect("-config", Risk.UNKNOWN, "It takes its settings from a file, which can name files to write."),
    ),
    custom=lambda call, args, verb: revealed(call, args.operands, "filters"),
    examples={
        Risk.READ_ONLY: ("tidy -q f", "tidy -e -q index.html", "tidy -indent -wrap 100 f"),
        Risk.MUTATING: ("tidy -m f", "tidy -f errors f", "tidy -output F file", "tidy -o F file"),
        Risk.UNKNOWN: ("tidy --write-back yes f", "tidy --output-file x f"),
    },
)


def _jc(call: Call) -> Ruling:
    """`jc COMMAND` runs the command; `jc --PARSER` reads standard input."""
    words = call.args
    while words and words[0].text[:1] == "-":
        words = words[1:]
    inner = (Inner(words),) if words else ()
    risk = Risk.SENSITIVE if words else Risk.READ_ONLY
    return Ruling(risk, "filters.jc", "`jc` prints what a command prints, as JSON.", inner=inner)


_PLAIN = Program(
    "filters.plain",
    Risk.READ_ONLY,
    Flags(
        values="-o --output --out -O -t -f --from --to -d --delimiter -q --quotechar -c --columns -C --not-columns "
        "-e --encoding -K --skip-lines -m --match -r --regex --format -y --snifflimit -z --maxfieldsize -p "
        "--escapechar -u --quoting --max-rows --max-columns --max-column-width --file --read --selector -s "
        "--attribute --base --remove-nodes -json_opt -D --freq-count --sheet --arg --argjson",
        switches="-H --no-header-row -l --linenumbers -v --verbose --version -S --skipinitialspace -L --locale -I "
        "--no-inference -n --names -x --delete-empty-rows -a --any-match --blanks --invert-match --zero "
        "-b --doublequote -j --json --stream --ungron --values --monochrome --colorize -k --insecure "
        "--no-sort --text --pretty --ignore-whitespace --color --plain --number --strict --list-files "
        "--no-warnings --raw-output --compact-output --slurp --null-input -M -R -g --unique --nulls --min "
        "--max --sum --mean --median --stdev --len --csv --reverse -h --compact --plain-output --length "
        "--null --colour --multi --exit-status",
    ),
    operands=MANY,
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
        else _elsewhere(call, args.operands)
    ),
    examples={
        Risk.READ_ONLY: ("gron x.json", "csvcut -c 1 f", "jid", "jc --ps", "dasel -f x a"),
        Risk.SENSITIVE: ("gron https://example.com/x.json",),
        Risk.MUTATING: ("dasel put -f x -v y a", "dasel delete -f x a", "in2csv --write-sheets - f"),
        Risk.DESTRUCTIVE: ("jc rm x",),
    },
)
_MILLER = Program(
    "filters.miller",
    Risk.READ_ONLY,
    Flags(
        values="--from --ifs --ofs --fs --ips --ops --irs --ors --ps --rs --nidx",
        switches="--icsv --ojson -I --c2j --c2p --c2t --c2d --c2n --c2x --c2m --c2b --t2c --t2j --t2p --j2c --j2p "
        "--j2t --icsvlite --ixtab --opprint --oxtab --ocsv --ijson --itsv --otsv --csv --tsv --json "
        "--jsonl --inidx --onidx --implicit-csv-header --headerless-csv-output --allow-ragged-csv-input "
        "--barred --right --nr-progress-mod -n --no-auto-flatten --no-auto-unflatten",
        posix=True,
    ),
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
    operands=MANY,
)
_XARGS_SAFE = Program(
    "filters.pandoc",
    Risk.MUTATING,
    Flags(values="-o --output -t -f"),
    examples={Risk.MUTATING: ("pandoc -o x.pdf y.md",)},
)
RULES: dict[str, Rule] = {
    **dict.fromkeys(("sed", "gsed"), _sed),
    **dict.fromkeys(("awk", "gawk", "mawk", "nawk"), _awk),
    **dict.fromkeys(("jq", "gojq", "jaq"), _jq),
    "yq": _YQ,
    "tomlq": _YQ,
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
            "choose",
            "hck",
        ),
        _PLAIN,
    ),
    "xmllint": _XMLLINT,
    "xmlstarlet": _XMLSTARLET,
    "tidy": _TIDY,
    "jc": _jc,
    "mlr": _MILLER,
    "pandoc": _XARGS_SAFE,
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
