"""The same stack with nothing around it, as a floor: ChatGroq, four nodes with an interrupt, one command.

Run as a script of its own: `python benchmarks/bare_stack.py`. It asks the model at GROQ_API_BASE, prints the command as
a question, takes it as approved, and runs it.
"""

from __future__ import annotations

import itertools
import json
import subprocess
from typing import Any, TypedDict

from langchain_core.runnables import RunnableConfig
from langchain_groq import ChatGroq
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import END, START, StateGraph
from langgraph.types import Command, interrupt


class State(TypedDict, total=False):
    prompt: str
    command: str
    answer: str
    status: int


model = ChatGroq(model="openai/gpt-oss-120b", timeout=60)


def generate(state: State) -> State:
    reply: dict[str, Any] = json.loads(str(model.invoke(state["prompt"]).content))
    return {"command": reply["command"]}


def assess(state: State) -> State:
    return {"command": state["command"].strip()}


def approve(state: State) -> State:
    return {"answer": interrupt(state["command"])}


def execute(state: State) -> State:
    return {"status": subprocess.run(["bash", "-c", state["command"]], check=False).returncode}


def main() -> None:
    graph = StateGraph(State)
    nodes = (generate, assess, approve, execute)
    for node in nodes:
        graph.add_node(node.__name__, node)
    names = [START, *(node.__name__ for node in nodes), END]
    for before, after in itertools.pairwise(names):
        graph.add_edge(before, after)
    compiled = graph.compile(checkpointer=InMemorySaver())
    thread: RunnableConfig = {"configurable": {"thread_id": "one"}}
    compiled.invoke({"prompt": "print ok"}, thread)
    print("[question]", flush=True)
    compiled.invoke(Command(resume="approve"), thread)


if __name__ == "__main__":
    main()
