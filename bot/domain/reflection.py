"""The learner's after-action review: six questions in a fixed order, then a rating on the anchors."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, get_args

from bot.domain.ids import AttemptId
from bot.domain.rubric import Level

Question = Literal["expected", "happened", "changed", "matters", "sustain", "next_time"]
QUESTIONS: tuple[Question, ...] = get_args(Question)


@dataclass(frozen=True, slots=True)
class Reflection:
    """Answers so far; a question that is skipped has an empty answer, one not yet asked has none."""

    attempt: AttemptId
    at: datetime
    answers: Mapping[Question, str]
    rating: Level | None = None
    done: bool = False

    def answer(self, question: Question, text: str) -> "Reflection":
        return replace(self, answers={**self.answers, question: text})

    @property
    def open_question(self) -> Question | None:
        return next((question for question in QUESTIONS if question not in self.answers), None)

    @property
    def next_time(self) -> str:
        return self.answers.get("next_time", "")
