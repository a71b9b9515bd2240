"""Whatever a learner does in whatever order, some things never happen."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.domain.errors import UnreadableInputError
from bot.domain.ids import derived
from bot.engine import events as ev
from bot.engine.effects import Field, Form
from bot.engine.events import Value
from tests.make import JONAS, a_learner
from tests.unit.engine.world import World

SAID = (
    "/practice", "/practice more", "/practice now meeting", "/practice done", "/practice skip", "/practice easier",
    "/practice harder", "/practice snooze", "/practice snooze tomorrow", "/practice snooze friday",
    "/practice snooze 1h", "/practice pause", "/practice pause friday", "/practice resume", "/practice hours 14:00",
    "/practice hours 08:00-10:00", "/practice leave 2026-03-04 2026-03-12", "/practice leave friday",
    "/practice schedule", "/practice why", "/practice plan", "/practice start", "/practice progress", "skip", "3", "",
    "I asked first.", "six", "/practice nonsense",
)  # fmt: skip
SPANS = tuple(timedelta(hours=hours) for hours in (0.2, 1, 3, 9, 16, 24, 24, 72, 24 * 12))
ZONES = ("Europe/Berlin", "Pacific/Auckland", "America/Los_Angeles", "Australia/Lord_Howe", "Asia/Kathmandu")
TYPED = ("", "I listened.", "tomorrow", "3", "14:00", "\x00")


class AnyLife(RuleBasedStateMachine):
    """Lea presses old and new buttons, types, sends forms and is silent; the bot is down at times."""

    world: World

    @initialize(invited=st.booleans())
    def begin(self, *, invited: bool) -> None:
        learner = replace(a_learner(), stage="invited", consent=0) if invited else a_learner()
        self.world = World(learner)
        self._try(ev.OnboardingResumed() if invited else ev.Resumed())

    @rule(back=st.integers(0, 30))
    def press(self, back: int) -> None:
        buttons = self.world.buttons
        if buttons:
            self._try(buttons[-1 - back % len(buttons)])

    @rule(text=st.sampled_from(SAID))
    def type(self, text: str) -> None:
        with suppress(UnreadableInputError):
            self.world.type(text)

    @rule(back=st.integers(0, 3), text=st.sampled_from(TYPED), whole=st.booleans())
    def submit(self, back: int, text: str, *, whole: bool) -> None:
        sent = self.world.forms
        if not sent:
            return
        form = sent[-1 - back % len(sent)]
        with suppress(UnreadableInputError):
            self.world.submit(form, _filled(form, text, whole=whole))

    @rule(span=st.sampled_from(SPANS))
    def wait(self, span: timedelta) -> None:
        self.world.wait(span)

    @rule(span=st.sampled_from(SPANS))
    def be_down(self, span: timedelta) -> None:
        before = len(self.world.heard)
        self.world.sleep(span)
        caught_up = [say.prompt for say in self.world.heard[before:] if say.begun]
        assert len(caught_up) <= 1, f"a flood after {span}: {caught_up}"

    @rule(zone=st.sampled_from(ZONES))
    def travel(self, zone: str) -> None:
        self.world.lea = replace(self.world.lea, zone=zone)

    @precondition(lambda self: self.world.current is not None)
    @rule(rating=st.sampled_from((None, 1, 3, 5)), named=st.booleans())
    def coach_answers(self, rating: None, *, named: bool) -> None:
        current = self.world.current
        attempt = current.id if current and named else None
        self._try(ev.FeedbackGiven(self.world.lea.id, attempt, "s", "b", "i", "n", rating), coach=True)

    @rule(coached=st.booleans())
    def change_coach(self, *, coached: bool) -> None:
        self.world.learner = replace(self.world.learner, coach=JONAS if coached else None)

    @invariant()
    def one_prompt_a_day_in_working_time(self) -> None:
        days = [stamp.day for stamp in self.world.prompts]
        assert len(days) == len(set(days)), "two prompts on one local day"
        assert all(stamp.is_open for stamp in self.world.prompts)

    @invariant()
    def one_outcome_at_a_time(self) -> None:
        started = [attempt.id for attempt in self.world.attempts.values() if attempt.state == "started"]
        assert started == ([self.world.learner.started] if self.world.learner.started else [])

    @invariant()
    def one_prompt_is_planned(self) -> None:
        learner = self.world.learner
        planned = self.world.prompts_pending
        wanted = learner.stage == "practising" and not learner.quiet
        assert len(planned) == wanted, f"{planned}"
        assert all(point.due_at > self.world.at for point in planned)

    @invariant()
    def an_open_question_can_be_answered(self) -> None:
        asking, current = self.world.learner.asking, self.world.current
        if asking is not None:
            assert current is not None
            assert asking.attempt == current.id
            assert current.waits

    def _try(self, event: ev.Understood, *, coach: bool = False) -> None:
        """A refusal changes nothing; any other error is a fault."""
        with suppress(UnreadableInputError):
            self.world.do(event, who=self.world.coach if coach else None)


def _filled(form: Form, text: str, *, whole: bool) -> dict[str, Value]:
    """The form as it was shown, with the same text in every field that is empty, or in all of them."""
    return {field.name: _value(field, text, whole=whole) for field in form.fields}


def _value(field: Field, text: str, *, whole: bool) -> Value:
    if field.value and whole:
        return field.value
    return field.options[0].value if field.kind == "choice" else text


AnyLife.TestCase.settings = settings(max_examples=60, stateful_step_count=40, derandomize=True, deadline=None)
TestAnyLife = AnyLife.TestCase


@pytest.mark.parametrize("seed", range(60))
def test_any_long_life(seed: int) -> None:
    life = AnyLife()
    life.begin(invited=seed % 2 == 0)
    for step in range(300):
        _live(life, int(derived(seed, step), 16))
        life.one_prompt_a_day_in_working_time()
        life.one_outcome_at_a_time()
        life.one_prompt_is_planned()
        life.an_open_question_can_be_answered()


def _live(life: AnyLife, chance: int) -> None:
    """One of the things that can happen, pressing, typing and waiting more often than the rest."""
    kind, number = chance % 16, chance // 16
    flag = number % 2 == 0
    match kind:
        case 0 | 1 | 2 | 3:
            life.press(back=number % (4 if flag else 25))
        case 4 | 5 | 6:
            life.type(text=SAID[number % len(SAID)])
        case 7 | 8:
            life.submit(back=number % 3, text=TYPED[number % len(TYPED)], whole=number % 3 > 0)
        case 9 | 10 | 11 | 12:
            life.wait(span=SPANS[number % len(SPANS)])
        case 13:
            life.be_down(span=SPANS[number % len(SPANS)])
        case 14 if life.world.current is not None:
            life.coach_answers(rating=(None, 1, 3, 5)[number % 4], named=flag)
        case 15 if number % 4 == 0:
            life.travel(zone=ZONES[number % len(ZONES)])
        case _:
            life.change_coach(coached=flag)
