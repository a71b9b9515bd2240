"""Looking at a decision: what is said, what is kept, what is planned."""

from typing import TypeVar

import pytest

from bot.domain.attempt import Attempt
from bot.domain.errors import UnreadableInputError
from bot.domain.learner import Learner
from bot.domain.touchpoint import Touchpoint
from bot.engine import events as ev
from bot.engine.decision import Decision, State
from bot.engine.effects import Form, Open, Say, Schedule, Show
from bot.engine.engine import decide
from bot.engine.situation import Situation

Kind = TypeVar("Kind", bound=State)


def prompts(decision: Decision) -> list[str]:
    """The names of what is said, in order."""
    return [say.prompt for say in said(decision)]


def said(decision: Decision) -> list[Say]:
    return [effect for effect in decision.effects if isinstance(effect, Say)] or shown(decision)


def shown(decision: Decision) -> list[Say]:
    """What the person's own page is made of."""
    return [say for effect in decision.effects if isinstance(effect, Show) for say in effect.sections]


def say(decision: Decision, prompt: str) -> Say:
    """The one message of that name."""
    [found] = [say for say in said(decision) if say.prompt == prompt]
    return found


def choices(say: Say) -> list[str]:
    return [choice.name for choice in say.choices]


def press(say: Say, name: str) -> ev.Understood:
    """What the button of that name means."""
    return next(choice.means for choice in say.choices if choice.name == name)


def kept(decision: Decision, kind: type[Kind]) -> Kind:
    """The one thing of that kind that is now true."""
    [found] = [state for state in decision.state if isinstance(state, kind)]
    return found


def learner(decision: Decision) -> Learner:
    return kept(decision, Learner)


def attempt(decision: Decision) -> Attempt:
    return kept(decision, Attempt)


def planned(decision: Decision) -> list[Touchpoint]:
    return [effect.touchpoint for effect in decision.effects if isinstance(effect, Schedule)]


def form(decision: Decision) -> Form:
    """The one form that is opened at once."""
    [opened] = [effect.form for effect in decision.effects if isinstance(effect, Open)]
    return opened


def refused(now: Situation, event: ev.Understood) -> str:
    """The name of the sentence that says no."""
    with pytest.raises(UnreadableInputError) as no:
        decide(now, event)
    return no.value.prompt
