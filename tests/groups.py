"""Making a group that something can be said of: people who have been seen at work."""

from datetime import datetime

from bot.domain.ids import MicroId, PersonId
from bot.domain.learner import Standing
from bot.domain.mastery import Estimate
from storage.memory import Memory

ASKING = MicroId("ask-before-telling")


async def stands(
    memory: Memory, who: PersonId, level: float, at: datetime, micro: MicroId = ASKING, *, seen: bool = True
) -> None:
    """Where somebody stands now; whoever was rated by nobody else is not known."""
    estimate = Estimate(start=level, m=level, at=at, a=0.1, ratings=2, observed=2 if seen else 0)
    async with memory.store.turn() as turn:
        scene = await turn.scene(who, None, None)
        assert scene is not None
        assert scene.journey is not None
        await turn.keep([scene.journey.learner.with_standing(micro, Standing(estimate))], at)
