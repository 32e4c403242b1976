"""While a question about a command is open, more may become known about it: then it is judged anew and told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

from cloud_assist.agent.context import AgentContext
from cloud_assist.events import ApprovalRequired, AssessmentRenewed, Question
from cloud_assist.findings import Code
from cloud_assist.models import Assessment, Decision

_AGAIN_S = 5.0
"""Seconds after which it is told anew how long reading still takes."""


async def until_answered(
    question: Question, decision: asyncio.Future[Decision], context: AgentContext
) -> AsyncGenerator[AssessmentRenewed, None]:
    """Yield the command of an open question judged anew, whenever more is known of what its CLI accepts.

    Ends once the question is answered, or where nothing more can become known. The binding stays that of the question:
    where the world around it has changed, the answer itself is judged and asked anew.
    """
    if not isinstance(question, ApprovalRequired):
        return
    shown = question.assessment
    while _not_read(shown):
        known = context.knowledge.known(shown.programs)  # what comes after it is seen below
        now = context.assessment(shown.command, question.proposal.source)
        if now.binding.digest != shown.binding.digest:
            return
        if now.findings != shown.findings:
            shown = now
            yield AssessmentRenewed(question.question_id, now)
        more = asyncio.ensure_future(context.knowledge.more_known(shown.programs, known))
        try:
            waited: set[asyncio.Future[Any]] = {decision, more}
            await asyncio.wait(waited, timeout=_AGAIN_S, return_when=asyncio.FIRST_COMPLETED)
        finally:
            more.cancel()
            await asyncio.gather(more, return_exceptions=True)
        if decision.done():
            return


def _not_read(assessment: Assessment) -> bool:
    return any(found.code == Code.NOT_READ for found in assessment.findings)
