"""What has no place in any file."""

import pytest

from bot.packs.source import MOST_BYTES
from tests.unit.packs.desk import GOOD, GOOD_WORDS, Desk


@pytest.mark.parametrize(
    "trick",
    [
        "{{ ''.__class__ }}",
        "{{ learner }}",
        "{{''.__class__.__mro__[1].__subclasses__()}}",
        "{% for x in range(10**9) %}x{% endfor %}",
        "{%- set x = 1 -%}",
        "{# a comment #}",
        "{{ 'a' * 10**9 }}",
    ],
)
def test_template_signs_in_words_are_refused_with_file_and_line(desk: Desk, trick: str) -> None:
    desk.change(GOOD_WORDS, "Choose a conversation.", f"Choose {trick} a conversation.")
    assert any(said.startswith(f"{GOOD_WORDS}:10: Template signs") for said in desk.said())


def test_template_signs_in_yaml_are_refused_too(desk: Desk) -> None:
    desk.change("competencies/listening.en.yaml", "Ask before you answer.", '"{{ cycler.__init__.__globals__ }}"')
    assert any(said.startswith("competencies/listening.en.yaml:4: Template signs") for said in desk.said())


@pytest.mark.parametrize(
    "trick", ["<script>", "<!channel>", "<@U123>", "<https://example.org|here>", "</b>", "<!-- x -->"]
)
def test_html_and_mentions_are_refused(desk: Desk, trick: str) -> None:
    desk.change(GOOD_WORDS, "Little time.", f"Little {trick} time.")
    assert desk.complaint().startswith(f"{GOOD_WORDS}:16: A < before a word")


def test_less_than_a_number_is_only_arithmetic(desk: Desk) -> None:
    desk.change(GOOD_WORDS, "Little time.", "You have < 5 minutes.")
    assert desk.faults() == []


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\u202e", "\u2028"])
def test_invisible_signs_are_refused(desk: Desk, sign: str) -> None:
    desk.change(GOOD_WORDS, "Little time.", f"Little{sign} time.")
    assert any(said.startswith(f"{GOOD_WORDS}:16: There is an invisible") for said in desk.said())


def test_an_invisible_sign_in_yaml_is_refused(desk: Desk) -> None:
    desk.change(GOOD, "writer@", "writer\x07@")
    assert any("invisible control character" in said for said in desk.said())


def test_a_file_that_is_too_large_is_not_read(desk: Desk) -> None:
    desk.write(GOOD, "# " + "x" * MOST_BYTES)
    assert desk.complaint().startswith(f"{GOOD}:1: The file is larger than 1 MiB.")


def test_a_file_in_another_encoding_is_named_with_its_line(desk: Desk) -> None:
    (desk.folder / GOOD_WORDS).write_bytes("# Gr\u00fc\u00dfe\n".encode("latin-1"))
    assert desk.complaint().startswith(f"{GOOD_WORDS}:1: This is not UTF-8 text.")


def test_a_folder_in_the_place_of_a_file_is_said(desk: Desk) -> None:
    desk.remove("framework.yaml")
    (desk.folder / "framework.yaml").mkdir()
    assert desk.complaint().startswith("framework.yaml:1: The file can't be read")


def test_a_link_out_of_the_folder_is_refused_and_nothing_is_read(
    desk: Desk, tmp_path_factory: pytest.TempPathFactory
) -> None:
    secret = tmp_path_factory.mktemp("elsewhere") / "secret.md"
    secret.write_text("# Secret\n")
    desk.remove(GOOD_WORDS)
    (desk.folder / GOOD_WORDS).symlink_to(secret)
    assert desk.complaint() == (f"{GOOD_WORDS}:1: This link leads out of the content folder. Put the file itself here.")


@pytest.mark.parametrize("to", ["../../../../..", "/", "nowhere/at/all/../../../../../../.."])
def test_a_folder_that_leads_elsewhere_is_refused_too(desk: Desk, to: str) -> None:
    (desk.folder / "packs/elsewhere").symlink_to(to)
    assert desk.complaint().startswith("packs/elsewhere:1: This link leads out of the content folder.")


def test_a_link_within_the_folder_does_no_harm(desk: Desk) -> None:
    """This is how Kubernetes hands a folder over."""
    (desk.folder / ".data").mkdir()
    (desk.folder / "glossary.en.yaml").rename(desk.folder / ".data/glossary.yaml")
    (desk.folder / "glossary.en.yaml").symlink_to(".data/glossary.yaml")
    assert desk.faults() == []
