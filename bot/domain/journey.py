"""All that may be looked at about one learner in one turn; the plan is the open one."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.attempt import Attempt
from bot.domain.calendar import WorkingTime
from bot.domain.feedback import Feedback
from bot.domain.ids import ConversationId
from bot.domain.learner import Learner
from bot.domain.people import Cohort, Person
from bot.domain.plan import Plan
from bot.domain.reflection import Reflection


@dataclass(frozen=True, slots=True)
class Journey:
    """``attempt`` is the one that the event names if it is this learner's, else the current one."""

    person: Person
    home: ConversationId
    learner: Learner
    cohort: Cohort
    coach: Person | None
    days_off: Container[date]
    attempt: Attempt | None
    reflection: Reflection | None
    plan: Plan | None
    feedback: Feedback | None

    @property
    def hours(self) -> WorkingTime:
        return self.learner.working_time(self.person.zone, self.days_off)

    def today(self, at: datetime) -> date:
        return self.hours.local(at).date()
