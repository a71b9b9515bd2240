"""The report, for people and for programs."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date

from rich.table import Table

from bot.simulation.report import Report

ASSUMED = "The people are invented: how they answer, grow and drop out is assumed. What the bot does with it is real."


def as_json(report: Report, seconds: float) -> str:
    """One line for a program; days and times as ISO 8601."""
    return json.dumps({"seconds": round(seconds, 1), **asdict(report)}, default=_iso)


def table(report: Report) -> Table:
    """One figure a line, with what it means."""
    shown = Table("", "", "", box=None, show_header=False)
    for row in rows(report):
        shown.add_row(*row)
    return shown


def rows(report: Report) -> Iterator[tuple[str, str, str]]:
    coach, level, rush = report.coach_hours_per_week, report.level, report.sending
    yield "programme", report.pathway, f"{report.weeks} weeks from {report.starts_on}, seed {report.seed}"
    yield "learners", f"{report.learners:,}", f"{report.active_at_the_end:,} still take part at the end"
    yield "turns", f"{report.turns:,}", f"{report.reflections:,} of them end in a reflection"
    each = f"a week for each learner; the bot begins {report.begun_per_learner_week}, the rest are answers"
    yield "messages", f"{report.messages_per_learner_week}", each
    middle, many, most = report.messages_a_day
    yield "", f"{middle}", f"on a learner's day in the middle; nine days in ten at most {many}, the fullest {most}"
    yield "to read", f"{report.words_per_learner_week}", "words a week for each learner"
    yield "prompts", f"{report.max_prompts_per_learner_day}", "at most, for one learner on one day"
    yield (
        "coach hours",
        f"{coach.p50} h",
        f"a week in the middle; nine weeks in ten at most {coach.p90}, the fullest {coach.max}",
    )
    yield (
        "coaches",
        f"{coach.coaches:,}",
        f"for {coach.learners_per_coach} each, {coach.minutes_per_feedback} min a feedback",
    )
    yield "overdue", f"{coach.overdue:.0%}", f"of all feedback, where each coach has {coach.available:g} hours a week"
    if level is not None:
        low, high = level.band
        yield "level", f"{level.start} > {level.end}", f"as the programme sees it, somewhere from {low} to {high}"
    if rush is not None:
        when = f"{rush.at:%a %d %b, %H:%M} UTC"
        how = f"for {rush.people:,} people due at once on {when}, at {report.per_minute:g} a minute"
        yield "sending", f"{rush.minutes:.1f} min", f"{how}; the window has {report.window_minutes}"


def _iso(value: date) -> str:
    return value.isoformat()
