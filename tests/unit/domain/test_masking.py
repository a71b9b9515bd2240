"""What is masked before anybody else reads it: never too little of what is sure, the same however often, and soon."""

from string import ascii_letters

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.masking import MASKS, mask, together
from bot.domain.names import Names

PEOPLE = ("Ada Okafor", "Will Smith", "Jonas Weber", "Anne-Marie Müller", "José van der Berg", "So Li", "Ümit Ç. Öz")
NAMES = Names.of(PEOPLE)
SOMEBODY = "[a colleague]"
WORDS = (
    *PEOPLE, "Ada", "B.", "Will", "Mr", "Frau", "Dr.", "Herrn", "named", "colleague", "van", "der", "-", "'", "s",
    ",", ".", "!", "the", "Monday", "will", "so", "in",
    "[a colleague]", "[jemand]", "[a", "link]", "@", "@ada", "<at>Ada</at>", "<!channel>", "www.", "x.org/y", "(at)",
    "+49", "0171 1234567", "24.12.2026", "2024-2026", "IBAN", "DE89 3704 0044 0532 0130 00", "tel", "ext. 12", "\u200b",
    "a@b", "ß", "İ", "ŉ", "e\u0301", "\u0301", "\n",
)  # fmt: skip
any_text = st.text(max_size=200) | st.lists(st.sampled_from(WORDS), max_size=25).flatmap(
    lambda words: st.sampled_from((" ", "", "-")).map(lambda between: between.join(words))
)


def masked(text: str, locale: str = "en") -> str:
    return mask(text, NAMES, locale).text


# Names.


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Ada said no.", "[a colleague] said no."),
        ("ada okafor said no", "[a colleague] said no"),
        ("ADA'S plan, and Ada\u2019s too", "[a colleague]'S plan, and [a colleague]\u2019s too"),
        ("Adas Plan, Webers Plan, Jonas' Plan", "[a colleague] Plan, [a colleague] Plan, [a colleague]' Plan"),
        ("Ada\u00b2 said so\u00b9", "[a colleague]\u00b2 said so\u00b9"),
        ("Okafor, Ada", "[a colleague], [a colleague]"),
        ("the Ada-Jonas talk", "the [a colleague] talk"),
        ("Mueller, MULLER and Müllers", "[a colleague], [a colleague] and [a colleague]"),
        ("Jose van der Berg came", "[a colleague] came"),
        ("Ada O. was late.", "[a colleague] was late."),
        ("I met So Li. So it was.", "I met [a colleague]. So it was."),
        ("Will you?", "[a colleague] you?"),
        ("will it?", "will it?"),
        ("will smith will", "[a colleague] will"),
        ("Adaptation, weberei, Jonasson", "Adaptation, weberei, Jonasson"),
    ],
)
def test_people_who_are_known_here(said: str, kept: str) -> None:
    assert masked(said) == kept


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Mr Brown came", "[a colleague] came"),
        ("I asked Mrs. Jane Brown why", "I asked [a colleague] why"),
        ("mr brown came", "[a colleague] came"),
        ("Frau Dr. Schmidt-Meyer kam", "[a colleague] kam"),
        ("mit Herrn von Bülow dort", "mit [a colleague] dort"),
        ("my colleague Petra knew", "my colleague [a colleague] knew"),
        ("the Dr said so", "the Dr said so"),
        ("eine Frau, die wartet", "eine Frau, die wartet"),
        ("a colleague of mine", "a colleague of mine"),
    ],
)
def test_whoever_stands_behind_a_title(said: str, kept: str) -> None:
    assert masked(said) == kept


def test_a_short_name_or_none_breaks_nothing() -> None:
    assert mask("Ada and I", Names.of([])).text == "Ada and I"
    assert mask("I and X spoke", Names.of(["X I", "Ó", ""])).text == "I and X spoke"


@given(st.sampled_from(PEOPLE), st.text(ascii_letters + " ", max_size=20), st.sampled_from([str, str.upper, str.title]))
def test_a_whole_name_is_never_left(name: str, around: str, spelled: type[str]) -> None:
    said = spelled(name)
    assert said not in masked(f"{around} {said} {around}").replace(SOMEBODY, "")


# Numbers and addresses.


@pytest.mark.parametrize(
    "number",
    [
        "+49 30 1234567", "(030) 123-4567", "0171/1234567", "555-123-4567", "5551234567", "+1 (555) 123.4567",
        "0049 30 123456", "tel. 4711", "ext 12", "Durchwahl: 312", "٠١٢٣٤٥٦٧٨٩", "+49\u00a0171\u00a01234567", "012345",
    ],
)  # fmt: skip
def test_a_phone_number_is_masked(number: str) -> None:
    assert masked(f"Call me on {number}, please.") == "Call me on [a phone number], please."


