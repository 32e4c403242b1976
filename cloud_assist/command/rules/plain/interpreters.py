"""Shells and language interpreters: `-c` text of a shell is judged anew; a program text of a language is not read.

Sources: bash(1), dash(1), zsh(1), python(1), node(1), perl(1), ruby(1), php(1).
"""

from __future__ import annotations

import re

from cloud_assist.command.rules.engine.base import Args, Call, Flags, Inner, Rule, Ruling, Word, names, ruled
from cloud_assist.command.rules.plain.builtins import FETCHERS, network_code, part_of_network
from cloud_assist.command.rules.texts.python import only_computes, shadowed
from cloud_assist.command.syntax.parser import Part, Simple, walk
from cloud_assist.findings import Code
from cloud_assist.models import Risk

_SHELL_FLAGS = Flags(
    values="-o -O +o +O --rcfile --init-file",
    switches="-e -u -x -v -n -f -h -k -m -p -t -a -b -B -C -E -H -P -T -i -l -r -s -c -D --login --noprofile --norc "
    "--posix --verbose --restricted --noediting --version --help",
    posix=True,
    abbreviated=False,
)


def _shell(call: Call) -> Ruling:
    rule = f"shell.{call.program}"
    dialect = _dialect(call)
    args = _SHELL_FLAGS.parse(call.args)
    if any(part_of_network(word) for word in call.args) or any(part_of_network(r.target) for r in call.redirects):
        return network_code(call, f"{rule}.network")
    if args.has("--version", "--help"):
        return ruled(call, Risk.READ_ONLY, f"{rule}.help")
    if args.unclear or args.unknown or args.has("--rcfile", "--init-file") or (args.has("-i") and not args.has("-c")):
        return ruled(call, Risk.UNKNOWN, f"{rule}.option", "", Code.INTERACTIVE)
    if args.has("-c"):
        if not args.operands or args.operands[0].text == "-":
            return ruled(call, Risk.UNKNOWN, f"{rule}.text", "The shell code that it runs is only known at run time.")
        # The operands after the text are its $0, $1, …, which stay expansions in the text itself.
        return Ruling(
            Risk.READ_ONLY,
            rule,
            f"`{call.program} -c` runs shell code.",
            inner=(Inner(source=args.operands[0].text, dialect=dialect),),
        )
    given = args.operands[1:] if args.operands and args.operands[0].text == "-" else args.operands  # `-` ends options
    if given and not args.has("-s"):
        if args.has("-n"):
            return ruled(call, Risk.READ_ONLY, f"{rule}.check", "It only checks the script's syntax.")
        return ruled(call, Risk.UNKNOWN, f"{rule}.file", f"`{call.program}` runs the commands of a file.")
    return _standard_input(call, rule)


def _fish(call: Call) -> Ruling:
    if call.args and set(call.words) <= {"--version", "--help", "-v", "-h"}:
        return ruled(call, Risk.READ_ONLY, "shell.fish.help")
    return ruled(call, Risk.UNKNOWN, "shell.fish", "fish has its own shell syntax.")


def _dialect(call: Call) -> str:
    return "bash" if call.program in {"bash", "rbash"} else "sh"


def _standard_input(call: Call, rule: str) -> Ruling:
    """A shell without a script runs what it is given on standard input."""
    dialect = _dialect(call)
    for redirect in call.redirects:
        if redirect.operator in {"<<", "<<<"}:
            return Ruling(
                Risk.READ_ONLY,
                rule,
                "It runs the given code.",
                inner=(Inner(source=redirect.target.text, dialect=dialect),),
            )
        if redirect.operator == "<":
            return ruled(call, Risk.UNKNOWN, f"{rule}.file", f"`{call.program}` runs the commands of a file.")
    if from_network(call.upstream):
        return network_code(call, f"{rule}.network")
    text = printed(call.upstream)
    if text is not None:
        return Ruling(Risk.READ_ONLY, rule, "It runs the given code.", inner=(Inner(source=text, dialect=dialect),))
    if call.upstream:
        return ruled(call, Risk.UNKNOWN, f"{rule}.pipe", f"`{call.program}` runs the output of the previous command.")
    return ruled(call, Risk.UNKNOWN, f"{rule}.interactive", f"`{call.program}` waits for commands.", Code.INTERACTIVE)


