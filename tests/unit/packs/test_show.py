from bot.domain.ids import PracticeId
from bot.packs.load import load
from bot.packs.show import preview, summary, tree
from tests.unit.packs.desk import GOOD, Desk


def test_the_summary_counts_everything(desk: Desk) -> None:
    assert summary(load(desk.folder)) == {
        "competencies": 1,
        "micro_competencies": 1,
        "practices": 2,
        "projects": 0,
        "roles": 0,
        "pathways": 1,
        "locales": {"en": 1.0},
    }


def test_the_tree_goes_from_competencies_to_practices(desk: Desk) -> None:
    desk.change(GOOD, "tier: 1", "tier: 1\nretired: true")
    assert tree(load(desk.folder)).splitlines() == [
        "Framework 1.10",
        "  Listening (listening), core, 40%",
        "    Ask openly (ask-openly), daily",
        "      Asks an open question first. In 3 of 4 conversations.",
        "      - A good question (good-question), tier 1, 15 min, retired",
        "      - A good question (second-question), tier 1, 15 min",
        "",
        "Pathway First steps (first-steps)",
        "  1. A good question (good-question), tier 1, 15 min, retired",
        "  2. A good question (second-question), tier 1, 15 min",
    ]


def test_the_preview_shows_all_parts_of_a_practice(desk: Desk) -> None:
    library = load(desk.folder)["en"]
    shown = preview(library, library.practices[PracticeId("good-question")])
    assert shown.startswith("A good question\n\nAsk openly · tier 1 · 15 minutes · revision 1\n\nOBJECTIVE\n")
    assert "SUCCESS CRITERIA\n- You asked one question that was open.\n- You waited." in shown
    assert "WHY IT WORKS\nAnswers come from those who know. (practitioner experience)" in shown
