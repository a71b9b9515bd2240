"""A draft is made of what somebody suggested, whatever they wrote."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.authoring.suggested import draft_of, plain, written
from bot.domain.errors import ContentError
from bot.domain.ids import MicroId, PersonId, PracticeId, ProposalId
from bot.domain.practice import A_COLLEAGUE, Practice
from bot.domain.proposal import PARTS, Approved, Part, Proposal
from bot.packs.load import load
from tests.unit.packs.desk import Desk, furnish

SUGGESTION = ProposalId("3f0c5c1d2ab94e6f8a7d")
ON = date(2026, 11, 20)
WORDS: Mapping[Part, str] = {
    "happened": "In the review [a colleague] was silent.",
    "did": "I asked [a colleague] first.",
    "followed": "We heard of the risk.",
    "practise": "Ask the quiet one first",
}
NASTY = (
    "{{ x }}", "<!channel>", "<at>Ada</at>", "**bold**", "__", "[a](b)", "`", "# head", "| a | b", "- item", "> quote",
    "https://localhost/x", "ftp://x", "file:x", "javascript:alert", "'; drop table", "\n## Guide\n", "\u2028", "a: b",
    "x" * 1_000, "{%", "1. one", "\\", '"', "…", "ä",
)  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return furnish(tmp_path / "content")


def approved(words: Mapping[Part, str] = WORDS, thanks: str = A_COLLEAGUE, micro: str = "wait-for-it") -> Approved:
    at = datetime(2026, 11, 20, tzinfo=UTC)
    return Approved(Proposal(SUGGESTION, PersonId("ada"), MicroId(micro), words, "colleague", "approved", at), thanks)


def drafted(folder: Path, given_: Approved) -> Practice:
    facts, _ = written(draft_of(given_, load(folder)["en"], ON), folder, None)
    return load(folder)["en"].practices[PracticeId(facts.stem)]


def test_a_draft_tells_the_story_and_whom_to_thank(desk: Desk) -> None:
    practice = drafted(desk.folder, approved())
    assert (practice.id, practice.title) == ("ask-the-quiet-one-first", "Ask the quiet one first")
    assert practice.objective == "Ask the quiet one first"
    assert (practice.suggestion, practice.thanks) == (SUGGESTION, A_COLLEAGUE)
    assert "**What happened:** In the review [a colleague] was silent." in practice.guide
    assert "**What was done:** I asked [a colleague] first." in practice.exemplar
    assert "**What followed:** We heard of the risk." in practice.exemplar
    assert not practice.offered_on(ON)
    [fault] = desk.faults()
    assert "Something is still to be written" in fault.what


def test_nobody_is_thanked_who_does_not_wish_it(desk: Desk) -> None:
    assert drafted(desk.folder, approved(thanks="")).thanks == ""
    assert "thanks" not in (desk.folder / "packs/questions/practices/ask-the-quiet-one-first.yaml").read_text()


def test_a_name_in_quotes_and_a_name_of_one_s_own(desk: Desk) -> None:
    assert drafted(desk.folder, approved(thanks='Ümit "Jo": Öz')).thanks == 'Ümit "Jo": Öz'


def test_an_id_that_is_taken_or_says_nothing_gets_a_piece_of_the_suggestion_s(desk: Desk) -> None:
    assert drafted(desk.folder, approved({**WORDS, "practise": "Ask openly"})).id == "ask-openly-3f0c5c"
    assert drafted(desk.folder, approved({**WORDS, "practise": "???"})).id == "suggested-3f0c5c"


def test_a_skill_that_is_gone_is_named(desk: Desk) -> None:
    with pytest.raises(ContentError, match="no micro-competency “long-gone”"):
        drafted(desk.folder, approved(micro="long-gone"))


def test_drafts_may_be_written_elsewhere_but_never_over_others(desk: Desk, tmp_path: Path) -> None:
    draft = draft_of(approved(), load(desk.folder)["en"], ON)
    facts, words = written(draft, desk.folder, tmp_path / "out")
    assert facts == tmp_path / "out/packs/questions/practices/ask-the-quiet-one-first.yaml"
    assert words.exists()
    with pytest.raises(ContentError, match="is there already"):
        written(draft, desk.folder, tmp_path / "out")
    home = desk.folder / "packs/questions/practices"
    for file in (facts, words):
        (home / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    assert load(desk.folder)["en"].practices[PracticeId(facts.stem)].suggestion == SUGGESTION


def test_a_line_is_cut_with_an_ellipsis() -> None:
    assert plain("a few words", 6) == "a few…"
    assert plain(" two \n lines ", 20) == "two lines"
    assert plain("at 09:00, see file:x and a://b", 40) == "at 09:00, see file: x and a: //b"


pieces = st.lists(st.sampled_from(NASTY) | st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=20))


@settings(max_examples=40)
@given(st.fixed_dictionaries({part: pieces.map("".join) for part in PARTS}), st.sampled_from((A_COLLEAGUE, "", "<b>:")))
@example(dict.fromkeys(PARTS, "".join(NASTY)), "{{ x }}")
def test_whatever_was_written_the_draft_is_in_order(words: Mapping[Part, str], thanks: str) -> None:
    with TemporaryDirectory() as folder:
        desk = furnish(Path(folder) / "content")
        assert drafted(desk.folder, approved(words, thanks)).suggestion == SUGGESTION
        assert not [fault for fault in desk.faults() if fault.is_error]
