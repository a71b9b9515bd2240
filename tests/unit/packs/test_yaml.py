"""YAML that would surprise, grow or run."""

import pytest

from bot.packs.tree import DEEPEST, Fields, Items, Scalar, UnreadableYamlError, parse
from tests.unit.packs.desk import GOOD, Desk

BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{this}: &{this} [{', '.join([f'*{before}'] * 9)}]\n" for before, this in zip("abcdefgh", "bcdefghi", strict=True)
)


def refused(text: str) -> UnreadableYamlError:
    with pytest.raises(UnreadableYamlError) as failure:
        parse(text)
    return failure.value


def test_every_value_stays_the_string_that_was_written() -> None:
    assert parse("NO: 12:30") == Fields({"NO": Scalar("12:30", 1)}, {"NO": 1}, 1)
    assert parse("[yes, ~, 1.10, 0x1F, 2026-11-20]") == Items(
        tuple(Scalar(text, 1) for text in ("yes", "~", "1.10", "0x1F", "2026-11-20")), 1
    )


def test_an_alias_bomb_is_refused_at_its_first_anchor() -> None:
    assert len(BOMB) < 500
    assert refused(BOMB).line == 1


@pytest.mark.parametrize("text", ["a: &x 1", "a: &x [1]", "a: &x {b: 1}", "a: *x", "&x a: 1"])
def test_anchors_and_aliases_are_refused(text: str) -> None:
    assert "Anchors" in refused(text).what


@pytest.mark.parametrize(
    "text",
    [
        "a: !!python/object/apply:os.system [echo]",
        "a: !!python/name:os.system",
        "!!python/object:builtins.object {}",
        "a: !!binary aGk=",
        "a: !custom b",
        "a: !!int 3",
        "!!str a: 3",
    ],
)
def test_tags_are_refused(text: str) -> None:
    assert "tag" in refused(text).what


def test_a_repeated_key_is_refused_with_both_lines() -> None:
    fault = refused("a: 1\nb: 2\na: 3\n")
    assert fault.line == 3
    assert "first in line 1" in fault.what


def test_a_repeated_key_further_down_is_refused_too() -> None:
    assert refused("a:\n  - b: 1\n    b: 2\n").line == 3


@pytest.mark.parametrize("opening", ["[", "{a: "])
def test_twenty_thousand_levels_are_refused(opening: str) -> None:
    assert "nested" in refused(opening * 20_000).what


def test_deep_indentation_is_refused() -> None:
    assert "nested" in refused("".join(f"{' ' * n}a:\n" for n in range(DEEPEST + 5))).what


def test_twenty_levels_are_enough_for_anybody() -> None:
    assert parse("[" * DEEPEST + "]" * DEEPEST)


def test_a_second_document_is_refused() -> None:
    assert refused("a: 1\n---\nb: 2\n").line == 2


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing but a comment\n"])
def test_an_empty_file_is_said_to_be_empty(text: str) -> None:
    assert "empty" in refused(text).what


@pytest.mark.parametrize(("text", "line"), [("a: b: c", 1), ("a: 1\n\tb: 2", 2), ("a: 1\nb: [2\n", 3), ("a: 'b", 1)])
def test_broken_yaml_is_refused_with_its_line(text: str, line: int) -> None:
    fault = refused(text)
    assert "not well-formed" in fault.what
    assert fault.line == line


@pytest.mark.parametrize("text", ["[a, b]: c", "? {a: 1}\n: b"])
def test_a_key_must_be_a_word(text: str) -> None:
    assert "must be a word" in refused(text).what


def test_merge_keys_are_only_strange_names(desk: Desk) -> None:
    desk.change(GOOD, "tier: 1", "tier: 1\n<<: {tier: 2}")
    assert "“<<” is not known here" in desk.complaint()


def test_a_bomb_in_a_file_is_said_with_file_and_line(desk: Desk) -> None:
    desk.change(GOOD, "tier: 1", "tier: &x 1")
    assert desk.complaint().startswith(f"{GOOD}:4: Anchors")


def test_a_yaml_file_that_is_only_a_list_is_refused(desk: Desk) -> None:
    desk.write("packs/questions/pack.yaml", "- title\n")
    assert desk.complaint().startswith("packs/questions/pack.yaml:1: The file has no fields.")
