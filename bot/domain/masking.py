"""What could tell who somebody is, found in a text and masked before anybody else sees it.

It would rather mask a word too many than a name too few: whoever wrote the text sees the result first. A name that
nobody here has is found only behind a title, and nicknames are not found at all; that is said where people are asked.
Every pattern goes over the text once, whatever stands in it: possessive, and begun only where a run of signs begins.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from bot.domain.names import Names, spans_of_names

Kind = Literal["person", "phone", "email", "link", "account"]

# They become part of the text that is kept, and are no message around it; so they stand here.
MASKS: Mapping[str, Mapping[Kind, str]] = {
    "en": {
        "person": "[a colleague]",
        "phone": "[a phone number]",
        "email": "[an e-mail address]",
        "link": "[a link]",
        "account": "[an account number]",
    },
    "de": {
        "person": "[jemand]",
        "phone": "[eine Telefonnummer]",
        "email": "[eine E-Mail-Adresse]",
        "link": "[ein Link]",
        "account": "[eine Kontonummer]",
    },
}
_DEFAULT = "en"
_FEWEST_DIGITS, _FEWEST_AFTER_ZERO, _FEWEST_OF_AN_ACCOUNT = 7, 6, 12
_ENDS_A_SENTENCE = ".,;:!?'\u2019\u201d)"

_UNSEEN = dict.fromkeys([0x00AD, 0x200B, 0x2060, 0xFEFF])
_WIDE = str.maketrans("\uff20\ufe6b", "@@")
_MASK = "|".join(re.escape(mask) for masks in MASKS.values() for mask in masks.values())
_IN_A_CHUNK = r"[^\s<>()\[\]\",;:@]"
_ADDRESSES = re.compile(
    rf"""
      (?P<mask>{_MASK})
    | (?P<mention><@[^<>\s]{{1,80}}>|<at(?:\s[^<>]{{0,80}})?>[^<>]{{0,80}}</at>)
    | (?P<link>(?:https?://|www\.)[^\s<>\[\]|]++|(?<![\w.@-])(?:[\w-]++\.)++[^\W\d_]{{2,}}+(?::\d+)?/[^\s<>\[\]|]*+)
    | (?P<spelled>(?<![\w.+-])[\w.+-]++\ ?(?:\((?:at|ät)\)|\[at\]|\{{at\}})\ ?[\w.-]*\w
        |(?<![\w.+-])[\w.+-]++\ @\ (?:[\w-]++\.)++[^\W\d_]{{2,}}+)
    | (?P<chunk>(?<!{_IN_A_CHUNK}){_IN_A_CHUNK}*+@[^\s<>()\[\]\",;:]*+)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_DAY, _MONTH = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])"
_BETWEEN_DIGITS = "\\d \u00a0\u202f\\-./()\u2010-\u2015"
_NUMBERS = re.compile(
    rf"""
      (?P<mask>{_MASK})
    | (?P<date>(?<!\d)(?:(?:19|20)\d\d-{_MONTH}-{_DAY}|{_DAY}\.\ ?{_MONTH}\.\ ?\d{{2}}(?:\d\d)?|\d\d?/\d\d?/\d{{4}}
        |(?:19|20)\d\d\ ?[-\u2013/]\ ?(?:19|20)\d\d)(?![\d./-]*\d))
    | (?P<iban>(?<!\w)(?-i:[A-Z]{{2}}\d\d(?:[\ -]?[A-Z0-9]{{4}}){{2,7}}(?:[\ -]?[A-Z0-9]{{1,3}})?)(?!\w))
    | (?P<told>(?<!\w)(?:tel(?:efon|ephone)?|phone|mobile|mobil|handy|cell|fax|ext(?:ension)?|durchwahl|whatsapp)
        [\ .:]{{0,3}}(?:nr\.?|number|nummer)?[\ .:]{{0,3}}[+(]{{0,2}}\d[{_BETWEEN_DIGITS}]*+)
    | (?P<run>[+(]{{0,2}}\d[{_BETWEEN_DIGITS}]*+)
    """,
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Masked:
    """The text as others may see it, and how much of what was found in it."""

    text: str
    found: Mapping[Kind, int]


def mask(text: str, names: Names, locale: str = _DEFAULT) -> Masked:
    """Doing so twice is doing so once. The masks are in the language, or in English."""
    found: Counter[Kind] = Counter()
    words = MASKS.get(locale.partition("-")[0], MASKS[_DEFAULT])

    def masked(kind: Kind) -> str:
        found[kind] += 1
        return words[kind]

    plain = unicodedata.normalize("NFC", text.translate(_UNSEEN).translate(_WIDE))
    plain = _ADDRESSES.sub(lambda hit: _address(hit, masked), plain)
    plain = _NUMBERS.sub(lambda hit: _number(hit, masked), plain)
    return Masked(_nameless(plain, names, masked), dict(found))


def together(parts: Iterable[Masked]) -> Mapping[Kind, int]:
    """What was found in several texts."""
    total: Counter[Kind] = Counter()
    for part in parts:
        total.update(part.found)
    return dict(total)


_Mask = Callable[[Kind], str]


def _address(hit: re.Match[str], masked: _Mask) -> str:
    match hit.lastgroup:
        case "mask":
            return hit[0]
        case "mention":
            return masked("person")
        case "link":
            return masked("link") + _tail(hit[0])
        case "spelled":
            return masked("email")
        case _:
            return _chunk(hit[0], masked)


def _chunk(chunk: str, masked: _Mask) -> str:
    """Whatever has an @ in it: an address, a name behind the sign, or the sign alone."""
    head = chunk.removesuffix(_tail(chunk))
    if not head.strip("@"):
        return chunk
    return masked("person" if head.startswith("@") else "email") + _tail(chunk)


def _number(hit: re.Match[str], masked: _Mask) -> str:
    """A number that somebody could be reached by or paid with; a date and a small number are left."""
    match hit.lastgroup:
        case "mask" | "date":
            return hit[0]
        case "iban":
            return masked("account")
        case "told":
            return masked("phone") + _after_the_last_digit(hit[0])
        case _:
            return _run(hit[0], masked)


def _run(run: str, masked: _Mask) -> str:
    digits = sum(sign.isdigit() for sign in run)
    begins_like_a_phone = run.startswith(("+", "0", "(0", "(+"))
    if digits < (_FEWEST_AFTER_ZERO if begins_like_a_phone else _FEWEST_DIGITS):
        return run
    is_account = digits >= _FEWEST_OF_AN_ACCOUNT and not begins_like_a_phone
    rest = _after_the_last_digit(run)
    opens = "(" if run.startswith("(") and run.count("(") > run.removesuffix(rest).count(")") else ""
    return opens + masked("account" if is_account else "phone") + rest


def _after_the_last_digit(run: str) -> str:
    last = max(place for place, sign in enumerate(run) if sign.isdigit())
    return run[last + 1 :]


def _tail(chunk: str) -> str:
    """The signs at its end that belong to the sentence."""
    return chunk[len(chunk.rstrip(_ENDS_A_SENTENCE)) :]


def _nameless(text: str, names: Names, masked: _Mask) -> str:
    parts: list[str] = []
    done = 0
    blanked = re.sub(_MASK, lambda hit: "]" * len(hit[0]), text)
    for start, end in spans_of_names(blanked, names):
        parts += (text[done:start], masked("person"))
        done = end
    return "".join((*parts, text[done:]))
