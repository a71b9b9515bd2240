"""A new practice begins in order."""

from dataclasses import replace
from datetime import date

import pytest

from bot.authoring.drafts import Draft, begin, id_of, in_a_year, likely_pack, missing_tier, neediest_micro
from bot.domain.errors import ContentError
from bot.domain.ids import MicroId, PackId, PracticeId
from bot.packs.faults import FaultyContentError
from bot.packs.load import load
from bot.packs.publish import publish
from tests.unit.packs.desk import Desk, furnish, offer_an_elective

DRAFT = Draft(
    id="wait-a-moment",
    title="Wait a moment",
    objective="You hear the second sentence, too.",
    pack=PackId("questions"),
    micro=MicroId("wait-for-it"),
    tier=2,
    minutes=10,
    owner="writer@example.org",
    review_by=date(2027, 11, 20),
)


@pytest.fixture
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return furnish(tmp_path_factory.mktemp("content"))


def test_a_draft_is_in_order_and_nobody_is_offered_it(desk: Desk) -> None:
    _, words = begin(DRAFT, desk.folder)
    [fault] = desk.faults()
    assert (fault.file, fault.is_error) == (words, False)
    assert "Something is still to be written in 17 places." in fault.what
    practice = load(desk.folder)["en"].practices[PracticeId("wait-a-moment")]
    assert (practice.title, practice.objective, practice.minutes) == (DRAFT.title, DRAFT.objective, 10)
    assert not practice.offered_on(date(2026, 11, 20))


def test_a_draft_is_not_published(desk: Desk) -> None:
    begin(DRAFT, desk.folder)
    with pytest.raises(FaultyContentError, match="Write it before you publish"):
        publish(desk.folder)


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"id": "good-question"}, "is there already"),
        ({"id": "../../elsewhere"}, "can't be an id"),
        ({"id": ""}, "can't be an id"),
        ({"id": "ask-openly"}, "is taken already"),
        ({"title": "x" * 71}, "has 71 characters"),
        ({"objective": "Say {{ hello }}."}, "Template signs"),
        ({"owner": "Wilma"}, "is not an e-mail address"),
    ],
)
def test_what_would_not_be_in_order_is_not_written(desk: Desk, changes: dict[str, str], what: str) -> None:
    before = sorted(desk.folder.rglob("*"))
    with pytest.raises(ContentError, match=what):
        begin(replace(DRAFT, **changes), desk.folder)
    assert sorted(desk.folder.rglob("*")) == before


@pytest.mark.parametrize(
    ("title", "id_"),
    [
        ("Open the door", "open-the-door"),
        ("Größe zählt, oft!", "groesse-zaehlt-oft"),
        ("3 questions first", "questions-first"),
        ("Été à l'hôtel", "ete-a-l-hotel"),
        ("???", ""),
    ],
)
def test_an_id_is_made_of_the_title(title: str, id_: str) -> None:
    assert id_of(title) == id_


def test_what_is_usual_follows_from_what_is_missing(desk: Desk) -> None:
    library = load(desk.folder)["en"]
    assert neediest_micro(library) == "wait-for-it"
    assert missing_tier(library, MicroId("wait-for-it")) == 1
    assert missing_tier(library, MicroId("ask-openly")) == 2
    assert in_a_year(date(2026, 11, 20)) == date(2027, 11, 20)


def test_the_everyday_tier_is_usual_where_all_are_there(desk: Desk) -> None:
    offer_an_elective(desk)
    desk.change("packs/questions/practices/second-question.yaml", "tier: 1", "tier: 2")
    desk.change("packs/far-away/practices/third-question.yaml", "tier: 1", "tier: 3")
    assert missing_tier(load(desk.folder)["en"], MicroId("ask-openly")) == 2


def test_the_pack_is_the_one_that_is_called_like_the_competency(desk: Desk) -> None:
    assert likely_pack(load(desk.folder)["en"], MicroId("ask-openly")) == "questions"
    (desk.folder / "packs/questions").rename(desk.folder / "packs/listening")
    offer_an_elective(desk)
    assert likely_pack(load(desk.folder)["en"], MicroId("ask-openly")) == "listening"


def test_a_folder_without_a_pack_says_how_to_make_one(desk: Desk) -> None:
    library = replace(load(desk.folder)["en"], packs={})
    with pytest.raises(ContentError, match="Make a folder in packs/"):
        likely_pack(library, MicroId("ask-openly"))
