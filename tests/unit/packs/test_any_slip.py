"""Whatever slips into a file, the check answers with faults and never falls over."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.packs.faults import FaultyContentError
from bot.packs.load import load
from tests.unit.packs.desk import GOOD, GOOD_WORDS, Desk, furnish

FILES = (
    "framework.yaml",
    "competencies/listening.yaml",
    "competencies/listening.en.yaml",
    "glossary.en.yaml",
    "pathways/first-steps.yaml",
    "pathways/first-steps.en.md",
    "packs/questions/pack.yaml",
    "packs/questions/pack.en.yaml",
    "projects/listening-round.yaml",
    "projects/listening-round.en.md",
    "roles/new-lead.yaml",
    "roles/new-lead.en.md",
    GOOD,
    GOOD_WORDS,
)
SLIPS = st.sampled_from(
    [
        "",
        ":",
        "- ",
        "[]",
        "{}",
        "[",
        "}",
        "- - -",
        "? :",
        "id: ../x",
        "#",
        "## ",
        "# x",
        "&a",
        "*a",
        "!!x",
        "---",
        "\t",
        "|",
        "'",
    ]
) | st.text(max_size=20)


def slip(desk: Desk, name: str, at: int, text: str, *, instead: bool) -> None:
    lines = (desk.folder / name).read_text(encoding="utf-8").splitlines()
    at %= len(lines)
    lines[at : at + instead] = [text]
    (desk.folder / name).write_bytes("\n".join(lines).encode("utf-8", "surrogatepass"))


@settings(deadline=None, max_examples=60)
@given(name=st.sampled_from(FILES), at=st.integers(0, 60), text=SLIPS, instead=st.booleans())
def test_a_slip_is_answered_with_faults(name: str, at: int, text: str, *, instead: bool) -> None:
    with TemporaryDirectory() as folder:
        desk = furnish(Path(folder))
        slip(desk, name, at, text, instead=instead)
        errors = [fault for fault in desk.faults() if fault.is_error]
        try:
            load(desk.folder)
        except FaultyContentError as refusal:
            assert set(refusal.faults) <= set(errors)  # noqa: PT017 - either way is right, but both must agree
        assert all(fault.line >= 1 and fault.what and fault.remedy for fault in errors)
