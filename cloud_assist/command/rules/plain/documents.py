"""Programs that show tables, documents, patches and scripts, and print what they see.

Sources: `--help` and the manuals of csvkit, datamash, recutils, GNU units, jo, patchutils, diffstat, poppler, qpdf,
exiftool, graphviz, libxslt, shfmt, hexyl, fdupes and jdupes. An option that writes is left out or is an effect.
"""

from __future__ import annotations

import re

from cloud_assist.command.rules.engine.base import (
    MANY,
    Args,
    Call,
    Effect,
    Flags,
    Program,
    Rule,
    Ruling,
    names,
    reading_with,
    ruled,
)
from cloud_assist.command.rules.plain.reading import Reading
from cloud_assist.command.rules.plain.text_tools import revealed
from cloud_assist.command.rules.texts.sql import risk_of
from cloud_assist.findings import Code
from cloud_assist.models import Risk

_CSV_VALUES = (
    "-d --delimiter -q --quotechar -u --quoting -p --escapechar -z --maxfieldsize -e --encoding -K --skip-lines"
)
_CSV_SWITCHES = (
    "-t --tabs -b --no-doublequote -S --skipinitialspace -H --no-header-row -v --verbose -l --linenumbers --zero "
    "-V --version"
)
_PATCH_VALUES = (
    "-x --exclude -X --exclude-from-file -i --include -I --include-from-file -# --hunks --lines -F --files -p "
    "--strip-match --strip --addprefix --addoldprefix --addnewprefix"
)
_PATCH_SWITCHES = "-z --decompress -v --verbose -n --line-number -N --number-files -H --with-filename -h --no-filename"
_TABLE: dict[str, Reading] = {
    "csvstack": Reading(f"{_CSV_VALUES} -g --groups -n --group-name", f"{_CSV_SWITCHES} --filenames"),
    "csvformat": Reading(
        f"{_CSV_VALUES} -D --out-delimiter -Q --out-quotechar -U --out-quoting -P --out-escapechar -M "
        "--out-lineterminator",
        f"{_CSV_SWITCHES} -T --out-tabs -B --out-no-doublequote",
    ),
    "csvjoin": Reading(
        f"{_CSV_VALUES} -c --columns -y --snifflimit -L --locale --date-format --datetime-format",
        f"{_CSV_SWITCHES} --outer --left --right -I --no-inference --blanks",
    ),
    "datamash": Reading(
        "-g --group --filler -t --field-separator --format --output-delimiter -R --round",
        "-C --skip-comments -f --full --header-in --header-out -H --headers -i --ignore-case -s --sort --no-strict "
        "--narm -W --whitespace -z --zero-terminated -h -V",
    ),
    "recsel": Reading(
        "-S --sort -G --group-by -t --type -e --expression -q --quick -n --number -m --random -j --join -p --print "
        "-P --print-values -R --print-row",
        "-d --include-descriptors -C --collapse -U --uniq -i --case-insensitive -c --count --print-sexps",
    ),
    "recinf": Reading("-t --type", "-d --descriptor -n --names-only -S --print-sexps"),
    "rec2csv": Reading("-d --delim -t --type -S --sort"),
    "csv2rec": Reading("-t --type", "-s --strict -e --omit-empty"),
    "recfmt": Reading("-f --file", operands=1),
    "jo": Reading("-d -f", "-a -B -D -p -e -n -s -b -v -V"),
    "hexyl": Reading(
        "-n --length -c --bytes -s --skip --block-size --color --border -o --display-offset",
        "-v --no-squeezing -h -V",
        operands=1,
    ),
    "diffstat": Reading("-D -f -n -N -p -r -S -w", "-b -c -C -d -E -h -k -K -l -m -q -R -s -t -T -u -v -V"),
    "lsdiff": Reading(_PATCH_VALUES, f"{_PATCH_SWITCHES} -s --status -E --empty-files-as-absent"),
    "filterdiff": Reading(
        f"{_PATCH_VALUES} --as-numbered-lines --format", "-z --decompress -v --verbose --annotate --remove-timestamps"
    ),
    "grepdiff": Reading(
        f"{_PATCH_VALUES} --as-numbered-lines --format --output-matching --only-match -f --file",
        f"{_PATCH_SWITCHES} --annotate --remove-timestamps -E --extended-regexp",
    ),
    "interdiff combinediff flipdiff": Reading(
        "-U --unified -p --strip-match -d --drop-context",
        "-i --ignore-case -w --ignore-all-space -b --ignore-space-change -B --ignore-blank-lines -q --quiet -z "
        "--decompress --no-revert-omitted",
        operands=2,
    ),
    "recountdiff": Reading(),
    "icdiff": Reading(
        "--cols --encoding -E --exclude-lines --head -L --label --output-encoding --tabsize -U --unified --numlines "
        "--color-map -x --exclude",
        "-h -H --highlight -N --line-numbers --no-bold --no-headers -r --recursive -s --report-identical-files "
        "--show-all-spaces -t --truncate -u --patch -W --whole-file -P --permissions --strip-trailing-cr",
        operands=2,
    ),
    "ptx": Reading(
        "-F --flag-truncation -M --macro-name --format -S --sentence-regexp -W --word-regexp -b --break-file -g "
        "--gap-size -i --ignore-file -o --only-file -w --width",
        "-A --auto-reference -O -T -R --right-side-refs -f --ignore-case -r --references -t --typeset-mode",
    ),
    "colcrt": Reading(switches="- -2 --half-lines -h -V"),
    "basenc": Reading(
        "-w --wrap",
        "--base64 --base64url --base32 --base32hex --base16 --base2msbf --base2lsbf -d --decode -i --ignore-garbage "
        "--z85",
        operands=1,
    ),
    "isutf8": Reading(switches="-h -q --quiet -l --list -i --invert -v --verbose"),
    "chardet chardetect": Reading(switches="-h --minimal -l --legacy"),
    "grepcidr": Reading("-e -f", "-V -c -i -s -v -x"),
    "lexgrog": Reading("-E --encoding", "-d --debug -c --cat -m --man -f --filters -w --whatis -? --usage -V"),
    "infocmp": Reading(
        "-A -B -R -Q -s -v -w", "-0 -1 -C -D -E -F -G -I -K -L -T -U -V -W -a -c -d -e -g -i -l -n -p -q -r -t -u -x"
    ),
    "toe": Reading("-u -U", "-a -h -s -v -V"),
    "uuidparse": Reading("-o --output", "-J --json -n --noheadings -r --raw -h -V"),
    "pdfinfo": Reading(
        "-f -l -enc -opw -upw",
        "-box -meta -custom -js -struct -struct-text -isodates -rawdates -dests -url -listenc -v -h -help",
        operands=1,
        single_dash=True,
    ),
    "pdffonts": Reading("-f -l -opw -upw", "-subst -v -h -help", operands=1, single_dash=True),
    "sqfscat": Reading(
        "-p -processors -da -data-queue -fr -frag-queue -o -offset", "-h -help -v -version", single_dash=True
    ),
    "fc-list": Reading("-f --format", "-v --verbose -b --brief -q --quiet -V -h"),
    "fc-match": Reading("-f --format", "-s --sort -a --all -v --verbose -b --brief -V -h"),
    "fc-query fc-scan": Reading("-i --index -f --format", "-b --brief -V -h"),
    "fc-conflist": Reading(switches="-V -h", operands=0),
}


