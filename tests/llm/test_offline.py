"""Proposals without a model come from the catalog, say so, and never repeat what was turned down."""

from __future__ import annotations

import contextlib
import re
import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from cloud_assist.catalog.build import database_path, find_sources
from cloud_assist.catalog.build_queue import CATALOG, BuildQueue
from cloud_assist.catalog.catalog import Catalog, open_catalog
from cloud_assist.errors import ExitCode, NoUsableReplyError
from cloud_assist.events import AgentNote, ModelEvent
from cloud_assist.llm.about import ANSWER
from cloud_assist.llm.offline import EXPLANATION, PUT_TOGETHER, READING, OfflineProposer, known_commands
from cloud_assist.llm.port import Failure, ProposalRequest, Rejection, ReplyKind
from cloud_assist.models import ProposalSource, Risk
from cloud_assist.settings import Settings
from cloud_assist.tui.widgets.welcome import EXAMPLES as WELCOME
from cloud_assist.tui.widgets.welcome import SANDBOX_EXAMPLES
from tests.catalog.said import requests
from tests.support.known_clis import MAY_READ_S, known_catalog


@pytest.fixture
async def proposer(settings: Settings) -> AsyncIterator[OfflineProposer]:
    made = OfflineProposer(settings)
    yield made
    await made.close()
    await made.close()


def request(prompt: str, *, failure: Failure | None = None, rejections: tuple[Rejection, ...] = ()) -> ProposalRequest:
    return ProposalRequest(prompt=prompt, environment="", failure=failure, rejections=rejections)


def nothing(_event: ModelEvent) -> None:
    """Take no progress."""


async def test_it_proposes_the_nearest_command_and_others_to_pick_from(proposer: OfflineProposer) -> None:
    reply = await proposer.propose(request("list my s3 buckets"), nothing)
    assert proposer.name == "offline"
    assert reply.kind is ReplyKind.COMMAND
    assert reply.source is ProposalSource.CATALOG
    assert reply.command == "aws s3 ls"
    assert reply.explanation.startswith(EXPLANATION)
    assert 1 < len(reply.alternatives) <= 5
    assert reply.alternatives[0].command == reply.command


async def test_a_composed_command_says_that_it_was_put_together(proposer: OfflineProposer) -> None:
    reply = await proposer.propose(request("find python files in src larger than 1MB"), nothing)
    assert reply.command == "find src -type f -size +1M -name '*.py'"
    assert reply.explanation.startswith(PUT_TOGETHER)


async def test_what_was_rejected_or_failed_is_not_proposed_again(proposer: OfflineProposer) -> None:
    first = (await proposer.propose(request("show pods"), nothing)).command
    rejected = (Rejection(first, ""),)
    second = (await proposer.propose(request("show pods", rejections=rejected), nothing)).command
    failure = Failure(second, 1, "error")
    third = (await proposer.propose(request("show pods", rejections=rejected, failure=failure), nothing)).command
    assert len({first, second, third}) == 3


async def test_a_far_request_waits_for_nothing_and_tells_that_more_is_coming(settings: Settings) -> None:
    settings = replace(settings, background_build=True)
    queue = BuildQueue(settings)
    proposer = OfflineProposer(settings)
    told: list[ModelEvent] = []
    try:
        with queue.held():  # by a builder, so that none is started
            queue.tell(CATALOG, {CATALOG: 300.0})
            with pytest.raises(NoUsableReplyError) as caught:
                await proposer.propose(request("create an accessanalyzer archive rule"), told.append)
            assert "The whole catalog is being built, about 5 min left." in caught.value.why
            reply = await proposer.propose(request("show my sagemaker endpoints"), told.append)
    finally:
        await proposer.close()
    assert reply.command.startswith("aws sagemaker")
    assert [event.text for event in told if isinstance(event, AgentNote)] == [
        "Searched the recipe book only. The whole catalog is being built, about 5 min left."
    ]
    assert queue.wanted() == [CATALOG]


