"""What people type: one reader for every chat product, with or without the slash."""

from collections.abc import Callable, Mapping, Sequence

from rapidfuzz import fuzz, process

from bot.domain.ids import PersonId
from bot.domain.learner import Asking
from bot.engine import events as ev
from bot.engine.gap_events import GapsAsked, RolesCompared
from bot.engine.reading import words

Reader = Callable[[str], ev.Understood]
_NEAR = 70


def _plain(event: ev.Understood) -> Reader:
    return lambda _rest: event


def _person(text: str) -> PersonId:
    """A person as typed, marked with an @ until somebody has looked up who is meant."""
    return PersonId(f"@{text.strip().lstrip('@')}")


def _digest(rest: str) -> ev.Understood:
    word, more = rest[:4], rest[4:]
    if word.lower() != "here" or (more and more[0].isalnum()):
        return ev.DigestAsked(rest)
    return ev.DigestHereAsked(more.lstrip(" ,"))


def _baseline(rest: str) -> ev.Understood:
    """With names, these are asked."""
    return ev.ColleaguesNamed(rest) if rest else ev.BaselineAsked()


_PRACTICE: Mapping[str, Reader] = {
    "": _plain(ev.PracticeAsked()),
    "now": ev.PracticeSought,
    "more": _plain(ev.MorePracticeAsked()),
    "why": _plain(ev.WhyAsked()),
    "done": _plain(ev.DoneSaid()),
    "snooze": lambda rest: ev.PracticePostponed(None, rest),
    "skip": _plain(ev.QuestionSkipped()),
    "easier": _plain(ev.TierAsked(None, -1)),
    "harder": _plain(ev.TierAsked(None, 1)),
    "link": ev.LinkAsked,
    "baseline": _baseline,
    "history": _plain(ev.HistoryAsked()),
    "schedule": _plain(ev.ScheduleAsked()),
    "progress": _plain(ev.ProgressAsked()),
    "pause": ev.PauseAsked,
    "resume": _plain(ev.Resumed()),
    "hours": ev.HoursAsked,
    "leave": ev.LeaveAsked,
    "plan": _plain(ev.PlansAsked()),
    "project": _plain(ev.ProjectAsked()),
    "programmes": _plain(ev.ProgrammesAsked()),
    "journal": ev.JournalAsked,
    "privacy": _plain(ev.PrivacyAsked()),
    "export": _plain(ev.ExportAsked()),
    "erase": _plain(ev.EraseAsked()),
    "start": _plain(ev.OnboardingResumed()),
    "help": _plain(ev.HelpAsked()),
}
_COACH: Mapping[str, Reader] = {
    "": _plain(ev.QueueAsked()),
    "queue": _plain(ev.QueueAsked()),
    "next": _plain(ev.NextInQueueAsked()),
    "learners": _plain(ev.LearnersAsked()),
    "focus": lambda rest: ev.FocusAsked(_person(rest)),
    "observe": lambda rest: ev.ObservationAsked(_person(rest)),
    "help": _plain(ev.HelpAsked()),
}
_LIBRARY: Mapping[str, Reader] = {
    "": _plain(ev.SavedAsked()),
    "search": ev.LibrarySearched,
    "define": ev.TermAsked,
    "framework": _plain(ev.FrameworkAsked()),
    "save": _plain(ev.SavedAsked()),
    "suggest": _plain(ev.ProposalFormAsked()),
    "electives": _plain(ev.ElectivesAsked()),
    "help": _plain(ev.HelpAsked()),
}
_TEAM: Mapping[str, Reader] = {
    "": _plain(ev.DigestAsked()),
    "digest": _digest,
    "gaps": _plain(GapsAsked()),
    "matrix": RolesCompared,
    "review": _plain(ev.ReviewAsked()),
    "help": _plain(ev.HelpAsked()),
}
FAMILIES: Mapping[str, Mapping[str, Reader]] = {
    "practice": _PRACTICE,
    "coach": _COACH,
    "library": _LIBRARY,
    "team": _TEAM,
}
_SPELLINGS: tuple[str, ...] = (
    *(f"/{family} {verb}".rstrip() for family, verbs in FAMILIES.items() for verb in verbs),
    "/feedback",
)
_GREETINGS = frozenset({"hi", "hello", "hey", "help", "?", "start"})


def understand(said: ev.Said, asking: Asking | None) -> ev.Understood:
    """What the words mean; plain words answer the open question, if there is one.

    Raises UnreadableInputError for text that can't be kept.
    """
    text = words(said.text)
    if text.startswith("/"):
        return command(text)
    if asking is not None:
        return ev.QuestionSkipped() if text.lower() == "skip" else ev.QuestionAnswered(text)
    return _bare(text)


def asks_for_digest_here(event: ev.Event) -> bool:
    """Whether it is about the place in which it was said, which has to be known before it can be heard there."""
    if not isinstance(event, ev.Said):
        return False
    return isinstance(command(f"/{event.text.strip().removeprefix('/')}"), ev.DigestHereAsked)


def command(text: str) -> ev.Understood:
    """What a command means: "/practice snooze 1h"."""
    family, rest = _split(text.removeprefix("/"))
    if family == "feedback":
        return ev.FeedbackFormAsked(_person(rest))
    if family == "help":
        return ev.HelpAsked()
    verb, rest = _split(rest)
    reader = FAMILIES.get(family, {}).get(verb)
    return _unknown(text) if reader is None else reader(rest)


def _bare(text: str) -> ev.Understood:
    """Words without a slash: a whole command, one of a learner's own, a greeting, or nothing known."""
    first, rest = _split(text)
    if first in _GREETINGS and not rest:
        return ev.HelpAsked()
    if first in FAMILIES or first == "feedback":
        return command(f"/{text}")
    if first and first in _PRACTICE:
        return command(f"/practice {text}")
    return _unknown(text)


def _unknown(text: str) -> ev.NotUnderstood:
    """The nearest spelling; words without a slash are held against the learner's own verbs alone."""
    if text.startswith("/"):
        return ev.NotUnderstood(text, _nearest(" ".join(text.lower().split()[:2]), _SPELLINGS))
    verb = _nearest(_split(text)[0], [verb for verb in _PRACTICE if verb])
    return ev.NotUnderstood(text, f"/practice {verb}" if verb else "")


def _nearest(word: str, spellings: Sequence[str]) -> str:
    found = process.extractOne(word, spellings, scorer=fuzz.ratio, score_cutoff=_NEAR)
    return found[0] if found else ""


def _split(text: str) -> tuple[str, str]:
    first, *rest = text.split(maxsplit=1) or ("",)
    return first.lower(), "".join(rest).strip()
