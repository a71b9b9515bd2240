"""Every rating that counts, on the words that it was given on, whatever the framework says today."""

from collections.abc import Iterator

from bot.domain.assessment import BASELINE, Assessment, in_force
from bot.domain.baseline import FEWEST
from bot.domain.journey import Journey
from bot.domain.rubric import LEVELS, Rubric
from bot.engine.decision import Decision
from bot.engine.effects import Datum, Say
from bot.engine.situation import Situation

_SHOWN = 12


def history(now: Situation, journey: Journey) -> Decision:
    """The newest first; what colleagues said at the beginning stands together, as it was told."""
    ratings = [one for one in in_force(now.record.assessments) if not _is_of_colleagues(one)]
    rows = [*(_row(now, journey, one) for one in ratings), *_together(now, journey)]
    rows.sort(key=lambda row: str(row["on"]), reverse=True)
    data: dict[str, Datum] = {"ratings": rows[:_SHOWN], "more": max(0, len(rows) - _SHOWN)}
    return Decision(effects=(Say("progress/history", data),))


def _together(now: Situation, journey: Journey) -> Iterator[dict[str, Datum]]:
    """One row for each skill and round."""
    groups: dict[object, list[Assessment]] = {}
    for one in filter(_is_of_colleagues, in_force(now.record.assessments)):
        groups.setdefault((one.micro, one.at), []).append(one)
    for group in (group for group in groups.values() if len(group) >= FEWEST):
        mean = sum(one.level for one in group) / len(group)
        nearest = LEVELS[round(mean) - 1]
        row = _row(now, journey, group[0])
        anchor = _anchor(_rubric(now, group[0]), nearest)
        yield {**row, "source": "colleagues", "count": len(group), "level": f"{mean:.1f}", "anchor": anchor}


def _row(now: Situation, journey: Journey, one: Assessment) -> dict[str, Datum]:
    rubric = _rubric(now, one)
    micro = now.library.framework.micro_competencies.get(one.micro)
    return {
        "on": journey.hours.local(one.at).date(),
        "skill": micro.name if micro is not None else one.micro,
        "source": one.source,
        "count": 1,
        "level": f"{one.level}",
        "anchor": _anchor(rubric, one.level),
        "evidence": one.evidence,
        "version": one.framework,
        "older": rubric is not None and (micro is None or one.framework != now.library.framework.version),
    }


def _is_of_colleagues(one: Assessment) -> bool:
    return one.source == "peer" and one.context == BASELINE


def _rubric(now: Situation, one: Assessment) -> Rubric | None:
    return (now.record.rubrics or {}).get(one.anchors)


def _anchor(rubric: Rubric | None, level: int) -> str:
    return "" if rubric is None else rubric.anchors[level - 1]
