"""The JDK's tools that look into archives, modules and running JVMs.

Sources: the manuals of JDK 17: jar, jcmd, jinfo, jmap, jstack, jstat, jdeps, jmod, jimage, jfr, jarsigner, keytool.
An argument `@file` holds further options of jar, jarsigner, jdeps, jimage, jmod and keytool; jar, jimage and jmod look
for one before anything else, so also where an option's value stands. `-J` hands an option to the JVM, which can load
code.
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
    reads,
    ruled,
    verbs,
)
from cloud_assist.command.rules.engine.numbers import is_plain
from cloud_assist.findings import Code
from cloud_assist.models import Risk

_DIAGNOSES = re.compile(
    r"help|PerfCounter\.print|Thread\.print|VM\.(?:uptime|version|flags|command_line|info|metaspace|classloaders"
    r"|classloader_stats|events|native_memory|stringtable|symboltable|systemdictionary)"
    r"|GC\.(?:heap_info|finalizer_info)|Compiler\.(?:queue|codelist|codecache)|JFR\.check"
)
"""What `jcmd` only prints; `VM.system_properties` may hold passwords, and `GC.class_histogram` collects first."""
_URL = r"\w[\w+.-]+:.*"
"""What is no file but an address; one letter before the colon would be a drive."""
_FETCHES = Effect("-file -keystore", Risk.SENSITIVE, "It fetches what the address names.", value=_URL)
_NAMED = re.compile(r"[0-9]+|[A-Za-z][\w.$]*")


def _jcmd(call: Call) -> Ruling:
    """`jcmd PROCESS COMMAND`; a word behind the command may name a file that it writes."""
    words = call.words
    lists = all(word in {"-l", "-h", "-help", "--help", "-version"} for word in words)
    prints = len(words) in {1, 2} and _NAMED.fullmatch(words[0]) and all(map(_DIAGNOSES.fullmatch, words[1:]))
    return ruled(call, Risk.READ_ONLY if (lists or prints) and not call.more_args else Risk.UNKNOWN, "jvm.jcmd")


def _jmap(call: Call) -> Ruling:
    words = call.words
    if any(word.startswith("-dump") for word in words):
        return ruled(call, Risk.MUTATING, "jvm.jmap.dump", "It writes the heap, with every secret in it, to a file.")
    shows = len(words) == 2 and words[0] in {"-histo", "-clstats", "-finalizerinfo"} and is_plain(words[1])
    return ruled(call, Risk.READ_ONLY if shows and not call.more_args else Risk.UNKNOWN, "jvm.jmap")


def _of_another_machine(call: Call, args: Args, _verb: str) -> Ruling | None:
    """JDK 8 takes a word that is no process id for the name of a machine to ask."""
    if not args.operands or is_plain(args.operands[0].text):
        return None
    return ruled(call, Risk.SENSITIVE, f"jvm.{call.program}.remote", "It may ask another machine.")


_JINFO = Program(
    "jvm.jinfo",
    Risk.SENSITIVE,
    Flags(values="-flag", switches="-flags -sysprops -h -help", single_dash=True),
    effects=(
        Effect("-flags", Risk.READ_ONLY, "", lowers=True),
        Effect("-flag", Risk.READ_ONLY, "", lowers=True),
        Effect("-flag", Risk.MUTATING, "It changes a setting of a running JVM.", value=r"[+-].*|.*=.*"),
        Effect("-sysprops", Risk.SENSITIVE, "The properties of a JVM may hold passwords.", code=Code.REVEALS_SECRET),
    ),
    operands=1,
    custom=_of_another_machine,
    texts={"": "The properties of a JVM may hold passwords."},
    examples={
        Risk.READ_ONLY: ("jinfo -flags 123", "jinfo -flag MaxHeapSize 123"),
        Risk.SENSITIVE: ("jinfo 123", "jinfo -sysprops 123", "jinfo -flags core@db1"),
        Risk.MUTATING: ("jinfo -flag +HeapDumpOnOutOfMemoryError 123", "jinfo -flag Name=5 123"),
    },
)
_JDEPS = Program(
    "jvm.jdeps",
    Risk.READ_ONLY,
    Flags(
        values="-p --package -e --regex -f -filter --require -R -cp -classpath --class-path --module-path "
        "--upgrade-module-path --system -m --module --multi-release --include",
        switches="-s -summary -v -verbose -apionly --api-only -jdkinternals --jdk-internals -recursive --recursive "
        "-I --inverse --compile-time --list-deps --list-reduced-deps --print-module-deps --ignore-missing-deps "
        "--missing-deps -q -quiet",
        single_dash=True,
        abbreviated=False,
    ),
    effects=(
        Effect("-dotoutput --dot-output", Risk.MUTATING, "It writes graphs to a folder."),
        Effect(
            "--generate-module-info --generate-open-module --check", Risk.MUTATING, "It writes descriptions of modules."
        ),
    ),
    operands=MANY,
    examples={
        Risk.READ_ONLY: ("jdeps -s x.jar", "jdeps --print-module-deps x.jar"),
        Risk.MUTATING: ("jdeps -dotoutput d x.jar", "jdeps --generate-module-info d x.jar"),
        Risk.UNKNOWN: ("jdeps @options x.jar",),
    },
)


def _archive(name: str, shows: str, writes: str) -> Program:
    flags = Flags(values="--module-path -p --dir --include", switches="--verbose --full-version")
    table = verbs(read_only=shows, mutating=writes)
    first, second = shows.split(", ", maxsplit=1)[0], writes.split(", ", maxsplit=1)[0]
    examples: dict[Risk, tuple[str, ...]] = {
        Risk.READ_ONLY: (f"{name} {first} x",),
        Risk.MUTATING: (f"{name} {second} x",),
    }
    examples[Risk.UNKNOWN] = (f"{name} {first} @options x", f"{name} {first} --include @options x")
    return Program(f"jvm.{name}", flags=flags, verbs=table, examples=examples, at_files=True)


_JFR = Program(
    "jvm.jfr",
    flags=Flags(values="--categories --events --stack-depth", switches="--xml --json"),
    verbs=verbs(read_only="summary, metadata, print, help", mutating="assemble, disassemble, scrub, configure"),
    examples={
        Risk.READ_ONLY: ("jfr summary f.jfr", "jfr print --events GarbageCollection f.jfr"),
        Risk.MUTATING: ("jfr disassemble f.jfr", "jfr scrub f.jfr"),
    },
)
_JARSIGNER = Program(
    "jvm.jarsigner",
    Risk.MUTATING,
    Flags(switches="-verify -verbose -certs -strict", values="-keystore", single_dash=True),
    effects=(
        Effect("-verify", Risk.READ_ONLY, "It checks signatures.", lowers=True),
        Effect("-tsa", Risk.SENSITIVE, "It asks a server for the time."),
        _FETCHES,
    ),
    operands=MANY,
    examples={
        Risk.READ_ONLY: ("jarsigner -verify x.jar", "jarsigner -verify -verbose -certs x.jar"),
        Risk.SENSITIVE: ("jarsigner -verify -keystore http://h/k x.jar",),
        Risk.MUTATING: ("jarsigner x.jar alias",),
        Risk.UNKNOWN: ("jarsigner -verify -providerClass X x.jar",),
    },
)
_KEYTOOL = Program(
    "jvm.keytool",
    Risk.UNKNOWN,
    Flags(
        values="-file -keystore -storetype -storepass -alias -storepass:env -storepass:file",
        switches="-list -printcert -printcrl -printcertreq -v -rfc -help",
        single_dash=True,
    ),
    effects=(
        Effect("-list -printcert -printcrl -printcertreq", Risk.READ_ONLY, "", lowers=True),
        Effect("-sslserver", Risk.SENSITIVE, "It asks a server for its certificate."),
        _FETCHES,
        Effect(
            "-genkeypair -genseckey -gencert -selfcert", Risk.MUTATING, "It creates a key or certificate.", lowers=True
        ),
        Effect(
            "-importcert -importkeystore -importpass -exportcert -certreq",
            Risk.MUTATING,
            "It writes a file.",
            lowers=True,
        ),
        Effect(
            "-delete -storepasswd -keypasswd -changealias",
            Risk.DESTRUCTIVE,
            "It changes or deletes a key.",
            lowers=True,
        ),
    ),
    help="-help --help",
    examples={
        Risk.READ_ONLY: ("keytool -list -keystore k.jks", "keytool -printcert -file c.pem"),
        Risk.SENSITIVE: (
            "keytool -printcert -sslserver db:443",
            "keytool -printcrl -file ldap://h/crl",
            "keytool -list -keystore https://h/k",
        ),
        Risk.MUTATING: ("keytool -genkeypair -alias a -keystore k", "keytool -exportcert -alias a -file c"),
        Risk.DESTRUCTIVE: ("keytool -delete -alias a -keystore k",),
        Risk.UNKNOWN: ("keytool -list -providerpath . -providerclass X",),
    },
)

RULES: dict[str, Rule] = {
    "jcmd": _jcmd,
    "jmap": _jmap,
    "jinfo": _JINFO,
    "jstack": reads(
        "jvm.jstack",
        Flags(switches="-l -e -h -help"),
        operands=1,
        custom=_of_another_machine,
        examples={Risk.READ_ONLY: ("jstack -l 123",), Risk.SENSITIVE: ("jstack db1",)},
    ),
    "jstat": reads(
        "jvm.jstat",
        Flags(
            values="-h",
            switches="-t -options -class -compiler -gc -gccapacity -gccause -gcmetacapacity -gcnew -gcnewcapacity "
            "-gcold -gcoldcapacity -gcutil -printcompilation",
            single_dash=True,
        ),
        operands=3,
        custom=lambda call, args, verb: (
            ruled(call, Risk.SENSITIVE, "jvm.jstat.remote", "It asks another machine.")
            if args.operands and not is_plain(args.operands[0].text)
            else ruled(call, Risk.READ_ONLY, "jvm.jstat.on", "", Code.FOLLOWS)
            if len(args.operands) == 2
            else None
        ),
        examples={
            Risk.READ_ONLY: ("jstat -gcutil 123 1000 5", "jstat -gc 123"),
            Risk.SENSITIVE: ("jstat -gc 123@db1",),
        },
    ),
    "jdeps": _JDEPS,
    "jmod": _archive("jmod", "list, describe", "extract, create, hash"),
    "jimage": _archive("jimage", "list, info, verify", "extract, recreate"),
    "jfr": _JFR,
    "jarsigner": _JARSIGNER,
    "keytool": _KEYTOOL,
}
EXAMPLES = {
    Risk.READ_ONLY: ("jcmd", "jcmd -l", "jcmd 123 VM.uptime", "jcmd 123 help", "jmap -histo 123", "jstack 123"),
    Risk.MUTATING: ("jmap -dump:file=h 123",),
    Risk.UNKNOWN: ("jcmd 123 GC.run", "jcmd 123 Thread.print -f x", "jcmd -f cmds 123", "jmap -histo:live,file=x 123"),
}
