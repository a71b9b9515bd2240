"""What a button carries: a version, a tag and ids. A promise to old messages: a tag, once given, keeps its meaning."""

from collections.abc import Callable, Mapping
from dataclasses import astuple, dataclass
from typing import Literal
from urllib.parse import quote, unquote

from bot.domain.errors import UnreadableInputError
from bot.domain.rubric import Level, level_named
from bot.engine import events as ev
from bot.engine.gap_events import AnnotationFormAsked, RolesCompared

_VERSION = "1"
_LONGEST = 2_000
_FORM = "form"

Part = str | int | bool | None
Reader = Callable[[str], Part]


@dataclass(frozen=True, slots=True)
class FormToken:
    """Which form was shown, about what, and which showing of it."""

    name: str
    about: tuple[str, ...]
    nonce: str


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise ValueError(text)
    return int(text)


def _level(text: str) -> Level | None:
    level = level_named(text)
    if text and level is None:
        raise ValueError(text)
    return level


def _optional(text: str) -> str | None:
    return text or None


def _one_of(*known: str) -> Reader:
    def read(text: str) -> str:
        if text not in known:
            raise ValueError(text)
        return text

    return read


def _truth(text: str) -> bool:
    return {"yes": True, "no": False}[text]


def _lean(text: str) -> int:
    return {"easier": -1, "harder": 1}[text]


_TAGS: Mapping[str, tuple[Callable[..., ev.Understood], tuple[Reader, ...]]] = {
    "agree": (ev.ConsentGiven, (_number,)),
    "refuse": (ev.ConsentRefused, ()),
    "notnow": (ev.OnboardingPostponed, ()),
    "begin": (ev.OnboardingResumed, ()),
    "open": (ev.FormAsked, (str,)),
    "accept": (ev.PracticeAccepted, (str,)),
    "postpone": (ev.PracticePostponed, (_optional, str)),
    "decline": (ev.PracticeDeclined, (_optional,)),
    "lean": (ev.TierAsked, (_optional, _lean)),
    "aid": (ev.AidAsked, (str, _one_of("guide", "checklist", "exemplar", "scenario"))),
    "scenario": (ev.ScenarioDecided, (str, _number)),
    "done": (ev.DoneSaid, (_optional,)),
    "stop": (ev.PracticeStopped, (str,)),
    "more": (ev.MorePracticeAsked, ()),
    "take": (ev.PracticeChosen, (str,)),
    "save": (ev.PracticeSaved, (str,)),
    "unsave": (ev.PracticeUnsaved, (str, _number, str)),
    "found": (ev.LibrarySearched, (str, _number, str)),
    "saved": (ev.SavedAsked, (_number, str)),
    "electives": (ev.ElectivesAsked, (_number, str)),
    "link": (ev.LinkConfirmed, (str,)),
    "colleagues": (ev.ColleaguesFormAsked, ()),
    "observe": (ev.ObservationFormAsked, (str, str)),
    "answer": (ev.AnswerFormAsked, (str, str)),
    "noanswer": (ev.AskingDeclined, (str, str)),
    "reflect": (ev.ReflectionFormAsked, (str,)),
    "notyet": (ev.ReflectionPutOff, (str,)),
    "skip": (ev.QuestionSkipped, (_optional,)),
    "level": (ev.LevelChosen, (str, _level)),
    "plan": (ev.PlanFormAsked, (str,)),
    "kept": (ev.PlanKept, (str, _truth)),
    "joinprogramme": (ev.ProgrammeJoined, (str,)),
    "leaveprogramme": (ev.ProgrammeLeft, (str,)),
    "project": (ev.ProjectFormAsked, (str,)),
    "noproject": (ev.ProjectDeclined, (str,)),
    "milestone": (ev.MilestoneAnswered, (str, _number, _truth)),
    "stopproject": (ev.ProjectStopped, (str,)),
    "feedback": (ev.FeedbackFormAsked, (str, _optional)),
    "thanks": (ev.FeedbackAcknowledged, (str,)),
    "coach": (ev.CoachWanted, (str,)),
    "leave": (ev.StandstillLeft, (str,)),
    "next": (ev.NextInQueueAsked, ()),
    "suggest": (ev.ProposalFormAsked, ()),
    "send": (ev.ProposalSent, (str,)),
    "rewrite": (ev.ProposalEditAsked, (str,)),
    "withdraw": (ev.ProposalWithdrawn, (str,)),
    "review": (ev.ReviewAsked, (_optional,)),
    "approve": (ev.ApprovalFormAsked, (str, _truth)),
    "return": (ev.ReturnFormAsked, (str,)),
    "pause": (ev.PauseAsked, (str,)),
    "resume": (ev.Resumed, ()),
    "hours": (ev.HoursAsked, (str,)),
    "pace": (ev.PaceChosen, (_one_of("daily", "alternate", "weekly"),)),
    "erase": (ev.EraseConfirmed, ()),
    "share": (ev.MilestoneShared, (_one_of("first_reflection", "fifth_reflection", "tenth_reflection"),)),
    "action": (ev.SuggestionAnswered, (str, str, _one_of("done", "not_for_us"))),
    "roles": (RolesCompared, (str,)),
    "annotate": (AnnotationFormAsked, (str, str)),
}
_TAG_OF: Mapping[object, str] = {make: tag for tag, (make, _) in _TAGS.items()}
_SPELLINGS: Mapping[tuple[str, Part], str] = {
    ("lean", -1): "easier",
    ("lean", 1): "harder",
}


def write(event: ev.Understood) -> str:
    """Text like 1:accept:<attempt>. Raises KeyError for an event that no button may carry."""
    tag = _TAG_OF[type(event)]
    return _join(tag, *(_spelled(tag, part) for part in astuple(event)))


def read(token: str) -> ev.Understood:
    """The event that was written. Raises UnreadableInputError for anything else."""
    try:
        version, tag, *parts = _split(token)
        make, readers = _TAGS[tag]
        if version != _VERSION:
            raise UnreadableInputError("unreadable/button")
        return make(*(reader(part) for reader, part in zip(readers, parts, strict=True)))
    except (KeyError, ValueError):
        raise UnreadableInputError("unreadable/button") from None


def write_form(form: FormToken) -> str:
    return _join(_FORM, form.name, form.nonce, *form.about)


def read_form(token: str) -> FormToken:
    """The form that was shown. Raises UnreadableInputError for what never was one."""
    try:
        match _split(token):
            case ["1", "form", name, nonce, *about] if nonce:
                return FormToken(name, tuple(about), nonce)
            case _:
                raise ValueError(token)
    except ValueError:
        raise UnreadableInputError("unreadable/form") from None


def _spelled(tag: str, part: Part | Literal[""]) -> str:
    if isinstance(part, bool):
        return "yes" if part else "no"
    return _SPELLINGS.get((tag, part)) or ("" if part is None else str(part))


def _join(*parts: str) -> str:
    return ":".join((_VERSION, *(quote(part, safe="") for part in parts)))


def _split(token: str) -> list[str]:
    """Its parts. Raises ValueError for signs and lengths that were never written, and that no database would take."""
    parts = [unquote(part) for part in token.split(":")]
    if len(token) > _LONGEST or not token.isascii() or not all(map(str.isprintable, parts)):
        raise ValueError(token)
    return parts


class Buttons:
    """This module as the codec that the storage asks for."""

    def write(self, event: ev.Understood) -> str:
        return write(event)

    def read(self, token: str) -> ev.Understood:
        return read(token)