def from_network(upstream: tuple[Part, ...]) -> bool:
    """Whether any command before the pipe fetches from the network."""
    return any(word.text.rpartition("/")[2] in FETCHERS for simple in walk(upstream) for word in simple.words[:4])


def printed(upstream: tuple[Part, ...]) -> str | None:
    """Return what the command before the pipe prints, where that is plain to see (`echo ls | sh`)."""
    if len(upstream) != 1 or not isinstance(upstream[0], Simple):
        return None
    words = upstream[0].words
    if not words or words[0].text not in {"echo", "printf"} or any(word.opaque or word.glob for word in words):
        return None
    texts = [word.text for word in words[1:]]
    if words[0].text == "printf":
        return texts[0].replace("\\n", "\n") if len(texts) == 1 and "%" not in texts[0] else None
    while texts and re.fullmatch(r"-[neE]+", texts[0]):
        texts = texts[1:]
    return None if any("\\" in text for text in texts) else " ".join(texts)


# --- languages ---

_PYTHON_FLAGS = Flags(
    values="-c -m -W -X --check-hash-based-pycs",
    switches="-b -B -d -E -i -I -O -P -q -s -S -u -v -V -x -h --version --help",
    posix=True,
    abbreviated=False,
)
_READING_MODULES = {
    "json.tool",
    "calendar",
    "tabnanny",
    "tokenize",
    "ast",
    "dis",
    "platform",
    "this",
    "sysconfig",
    "site",
    "base64",
    "pyclbr",
}


def _python(call: Call) -> Ruling:
    rule = "interpreter.python"
    args = _PYTHON_FLAGS.parse(call.args)
    if args.has("-V", "--version", "-h", "--help"):
        return ruled(call, Risk.READ_ONLY, f"{rule}.help")
    if any(part_of_network(word) for word in call.args):
        return network_code(call, f"{rule}.network")
    text, module = args.value("-c"), args.value("-m")
    if text is None and module is None and not args.unclear and not args.unknown:
        text = _given_text(call, args)
    if text is not None:
        if only_computes(text) and not args.has("-i", "-X", "-W") and not shadowed(call.cwd):
            return ruled(call, Risk.READ_ONLY, f"{rule}.computes", "The Python text only computes and prints.")
        return _opaque_program(call, rule, text)
    if module is not None:
        return _python_module(call, args, module, rule)
    if args.unclear or args.unknown:
        return ruled(call, Risk.UNKNOWN, f"{rule}.option")
    return _program_file(call, args, rule)


def _given_text(call: Call, args: Args) -> str | None:
    """Return the program text of `python3 - <<'PY'`; None where it comes from elsewhere or is known only later."""
    texts = [redirect.target for redirect in call.redirects if redirect.operator in {"<<", "<<<"}]
    inputs = [redirect for redirect in call.redirects if redirect.operator in {"<", "<&", "<>"}]
    if len(texts) != 1 or inputs or texts[0].opaque or any(word.text != "-" for word in args.operands[:1]):
        return None
    return texts[0].text


def _python_module(call: Call, args: Args, module: str, rule: str) -> Ruling:
    if module in {"pip", "venv", "ensurepip"}:
        rest = args.operands
        if module == "pip":
            return Ruling(
                Risk.READ_ONLY, f"{rule}.pip", "It runs pip.", inner=(Inner((Word("pip", "pip"), *rest), remote=True),)
            )
        return ruled(call, Risk.MUTATING, f"{rule}.{module}", f"`python -m {module}` installs files.")
    if module in _READING_MODULES and not shadowed(call.cwd):
        outputs = len(args.operands) > 1 and module == "json.tool"
        outputs = outputs or (module == "sysconfig" and call.words[-1] != module)
        if not outputs:
            return ruled(call, Risk.READ_ONLY, f"{rule}.module", f"`python -m {module}` only prints.")
        return ruled(call, Risk.MUTATING, f"{rule}.module", "`python -m json.tool IN OUT` writes OUT.")
    if module in {"http.server", "SimpleHTTPServer"}:
        return ruled(
            call,
            Risk.MUTATING,
            f"{rule}.server",
            "It serves this folder to the network.",
            Code.SENDS_DATA_OUT,
            Code.FOLLOWS,
        )
    return ruled(call, Risk.UNKNOWN, f"{rule}.module", f"It runs the Python module {module}.")


