"""The shell and what it starts: history, variables, aliases, jobs at a time, programs, services."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cloud_assist.catalog.composed.forms import Form, composed_by, named_files
from cloud_assist.catalog.composed.port import Composed, Surroundings
from cloud_assist.catalog.composed.quoting import quoted
from cloud_assist.catalog.composed.request import Request
from cloud_assist.catalog.composed.said import Said

_DO = r"^(?:(?:please|just|now|how (?:do i|to|can i)|i want to|can you|could you) )*"
_SHELL = (
    Form(
        Said(
            r"\b(?:run|execute) (?P<command>{q}) with(?: the)?(?: environment)?(?: variable)? "
            r"(?P<name>\w+) (?:set to|=|equal to) (?P<text>{a})",
            "with",
        ),
        "Run {command} with {name} set to {text}",
        ("env {name}={text} {command:script}",),
    ),
    Form(
        Said(
            r"\bcommands\b.*\b(?:i|that were|have) (?:ran|run|typed|used|executed"
            r"|entered)\b.*\b(?:contain\w*|with|matching) (?P<text>{a})",
            "command",
        ),
        "Search the commands you have typed for {text}",
        ("history | grep {text:pattern}",),
    ),
    Form(
        Said(r"\b(?:last|previous) command\b$", "command"),
        "Show the last command you have typed",
        ("history 2 | head -n 1", "fc -ln -1"),
    ),
    Form(
        Said(r"^where is (?P<name>{q})$|^locate (?P<other>{q})$", "where locate"),
        "Show which program runs as {name|}{other|}",
        ("which {name|}{other|}", "whereis {name|}{other|}", "type {name|}{other|}"),
    ),
    Form(
        Said(
            r"\b(?:whether|if) (?P<name>{a}) is (?:a |an )?(?:shell )?(?:builtin|alias"
            r"|function)|\btype of (?:the )?command (?P<other>{a})",
            "builtin alias function type",
        ),
        "Tell what {name|}{other|} is to the shell",
        ("type {name|}{other|}",),
    ),
    Form(
        Said(
            r"\b(?:add|append|prepend)\b.*?(?P<file>«[pq]\w+»|\$\w+) to (?:the |my "
            r"|your )?\"?\$?path\b",
            "path",
        ),
        "Add {file} to the folders that programs are searched in",
        ('export PATH="$PATH":{file}',),
    ),
    Form(
        Said(r"\b(?:current|default|my|login) shell\b(?! (?:variables|options))", "shell"),
        "Print your shell",
        ('echo "$SHELL"', "ps -p $$"),
    ),
    Form(
        Said(r"\bprint (?P<text>{q}) without (?:a |the )?(?:trailing )?new ?line", "new"),
        "Print {text} without a line end",
        ("printf %s {text}", "echo -n {text}"),
    ),
    Form(
        Said(_DO + r"unset\b(?: (?:the|variable|environment))* (?P<name>{q}|\w+)", "unset"),
        "Forget the variable {name}",
        ("unset {name}",),
    ),
    Form(
        Said(
            r"\balias (?:named |called )?(?P<name>{q}) (?:for|to|as)(?: (?:the"
            r"|command))* (?P<text>{q})",
            "alias",
        ),
        "Make {name} stand for {text}",
        ("alias {name}={text}",),
    ),
    Form(
        Said(r"\bcheck\b.*\bcron (?:daemon|service)\b", "cron"),
        "Show whether cron runs",
        ("systemctl status cron",),
    ),
    Form(
        Said(
            r"\b(?:delete|remove|clear|erase)\b(?: (?:all|my|the|every))* (?:cron ?jobs?"
            r"|crontab)\b",
            "cron",
        ),
        "Delete all your cron jobs",
        ("crontab -r",),
    ),
    Form(
        Said(
            r"\b(?:run|execute|start|schedule)\b(?: the)?(?: (?:command"
            r"|script))? (?P<command>«[qpf]\w+»).* at (?P<time>\d{1,2}(?::\d\d)? ?(?:am|pm)?"
            r"|noon|midnight)$",
            "at",
        ),
        "Run {command} at {time}",
        ("echo {command} | at {time:bare}", "at {time:bare}"),
    ),
    Form(
        Said(r"^generate\b.*\bssh[ -]?keys?\b|^create (?:an? |new |the )*ssh[ -]?key", "ssh"),
        "Make a pair of keys for ssh",
        ("ssh-keygen -t ed25519",),
    ),
    Form(
        Said(
            r"\b(?:copy|install|upload|add)\b.*\b(?:public|ssh) (?:ssh )?key\b.* (?:to"
            r"|on)(?: (?:the|host|server|machine|remote))* (?P<host>{v}|\w[\w.-]*)$",
            "key",
        ),
        "Let your key log you in to {host}",
        ("ssh-copy-id {host}",),
    ),
    Form(
        Said(
            r"^(?:factori[sz]e|factor)(?: the)?(?: number)? (?P<n>\d+)"
            r"|\bprime factors of (?P<m>\d+)",
            "factor",
        ),
        "Print the prime factors of {n|}{m|}",
        ("factor {n|}{m|}",),
    ),
    Form(
        Said(
            r"^(?:calculate|compute|evaluate|what is)(?: the)?(?: expression"
            r"| result of)? (?P<sum>[\d(][\d\s.+*/()^-]*[\d)])$",
            "calculat comput evaluat what",
        ),
        "Calculate {sum}",
        ("echo {sum} | bc -l", "expr {sum}"),
    ),
    Form(
        Said(r"^(?:repeat|print|output) (?P<text>{q}) (?:forever|endlessly|repeatedly)", "forever endless repeat"),
        "Print {text} over and over",
        ("yes {text}",),
    ),
    Form(
        Said(r"\b(?:reboot|restart)(?: (?:the|this|my))*(?: (?:machine|system|computer|server))?$", "reboot restart"),
        "Restart this machine",
        ("sudo reboot",),
    ),
    Form(
        Said(
            r"\b(?:shut ?down|power off|turn off)\b(?=.*\b(?:machine|system|computer|server|now|pc)|$)",
            "shut power turn",
        ),
        "Turn this machine off",
        ("sudo shutdown -h now",),
    ),
    Form(
        Said(
            r"\b(?:search|grep|find|look|filter)\b.*\bhistory\b.*?(?:for|containing|with)(?: (?:the"
            r"|commands?|all|string|word|text|containing))* (?P<text>{a})"
            r"|\b(?:commands?)\b.*\bhistory\b.*?(?:contain\w*|with|match\w*|start\w* with) (?P<other>{a})",
            "history",
        ),
        "Search the commands you have typed for {text|}{other|}",
        ("history | grep {text:pattern|}{other:pattern|}",),
    ),
    Form(
        Said(
            r"\b(?:last|recent|previous) (?P<n>\d+) (?:commands?|entries|lines).*history"
            r"|\bhistory\b.*\b(?:last|recent) (?P<m>\d+)|\blast (?P<n2>\d+) (?:executed |typed "
            r"|run )?commands\b",
            "history command",
        ),
        "Show the last {n|}{m|} commands you have typed",
        ("history {n|}{m|}{n2|}",),
    ),
    Form(
        Said(r"\bclear\b.*\bhistory|\bdelete\b.*\bhistory", "history"),
        "Forget the commands you have typed",
        ("history -c",),
    ),
    Form(
        Said(
            r"\b(?:command|shell|bash|my) history\b|\bhistory of (?:the )?(?:commands|shell)|^(?:show|list"
            r"|display|print|view)(?: (?:me|the|my))* history$|\b(?:previously|recently) (?:executed|typed"
            r"|run) commands",
            "history command",
        ),
        "Show the commands you have typed",
        ("history",),
    ),
    Form(
        Said(
            r"\b(?:path|location|full path|where)\b.*?(?:of|to|is|for|executable)(?: (?:the|a"
            r"|an))* (?:(?:program|command|binary|executable|utility) (?P<name>{q}|[\w.+-]+)|(?P<named>{q}"
            r"|[\w.+-]+)(?: (?:program|command|binary|executable|utility)(?: (?:is )?(?:located|installed"
            r"|found))?| (?:is )?(?:located|installed)))|\blocate (?:the )?(?P<sought>{q}"
            r"|[\w.+-]+) (?:program|command|binary|executable)|\bwhich (?P<other>[\w+-]+) (?:is|will be"
            r"|executable)|\b(?:if|whether) (?P<third>[\w+-]+) is installed",
            "path locat where which installed",
        ),
        "Show which program runs as {name|}{named|}{sought|}{other|}{third|}",
        tuple(
            f"{start} {{name|}}{{named|}}{{sought|}}{{other|}}{{third|}}"
            for start in ("which", "type", "command -v", "whereis")
        ),
    ),
    Form(
        Said(
            _DO + r"(?:set|export|define|assign|create|change)\b.*\b(?:environment )?variable (?:named "
            r"|called )?(?P<name>{q}|[\w]+)(?: (?:to|as|with|equal to|=|and|value|the|of|set"
            r"|it))* (?P<text>{a})",
            "variable",
        ),
        "Set the environment variable {name} to {text}",
        ("export {name:bare}={text}",),
    ),
    Form(
        Said(_DO + r"(?:unset|remove|delete|clear)\b.*\bvariable (?P<name>\w+)", "variable"),
        "Forget the variable {name}",
        ("unset {name:bare}",),
    ),
    Form(
        Said(
            r"\benvironment(?:al)? variables?\b|\benv vars?\b|\ball variables\b|\bshell variables\b"
            r"|\bthe environment$",
            "env variable",
        ),
        "Print the environment variables",
        ("env", "printenv", "set", "export -p"),
    ),
    Form(
        Said(
            r"\baliases\b(?=.*\b(?:list|show|all|display|defined|print))|^(?:list|show|display"
            r"|print).*\baliases$",
            "alias",
        ),
        "List the aliases of this shell",
        ("alias",),
    ),
    Form(
        Said(
            r"\b(?:create|make|define|set|add)\b.*\balias(?: (?:named|called))? (?P<name>[\w-]+)(?: (?:for"
            r"|to|as|that runs|=))* (?P<text>{a})",
            "alias",
        ),
        "Make {name} stand for {text}",
        ("alias {name:bare}={text}",),
    ),
    Form(
        Said(_DO + r"(?:edit|change|modify|open)\b.*\b(?:crontab|cron)\b", "cron"),
        "Edit your cron jobs",
        ("crontab -e",),
    ),
    Form(
        Said(
            r"^(?!create|add|make|set|schedule|suspend|run|trigger|delete).*\b(?:crontab"
            r"|cron ?jobs?|cron (?:entries|table)|scheduled (?:jobs|tasks))\b(?:.*\b(?:of"
            r"|for) (?:the )?user (?P<user>\w+))?",
            "cron scheduled",
        ),
        "List your cron jobs",
        ("crontab -l",),
    ),
    Form(
        Said(
            _DO + r"(?:print|display|echo|show|output|write)\b(?: (?:the|a|out|text|string|message|word|line"
            r"|words))* (?P<text>{q})(?: (?:on|to) (?:the )?(?:screen|terminal|standard output|stdout"
            r"|console))?$",
            "print display echo show output write",
        ),
        "Print {text}",
        ("echo {text}", "printf '%s\\n' {text}"),
    ),
    Form(
        Said(
            r"\b(?:print|output|repeat|display)\b.*?(?P<text>{q}).*\b(?:repeatedly|forever|infinit\w*"
            r"|endless\w*|until (?:stopped|killed|interrupted)|continuously|over and over)",
            "repeat forever infinit endless until continu over",
        ),
        "Print {text} over and over",
        ("yes {text}",),
    ),
    Form(
        Said(
            r"\b(?:numbers?|sequence|integers?|count)\b.*?(?:from )?(?P<n>\d+) (?:to|through|up to"
            r"|until) (?P<m>\d+)(?:.*\b(?:steps? of|increments? of|by) (?P<step>\d+))?",
            "number sequence integer count",
        ),
        "Print the numbers from {n} to {m}",
        ("seq {n} {step|1} {m}",),
    ),
    Form(
        Said(
            r"\b(?:run|execute)\b(?: the)?(?: command)? (?P<command>{q}) as (?:root|superuser"
            r"|administrator)|\b(?:run|execute)\b(?: the)?(?: command)? (?P<other>{q}) with sudo",
            "root superuser admin sudo",
        ),
        "Run {command|}{other|} as root",
        ("sudo {command:script|}{other:script|}",),
    ),
    Form(
        Said(r"\b(?:run|execute)\b(?: the)?(?: command)? (?P<command>{q}) as (?:the )?(?:user )?(?P<user>{a})", "as"),
        "Run {command} as {user}",
        ("sudo -u {user} {command:script}",),
    ),
    Form(
        Said(
            r"\b(?:switch|change|become)\b(?: to)?(?: (?:the|another))* user (?P<user>{a})|\bbecome root"
            r"|\b(?:switch|change) to (?:the )?(?:root|super ?user)",
            "user root",
        ),
        "Become the user {user|root}",
        ("su - {user|}",),
    ),
    Form(
        Said(r"\bscreen sessions?\b(?=.*)|\bdetached screen", "screen"), "List the sessions of screen", ("screen -ls",)
    ),
    Form(
        Said(r"\b(?:create|start|new|open)\b.*\btmux session\b(?:.*(?:named|called) (?P<name>{a}))?", "tmux"),
        "Start a session of tmux",
        ("tmux new -s {name|<name>}",),
    ),
    Form(
        Said(r"\battach\b.*\btmux\b(?:.*(?:named|called|session) (?P<name>{a}))?", "tmux"),
        "Go back to a session of tmux",
        ("tmux attach -t {name|<name>}",),
    ),
    Form(Said(r"\btmux sessions\b", "tmux"), "List the sessions of tmux", ("tmux ls",)),
    Form(
        Said(r"\bkey bindings\b|\breadline (?:functions|bindings)", "bind"), "List the keys of this shell", ("bind -p",)
    ),
    Form(
        Said(r"\bshell options\b|\bbash options\b", "option"),
        "List the options of this shell",
        ("shopt", "set -o"),
    ),
    Form(
        Said(
            r"\b(?:enable|turn on|set)\b.*\b(?:shell|bash) option (?P<name>{a})|\benable (?P<other>extglob"
            r"|globstar|dotglob|nullglob)\b",
            "option glob",
        ),
        "Turn on an option of this shell",
        ("shopt -s {name|}{other|}",),
    ),
    Form(
        Said(r"\b(?:disable|turn off|unset)\b.*\b(?:shell|bash) option (?P<name>{a})", "option"),
        "Turn off an option of this shell",
        ("shopt -u {name}",),
    ),
    Form(
        Said(r"\bshell (?:variables and functions|functions)\b|\bvariables and functions\b", "function"),
        "Print the variables and functions of this shell",
        ("set", "declare -p"),
    ),
    Form(Said(r"\bdirectory stack\b", "stack"), "Print the stack of folders", ("dirs -v",)),
    Form(
        Said(
            r"\b(?:mount)\b(?: (?:the|a|device|partition|disk))* (?P<file>{f}) (?:on|to|at|in"
            r"|under)(?: (?:the|mount point|directory))* (?P<to>{f})",
            "mount",
        ),
        "Mount {file} on {to}",
        ("sudo mount {file} {to}",),
    ),
    Form(
        Said(r"^(?:unmount|umount)\b(?: (?:the|a|device|partition|disk))* (?P<file>{f}|\w+)", "mount"),
        "Unmount {file}",
        ("sudo umount {file}",),
    ),
    Form(
        Said(
            r"\b(?:append|write|save|copy)\b.*\boutput of(?: the)?(?: command)? (?P<command>{q}) to (?:the"
            r" )?(?:file )?(?P<file>{f}) and (?:to )?(?:the |also )*(?:terminal|screen|standard output"
            r"|stdout)",
            "output",
        ),
        "Run {command}, and add its output to {file} as well",
        ("{command:script} | tee -a {file}",),
    ),
    Form(
        Said(
            r"\b(?:commands?|manual pages?|man pages?)\b.*\b(?:about|related to|concerning"
            r"|whose description) (?P<name>{a})",
            "about relat concern description",
        ),
        "Find manual pages about {name}",
        ("apropos {name}", "man -k {name}"),
    ),
    Form(Said(r"\bclear (?:the )?(?:screen|terminal)", "clear"), "Clear the screen", ("clear",)),
    Form(
        Said(
            _DO + r"install (?:(?:the |a |an )?(?:package|packages|program|software)(?: (?:named"
            r"|called))? )?(?P<name>{a})$",
            "install",
        ),
        "Install {name}",
        ("sudo apt-get install {name}", "sudo apt install {name}"),
        ("brew install {name}",),
    ),
    Form(
        Said(
            r"\b(?P<verb>status|start|stop|restart|enable|disable"
            r"|reload)\b.*?(?:of )?(?:the )?(?P<name>{q}|(?!the\b|of\b|a\b)[\w@.-]+) (?:service|daemon)\b"
            r"|\b(?P<verb2>start|stop|restart|status|enable|disable|reload)\b.*?\bservice (?P<name2>{a})",
            "service daemon",
        ),
        "{verb|}{verb2|} the service {name|}{name2|}",
        ("systemctl {verb:bare|}{verb2:bare|} {name|}{name2|}",),
        ("brew services list",),
    ),
    Form(
        Said(
            r"\b(?:manual|man page|help|documentation)\b.*?(?:of|for|page)(?: (?:the|command"
            r"|program))* (?P<name>{a})(?: command)?$|^how do i use (?P<other>\w+)$",
            "manual man help document use",
        ),
        "Show the manual of {name|}{other|}",
        ("man {name|}{other|}",),
    ),
)
_RUN_EVERY = Said(
    r"(?:\b(?:run|execute|repeat|watch|show|display|monitor|print|call)\b(?: (?:the|command|output"
    r"|of|result|results))* (?P<command>{q}).*?)?\b(?:every"
    r"|each)(?: (?P<n>\d+))? ?(?P<unit>seconds?|secs?|s|minutes?)\b(?:.*?(?P<behind>{q}))?",
    "every each",
)
_WATCH_FILE = Said(
    r"\b(?:watch|monitor|observe|show|display)\b.*\b(?:size|directory|file|changes|disk"
    r"|memory)\b.*\b(?:every|each|continuously|changes)\b",
    "every each continu change",
)
_VARIABLE = Said(
    r"\b(?:value|contents?)\b.*\bvariable (?:named |called )?\$?(?P<name>\w+)|\b(?:print|show"
    r"|display|echo|output|what is)(?: (?:the|my|me))*(?: (?:value|contents?) of)?(?: (?:the"
    r"|environment|variable))* (?P<other>\$?\w+) (?:environment )?variable$"
    r"|\bvalue of (?:the )?(?:environment )?(?:variable )?(?P<mark>«p\w+»)",
    "variable value",
)
_SHOWN_AGAIN = {True: "free -h", False: "df -h"}
_NAME = re.compile(r"\$?\{?(\w+)\}?")


def shell(request: Request, around: Surroundings) -> Iterator[Composed]:
    """Yield commands about the shell: history, variables, jobs at a time, programs."""
    found = [*_repeated(request), *_variable(request)]
    yield from found or (Composed(each.command.strip(), each.title) for each in composed_by(_SHELL, request, around))


def _repeated(request: Request) -> Iterator[Composed]:
    found = request.find(_RUN_EVERY)
    if found is None:
        return
    seconds = int(found["n"] or 1) * (60 if found.masked("unit").startswith("m") else 1)
    command = found["command"] or found["behind"]
    if not command and request.says(_WATCH_FILE):
        file = next(iter(named_files(request.anew())), "<file>")
        command = (
            f"ls -l {file}"
            if "size" in request.whole or "«" in request.whole
            else _SHOWN_AGAIN["memory" in request.whole]
        )
    if command:
        yield Composed(f"watch -n {seconds} {quoted(command)}", f"Run `{command}` every {seconds} seconds")


def _variable(request: Request) -> Iterator[Composed]:
    found = request.find(_VARIABLE)
    name = _NAME.fullmatch(found["name"] or found["other"] or found["mark"]) if found is not None else None
    if name is not None and "set the" not in request.whole:
        yield Composed(f'echo "${name[1]}"', f"Print the value of {name[1]}")
        yield Composed(f"printenv {name[1]}", f"Print the value of {name[1]}")