def _shows(reading: Reading) -> Program:
    """Return the rule of a program that prints what a file holds, whatever its known options."""
    return Program(
        "documents.show",
        Risk.READ_ONLY,
        reading.flags(),
        operands=reading.operands,
        custom=lambda call, args, verb: revealed(call, args.operands, "documents"),
    )


_CSVSQL = Program(
    "documents.csvsql",
    Risk.READ_ONLY,
    Flags(
        values=f"{_CSV_VALUES} -L --locale --date-format --datetime-format -i --dialect --query --tables "
        "--unique-constraint -y --snifflimit --db-schema",
        switches=f"{_CSV_SWITCHES} --blanks --no-constraints -I --no-inference --no-create",
    ),
    operands=MANY,
    effects=(Effect("--db --insert --overwrite", Risk.MUTATING, "It talks to a database."),),
    custom=lambda call, args, verb: (
        ruled(call, Risk.UNKNOWN, "documents.csvsql.query", "Its query does more than read.")
        if args.has("--query") and risk_of(args.value("--query") or "\0") is not Risk.READ_ONLY
        else None
    ),
    examples={
        Risk.READ_ONLY: ("csvsql -i postgresql f.csv", "csvsql --query 'select * from f' f.csv"),
        Risk.MUTATING: ("csvsql --db sqlite:///a.db --insert f.csv",),
        Risk.UNKNOWN: ("csvsql --query 'attach \"x\" as y' f.csv",),
    },
)
_RECFIX = Program(
    "documents.recfix",
    Risk.READ_ONLY,
    Flags(switches="--check --no-external"),
    operands=1,
    effects=(Effect("--sort --auto --encrypt --decrypt", Risk.MUTATING, "`recfix` changes the file."),),
    examples={Risk.READ_ONLY: ("recfix --check f.rec",), Risk.MUTATING: ("recfix --sort f.rec",)},
)
_UNITS = Program(
    "documents.units",
    Risk.READ_ONLY,
    Flags(
        values="-d --digits -f --file -o --output-format -l --locale -u --units",
        switches="-c --check --check-verbose --verbose-check -e --exponential -m --minus --oldstar --newstar -n "
        "--nolists -S --show-factor --conformable -p --product -q --quiet --silent -s --strict -v --verbose "
        "--compact -1 --one-line -t --terse -r --round -U --unitsfile -I --info -V -h",
    ),
    operands=2,
    custom=lambda call, args, verb: (
        None
        if args.operands
        or call.upstream
        or call.redirects
        or args.has("-c", "--check", "--check-verbose", "-U", "--unitsfile", "-I", "--info", "-V", "-h")
        else ruled(call, Risk.UNKNOWN, "documents.units.prompt", "It waits for units.", Code.INTERACTIVE)
    ),
    examples={
        Risk.READ_ONLY: ("units '10 km' miles", "units -t '3 ft' m"),
        Risk.UNKNOWN: ("units", "units -L u.log '1 km' m"),
    },
)
_TEXT_OF_PDF = Program(
    "documents.pdftotext",
    Risk.MUTATING,
    Flags(
        values="-f -l -r -x -y -W -H -fixed -enc -eol -colspacing -opw -upw",
        switches="-layout -raw -nodiag -htmlmeta -tsv -listenc -nopgbrk -bbox -bbox-layout -cropbox -q -v -h -help",
        single_dash=True,
    ),
    custom=lambda call, args, verb: (
        ruled(call, Risk.READ_ONLY, "documents.pdftotext.print")
        if (args.verbs[1:] == ("-",) or args.has("-listenc", "-v", "-h", "-help"))
        and not (args.unknown or args.unclear or call.more_args)
        else None
    ),
    operands=2,
    examples={
        Risk.READ_ONLY: ("pdftotext -layout a.pdf -",),
        Risk.MUTATING: ("pdftotext a.pdf", "pdftotext a.pdf out.txt"),
    },
)
_PARTS_OF_PDF = Program(
    "documents.pdf-parts",
    Risk.MUTATING,
    Flags(values="-f -l -opw -upw -enc", switches="-list -v -h -help", single_dash=True),
    effects=(
        Effect("-list -v -h -help", Risk.READ_ONLY, "", lowers=True),
        Effect(
            "-save -saveall -savefile -o -png -tiff -j -jp2 -jbig2 -ccitt -all -p", Risk.MUTATING, "It writes files."
        ),
    ),
    operands=1,
    examples={
        Risk.READ_ONLY: ("pdfimages -list a.pdf", "pdfdetach -list a.pdf"),
        Risk.MUTATING: ("pdfimages a.pdf img", "pdfdetach -saveall a.pdf"),
    },
)
_QPDF_SHOWS = re.compile(
    r"--(?:check|check-linearization|filtered-stream-data|is-encrypted|list-attachments|raw-stream-data"
    r"|requires-password|show-(?:attachment=.*|encryption|linearization|npages|object=.*|pages|xref)|with-images"
    r"|json(?:=\w+)?|json-(?:key|object)=.*|json-stream-data=(?:none|inline))"
)
_QPDF_BESIDE = re.compile(r"--(?:password=.*|no-warn|warning-exit-0|verbose|suppress-recovery|deterministic-id)")