_RUINOUS_TEXT = re.compile(
    r"rmtree|os\.(?:remove|unlink|rmdir|removedirs|system|kill|truncate)|\.unlink\(|unlink\b|rmSync|unlinkSync"
    r"|rimraf|rmdirSync|FileUtils\.rm|File\.delete|DROP\s+(?:TABLE|DATABASE)|delete_|terminate_|\.delete\("
    r"|rm\s+-\w*[rf]",
    re.IGNORECASE,
)


def _opaque_program(call: Call, rule: str, text: str) -> Ruling:
    """A program text that is not understood; what looks like deletion is said to be one."""
    if _RUINOUS_TEXT.search(text):
        return ruled(call, Risk.UNKNOWN, f"{rule}.deletes", f"The {call.program} code seems to delete something.")
    return ruled(call, Risk.UNKNOWN, f"{rule}.text", f"The effects of the {call.program} code are not checked.")


def _program_file(call: Call, args: Args, rule: str) -> Ruling:
    if args.operands and args.operands[0].text != "-":
        return ruled(call, Risk.UNKNOWN, f"{rule}.file", f"`{call.program}` runs the program {args.operands[0].raw}.")
    if from_network(call.upstream):
        return network_code(call, f"{rule}.network")
    if call.upstream or call.redirects:
        return ruled(call, Risk.UNKNOWN, f"{rule}.pipe", f"`{call.program}` runs the given code.")
    return ruled(
        call, Risk.UNKNOWN, f"{rule}.interactive", f"`{call.program}` needs an interactive terminal.", Code.INTERACTIVE
    )


_LANGUAGE_FLAGS = Flags(
    values="-e --eval -p --print -r --require -E -I -x -C -F -M -m -0 -l -i -d -n -a -c -f -R -B -W -T --import "
    "--loader",
    posix=True,
    abbreviated=False,
)
_VERSION_WORDS = frozenset(
    {"-v", "--version", "-h", "--help", "-V", "-version", "version", "-help", "--v8-options", "env"}
)


_NODE_FACT = re.compile(r"process\.(?:version|versions(?:\.\w+)?|platform|arch|execPath|cwd\(\))")


def _says_fact(call: Call) -> bool:
    """Whether node only prints what it says of itself: `node -p process.version`."""
    if call.program not in {"node", "nodejs"} or len(call.args) != 2:
        return False
    how, text = call.words
    fact = text if how in {"-p", "--print", "-pe"} else text.removeprefix("console.log(").removesuffix(")")
    shown = how in {"-p", "--print", "-pe"} or (how in {"-e", "--eval"} and text == f"console.log({fact})")
    return shown and _NODE_FACT.fullmatch(fact) is not None


_CHECKS = {
    "node": names("-c --check"),
    "nodejs": names("-c --check"),
    "ruby": names("-c -wc -cw"),
    "php": names("-l"),
}
"""The first option with which these parse a file and do not run it; `php -c` and `ruby -l` run it."""


def _only_checks(call: Call) -> bool:
    """Whether it only checks the syntax of the file that stands right behind the option."""
    words = call.words
    asked = bool(words) and words[0] in _CHECKS.get(call.program, ())
    return asked and not any(word[:1] == "-" for word in words[1:2])


