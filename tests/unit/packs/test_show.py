from bot.domain.ids import PracticeId
from bot.packs.load import load
from bot.packs.preview import preview
from bot.packs.show import summary, tree
from tests.unit.packs.desk import GOOD, Desk, offer_an_elective


def test_the_summary_counts_everything(desk: Desk) -> None:
    assert summary(load(desk.folder), {}) == {
        "competencies": 1,
        "micro_competencies": 2,
        "practices": 2,
        "projects": 1,
        "roles": 1,
        "pathways": 1,
        "locales": {"en": 1.0},
    }


def test_the_tree_goes_from_competencies_to_practices(desk: Desk) -> None:
    desk.change(GOOD, "tier: 1", "tier: 1\nretired: true")
    assert tree(load(desk.folder)).splitlines() == [
        "Framework 1.10",
        "  Nothing here is enhancement or contextual, so the others weigh more: core 100%.",
        "  Listening (listening), core, 40%",
        "    Ask openly (ask-openly), daily",
        "      Asks an open question first. In 3 of 4 conversations.",
        "      1 Tells.",
        "      2 Asks with the answer inside.",
        "      3 Asks when there is time.",
        "      4 Asks on a busy day.",
        "      5 Others begin to ask.",
        "      - A good question (good-question), tier 1, 15 min, retired",
        "      - A good question (second-question), tier 1, 15 min",
        "    Wait for it (wait-for-it), weekly, after ask-openly",
        "      Waits ten seconds. In 2 of 3 conversations.",
        "      1 Talks on.",
        "      2 Waits for a second.",
        "      3 Waits for three.",
        "      4 Waits for ten.",
        "      5 Waits gladly.",
        "",
        "Pathway First steps (first-steps)",
        "  Asking (asking)",
        "    1. A good question (good-question), tier 1, 15 min, retired",
        "    2. A good question (second-question), tier 1, 15 min",
        "    Project: A listening round (listening-round)",
        "",
        "Project A listening round (listening-round), Listening, 2 weeks",
        "",
        "Role New lead (new-lead), pathway first-steps",
        "  Listening (listening), core",
        "    Ask openly (ask-openly), target 3.5, daily",
        "      Asks an open question first. In 3 of 4 conversations.",
    ]


def test_the_tree_shows_what_is_measured_elsewhere_and_what_is_retired(desk: Desk) -> None:
    metrics = "[{id: answers-cut-short, indicator: 1, levels: [40, 20, 10, 5]}]"
    desk.change(
        "competencies/listening.yaml", "scope: weekly", f"scope: weekly\n    retired: true\n    metrics: {metrics}"
    )
    shown = tree(load(desk.folder)).splitlines()
    assert "    Wait for it (wait-for-it), weekly, after ask-openly, retired" in shown
    steps = "level 2 at most 40, level 3 at most 20, level 4 at most 10, level 5 at most 5"
    assert f"      metric answers-cut-short: {steps}" in shown


def test_the_tree_ends_with_what_can_be_chosen(desk: Desk) -> None:
    offer_an_elective(desk)
    assert tree(load(desk.folder)).splitlines()[-3:] == [
        "",
        "Elective pack Far away (far-away)",
        "  - A good question (third-question), tier 1, 15 min",
    ]


def test_the_preview_shows_all_parts_of_a_practice(desk: Desk) -> None:
    library = load(desk.folder)["en"]
    shown = preview(library, library.practices[PracticeId("good-question")])
    assert shown.startswith("A good question\n\nAsk openly · tier 1 · 15 minutes · revision 1\n\nOBJECTIVE\n")
    assert "SUCCESS CRITERIA\n- You asked one question that was open.\n- You waited." in shown
    assert "WHY IT WORKS\nAnswers come from those who know. (practitioner experience)" in shown
    assert "- Tell her\n  She does it, and asks again on Monday." in shown
    assert "REFLECTION\n- What did you hear?\n- When did you wait?" in shown