def _qpdf(call: Call) -> Ruling:
    """With an option that inspects, qpdf prints; a second file, or any other option, makes it write."""
    options = [word for word in call.words if word[:1] == "-"]
    if call.words and all(re.fullmatch(r"--(?:help(?:=.*)?|version|copyright|job-json-help)", w) for w in call.words):
        return ruled(call, Risk.READ_ONLY, "documents.qpdf.help")
    files = [word for word in call.words if word[:1] != "-"]
    known = all(_QPDF_SHOWS.fullmatch(word) or _QPDF_BESIDE.fullmatch(word) for word in options)
    shows = any(map(_QPDF_SHOWS.fullmatch, options))
    if known and shows and len(files) == 1 and files[0][:1] != "@" and not call.more_args:
        return ruled(call, Risk.READ_ONLY, "documents.qpdf.show")
    if (known and not any(word[:1] == "@" for word in files)) or "--replace-input" in options:
        return ruled(call, Risk.MUTATING, "documents.qpdf.write", "`qpdf` writes a file.")
    return ruled(call, Risk.UNKNOWN, "documents.qpdf.option")


_EXIF_ACTS = re.compile(
    r"-(?:o|out|w\+?!?|textout\d*\+?!?|W\+?!?|tagout\d*\+?!?|wext|execute\d*|common_args|config|@|argfile|stay_open|efile\w*!?"
    r"|tagsfromfile|overwrite_original(?:_in_place)?|delete_original!?|restore_original|geotag|geosync|geotime|use|if\d*"
    r"|p-?|printformat|api|userparam|srcfile|htmldump\d*|k|pause|z|zip|geolocation|csv\+?|preserve|P|echo\d?)",
    re.IGNORECASE,
)


