"""This machine and its users: memory, processors, the system, who is logged in."""

from __future__ import annotations

from collections.abc import Iterator

from cloud_assist.catalog.composed.forms import Form, composed_by
from cloud_assist.catalog.composed.port import Composed, Surroundings
from cloud_assist.catalog.composed.request import Request
from cloud_assist.catalog.composed.said import Said

_MACHINE = (
    Form(
        Said(r"\bfully[ -]qualified\b|\bfqdn\b", "qualif fqdn"), "Print the full name of this machine", ("hostname -f",)
    ),
    Form(
        Said(r"\bgroups?\b.*\b(?:current user|i am|am i|i belong|my user)\b|\bmy groups\b", "group"),
        "Show your groups",
        ("groups", "id -Gn"),
    ),
    Form(
        Said(r"\b(?:uid|user id|id) of (?:the )?(?:user )?(?P<user>{q})", "id"),
        "Show the ids of {user}",
        ("id {user}",),
    ),
    Form(
        Said(r"\b(?:calendar)\b.*?(?P<n>\d{4})|\bcalendar\b", "calendar"), "Show a calendar", ("cal {n|}", "ncal {n|}")
    ),
    Form(
        Said(
            r"\bhow long\b.*\b(?:up|running|on)\b|\buptime\b|\bload averages?\b|\bsystem load\b"
            r"|since (?:the )?last (?:re)?boot|\bhow long has (?:the|this)|\bbooted\b",
            "long uptime load boot",
        ),
        "Show how long the machine has been running, and its load",
        ("uptime", "w"),
    ),
    Form(
        Said(r"\b(?:memory|ram|swap)\b", "memory ram swap"),
        "Show how much memory is used and free",
        ("free -h", "vmstat", "top"),
        ("vm_stat", "top"),
    ),
    Form(
        Said(
            r"\b(?:who|which users?|users?)\b.*\b(?:on this machine|logged in|logged on|log(?:ged)? ?in|online"
            r"|connected)\b|\blogged[ -]?(?:in|on) users",
            "log online connect machine",
        ),
        "Show who is logged in",
        ("who", "w", "users"),
    ),
    Form(
        Said(r"\b(?:last|recent|previous) (?:logins?|logged)|\blogin history", "login logged"),
        "Show the last logins",
        ("last",),
    ),
    Form(
        Said(
            r"\b(?:my|current|the|own) (?:user ?name|login name|user's name)\b(?! of)|\bwho am i\b"
            r"|\bname of (?:the )?(?:current|my|logged in) user|\bcurrent user(?:'s name| name)?$"
            r"|\bwhoami\b|\beffective user",
            "user who login",
        ),
        "Print your user name",
        ("whoami", "id -un"),
    ),
    Form(
        Said(
            r"\bgroups?\b(?=.*\b(?:user|i am|my|belong|member)).*?(?:user |of (?:the )?user "
            r"|does )(?P<user>{a})(?: belong)?|\bgroups (?:of|for) (?P<other>{q}|(?!the\b|an?\b)\w+$)",
            "group",
        ),
        "Show the groups of {user|}{other|}",
        ("id {user|}{other|}", "groups {user|}{other|}"),
    ),
    Form(
        Said(r"\bmy groups\b|\bgroups\b.*\b(?:current user|i am|i belong|am i)\b", "group"),
        "Show your groups",
        ("groups", "id"),
    ),
    Form(
        Said(
            r"\b(?:uid|user id|numeric id|gid|group id)s?\b(?:.*\bof (?:the )?(?:user )?(?P<user>(?!the\b"
            r"|user\b|current\b)\w[\w-]*)$)?",
            "id",
        ),
        "Show the ids of the user {user|}",
        ("id {user|}",),
    ),
    Form(
        Said(
            r"\b(?:all|list|show|existing) (?:of )?(?:the )?(?:local |system )?users\b(?: (?:on|of"
            r"|in) (?:the|this) (?:system|machine|computer))?$",
            "users",
        ),
        "List the users of this machine",
        ("cut -d : -f 1 /etc/passwd", "getent passwd"),
        ("dscl . list /Users",),
    ),
    Form(
        Said(
            r"\bkernel\b|\b(?:architecture|machine type|hardware name)\b|\b(?:system|os"
            r"|operating system) (?:information|info|name|version|release)\b|\buname\b|\b32 or 64 bit"
            r"|\b64[ -]bit",
            "kernel architect machine hardware system os uname bit",
        ),
        "Show the kernel, its version and the architecture",
        ("uname -a", "cat /etc/os-release"),
        ("uname -a", "sw_vers"),
    ),
    Form(
        Said(
            r"\b(?:distribution|distro|linux version|os release|os version|ubuntu version)\b", "distr version release"
        ),
        "Show which system this is",
        ("cat /etc/os-release", "uname -a", "lsb_release -a"),
        ("sw_vers",),
    ),
    Form(
        Said(
            r"\b(?:number of|how many|count(?: the)?)\b.*\b(?:cpus?|cores?|processors?)\b|\bcpu cores\b",
            "cpu core processor",
        ),
        "Print the number of processor cores",
        ("nproc", "lscpu"),
        ("sysctl -n hw.ncpu",),
    ),
    Form(
        Said(
            r"\bcpu (?:information|info|details|model|architecture)|\bprocessor (?:information|info"
            r"|details|model|type)|information about the (?:cpu|processor)",
            "cpu processor",
        ),
        "Show what processor this is",
        ("lscpu", "cat /proc/cpuinfo"),
        ("sysctl -n machdep.cpu.brand_string",),
    ),
    Form(
        Said(r"\b(?:usb) devices", "usb"),
        "List the USB devices",
        ("lsusb",),
        ("system_profiler SPUSBDataType",),
    ),
    Form(Said(r"\bpci devices", "pci"), "List the PCI devices", ("lspci",)),
    Form(
        Said(r"\b(?:loaded )?kernel modules\b|\bloaded modules", "module"),
        "List the loaded kernel modules",
        ("lsmod",),
        ("kextstat",),
    ),
    Form(
        Said(r"\b(?:host ?name|name of (?:this|the|my) (?:machine|host|computer|system))\b(?!.*\bip)", "host name"),
        "Print the name of this machine",
        ("hostname", "uname -n"),
    ),
)


def machine(request: Request, around: Surroundings) -> Iterator[Composed]:
    """Yield commands about this machine and its users."""
    yield from (Composed(each.command.strip(), each.title) for each in composed_by(_MACHINE, request, around))
