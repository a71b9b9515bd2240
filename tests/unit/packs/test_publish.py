"""What has been published keeps its meaning."""

from dataclasses import dataclass, fields, replace

import pytest

from bot.domain.ids import PracticeId
from bot.domain.practice import Practice
from bot.packs.faults import FaultyContentError
from bot.packs.load import read
from bot.packs.lock import NAME, Published, prints_of
from bot.packs.publish import publish
from tests.unit.packs.desk import GOOD, GOOD_WORDS, PRACTICE_WORDS, Desk

EVERYTHING = (
    Published("framework", "1.10", "en"),
    Published("good-question", "1", "en"),
    Published("listening-round", "1", "en"),
    Published("new-lead", "1", "en"),
    Published("second-question", "1", "en"),
)


def test_publishing_freezes_everything_that_is_new(desk: Desk) -> None:
    assert publish(desk.folder) == EVERYTHING
    assert publish(desk.folder) == ()
    assert desk.faults() == []


def test_a_changed_word_in_a_published_revision_is_refused(desk: Desk) -> None:
    publish(desk.folder)
    desk.change(GOOD_WORDS, "Little time.", "No time.")
    assert desk.complaint() == (
        f"{GOOD}:1: Revision 1 was published, and its “en” words or facts have changed since. "
        "Raise the revision to 2, or undo the change."
    )


def test_a_changed_fact_is_refused_too(desk: Desk) -> None:
    publish(desk.folder)
    desk.change(GOOD, "minutes: 15", "minutes: 20")
    assert desk.complaint().startswith(f"{GOOD}:1: Revision 1 was published")


def test_a_raised_revision_may_say_something_new(desk: Desk) -> None:
    publish(desk.folder)
    desk.change(GOOD_WORDS, "Little time.", "No time.")
    desk.change(GOOD, "revision: 1", "revision: 2")
    assert desk.faults() == []
    assert publish(desk.folder) == (Published("good-question", "2", "en"),)


def test_a_revision_does_not_go_back(desk: Desk) -> None:
    desk.change(GOOD, "revision: 1", "revision: 2")
    publish(desk.folder)
    desk.change(GOOD, "revision: 2", "revision: 1")
    assert desk.complaint().endswith("Revision 2 was published already, and this is 1. Raise the revision to 3.")


def test_other_line_breaks_change_nothing(desk: Desk) -> None:
    publish(desk.folder)
    desk.change(GOOD_WORDS, "Ask one question\nbefore you advise.", "Ask one question before\nyou advise.")
    assert desk.faults() == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("writer@example.org", "other@example.org"),
        ("2027-11-30", "2028-11-30"),
        ("[team lead]", "[manager]"),
        ("revision: 1", "revision: 1\nsuggestion: 3f0c5c1d\nthanks: colleague"),
    ],
)
def test_owner_review_date_tags_and_thanks_stay_free(desk: Desk, old: str, new: str) -> None:
    publish(desk.folder)
    desk.change(GOOD, old, new)
    assert desk.faults() == []


@dataclass(frozen=True, slots=True)
class LaterPractice(Practice):
    """What a practice may be in a later version of the program."""

    weather: str = ""


@pytest.mark.parametrize(("weather", "same"), [("", True), ("Rain", False)])
def test_a_field_that_comes_later_changes_nothing_until_it_is_filled(desk: Desk, weather: str, *, same: bool) -> None:
    content = read(desk.folder)
    library = content.libraries["en"]
    good = library.practices[PracticeId("good-question")]
    words = {field.name: getattr(good, field.name) for field in fields(good)}
    later = LaterPractice(**words, weather=weather)
    practices = {**library.practices, later.id: later}
    tomorrow = replace(content, libraries={"en": replace(library, practices=practices)})
    assert (prints_of(tomorrow) == prints_of(content)) is same


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (GOOD_WORDS, "She says it herself.", "She says nothing."),
        (GOOD_WORDS, "What did you hear?", "What did you say?"),
        ("projects/listening-round.en.md", "Your own team.", "All teams."),
        ("projects/listening-round.yaml", "[5, 14]", "[6, 14]"),
        ("roles/new-lead.en.md", "The first no", "The second no"),
        ("roles/new-lead.yaml", "3.5", "4.5"),
    ],
)
def test_every_part_of_what_is_published_is_frozen(desk: Desk, file: str, old: str, new: str) -> None:
    publish(desk.folder)
    desk.change(file, old, new)
    facts = file.replace(".en.md", ".yaml")
    assert desk.complaint().startswith(f"{facts}:1: Revision 1 was published")
    revised = (desk.folder / facts).read_text().replace("revision: 1\n", "")
    desk.write(facts, f"{revised}revision: 2\n")
    assert desk.faults() == []


@pytest.mark.parametrize("facts", ["projects/listening-round.yaml", "roles/new-lead.yaml"])
def test_projects_and_role_profiles_may_be_retired(desk: Desk, facts: str) -> None:
    publish(desk.folder)
    desk.write(facts, (desk.folder / facts).read_text() + "retired: true\n")
    assert desk.faults() == []


def test_a_published_practice_is_retired_and_not_deleted(desk: Desk) -> None:
    publish(desk.folder)
    desk.remove(GOOD)
    desk.remove(GOOD_WORDS)
    desk.change("pathways/first-steps.yaml", "good-question, ", "")
    assert desk.complaint().startswith(f"{NAME}:1: “good-question” was published and is gone.")


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("competencies/listening.en.yaml", "Asks on a busy day.", "Asks always."),
        ("competencies/listening.en.yaml", "In 3 of 4", "In 1 of 4"),
        ("competencies/listening.yaml", "class: core", "class: contextual"),
        ("competencies/listening.yaml", "scope: daily", "scope: weekly"),
        ("competencies/listening.en.yaml", "One question, then", "Two questions, then"),
    ],
)
def test_what_ratings_depend_on_needs_a_new_version(desk: Desk, file: str, old: str, new: str) -> None:
    publish(desk.folder)
    desk.change(file, old, new)
    assert desk.complaint().startswith("framework.yaml:1: Version 1.10 was published")
    desk.change("framework.yaml", "1.10", "1.11")
    assert desk.faults() == []


def test_a_new_language_does_not_touch_what_is_published(desk: Desk) -> None:
    publish(desk.folder)
    desk.change("framework.yaml", "[en]", "[en, de]")
    desk.write(GOOD_WORDS.replace(".en.", ".de."), PRACTICE_WORDS)
    assert not any(fault.is_error for fault in desk.faults())
    assert publish(desk.folder) == (Published("good-question", "1", "de"),)


def test_nothing_is_published_while_something_is_wrong(desk: Desk) -> None:
    desk.change(GOOD, "minutes: 15", "minutes: 25")
    with pytest.raises(FaultyContentError, match="from 10 to 20"):
        publish(desk.folder)
    assert not (desk.folder / NAME).exists()


def test_a_damaged_lock_is_noticed(desk: Desk) -> None:
    publish(desk.folder)
    lines = (desk.folder / NAME).read_text().splitlines()
    desk.write(NAME, "\n".join([*lines, "good-question 1"]) + "\n")
    assert desk.complaint().startswith(f"{NAME}:{len(lines) + 1}: This line is damaged.")
