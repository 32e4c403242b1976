"""Shapes of model replies, and what is to be read from each.

To add one: a `Shape` with a name, the text just as the model sent it, and `reads`: the command it means, byte for
byte, or NOTHING where no command is finished and meant. `WRONG` is a command that must never come out of any of them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

RIGHT: Final = "touch right"
WRONG: Final = "touch wrong"
NOTHING: Final = ""


@dataclass(frozen=True)
class Shape:
    """One reply."""

    name: str
    text: str
    reads: str
    """The command; NOTHING where there is none to run."""


def fields(command: object, **more: object) -> str:
    """Return a reply in the form that is asked for."""
    return json.dumps({"kind": "command", "command": command, "explanation": "", "question": ""} | more)


def fence(command: str, mark: str = "```", info: str = "bash") -> str:
    """Return a fenced block."""
    return f"{mark}{info}\n{command}\n{mark}"


GOOD, BAD = fields(RIGHT), fields(WRONG)

UNFINISHED = [
    Shape("think, no end", f"<think>Perhaps {BAD}", NOTHING),
    Shape("think, no end, fence", f"<think>\nPerhaps\n{fence(WRONG)}\nor not", NOTHING),
    Shape("think with an attribute", f'<think mode="deep">{BAD}', NOTHING),
    Shape("loud think", f"<THINK>{fence(WRONG)}", NOTHING),
    Shape("thinking, no end", f"<thinking>{BAD}", NOTHING),
    Shape("thought, no end", f"<thought>{BAD}", NOTHING),
    Shape("reasoning, no end", f"<reasoning>{fence(WRONG)}", NOTHING),
    Shape("scratchpad, no end", f"<scratchpad>{BAD}", NOTHING),
    Shape("seed thoughts, no end", f"<seed:think>{BAD}", NOTHING),
    Shape("Magistral, no end", f"[THINK]{fence(WRONG)}", NOTHING),
    Shape("Kimi, no end", f"◁think▷{BAD}", NOTHING),
    Shape("Cohere, no end", f"<|START_THINKING|>{BAD}", NOTHING),
    Shape("think opened twice, ended once", f"<think>a</think><think>{BAD}", NOTHING),
    Shape("think after words, no end", f"Let me see.\n<think>\n{fence(WRONG)}\n", NOTHING),
    Shape("think after the command, no end", f"{BAD}\n<think>But wait, that", NOTHING),
    Shape("only thoughts", f"<think>{BAD}</think>", NOTHING),
    Shape("harmony, analysis alone", f"<|channel|>analysis<|message|>{BAD}", NOTHING),
    Shape("harmony, analysis with a fence", f"<|channel|>analysis<|message|>{fence(WRONG)}<|end|>", NOTHING),
    Shape("harmony, analysis from the start", f"<|start|>assistant<|channel|>analysis<|message|>{BAD}<|end|>", NOTHING),
    Shape("harmony, analysis last", f"<|channel|>final<|message|>{BAD}<|channel|>analysis<|message|>No, wait", NOTHING),
    Shape("harmony, preamble alone", f"<|channel|>commentary<|message|>I would run\n{fence(WRONG)}", NOTHING),
    Shape("harmony, first mark lost", f"analysis<|message|>{BAD}", NOTHING),
    Shape("harmony, head cut", f"<|channel|>analysis<|message|>{BAD}<|end|><|start|>assistant<|channel|>fin", NOTHING),
    Shape("harmony, marks removed", f"analysisWe could {BAD}", NOTHING),
    Shape("harmony, final cut", f"<|channel|>final<|message|>{BAD[:-30]}", NOTHING),
    Shape("object cut in the command", '{"kind": "command", "command": "touch wr', NOTHING),
    Shape("object cut at the quote", '{"kind": "command", "command": "touch wrong"', NOTHING),
    Shape("object cut in the explanation", f'{BAD[:-35]}, "explanation": "Do no', NOTHING),
    Shape("object in a cut object", f'{{"note": {BAD}, "kind": "ans', NOTHING),
    Shape("fence without an end", f"```bash\n{WRONG}", NOTHING),
    Shape("second fence without an end", f"{fence(WRONG)}\nThen:\n```bash\ntouch", NOTHING),
    Shape("fence ended by fewer marks", f"````bash\n{WRONG}\n```", NOTHING),
    Shape("fence ended by other marks", f"~~~bash\n{WRONG}\n```", NOTHING),
    Shape("json fence cut", f"```json\n{BAD[:-10]}", NOTHING),
]

NOT_MEANT = [
    Shape("do not run, before", f"Do not run this:\n{fence(WRONG)}", NOTHING),
    Shape("never run, after", f"{fence(WRONG)}\nNever run this on a server.", NOTHING),
    Shape("don't execute", f"Please don’t execute:\n{fence(WRONG)}", NOTHING),
    Shape("what not to do", f"An example of what not to do:\n{fence(WRONG)}", NOTHING),
    Shape("the wrong way", f"The wrong way is\n{fence(WRONG)}", NOTHING),
    Shape("wrong way and right way", f"Wrong:\n{fence(WRONG)}\nRight:\n{fence(RIGHT)}", NOTHING),
    Shape("instead of", f"Look for another way instead of\n{fence(WRONG)}", NOTHING),
    Shape("object in a warning", f"You should never run {BAD}", NOTHING),
    Shape("avoid", f"Avoid using\n{fence(WRONG, '~~~')}", NOTHING),
    Shape("refusal with a fence", f"I'm sorry, but I can't help with that.\n{fence(WRONG)}", NOTHING),
    Shape("refusal with an object", f"I cannot provide that. {BAD}", NOTHING),
    Shape("refusal in German", f"Führen Sie das nicht aus:\n{fence(WRONG)}", NOTHING),
    Shape("refusal in French", f"Il ne faut pas exécuter\n{fence(WRONG)}", NOTHING),
    Shape("refusal in Spanish", f"Nunca ejecute esto:\n{fence(WRONG)}", NOTHING),
    Shape("refusal in Japanese", f"実行しないでください:\n{fence(WRONG)}", NOTHING),
    Shape("refusal in Chinese", f"请勿执行:\n{fence(WRONG)}", NOTHING),
    Shape("explanation: do not run", fields(WRONG, explanation="Do not run this."), NOTHING),
    Shape("explanation: what not to do", fields(WRONG, explanation="An example of what not to do."), NOTHING),
    Shape("explanation refuses", fields(WRONG, explanation="I can't help with that."), NOTHING),
    Shape("a kind of its own", fields(WRONG, kind="refusal"), NOTHING),
    Shape("comment in the block", fence(f"# do not run this\n{WRONG}"), NOTHING),
    Shape("comment behind the command", fence(f"{WRONG}  # never run this"), NOTHING),
    Shape("comments alone", fence(f"# {WRONG}"), NOTHING),
    Shape("two objects", f"{BAD} or {GOOD}", NOTHING),
    Shape("object and another block", f"{GOOD}\n{fence(WRONG)}", NOTHING),
    Shape("two unmarked blocks", f"{fence(WRONG, info='')}\nor\n{fence(RIGHT, info='')}", NOTHING),
    Shape("bare line", WRONG, NOTHING),
    Shape("command in a sentence", f"Use `{WRONG}` for it.", NOTHING),
    Shape("two code spans", f"`{WRONG}` and `{RIGHT}`", NOTHING),
    Shape("block of another language", fence(WRONG, info="python"), NOTHING),
    Shape("block in a Markdown block", fence(f"# Notes\n{fence(WRONG)}", "````", "markdown"), NOTHING),
    Shape("quoted block", f"> ```bash\n> {WRONG}\n> ```", NOTHING),
    Shape("call of another function", json.dumps({"name": "explain", "arguments": {"command": WRONG}}), NOTHING),
    Shape("two calls", f"<tool_call>{BAD}</tool_call><tool_call>{GOOD}</tool_call>", NOTHING),
    Shape("list of commands", fields([WRONG, RIGHT]), NOTHING),
    Shape("list with a shell's mark", fields(["touch", "wrong", "&&", "touch", "right"]), NOTHING),
    Shape("list with a number", fields(["touch", 1]), NOTHING),
    Shape("empty list", fields([]), NOTHING),
    Shape("output before the prompt", fence(f"{WRONG}\n$ {RIGHT}"), NOTHING),
    Shape("heredoc in a console", fence(f"$ cat <<E\n{WRONG}\nE\n$ {RIGHT}"), NOTHING),
    Shape("command unfinished in a console", fence(f"$ echo 'a\n{WRONG}\n$ {RIGHT}"), NOTHING),
    Shape("root's prompt", fence(f"[root@host ~]# {WRONG}"), NOTHING),
    Shape("PowerShell", fence(f"PS C:\\> {WRONG}", info=""), NOTHING),
]

READABLE = [
    Shape("object", GOOD, RIGHT),
    Shape("object with CRLF", json.dumps(json.loads(GOOD), indent=1).replace("\n", "\r\n"), RIGHT),
    Shape("thoughts, then the object", f"<think>{BAD}</think>{GOOD}", RIGHT),
    Shape("thoughts that quote their end", f"<think>{BAD}</think> {BAD} hm</think>\n{GOOD}", RIGHT),
    Shape("thoughts in capitals", f"<Thinking>\n{fence(WRONG)}\n</Thinking>\n{fence(RIGHT)}", RIGHT),
    Shape("Magistral", f"[THINK]{fence(WRONG)}[/THINK]{GOOD}", RIGHT),
    Shape("Kimi", f"◁think▷{BAD}◁/think▷{GOOD}", RIGHT),
    Shape("opening swallowed", f"Perhaps {BAD}\n</reasoning>\n{GOOD}", RIGHT),
    Shape("an open fence in the thoughts", f"<think>\n```bash\n{WRONG}\n</think>\n{fence(RIGHT)}", RIGHT),
    Shape(
        "harmony",
        f"<|channel|>analysis<|message|>{BAD}<|end|><|start|>assistant<|channel|>final<|message|>{GOOD}<|return|>",
        RIGHT,
    ),
    Shape("harmony, call", f"<|channel|>commentary to=functions.reply<|message|>{GOOD}<|call|>", RIGHT),
    Shape("harmony, marks removed, final", f"analysisPerhaps {BAD}assistantfinal{GOOD}", RIGHT),
    Shape("tool_call", f"<tool_call>{json.dumps({'name': 'reply', 'arguments': GOOD})}</tool_call>", RIGHT),
    Shape("object and the same block", f"{GOOD}\n{fence(RIGHT)}", RIGHT),
    Shape("object, brace forgotten", f'{{"name": "reply", "arguments": {GOOD}', RIGHT),
    Shape("json fence, prose after", f"{fence(GOOD, info='json')}\nThis makes an empty file.", RIGHT),
    Shape("four backticks", fence(RIGHT, "````"), RIGHT),
    Shape("tildes", fence(RIGHT, "~~~"), RIGHT),
    Shape("many tildes", fence(RIGHT, "~~~~~"), RIGHT),
    Shape("info string", fence(RIGHT, info='bash title="make it" {1}'), RIGHT),
    Shape("info string in braces", fence(RIGHT, info="{.bash .numberLines}"), RIGHT),
    Shape("info string with a name", fence(RIGHT, info="sh:make.sh"), RIGHT),
    Shape("space before the language", fence(RIGHT, info=" bash"), RIGHT),
    Shape("fence with CRLF", f"Here:\r\n```bash\r\n{RIGHT}\r\n```\r\n", RIGHT),
    Shape("two lines with CRLF", "```bash\r\ncd /tmp\r\ntouch right\r\n```", "cd /tmp\ntouch right"),
    Shape(
        "fence in a list",
        f"1. Run\n\n   ```bash\n   cat <<E\n   a\n   E\n   {RIGHT}\n   ```",
        f"cat <<E\na\nE\n{RIGHT}",
    ),
    Shape("backticks in a longer fence", fence("cat <<E\n```\nE", "````"), "cat <<E\n```\nE"),
    Shape("unmarked fence", fence(RIGHT, info=""), RIGHT),
    Shape("block and its output", f"{fence(RIGHT)}\nprints\n{fence('nothing', info='text')}", RIGHT),
    Shape("one prompt", fence(f"$ {RIGHT}", info="console"), RIGHT),
    Shape("several prompts", fence(f"$ cd /tmp\n$ {RIGHT}"), f"cd /tmp\n{RIGHT}"),
    Shape("prompts and output", fence(f"$ ls\na b\n> c\n$ {RIGHT}\ndone"), f"ls\n{RIGHT}"),
    Shape("prompt with a host", fence(f"me@host:~/src$ {RIGHT}"), RIGHT),
    Shape(
        "continued at a second prompt",
        fence("$ for i in 1 2; do\n>   echo $i\n> done"),
        "for i in 1 2; do\n  echo $i\ndone",
    ),
    Shape("heredoc with prompts", fence("$ cat <<E\n> a\n> E"), "cat <<E\na\nE"),
    Shape("prompts in a script's heredoc", fence("cat <<E\n$ a\nE"), "cat <<E\n$ a\nE"),
    Shape("prompts in the field", fields(f"$ cd /tmp\n$ {RIGHT}"), f"cd /tmp\n{RIGHT}"),
    Shape("tildes in the field", fields(fence(RIGHT, "~~~")), RIGHT),
    Shape("backticks in the field", fields(f"``{RIGHT}``"), RIGHT),
    Shape("list of words", fields(["touch", "right"]), RIGHT),
    Shape("list with spaces in a word", fields(["touch", "a b", "it's"]), """touch 'a b' 'it'"'"'s'"""),
    Shape("list for a shell", fields(["bash", "-c", "ls | wc"]), "bash -c 'ls | wc'"),
    Shape("list in a text", fields('["touch", "right"]'), RIGHT),
    Shape("one line in three backticks", f"```{RIGHT}```", RIGHT),
    Shape("one line in a code span", f"`{RIGHT}`", RIGHT),
    Shape("thoughts' mark in the command", fence("grep '<think>' f"), "grep '<think>' f"),
    Shape("explanation with a harmless not", fields(RIGHT, explanation="Does not change anything else."), RIGHT),
    Shape("explanation with a caution", fields(RIGHT, explanation="Makes a file. Do not run it twice."), RIGHT),
    Shape("prose with a harmless not", f"This does not change other files:\n{fence(RIGHT)}", RIGHT),
    Shape("comment that explains", fence(f"# make the file\n{RIGHT}"), f"# make the file\n{RIGHT}"),
]

SHAPES = [*UNFINISHED, *NOT_MEANT, *READABLE]
