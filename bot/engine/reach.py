"""Who will never hear from the bot as things stand, and why."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.domain.journey import Journey
from bot.engine.flows import rhythm

Silence = Literal[
    "",
    "no conversation",
    "cohort over",
    "away to the end",
    "never open",
    "nothing planned",
]


@dataclass(frozen=True, slots=True)
class Reach:
    """A learner's journey, without an attempt, and whether the next prompt of theirs is planned."""

    journey: Journey
    is_planned: bool


def silence(reach: Reach, at: datetime) -> Silence:
    """Why this learner will never get another prompt; empty where one will come, or where they want none."""
    journey = reach.journey
    learner = journey.learner
    if learner.stage == "declined" or not journey.person.active:
        return ""
    if not journey.home:
        return "no conversation"
    if journey.today(at) > journey.cohort.ends_on:
        return "cohort over"
    if journey.hours.next_opening(at) is None:
        return "never open"
    if rhythm.next_prompt_on(journey, at) is None:
        return "away to the end"
    waits = learner.stage == "practising" and not learner.quiet
    return "nothing planned" if waits and not reach.is_planned else ""
