"""A person's own page in a chat product: what there is for them now. Looking at it changes nothing."""

from collections.abc import Iterable

from bot.domain.journey import Journey
from bot.engine import events as ev
from bot.engine.decision import Decision
from bot.engine.effects import Choice, Say, Show
from bot.engine.flows import feedback, onboarding, own_data, practice, preferences, progress
from bot.engine.flows import help as helping
from bot.engine.situation import Situation


def page(now: Situation) -> Decision:
    """What waits for a coach, then all that is a learner's own; for anybody else, what they can type."""
    is_learner = now.journey is not None and now.journey.person.id == now.person.id
    decided = [
        *([feedback.queue(now)] if "coach" in now.person.roles else ()),
        *(_own(now, now.mine) if is_learner else ()),
    ]
    says = [effect for one in decided or [helping.help_for(now)] for effect in one.effects if isinstance(effect, Say)]
    return Decision(effects=(Show(tuple(says)),))


def _own(now: Situation, journey: Journey) -> Iterable[Decision]:
    """Before consent and baseline, the step that is next."""
    if not now.practises:
        return [onboarding.resume(now, journey)]
    return [
        _today(now, journey),
        preferences.schedule(now, journey),
        _settings(now, journey),
        progress.levels(now, journey),
        own_data.privacy(now, journey),
    ]


def _today(now: Situation, journey: Journey) -> Decision:
    attempt = journey.attempt
    if attempt is not None and attempt.waits:
        return practice.what_now(now, journey)
    return Decision(effects=(Say("home/today", choices=(Choice("more", ev.MorePracticeAsked()),)),))


def _settings(now: Situation, journey: Journey) -> Decision:
    paused = preferences.still_ahead(journey, now.at) is not None
    way = Choice("resume", ev.Resumed()) if paused else Choice("pause", ev.PauseAsked(""))
    said = Say("home/settings", {"paused": paused}, (Choice("hours", ev.HoursAsked()), way))
    return Decision(effects=(said,))
