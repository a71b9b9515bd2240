"""An organization's own: it adds and restyles, and takes nothing away."""

from bot.domain.ids import PathwayId, PracticeId
from bot.domain.practice import Library
from bot.packs.load import load
from bot.packs.publish import publish
from tests.unit.packs.desk import GOOD_WORDS, PATHWAY, PATHWAY_WORDS, PRACTICE_WORDS, Desk, other_words, practice

OWN = "local/packs/ours/practices"


def english(desk: Desk) -> Library:
    return load(desk.folder)["en"]


def with_our_own(desk: Desk) -> None:
    """A pack of ours, and a pathway that leads through its practice and one that shipped."""
    desk.write("local/packs/ours/pack.yaml", "owner: us@example.org\n")
    desk.write("local/packs/ours/pack.en.yaml", "title: Ours\n")
    desk.write(f"{OWN}/our-question.yaml", practice("our-question"))
    desk.write(f"{OWN}/our-question.en.md", other_words("Ask at the handover.", "Take the next handover."))
    own = PATHWAY.replace("first-steps", "our-steps").replace("second-question", "our-question")
    desk.write("local/pathways/our-steps.yaml", own)
    desk.write("local/pathways/our-steps.en.md", PATHWAY_WORDS)


def test_what_is_added_stands_beside_what_shipped(desk: Desk) -> None:
    with_our_own(desk)
    assert desk.faults() == []
    library = english(desk)
    assert set(library.pathways) == {"first-steps", "our-steps"}
    assert library.pathways[PathwayId("our-steps")].practices == ("good-question", "our-question")
    assert PracticeId("second-question") in library.practices


def test_words_are_restyled_and_facts_stay(desk: Desk) -> None:
    before = english(desk).practices[PracticeId("good-question")]
    desk.write("local/words/good-question.en.md", PRACTICE_WORDS.replace("Little time.", "On the shop floor."))
    assert desk.faults() == []
    after = english(desk).practices[PracticeId("good-question")]
    assert after.constraint == "On the shop floor."
    assert (after.tier, after.minutes, after.revision) == (before.tier, before.minutes, before.revision)


def test_what_is_published_stays_as_it_shipped_whatever_is_restyled(desk: Desk) -> None:
    publish(desk.folder)
    desk.write("local/words/good-question.en.md", PRACTICE_WORDS.replace("Little time.", "On the shop floor."))
    with_our_own(desk)
    assert desk.faults() == []
    assert publish(desk.folder) == (), "our own is ours to change"
    (desk.folder / "local/words/good-question.en.md").unlink()
    desk.change(GOOD_WORDS, "Little time.", "No time.")
    assert "was published" in desk.complaint()


def test_nothing_that_shipped_is_taken_away_or_changed_in_its_facts(desk: Desk) -> None:
    desk.write("local/packs/ours/pack.yaml", "owner: us@example.org\n")
    desk.write("local/packs/ours/pack.en.yaml", "title: Ours\n")
    desk.write(f"{OWN}/good-question.yaml", f"{practice('good-question')}retired: true\n")
    desk.write(f"{OWN}/good-question.en.md", PRACTICE_WORDS)
    assert any("is taken already" in said for said in desk.said())


def test_words_for_nothing_and_files_of_another_kind_are_told(desk: Desk) -> None:
    desk.write("local/words/no-such-thing.en.md", PRACTICE_WORDS)
    assert "There is nothing called “no-such-thing”" in desk.complaint()
    desk.remove("local/words/no-such-thing.en.md")
    desk.write("local/words/good-question.yaml", practice("good-question"))
    assert "Keep only words there" in desk.complaint()
