"""Processes: which run, who runs them, what they use, and ending them."""

from __future__ import annotations

from collections.abc import Iterator

from cloud_assist.catalog.composed.forms import Form, composed_by
from cloud_assist.catalog.composed.port import Composed, Surroundings
from cloud_assist.catalog.composed.request import Request
from cloud_assist.catalog.composed.said import Said

_KILL = r"\b(?:kill|terminate|end|stop|quit)\b"
_PROCESS = r"\bprocess(?:es)?\b"
_FORCE = r"(?:force(?:fully|ibly)?|forced?|sigkill|kill -9|immediately|with signal 9|hard)"
_FORMS = (
    Form(
        Said(r"\bprocess\w*\b.*\bthreads\b|\bthreads\b.*\bprocess", "thread"),
        "Show all processes with their threads",
        ("ps -eLf",),
        ("ps -M",),
    ),
    Form(Said(r"\bprocess(?:es)?\b.*\binteractive", "interactive"), "Watch the processes", ("top", "htop")),
    Form(
        Said(
            r"^(?:find|show|list|search for|locate|get)(?: (?:the|all"
            r"|a))* process(?:es)? (?P<name>{q})$",
            "process",
        ),
        "Show the processes called {name}",
        ("ps aux | grep {name}", "pgrep -fl {name}"),
    ),
    Form(
        Said(
            r"^time (?:how long )?(?P<command>«[qpf]\w+»|\w+)"
            r"|\bhow long (?P<other>«[qpf]\w+») (?:takes|runs)",
            "time long",
        ),
        "Run {command|}{other|} and tell how long it takes",
        ("time {command:script|}{other:script|}",),
    ),
    Form(
        Said(
            rf"(?=.*\b{_FORCE}\b).*{_KILL}.*?(?:process|pid|job)(?: (?:with|id|pid|number|the|of|whose"
            r"|is))* (?P<n>\d+)",
            "kill terminat end stop quit",
        ),
        "Kill process {n} at once",
        ("kill -9 {n}",),
    ),
    Form(
        Said(
            r"\bsend\b.*?\bsignal (?P<signal>\w+) to\b.*?(?:process|pid)(?: (?:with|id|pid"
            r"|number))* (?P<n>\d+)|\bsend (?:the |a )?(?P<named>(?:sig)?(?:kill|term|hup|int|stop|cont"
            r"|usr1|usr2))(?: signal)? to\b.*?(?:process|pid)(?: (?:with|id|pid|number))* (?P<m>\d+)",
            "send",
        ),
        "Send the signal {signal|}{named|} to process {n|}{m|}",
        ("kill -s {signal:bare|}{named:bare|} {n|}{m|}",),
    ),
    Form(
        Said(rf"{_KILL}(?: (?:all|the|every|any))* (?:background |running |stopped )*jobs?\b", "job"),
        "End all jobs of this shell",
        ("kill $(jobs -p)",),
    ),
    Form(
        Said(
            rf"{_KILL}.*?(?:process|pid)(?: (?:with|id|pid|number|the|of|whose|is))* (?P<n>\d+)"
            r"|^kill (?P<m>\d+)$",
            "kill terminat end stop quit",
        ),
        "End process {n|}{m|}",
        ("kill {n|}{m|}",),
    ),
    Form(
        Said(
            rf"{_KILL}.*?(?:{_PROCESS}|everything|programs?)(?: (?:of|owned by|belonging to|run by"
            r"|started by|from))+ (?:the )?(?:user )?(?P<user>(?!mine\b|me\b){a})",
            "kill terminat end stop quit",
        ),
        "End all processes of {user}",
        ("pkill -u {user}", "killall -u {user}"),
    ),
    Form(
        Said(
            rf"{_KILL}.*?{_PROCESS}.*?(?:named|called|with (?:the )?name|matching|whose name (?:is"
            rf"|contains)|containing) (?P<name>{{a}})|{_KILL} (?:all |every |the |any "
            r"|running )*(?P<program>(?!process|all|an?\b|the\b|every|any|job|it\b)(?:{q}"
            rf"|[\w.-]+)) process(?:es)?|{_KILL} (?:all |every )(?:instances? of "
            r"|running )*(?P<other>{a})$",
            "kill terminat end stop quit",
        ),
        "End all processes called {name|}{program|}{other|}",
        ("pkill {name|}{program|}{other|}", "killall {name|}{program|}{other|}"),
    ),
    Form(
        Said(
            r"\bprocess tree\b|\bprocess(?:es)?\b.*\b(?:as a|in a|in) (?:tree|hierarch\w+)"
            r"|\btree of (?:all )?(?:running )?process(?:es)?|\bprocess hierarchy",
            "tree hierarch",
        ),
        "Show the processes as a tree",
        ("ps axf", "pstree"),
        ("ps ax -o ppid,pid,command", "pstree"),
    ),
    Form(
        Said(r"\bparent\b.*\b(?:process|pid)\b.*?(?P<n>\d+)|\bparent (?:process|pid)", "parent"),
        "Print the parent of process {n|<pid>}",
        ("ps -o ppid= -p {n|<pid>}",),
    ),
    Form(
        Said(
            r"(?=.*\b(?:pids?|ids?|number|process ids?)\b).*\bof (?:all )?(?:the )?(?:running )?process"
            r"(?:es)? (?:of|owned by|belonging to|run by) (?:the )?(?:user )?(?P<user>{a})",
            "id number",
        ),
        "Print the ids of all processes of {user}",
        ("pgrep -u {user}", "ps -u {user} -o pid="),
    ),
    Form(
        Said(
            r"\b(?:pids?|process ids?|process numbers?|ids?)\b.*?(?:of|for|from)(?: (?:the|a|all|any"
            r"|running))*(?: process(?:es)?(?: (?:named|called"
            r"|with name))?)? (?P<name>{a})(?: process(?:es)?)?",
            "pid id number",
        ),
        "Print the ids of the processes called {name}",
        ("pgrep {name}", "ps aux | grep {name}", "pidof {name}"),
        ("pgrep {name}", "ps aux | grep {name}"),
    ),
    Form(
        Said(
            rf"{_PROCESS}(?: (?:that are|which are|currently|running|started|owned|run|belonging|belong|of"
            r"|by|to|for|from|under))* (?:the )?(?:user )(?:named |called )?(?P<user>{a})"
            rf"|{_PROCESS} (?:owned by|belonging to|run by|started by|of) (?:the )?(?P<owner>(?!process"
            r"|name|the\b)\w[\w-]*)",
            "process",
        ),
        "Show all processes of {user|}{owner|}",
        ("ps -u {user|}{owner|} -f", "pgrep -l -u {user|}{owner|}", "top -u {user|}{owner|}"),
    ),
    Form(
        Said(r"\bprocess(?:es)?\b.*\b(?:user|of) (?P<user>{a}) interactively", "interactive"),
        "Watch the processes of {user}",
        ("top -u {user}",),
        ("top -U {user}",),
    ),
    Form(
        Said(
            r"\bmy (?:own )?(?:running )?process|\bprocess(?:es)? (?:of|owned by) (?:the )?(?:current user"
            r"|me)\b",
            "my current me",
        ),
        "Show your processes",
        ('ps -u "$USER" -f',),
    ),
    Form(
        Said(
            rf"{_PROCESS}(?: (?:that|which|whose|is|are|with|the|name|names|command|commands"
            r"|line))* (?:named|called|matching|containing|contain|contains|name is) (?:the )?(?:word "
            r"|string |name )?(?P<name>{a})|\b(?:is|whether|if|check that)\b.*?(?:a |the |any "
            r"|an )*(?:process )?(?P<program>{q}|[\w.-]+) (?:process )?is running|\b(?:list|show|find"
            r"|display|get|see|search for)(?: (?:all|the|any|every|running))* (?P<other>(?!all|the|running"
            r"|any|every|process)[\w.-]+) process(?:es)?\b",
            "process running",
        ),
        "Show the processes called {name|}{program|}{other|}",
        ("ps aux | grep {name|}{program|}{other|}", "pgrep -fl {name|}{program|}{other|}"),
    ),
    Form(
        Said(r"\b(?:how many|count|number of)\b.*\bprocess", "process"),
        "Count the processes",
        ("ps -e --no-headers | wc -l",),
        ("ps -ax | tail -n +2 | wc -l",),
    ),
    Form(
        Said(r"\bprocess(?:es)?\b.*(?:\b(?:id|pid|number)) (?P<n>\d+)|\bprocess (?P<m>\d+)$", "process"),
        "Show process {n|}{m|}",
        ("ps -f -p {n|}{m|}",),
    ),
    Form(
        Said(
            r"^(?:(?:please|recursively) )?(?:list|show|display|print|see|view|get|what|which|find|monitor"
            rf"|watch)\b.*{_PROCESS}",
            "process",
        ),
        "Show all processes",
        ("ps aux", "top", "pgrep -l ."),
    ),
    Form(
        Said(
            r"\bbackground (?:jobs|tasks)|\bjobs\b(?! .*\bcron)(?=.*\b(?:shell|list|current|stopped"
            r"|background|process|ids?))|^(?:list|show|display)(?: (?:all|the|my|current))* jobs$",
            "jobs tasks",
        ),
        "List the jobs of this shell",
        ("jobs -l",),
    ),
    Form(
        Said(r"\bbring\b.*\bforeground|\bto (?:the )?foreground|\bresume\b.*\bforeground", "foreground"),
        "Bring the last job to the foreground",
        ("fg",),
    ),
    Form(
        Said(r"\b(?:continue|resume)\b.*\bbackground", "background"),
        "Let the stopped job go on in the background",
        ("bg",),
    ),
    Form(
        Said(
            r"\b(?:run|start|execute)\b(?: the)?(?: (?:command|script"
            r"|program))? (?P<command>«[qpf]\w+»).*\b(?:background|after (?:i )?log(?:ging)? ?out|logout"
            r"|hang ?up|keep(?:s)? running|immune)",
            "background logout log hang running",
        ),
        "Run {command} in the background, also after you log out",
        ("nohup {command:path} &",),
    ),
    Form(
        Said(
            r"\b(?:how long|time|measure|duration)\b.*\b(?:command|script|program|takes?|execution"
            r"|run)\b.*?(?P<command>{q})|\btime (?:the )?(?:execution|command) (?:of )?(?P<other>{q})",
            "time long measure duration",
        ),
        "Run {command|}{other|} and tell how long it takes",
        ("time {command:script|}{other:script|}",),
    ),
    Form(
        Said(
            r"\b(?:wait|sleep|pause|delay)\b(?: (?:for|the|script|execution))* (?P<n>\d+) ?(?P<unit>s|m|h"
            r"|seconds?|minutes?|hours?)\b",
            "wait sleep pause delay",
        ),
        "Wait {n} {unit}",
        ("sleep {n}{unit:letter}",),
    ),
    Form(
        Said(r"\bpriority\b.*?(?:process|pid) (?P<n>\d+)|\brenice\b", "priority renice"),
        "Change the priority of process {n|<pid>}",
        ("renice <priority> -p {n|<pid>}",),
    ),
)


