"""What a button carries comes back as what was written."""

import pytest

from bot.adapters import tokens
from bot.domain.ids import AttemptId, PlanId, ProjectId
from bot.engine import events as ev


@pytest.mark.parametrize(
    "event",
    [
        ev.MilestoneAnswered(ProjectId("listen"), 1, reached=True),
        ev.MilestoneAnswered(ProjectId("listen"), 0, reached=False),
        ev.PlanKept(PlanId("plan-1"), kept=True),
        ev.PlanKept(PlanId("plan-1"), kept=False),
        ev.TierAsked(AttemptId("a-1"), 1),
        ev.TierAsked(None, -1),
        ev.LevelChosen(AttemptId("a-1"), 1),
        ev.LevelChosen(AttemptId("a-1"), None),
    ],
)
def test_a_button_means_what_was_written(event: ev.Understood) -> None:
    """Also where the number 1 stands beside yes: to Python they are equal."""
    assert tokens.read(tokens.write(event)) == event
