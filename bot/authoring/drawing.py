"""Block Kit and Adaptive Cards as HTML, near enough to read them; what we have no picture of is shown as it is."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape, unescape
from json import dumps
from typing import Any

Node = Mapping[str, Any]


def slack_html(blocks: Iterable[Node]) -> str:
    return "".join(map(_block, blocks))


def teams_html(elements: Iterable[Node]) -> str:
    return "".join(map(_element, elements))


def _block(block: Node) -> str:
    match block["type"]:
        case "rich_text":
            return "".join(map(_rich, block["elements"]))
        case "context":
            return f"<p class=sees>{''.join(escape(_plain(it)) for it in block['elements'])}</p>"
        case "actions":
            return _buttons(_plain(button["text"]) for button in block["elements"])
        case "image":
            return _picture(block["alt_text"])
        case _:
            return _as_it_is(block)


def _plain(text: Node) -> str:
    """What Slack shows of a text object, in which three signs are spelled out."""
    return unescape(str(text.get("text", "")))


def _rich(part: Node) -> str:
    match part["type"]:
        case "rich_text_section":
            return f"<p>{_runs(part['elements'])}</p>"
        case "rich_text_quote":
            return f"<blockquote>{_runs(part['elements'])}</blockquote>"
        case "rich_text_preformatted":
            return f"<pre>{_runs(part['elements'])}</pre>"
        case "rich_text_list":
            tag = "ul" if part["style"] == "bullet" else "ol"
            start = f' start="{int(part["offset"]) + 1}"' if part.get("offset") else ""
            items = "".join(f"<li>{_runs(item['elements'])}</li>" for item in part["elements"])
            return f'<{tag}{start} class="in-{int(part["indent"])}">{items}</{tag}>'
        case _:
            return _as_it_is(part)


def _runs(runs: Sequence[Node]) -> str:
    return "".join(_run(run) for run in runs)


def _run(run: Node) -> str:
    text = escape(str(run.get("text", ""))).replace("\n", "<br>")
    style: Mapping[str, bool] = run.get("style", {})
    for name, tag in (("code", "code"), ("italic", "em"), ("bold", "strong")):
        text = f"<{tag}>{text}</{tag}>" if style.get(name) else text
    return f"<u>{text}</u>" if run["type"] == "link" else text


def _element(element: Node) -> str:
    match element["type"]:
        case "RichTextBlock":
            subtle = " class=sees" if any(run.get("isSubtle") for run in element["inlines"]) else ""
            return f"<p{subtle}>{''.join(map(_text_run, element['inlines']))}</p>"
        case "TextBlock":
            return f"<p>{_text_run(element)}</p>"
        case "Container":
            return f"<blockquote>{''.join(map(_element, element['items']))}</blockquote>"
        case "ActionSet":
            return _buttons(action["title"] for action in element["actions"])
        case "Image":
            return _picture(element["altText"])
        case _:
            return _as_it_is(element)


def _text_run(run: Node) -> str:
    text = escape(str(run["text"])).replace("\n", "<br>")
    looks = (
        (run.get("fontType") == "Monospace", "code"),
        (run.get("italic"), "em"),
        (run.get("weight") == "Bolder", "strong"),
        (run.get("underline"), "u"),
    )
    for is_so, tag in looks:
        text = f"<{tag}>{text}</{tag}>" if is_so else text
    return text


def _buttons(labels: Iterable[str]) -> str:
    return f"<p class=buttons>{''.join(f'<span>{escape(label)}</span>' for label in labels)}</p>"


def _picture(alt: str) -> str:
    return f"<p class=picture>{escape(alt)}</p>"


def _as_it_is(node: Node) -> str:
    return f"<pre>{escape(dumps(node, ensure_ascii=False, indent=2))}</pre>"