def _exiftool(call: Call) -> Ruling:
    """An option that exiftool does not know is a tag to print; with `=` or `<` it is written."""
    for word in call.args:
        if word.text[:1] != "-":
            continue
        if re.search(r"[=<>\0]", word.text):
            return ruled(call, Risk.MUTATING, "documents.exiftool.write", "It writes into the file.")
        if _EXIF_ACTS.fullmatch(word.text) and word.text not in {"-p", "-P", "-csv"}:
            return ruled(call, Risk.UNKNOWN, "documents.exiftool.option", "An option of it writes or runs something.")
        if word.text in {"-p", "-P"} or not re.fullmatch(r"-{1,2}[\w:#*?-]+\+?", word.text):
            return ruled(call, Risk.UNKNOWN, "documents.exiftool.option", "An option of it writes or runs something.")
    if call.more_args:
        return ruled(call, Risk.UNKNOWN, "documents.exiftool.appended")
    return ruled(call, Risk.READ_ONLY, "documents.exiftool")


_GRAPHS = Program(
    "documents.graphviz",
    Risk.READ_ONLY,
    Flags(values="-G -N -E -K -s -n -o -l -T", switches="-V -v -y -x -O -q -c -P -?"),
    operands=MANY,
    effects=(
        Effect("-o -O -c", Risk.MUTATING, "It writes a file."),
        Effect("-l", Risk.UNKNOWN, "`-l` loads code."),
        Effect("-T", Risk.UNKNOWN, "It opens a window.", value="x11|xlib|gtk"),
    ),
    examples={
        Risk.READ_ONLY: ("dot -Tsvg g.dot", "neato -V"),
        Risk.MUTATING: ("dot -Tpng -O g.dot", "dot -Tpng g.dot -o g.png"),
        Risk.UNKNOWN: ("dot -l ./x.so g.dot", "dot -Tx11 g.dot"),
    },
)
_XSLTPROC = Program(
    "documents.xsltproc",
    Risk.UNKNOWN,
    Flags(
        values="--maxdepth --maxvars --maxparserdepth --seed-rand --encoding --path",
        switches="-V -v --verbose --timing --repeat --debug --dumpextensions --novalid --nodtdattr --noout --huge "
        "--html --param --stringparam --nonet --nowrite --nomkdir --xinclude --xincludestyle --load-trace --profile "
        "--norman -h",
    ),
    operands=MANY,
    effects=(Effect("-o --output --writesubtree", Risk.MUTATING, "It writes a file."),),
    help="--version -V",
    custom=lambda call, args, verb: (
        ruled(call, Risk.READ_ONLY, "documents.xsltproc.print")
        if args.has("--nonet") and args.has("--nowrite") and not any("://" in w for w in args.verbs)
        else None
    ),
    examples={
        Risk.READ_ONLY: ("xsltproc --nonet --nowrite s.xsl f.xml",),
        Risk.MUTATING: ("xsltproc --nonet --nowrite -o out s.xsl f.xml",),
        Risk.UNKNOWN: ("xsltproc a b", "xsltproc --nonet --nowrite --catalogs s.xsl f.xml"),
    },
)
_SHFMT = Program(
    "documents.shfmt",
    Risk.READ_ONLY,
    Flags(
        values="-ln --language-dialect -filename --filename -i --indent",
        switches="-l --list -d --diff -s --simplify -mn --minify -p --posix -bn --binary-next-line -ci --case-indent "
        "-sr --space-redirects -kp --keep-padding -fn --func-next-line -f --find -tojson --to-json --from-json",
        single_dash=True,
    ),
    operands=MANY,
    effects=(Effect("-w --write", Risk.MUTATING, "`shfmt -w` changes the files."),),
    examples={
        Risk.READ_ONLY: ("shfmt -l .", "shfmt -i 2 -ci a.sh", "shfmt -d a.sh"),
        Risk.MUTATING: ("shfmt -l -w .",),
    },
)
_TWINS = Program(
    "documents.twins",
    Risk.READ_ONLY,
    Flags(
        values="-G --minsize -o --order -C --chunk-size -P --print -X --ext-filter",
        switches="-r --recurse -R --recurse: -s --symlinks -H --hardlinks --hard-links -n --noempty -A --nohidden "
        "--no-hidden -f --omitfirst --omit-first -1 --sameline --one-file-system -S --size -m --summarize -M "
        "--print-summarize -q --quiet -p --permissions -i --reverse -j --json -0 --print-null -u --print-unique -z "
        "--zero-match -O --param-order -v -h",
    ),
    operands=MANY,
    effects=(
        Effect("-d --delete -N --noprompt --no-prompt", Risk.DESTRUCTIVE, "It deletes files."),
        Effect("-I --immediate", Risk.DESTRUCTIVE, "It deletes files."),
        Effect("-l --log --link-soft -L --link-hard -B --dedupe", Risk.MUTATING, "It replaces files."),
    ),
    examples={
        Risk.READ_ONLY: ("fdupes -r .", "jdupes -r ."),
        Risk.MUTATING: ("jdupes -rL .",),
        Risk.DESTRUCTIVE: ("fdupes -rdN /srv", "fdupes -rd ."),
    },
)