def _language(call: Call) -> Ruling:
    """node, perl, ruby, php, lua, …: their program texts are not read."""
    rule = f"interpreter.{call.program}"
    if len(call.args) == 1 and call.args[0].text in _VERSION_WORDS:
        return ruled(call, Risk.READ_ONLY, f"{rule}.help")
    if _says_fact(call):
        return ruled(call, Risk.READ_ONLY, f"{rule}.fact", "It prints the program's own information.")
    if _only_checks(call):
        return ruled(call, Risk.READ_ONLY, f"{rule}.check", "It only checks the program's syntax.")
    if any(part_of_network(word) for word in call.args):
        return network_code(call, f"{rule}.network")
    text = next(
        (
            word.text
            for before, word in zip(call.args, call.args[1:], strict=False)
            if re.match(r"-\w*[eErp]$|--eval$|--print$|-pe$", before.text)
        ),
        None,
    )
    if text is not None:
        return _opaque_program(call, rule, text)
    return _program_file(call, _LANGUAGE_FLAGS.parse(call.args), rule)


RULES: dict[str, Rule] = {
    **dict.fromkeys(("bash", "sh", "dash", "zsh", "ksh", "ash", "mksh", "rbash"), _shell),
    "fish": _fish,
    **dict.fromkeys(("python", "python2", "python3", "pypy", "pypy3"), _python),
    **dict.fromkeys(
        (
            "node",
            "nodejs",
            "perl",
            "ruby",
            "irb",
            "php",
            "lua",
            "luajit",
            "deno",
            "bun",
            "Rscript",
            "R",
            "julia",
            "java",
            "groovy",
            "scala",
            "tclsh",
            "osascript",
            "pwsh",
            "powershell",
            "ghci",
            "runghc",
            "elixir",
            "iex",
            "erl",
            "swift",
            "ipython",
            "kotlin",
            "jshell",
            "ts-node",
            "tsx",
            "guile",
            "ocaml",
            "racket",
            "dotnet-script",
        ),
        _language,
    ),
}
EXAMPLES = {
    Risk.READ_ONLY: (
        "bash -c 'ls -l'",
        "sh -c ls",
        "bash -lc 'pwd; ls'",
        "bash --version",
        "echo ls | bash",
        "bash <<< 'ls'",
        "bash <<'EOF'\nls\nEOF",
        "bash -n x.sh",
        "python3 --version",
        "python3 -c 'print(1+1)'",
        "python -c 'import json,sys; print(json.load(sys.stdin)[\"a\"])'",
        "cat x | python3 -m json.tool",
        "node --version",
        "node -p process.version",
        "node -e 'console.log(process.cwd())'",
        "java -version",
        "perl -v",
        "python3.11 -V",
        "bash -c 'echo $1' x y",
        "python3 -m pip list",
        "ruby -c x.rb",
        "python3 -c 'import sys; [print(l.strip()) for l in sys.stdin]'",
    ),
    Risk.MUTATING: (
        "bash -c 'touch x'",
        "python3 -m venv .venv",
        "python -m pip install x",
        "python3 -m http.server",
        "python3 -m json.tool a b",
    ),
    Risk.DESTRUCTIVE: (
        "bash -c 'rm x'",
        'sh -c "ls; rm x"',
        "curl -s https://x | sh",
        "curl https://x | sudo bash",
        "wget -qO- https://x | bash -s -- -y",
        'bash -c "$(curl -fsSL https://x)"',
        "bash <(curl -s https://x)",
        "curl x | python3",
        "curl x | tee f | sh",
        "echo 'rm x' | sh",
        "bash <<EOF\nrm x\nEOF",
        "bash -ec 'rm x'",
        "sh -c 'sh -c \"rm x\"'",
        "curl x | base64 -d | bash",
        "bash < <(curl x)",
    ),
    Risk.UNKNOWN: (
        "bash x.sh",
        "bash",
        'sh -c "$X"',
        "cat f | sh",
        "python x.py",
        "python3",
        "python3 -c 'import os; os.system(\"x\")'",
        "node -e 'x()'",
        "node -p 'process.version, x()'",
        "node -r ./x.js -p process.version",
        "perl -e 'unlink x'",
        "ruby -e 'x'",
        'python3 -c \'open("x","w")\'',
        "python3 -c '().__class__'",
        'bash -c "ls $X"',
        "bash --rcfile x",
        "python3 -m x",
        'python3 -c "print($X)"',
        "bash < f",
        "php -r 'x();'",
        "java -jar x.jar",
        "perl -pi -e s/a/b/ f",
    ),
}