@pytest.mark.timeout(MAY_READ_S)
async def test_the_whole_catalog_is_used_as_soon_as_it_is_there(settings: Settings) -> None:
    proposer = OfflineProposer(settings)
    with pytest.raises(NoUsableReplyError) as caught:
        await proposer.propose(request("az purge deleted appconfig"), nothing)
    assert "cloud-assist catalog build" in caught.value.why
    built = database_path(known_catalog().cache_dir, find_sources(settings.environ))
    settings.cache_dir.mkdir(parents=True, exist_ok=True)
    shutil.copy(built, settings.cache_dir)
    assert (await proposer.propose(request("az purge deleted appconfig"), nothing)).command.startswith("az appconfig")
    await proposer.close()


@pytest.mark.timeout(MAY_READ_S)
async def test_nothing_near_is_said_with_what_to_do(settings: Settings) -> None:
    proposer = OfflineProposer(replace(settings, cache_dir=known_catalog().cache_dir))
    with pytest.raises(NoUsableReplyError) as caught:
        await proposer.propose(request("qwxzzy frobnicate zzz"), nothing)
    await proposer.close()
    assert caught.value.exit_code == ExitCode.NO_USABLE_REPLY
    assert "GROQ_API_KEY" in caught.value.todo


@pytest.mark.parametrize("below", ["", "n" * 300], ids=["a file", "a name too long"])
async def test_it_answers_without_any_cli_and_without_a_cache(settings: Settings, below: str) -> None:
    settings.cache_dir.parent.mkdir(parents=True)
    if below:
        settings.cache_dir.mkdir()
    else:
        settings.cache_dir.write_text("a file where the folder should be")
    proposer = OfflineProposer(replace(settings, cache_dir=settings.cache_dir / below))
    reply = await proposer.propose(request("list my s3 buckets"), nothing)
    await proposer.close()
    assert reply.command == "aws s3 ls"


@pytest.mark.parametrize("command", ["terraform apply", "echo hi", "kubectl get pods -A", "aws s3 ls s3://x"])
async def test_a_request_that_is_a_command_gets_that_command(proposer: OfflineProposer, command: str) -> None:
    reply = await proposer.propose(request(command), nothing)
    assert (reply.command, reply.alternatives[0].command) == (command, command)
    assert reply.source is ProposalSource.CATALOG


def offered(catalog: Catalog, asked: ProposalRequest) -> list[Risk]:
    return [catalog.risk_of(hit.suggestion.command) for hit in known_commands(catalog, asked)]


@pytest.mark.parametrize("part", range(6))
def test_a_request_that_reads_is_never_answered_by_a_change(settings: Settings, part: int) -> None:
    with contextlib.closing(open_catalog(settings)) as catalog:
        asked = {prompt: offered(catalog, request(prompt)) for prompt in requests("reads")[part::6]}
    assert [prompt for prompt, risks in asked.items() if risks and risks[0] not in READING] == []
    assert sum(map(bool, asked.values())) > 0.6 * len(asked)


@pytest.mark.parametrize(
    ("prompt", "failed"), [("terraform plan", "terraform plan"), ("show pods", "kubectl get pods")]
)
def test_a_read_that_failed_is_followed_by_reads_alone(settings: Settings, prompt: str, failed: str) -> None:
    with contextlib.closing(open_catalog(settings)) as catalog:
        assert set(offered(catalog, request(prompt, failure=Failure(failed, 1, "")))) == {Risk.READ_ONLY}


def test_a_command_that_failed_is_followed_by_nothing_graver(settings: Settings) -> None:
    asked = request("undo the last commit", failure=Failure("git reset --soft HEAD~1", 1, ""))
    with contextlib.closing(open_catalog(settings)) as catalog:
        assert max(risk.rank for risk in offered(catalog, asked)) == Risk.MUTATING.rank