@reading_with(
    Flags(
        values="-o -f -X --exclude-from --exclude --color",
        switches="-0 -1 -2 -q -x -e -r --si -L --follow-symlinks --exclude-caches --exclude-kernfs --confirm-quit",
    )
)
def _ncdu(call: Call) -> Ruling:
    args = Flags(values="-o -f -X --exclude-from --exclude --color").parse(call.args)
    if call.words and set(call.words) <= {"-h", "--help", "-v", "-V", "--version"}:
        return ruled(call, Risk.READ_ONLY, "documents.ncdu.help")
    if args.value("-o") is None:
        text = "`ncdu` waits for a person at a terminal."
        return ruled(call, Risk.UNKNOWN, "documents.ncdu", text, Code.INTERACTIVE)
    if args.value("-o") == "-":
        return ruled(call, Risk.READ_ONLY, "documents.ncdu.print")
    return ruled(call, Risk.MUTATING, "documents.ncdu.write", "It writes a file.")


def _fuzzy(call: Call, args: Args, verb: str) -> Ruling | None:
    """`fzf -f` prints what matches; without it, it waits for a person."""
    if not args.has("-f", "--filter") or call.program == "peco" or not (call.upstream or call.redirects):
        return None
    return ruled(call, Risk.READ_ONLY, "documents.fzf.filter")


