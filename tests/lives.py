"""Making the life of one skill: practised week after week, and rated by a coach who saw it."""

from datetime import UTC, datetime, timedelta

from bot.domain.assessment import Assessment
from bot.domain.attempt import Attempt
from bot.domain.evidence import Evidence, estimate
from bot.domain.ids import AttemptId, MicroId, PersonId, PracticeId
from bot.domain.learner import Standing
from bot.domain.rubric import Level
from bot.domain.standstill import Standstill
from storage.memory import Memory
from tests.make import ASKING, JONAS, LEA, MONDAY

WEEK = timedelta(weeks=1)


def seen(
    *levels: Level | None, micro: MicroId = ASKING, who: PersonId = LEA, by: PersonId = JONAS, until: datetime = MONDAY
) -> Evidence:
    """One practice a week, the last of them at ``until``; None where nobody rated it."""
    back = range(len(levels) - 1, -1, -1)
    done = {AttemptId(f"{who}-{micro}-{n}"): until - weeks * WEEK for n, weeks in enumerate(back)}
    ratings = tuple(
        Assessment(f"{attempt}-rated", who, micro, "coach", level, 2, at, "ask", "1", rater=by, attempt=attempt)
        for level, (attempt, at) in zip(levels, done.items(), strict=True)
        if level is not None
    )
    return Evidence(ratings, done)


async def lived(
    memory: Memory, who: PersonId, evidence: Evidence, micro: MicroId, *, standstill: Standstill | None = None
) -> None:
    """It has been so, in the database."""
    found = estimate(evidence, UTC)
    assert found is not None
    attempts = [_reflected(attempt, who, micro, at) for attempt, at in evidence.practised.items()]
    async with memory.store.turn() as turn:
        scene = await turn.scene(who, None, None)
        assert scene is not None
        assert scene.journey is not None
        learner = scene.journey.learner.with_standing(micro, Standing(found, standstill=standstill))
        await turn.keep([learner, *attempts, *evidence.assessments], found.at)


def _reflected(id_: AttemptId, who: PersonId, micro: MicroId, at: datetime) -> Attempt:
    return Attempt(
        id=id_,
        learner=who,
        practice=PracticeId("say-it-back-first"),
        revision=1,
        micro=micro,
        tier=2,
        minutes=10,
        exposure=1,
        offered_at=at,
        scheduled=False,
        state="reflected",
        reflected_at=at,
    )
