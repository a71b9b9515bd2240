"""A person's own shelf: practices they want to find again, as they were called when they were saved."""

from dataclasses import dataclass, replace

from bot.domain.ids import PersonId, PracticeId
from bot.domain.practice import Practice


@dataclass(frozen=True, slots=True)
class Kept:
    """One that was saved; its title stays readable when the practice itself is gone."""

    practice: PracticeId
    title: str
    revision: int


@dataclass(frozen=True, slots=True)
class Shelf:
    person: PersonId
    kept: tuple[Kept, ...] = ()

    def put(self, practice: Practice) -> "Shelf":
        """Saved once, in its place; saving it again is to have seen how it reads now."""
        kept = {it.practice: it for it in self.kept}
        kept[practice.id] = Kept(practice.id, practice.title, practice.revision)
        return replace(self, kept=tuple(kept.values()))

    def without(self, practice: PracticeId) -> "Shelf":
        return replace(self, kept=tuple(it for it in self.kept if it.practice != practice))
