"""The gaps of a team or a programme: made from a summary that has nowhere to put a person, a count or a mean."""

from bot.domain.calendar import zone_of
from bot.domain.competency import Framework
from bot.domain.gap_score import Inputs
from bot.domain.needs import all_needs
from bot.domain.practice import Library
from bot.domain.team_gaps import GapSheet, RankedGap, TeamGaps, published, ranked
from bot.engine.decision import Decision
from bot.engine.effects import Datum, Page, Say
from bot.engine.flows import annotating
from bot.engine.flows.digest import week_of
from bot.engine.situation import Situation

_SHOWN = 6


def of_the_group(now: Situation) -> Decision:
    """``/team gaps``: as they were published this week, the most important first."""
    group = now.group
    on = now.at.astimezone(zone_of(now.person.zone)).date()
    sheet = published(group, week_of(on), on)
    is_new = sheet.figures and sheet != group.previous
    return Decision((sheet,) if is_new else (), (_said(now, group, sheet),))


def gap_name(library: Library, sheet: GapSheet, gap: RankedGap) -> str:
    """The micro-competency, with the pathway where the sheet has several."""
    name = library.framework.micro_competencies[gap.inputs.micro].name
    several = len({one.gap.pathway for one in sheet.figures}) > 1
    return f"{name} ({library.pathways[gap.figure.gap.pathway].name})" if several else name


def unseen_names(library: Library, sheet: GapSheet) -> list[str]:
    """The names of what is needed there and too few people have been seen in."""
    needs = all_needs(library)
    shown = {one.gap.micro for one in sheet.figures}
    pathways = dict.fromkeys(one.gap.pathway for one in sheet.figures if one.gap.pathway in needs)
    micros = dict.fromkeys(micro for pathway in pathways for micro in needs[pathway] if micro not in shown)
    return [library.framework.micro_competencies[micro].name for micro in micros]


def arithmetic(framework: Framework, inputs: Inputs) -> dict[str, Datum]:
    """All inputs of one priority, as they are written."""
    return {
        "name": framework.micro_competencies[inputs.micro].name,
        "class": inputs.weight_class,
        "weight": f"{inputs.weight:.2f}",
        "target": f"{inputs.need.target:.1f}",
        "level": f"{inputs.level:.1f}",
        "lacking": f"{max(0.0, inputs.need.target - inputs.level):.1f}",
        "span": f"{max(1.0, inputs.need.target - 1):.1f}",
        "room": f"{inputs.room:.2f}",
        "scope": inputs.need.scope,
        "factor": f"{inputs.factor:.2f}",
        "priority": f"{inputs.priority:.2f}",
    }


def _said(now: Situation, group: TeamGaps, sheet: GapSheet) -> Say:
    library = now.library
    found = ranked(sheet, library.framework, all_needs(library))
    unseen: list[Datum] = [*unseen_names(library, sheet)]
    described = annotating.latest(now.annotations, annotating.subject(now.person))
    shown = annotating.note(described, found[0].inputs.micro if found else None)
    data: dict[str, Datum] = {
        "view": group.view,
        "size": group.size,
        "gaps": [_row(library, sheet, one) for one in found[:_SHOWN]],
        "more": len(found[_SHOWN:]),
        "top": arithmetic(library.framework, found[0].inputs) if found and found[0].inputs.room else None,
        "band": found[0].figure.gap.band if found else "",
        "note": shown if annotating.may_annotate(now.person) else None,
        "unseen": unseen,
        "held_until": min((one.held_until for one in sheet.figures), default=None),
    }
    choices = annotating.offered(now, "", dict.fromkeys(one.inputs.micro for one in found))
    return Say("gaps/group", data, choices, page=Page("team-gaps") if found else None)


def _row(library: Library, sheet: GapSheet, one: RankedGap) -> dict[str, Datum]:
    gap = one.figure.gap
    return {
        "name": gap_name(library, sheet, one),
        "band": gap.band,
        "target": f"{one.inputs.need.target:.1f}",
        "scope": one.inputs.need.scope,
        "share": gap.share,
        "before": gap.before,
        "proofs": list(gap.proofs),
    }