@pytest.mark.parametrize(
    ("reason", "first"), [("not the docker one", "df -h"), ("only this folder", "du -sh ."), ("zzqx", "df -h")]
)
def test_the_reason_of_a_rejection_ranks_anew(settings: Settings, reason: str, first: str) -> None:
    asked = request("show disk usage", rejections=(Rejection("docker system df", reason),))
    with contextlib.closing(open_catalog(settings)) as catalog:
        found = [hit.suggestion.command for hit in known_commands(catalog, asked)]
    assert found[0] == first
    assert any(command.startswith("docker") for command in found) == ("docker" not in reason)


TURN_DOCKER_DOWN = (
    "not docker",
    "I do not want docker",
    "I don't want to use docker",
    "Don’t run it in docker",
    "dont use docker",
    "I cannot use docker here",
    "there is no need to use docker",
    "without using docker",
    "without any docker command",
    "never docker",
    "avoid docker",
    "neither podman nor docker",
    "not with podman or docker",
    "df rather than docker",
)
WANT_DOCKER = (
    "no, use docker",
    "don't use podman, use docker",
    "not only docker",
    "not like this, with docker",
    "don't forget docker",
)


def test_a_program_is_turned_down_in_many_words(settings: Settings) -> None:
    with contextlib.closing(open_catalog(settings)) as catalog:
        offer_docker = [reason for reason in TURN_DOCKER_DOWN + WANT_DOCKER if offers_docker(catalog, reason)]
    assert offer_docker == list(WANT_DOCKER)


def offers_docker(catalog: Catalog, reason: str) -> bool:
    asked = request("show docker disk usage", rejections=(Rejection("docker system df", reason),))
    return any(hit.suggestion.command.startswith("docker") for hit in known_commands(catalog, asked))


@pytest.mark.parametrize("prompt", ["hello", "Hi!", "what can you do?", "help"])
async def test_a_greeting_gets_an_answer_about_the_program(proposer: OfflineProposer, prompt: str) -> None:
    reply = await proposer.propose(request(prompt), nothing)
    assert (reply.kind, reply.explanation) == (ReplyKind.ANSWER, ANSWER)


EXAMPLES = {
    "list my s3 buckets": "aws s3 ls",
    "list my buckets": "aws s3 ls",
    "which instances are running?": ("aws ec2 describe-instances --filters Name=instance-state-name,Values=running"),
    "create a bucket called holiday-photos": "aws s3 mb s3://holiday-photos",
    "list the sqs queues": "aws sqs list-queues",
    "which pods restarted today?": "kubectl get pods --sort-by='.status.containerStatuses[0].restartCount'",
    "which pods restart": "kubectl get pods --sort-by='.status.containerStatuses[0].restartCount'",
    "disk usage here": "du -sh .",
    "show disk usage": "df -h",
    "show running pods": "kubectl get pods --field-selector=status.phase=Running",
    "delete pod web-1": "kubectl delete pod web-1",
    "undo the last commit": "git reset --soft HEAD~1",
    "delete the object a.csv from the bucket data": "aws s3 rm s3://data/<key>",
}
NEED_A_MODEL = {
    "remove the old snapshots",
    "what went wrong?",
    "copy the table, then check it",
    "what fills the disk?",
    "which instances are stopped?",
}
"""Examples that ask for an answer, or for several steps."""


def test_examples_work_without_a_model(settings: Settings) -> None:
    with contextlib.closing(open_catalog(settings)) as catalog:
        first = {prompt: known_commands(catalog, request(prompt))[0].suggestion.command for prompt in EXAMPLES}
    assert first == EXAMPLES


def test_every_example_shown_is_among_them_or_needs_a_model() -> None:
    root = Path(__file__).parents[2]
    pages = "".join((root / page).read_text("utf-8") for page in ("README.md", "docs/usage.md"))
    shown = set(re.findall(r'cloud-assist (?:run|suggest)(?: --demo)? "([^"]+)"', pages))
    shown |= {prompt for prompt, _ in (*WELCOME, *SANDBOX_EXAMPLES) if prompt[0] not in "!@"}
    assert shown <= EXAMPLES.keys() | NEED_A_MODEL
    assert len(shown & EXAMPLES.keys()) >= 5
