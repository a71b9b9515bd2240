"""Lists of people: good rows are kept, bad ones are told with their line and what to do."""

from datetime import date

import pytest

from bot.domain.calendar import Leave
from bot.packs.people import PeopleList, read_people

HEADER = "name,email,roles,zone,country,locale,manager,coach,leave_from,leave_to"
ADA = "Ada Okafor,ada@x.org,learner,Europe/Berlin,de,EN,jo@x.org,ines@x.org,2026-12-21,2027-01-03"
JO = "Jo Weber,jo@x.org,manager,Europe/Berlin,,,,,,"
INES = "Ines Carvalho,ines@x.org,coach;admin,Europe/Lisbon,,,,,,"


def listed(*rows: str, header: str = HEADER) -> PeopleList:
    return read_people("\n".join((header, *rows)).encode())


def complaint(*rows: str) -> str:
    [bad] = listed(*rows).bad
    return bad.what


def test_a_good_list_is_read_whole() -> None:
    people = listed(ADA, JO, INES)
    assert not people.bad
    ada, _, ines = people.newcomers
    assert (ada.country, ada.locale, ada.manager, ada.coach) == ("DE", "en", "jo@x.org", "ines@x.org")
    assert ada.leave == (Leave(date(2026, 12, 21), date(2027, 1, 3)),)
    assert ines.roles == {"coach", "admin"}


def test_a_byte_order_mark_does_no_harm() -> None:
    assert not read_people(f"\ufeff{HEADER}\n{JO}\n".encode()).bad


def test_another_encoding_is_told() -> None:
    assert "UTF-8" in read_people(f"{HEADER}\nJörg,j@x.org,manager,UTC,,,,,,".encode("latin-1")).bad[0].what


@pytest.mark.parametrize(
    ("header", "word"),
    [
        ("", "missing: name"),
        ("name,email,roles", "missing: zone"),
        ("name,email,roles,zone,salary", "Unknown column: salary"),
        ("name,email,roles,zone,zone", "twice"),
        ("name;email;roles;zone", "missing"),
    ],
)
def test_a_wrong_first_line_is_told(header: str, word: str) -> None:
    [bad] = listed(JO, header=header).bad
    assert bad.line == 1
    assert word in bad.what


@pytest.mark.parametrize(
    ("row", "word"),
    [
        (",jo@x.org,manager,UTC,,,,,,", "name"),
        ("Jo,not an address,manager,UTC,,,,,,", "e-mail"),
        ("Jo,jo@x.org,,UTC,,,,,,", "roles"),
        ("Jo,jo@x.org,boss,UTC,,,,,,", "learner, coach, manager"),
        ("Jo,jo@x.org,manager,Mars/Olympus,,,,,,", "Europe/Berlin"),
        ("Jo,jo@x.org,manager,,,,,,,", "A time zone is needed"),
        ("Jo,jo@x.org,manager,europe/berlin,,,,,,", "Did you mean Europe/Berlin"),
        ("Jo,jo@x.org,manager,Europe/Berln,,,,,,", "Europe/Berlin"),
        ("Jo,jo@x.org,manager,New York,,,,,,", "America/New_York"),
        ("Jo,jo@x.org,manager,Factory,,,,,,", "Factory"),
        ("Jo,jo@x.org,manager,../../etc/passwd,,,,,,", "no time zone"),
        ("Jo,jo@x.org,manager,UTC,,,,,0001-01-01,9999-12-31", "longer than a year"),
        ("Jo,jo@x.org,manager,UTC,,,,,2026-01-01,10000-01-01", "each like 2026-12-24"),
        ("Jo,jo@x.org,manager,UTC,Germany,,,,,", "two letters"),
        ("Jo,jo@x.org,manager,UTC,,,,,2026-12-21,", "leave_to"),
        ("Jo,jo@x.org,manager,UTC,,,,,2026-12-21,2026-12-01", "before it begins"),
        ("Jo,jo@x.org,manager,UTC,,,,,,,more", "More cells"),
        ("Jo,jo@x.org,manager,UTC,,,gone@x.org,,,", "gone@x.org"),
    ],
)
def test_a_bad_row_is_told_and_the_others_are_kept(row: str, word: str) -> None:
    people = listed(INES, row)
    [bad] = people.bad
    assert bad.line == 3
    assert word in bad.what
    assert [who.name for who in people.newcomers] == ["Ines Carvalho"]


def test_the_same_address_in_other_case_is_the_same_person() -> None:
    people = listed(JO, JO.replace("jo@x.org", "JO@X.ORG"))
    assert [bad.line for bad in people.bad] == [3]
    assert len(people.newcomers) == 1


@pytest.mark.parametrize("zone", ["Europe/Kiev", "Asia/Calcutta", "US/Pacific", "UTC", "Antarctica/Troll"])
def test_a_zone_may_have_its_older_name(zone: str) -> None:
    assert listed(f"Jo,jo@x.org,manager,{zone},,,,,,").newcomers[0].zone == zone


def test_managers_do_not_go_round_in_a_circle() -> None:
    rows = [f"{a},{a}@x.org,manager,UTC,,,{b}@x.org,,," for a, b in (("a", "b"), ("b", "c"), ("c", "a"))]
    people = listed(*rows, JO)
    assert [bad.line for bad in people.bad] == [2, 3, 4]
    assert "a@x.org > b@x.org > c@x.org > a@x.org" in people.bad[0].what
    assert [who.name for who in people.newcomers] == ["Jo Weber"]


def test_a_short_row_has_empty_cells() -> None:
    assert listed("Jo,jo@x.org,manager,UTC").newcomers[0].manager == ""


def test_nobody_is_coached_by_their_own_manager_or_by_themself() -> None:
    assert "Choose another coach" in complaint(JO, "Al,al@x.org,learner,UTC,,,jo@x.org,jo@x.org,,")
    assert "Choose another coach" in complaint("Al,al@x.org,learner;coach,UTC,,,,al@x.org,,")


def test_whoever_is_here_already_need_not_stand_in_the_list() -> None:
    raw = f"{HEADER}\n{ADA}".encode()
    assert not read_people(raw, known=["jo@x.org", "ines@x.org"]).bad
