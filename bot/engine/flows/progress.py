"""``/practice progress``: where a learner stands, how that came about, and what is missing to the targets."""

from bot.domain.journey import Journey
from bot.engine.decision import Decision
from bot.engine.effects import Datum, Page, Say
from bot.engine.progress import latest, picture_of, rows, score_data, score_of, ways
from bot.engine.situation import Situation

_LANES = 4  # a picture for the width of a phone


def levels(now: Situation, journey: Journey) -> Decision:
    """Level, band and evidence of each skill, a picture of the way there, and a page with all of it."""
    found = ways(journey, now.library, now.evidence)
    drawn = latest(found, _LANES)
    data: dict[str, Datum] = {
        "standings": rows(journey, now.library, found, drawn, now.at),
        "reflections": journey.learner.reflections,
        "score": score_data(journey, now.library, score_of(journey, now.library, now.at)),
    }
    picture = picture_of(journey, now.library, drawn, now.at)
    return Decision(effects=(Say("progress/levels", data, picture=picture, page=Page("progress")),))
