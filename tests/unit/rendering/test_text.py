"""CommonMark to plain text and to HTML."""

import pytest

from bot.rendering.text import html_of, plain_of


def test_plain_text_keeps_the_words_and_drops_the_marks() -> None:
    markdown = "# Head\n\n**Bold** and *soft*,\nstill the line.\n\n- one\n- two\n  more\n\n3. three\n4. four\n\n> quoted\n> on\n\n***\n\n```\ncode *x*\n```"  # noqa: E501
    assert plain_of(markdown) == (
        "Head\n\nBold and soft, still the line.\n\n• one\n• two more\n\n3. three\n4. four\n\n“quoted on”\n\ncode *x*"
    )


def test_a_list_inside_a_list_is_indented() -> None:
    assert plain_of("- a\n  - b\n- c") == "• a\n  • b\n• c"


def test_escaped_signs_come_out_as_typed() -> None:
    assert plain_of(r"\*a\* \[b\]\(c\) \&amp\; 1\. \\") == "*a* [b](c) &amp; 1. \\"
    assert html_of(r"\*a\* \<b\> \&amp\;") == "<p>*a* &lt;b&gt; &amp;amp;</p>"


def test_a_link_says_where_it_leads() -> None:
    assert plain_of("[Guide](https://e.example/g) and <https://e.example>") == (
        "Guide (https://e.example/g) and https://e.example"
    )


@pytest.mark.parametrize("address", ["https://e.example/a?b=c", "http://e.example", "/dashboard/x", "guide#top", "#a"])
def test_links_to_the_web_and_to_here_are_links(address: str) -> None:
    assert f'<a href="{address}">' in html_of(f"[a]({address})")


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScript&colon;alert(1)",
        "data:text/html,x",
        "file:///etc",
        "//e.example",
        "vbscript:x",
    ],
)
def test_links_to_anywhere_else_are_words(address: str) -> None:
    assert "<a" not in html_of(f"[a]({address})")


def test_html_and_pictures_are_words() -> None:
    assert "<script" not in html_of("<script>alert(1)</script>\n\na <b onclick='x'>b</b>")
    assert "<img" not in html_of("![a](https://e.example/p.png)")