def test_brackets_around_a_number_stay() -> None:
    assert masked("Mara (0171 1234567) and ((030) 1234567)") == "Mara ([a phone number]) and ([a phone number])"


@pytest.mark.parametrize("number", ["DE89 3704 0044 0532 0130 00", "GB29NWBK60161331926819", "4111 1111 1111 1111"])
def test_an_account_is_masked(number: str) -> None:
    assert masked(f"It went to {number}.") == "It went to [an account number]."


@pytest.mark.parametrize(
    "text",
    [
        "on 24.12.2026 and 2026-12-24", "12/24/2026", "in 2024-2026", "09:00-17:30", "at 9 @ home", "5 of 12 people",
        "10,000,000 euros", "<!channel> and <!here>", "1.5/2.0", "and/or", "@ 9", "e.g. this", "4 + 5 (or 6)",
    ],
)  # fmt: skip
def test_dates_and_small_numbers_are_left(text: str) -> None:
    assert masked(text) == text


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("ada@example.org.", "[an e-mail address]."),
        ("(o'neil+x@mail.example.org)", "([an e-mail address])"),
        ("ada (at) example.org", "[an e-mail address]"),
        ("ada@\u200bexample.org", "[an e-mail address]"),
        ("ada\uff20example.org", "[an e-mail address]"),
        ("@ada and <@U123ABC>", "[a colleague] and [a colleague]"),
        ("<at>Ada Okafor</at> came", "[a colleague] came"),
        ("see https://x.org/?q=ada.", "see [a link]."),
        ("www.example.org, linkedin.com/in/ada", "[a link], [a link]"),
    ],
)
def test_addresses_and_mentions_are_masked(said: str, kept: str) -> None:
    assert masked(said) == kept


@given(st.emails(), any_text)
def test_no_address_is_left(address: str, around: str) -> None:
    assert address not in masked(f"{around} {address} {around}")


@given(any_text)
@example("0171 1234567 12@x.org")
def test_no_sign_of_an_address_is_left(text: str) -> None:
    for chunk in masked(text).split():
        assert "@" not in chunk.strip("@.,;:!?'\u2019”)(<>[]\""), chunk


@given(
    st.sampled_from(("+49 ", "0", "(0", "+1 (5")),
    st.lists(st.integers(10, 999).map(str), min_size=3, max_size=5),
    st.sampled_from(" -./"),
    any_text,
)
def test_no_phone_number_is_left(begins: str, groups: list[str], between: str, around: str) -> None:
    number = begins + between.join(groups)
    assert number not in masked(f"{around} {number} {around}")


# However often, in whatever language, in no time.


@given(any_text, st.sampled_from(("en", "de", "de-AT", "fr")))
@example("Ada B. Will C. Will", "en")
@example("x@y.https://z", "en")
def test_twice_is_once(text: str, locale: str) -> None:
    once = masked(text, locale)
    assert masked(once, locale) == once
    assert mask(once, NAMES).found == {}


def test_the_masks_are_in_the_language_of_whoever_writes() -> None:
    assert masked("Adas Nummer ist 0171 1234567", "de-AT") == "[jemand] Nummer ist [eine Telefonnummer]"
    assert masked("Ada", "fr") == "[a colleague]"
    assert {len(masks) for masks in MASKS.values()} == {5}


def test_it_is_said_what_was_found() -> None:
    found = mask("Ada, Jonas: 0171 1234567, a@b.org, www.x.org, DE89 3704 0044 0532 0130 00", NAMES).found
    assert found == {"person": 2, "phone": 1, "email": 1, "link": 1, "account": 1}
    assert together([mask("Ada", NAMES), mask("Will and x", NAMES)]) == {"person": 2}


SLOW_FOR_THE_CARELESS = (
    "a", "a.", "@", "a@", "1 ", "(", "Ada ", "Mr ", "Ada B. Will ", "www.", "<at>", "[a ", "DE12", "tel ", "\u0301",
    "[a colleague]", "a-", "+", "1.1.", "Frau-", "Frau ", "colleague ", "named A", "a (at", "<@", "van der ", "1-",
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("piece", SLOW_FOR_THE_CARELESS)
def test_the_work_grows_with_the_length_and_no_faster(piece: str) -> None:
    """Fifteen times the longest text: with a careless pattern this would take minutes, and the run would be ended."""
    assert masked(piece * (60_000 // len(piece))) is not None
