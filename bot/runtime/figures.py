"""Writing figures down: one transaction for each person, so that a wrong row keeps nobody else's waiting."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.figure import Figure
from bot.domain.ids import PersonId
from bot.domain.language import spoken
from bot.domain.practice import Library
from bot.engine.flows.figures import take
from bot.engine.situation import Situation
from bot.runtime.ports import Store

NOT_A_LEARNER = "This person is no learner here."
NOT_AGREED = "This person has not agreed to take part yet. Import it again when they have."


@dataclass(frozen=True, slots=True)
class Taken:
    """How many ratings are new or corrected; ``refused`` says why none was made."""

    ratings: int = 0
    refused: str = ""


async def bring(
    store: Store,
    libraries: Mapping[str, Library],
    person: PersonId,
    figures: Sequence[Figure],
    at: datetime,
    *,
    dry_run: bool,
) -> Taken:
    """Everything that is told of one person. The same list a second time changes nothing."""
    async with store.turn() as turn:
        scene = await turn.scene(person, None, None)
        if scene is None or scene.journey is None:
            return Taken(refused=NOT_A_LEARNER)
        if scene.journey.learner.stage != "practising":
            return Taken(refused=NOT_AGREED)
        now = Situation(
            at=at,
            cause=f"figures:{person}:{at.isoformat()}",
            person=scene.person,
            where=scene.where,
            library=libraries[spoken(scene.person.locale, libraries)],
            journey=scene.journey,
            evidence=await turn.evidence(person),
        )
        decision = take(now, scene.journey, figures)
        if not dry_run and decision.state:
            await turn.keep(decision.state, at)
        return Taken(max(0, len(decision.state) - 1))