_MOST = Said(
    r"(?=.*\b(?:process|what (?:uses|is using|eats|takes))).*\b(?P<what>memory|mem|ram|cpu|processor)\b",
    "mem ram cpu processor",
)
_NUMBER = Said(r"\b(?P<n>\d+)\b")
_ENDS = Said(_KILL)


def processes(request: Request, around: Surroundings) -> Iterator[Composed]:
    """Yield commands about processes."""
    found = request.find(_MOST)
    if found is not None and not request.says(_ENDS):
        yield from _greediest(request, "cpu" if found.masked("what") in {"cpu", "processor"} else "mem", around)
    else:
        yield from composed_by(_FORMS, request, around)


def _greediest(request: Request, column: str, around: Surroundings) -> Iterator[Composed]:
    """Yield commands that show the processes that use the most; the first line of `ps` is its heading."""
    number = request.find(_NUMBER)
    count = int(number["n"]) if number is not None else 10
    title = f"Show the {count} processes that use the most {'CPU' if column == 'cpu' else 'memory'}"
    order = {"cpu": "-r", "mem": "-m"}[column] if around.bsd else f"--sort=-%{column}"
    yield Composed(f"ps aux {order} | head -n {count + 1}", title)
    yield Composed(f"top -o {column if around.bsd else '%' + column.upper()}", title)