_FZF = Program(
    "documents.fzf",
    Risk.UNKNOWN,
    Flags(
        values="-f --filter -n --nth --with-nth -d --delimiter --tiebreak --scheme -q --query --algo",
        switches="-x --extended --no-extended -e --exact -i --literal --no-sort --tac --disabled --ansi --read0 "
        "--print0 --print-query --sync -0 --exit-0 -1 --select-1",
    ),
    custom=_fuzzy,
    examples={
        Risk.UNKNOWN: ("fzf", "fzf --preview 'cat {}'", "fzf -f a --preview x < f", "fzf -f a"),
        Risk.READ_ONLY: ("fzf --version", "fzf -f foo < list", "ls | fzf -e --filter=foo"),
    },
)

RULES: dict[str, Rule] = {
    **{program: _shows(reading) for programs, reading in _TABLE.items() for program in programs.split()},
    "csvsql": _CSVSQL,
    "recfix": _RECFIX,
    "units": _UNITS,
    "pdftotext": _TEXT_OF_PDF,
    **dict.fromkeys(("pdfimages", "pdfdetach"), _PARTS_OF_PDF),
    "qpdf": _qpdf,
    "exiftool": _exiftool,
    **dict.fromkeys(names("dot neato fdp sfdp twopi circo osage patchwork"), _GRAPHS),
    "xsltproc": _XSLTPROC,
    "shfmt": _SHFMT,
    **dict.fromkeys(("fdupes", "jdupes"), _TWINS),
    "ncdu": _ncdu,
    **dict.fromkeys(("fzf", "sk", "peco"), _FZF),
}
EXAMPLES = {
    Risk.READ_ONLY: (
        "csvstack a.csv b.csv",
        "csvformat -T f.csv",
        "datamash -t, -g 1 sum 2 < f.csv",
        "recsel -e 'a=1' f.rec",
        "rec2csv f.rec",
        "jo a=1 b=2",
        "hexyl -n 64 f.bin",
        "diffstat -p1 a.patch",
        "lsdiff a.patch",
        "interdiff a.patch b.patch",
        "pdfinfo a.pdf",
        "qpdf --show-npages a.pdf",
        "qpdf --json a.pdf",
        "qpdf --help=json",
        "exiftool -json -GPS:all a.jpg",
        "ncdu -0 -o- /var",
        "ncdu --version",
    ),
    Risk.SENSITIVE: ("hexyl ~/.ssh/id_rsa", "basenc --base64 .env"),
    Risk.MUTATING: (
        "exiftool -all= a.jpg",
        "exiftool '-FileName<CreateDate' a.jpg",
        "qpdf --check a.pdf b.pdf",
        "ncdu -o du.json /var",
    ),
    Risk.UNKNOWN: (
        "jo -o f a=1",
        "diffstat -o f a.patch",
        "interdiff --in-place a b",
        "exiftool -config x a.jpg",
        "exiftool -if '1' a.jpg",
        "qpdf --linearize a.pdf b.pdf",
        "qpdf --check @f",
        "ncdu",
        "recsel --novel f",
        "ptx -G a b",
    ),
}
