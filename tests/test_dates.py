"""Dates: whatever is written is read or refused in words, and what is read has bounds, an order and a name."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from kb import dates
from kb.dates import Edtf, NotADate, parse
from kb.model import When

years = st.integers(1, 9999).map(lambda year: f"{year:04}")
days = st.dates().map(date.isoformat)
points = st.one_of(
    years,
    st.builds("{}-{:02}".format, years, st.integers(1, 12)),
    st.builds("{}-{}".format, years, st.sampled_from(["21", "22", "23", "24"])),
    days,
    st.sampled_from(["201X", "20XX", "2015-XX", "2015-09-XX", "2015-XX-XX", "XXXX-10-07", "XXXX-10", "2004-02-29", "0001", "9999-12-31"]),
)
marked = st.builds("{}{}".format, points, st.sampled_from(["", "", "~", "?", "%"]))
expressions = st.one_of(
    marked,
    st.builds("{}/{}".format, marked, marked),
    st.builds("{}/{}".format, marked, st.sampled_from(["..", ""])),
    st.builds("{}/{}".format, st.sampled_from(["..", ""]), marked),
    st.builds("[{}..{}]".format, points, points),
    st.builds("[{}..]".format, points),
    st.builds("[..{}]".format, points),
    st.builds("[{},{}]".format, points, points),
    st.builds("{{{},{}}}".format, points, points),
    st.text("0123456789X-/.,[]{}~?%", max_size=24),
)


def parsed(text: str) -> Edtf | None:
    """The date, or None where it is refused with a reason and a hint."""
    refused = None
    try:
        return parse(text)
    except NotADate as error:
        refused = error
    assert str(refused)
    assert refused.hint
    return None


@given(st.text() | expressions)
@example("")
@example("2015-02-30")
@example("٢٠١٥")
@example("2015-09-27\n")
@example("0000")
@example("1" * 5000)
@example("[" * 60)
@example("2015/2014")
@example("..")
@example("2004-06-~11")
@example("~2015")
@example("0000~")
@example("9999-24")
@example("XXXX")
def test_any_text_is_a_date_or_is_refused_in_words(text: str) -> None:
    found = parsed(text)
    if found is not None:
        assert found.text == text


@given(expressions)
def test_bounds_are_in_order_and_at_least_one_is_known(text: str) -> None:
    found = parsed(text)
    assume(found is not None)
    assert found is not None
    assert found.first is not None or found.last is not None
    if found.first and found.last:
        assert found.first <= found.last
    first, last = found.sort_key()
    assert first <= last
    assert found.first is None or first == found.first
    assert found.last is None or last == found.last


@given(expressions)
@example("2015-XX")
@example("XXXX-10-07")
@example("[..2015]")
@example("2015-09-26/2015-09-27")
@example("{2015,2016-21}")
@example("../2015~")
@example("2004?-06-11")
@example("2004-06~-11")
def test_every_date_has_a_name_in_words(text: str) -> None:
    found = parsed(text)
    assume(found is not None)
    assert found is not None
    assert found.label.strip() == found.label != ""
    assert "  " not in found.label
    assert not set(found.label) & set("X[]{}~%/?"), found.label
    assert "?" not in found.label
    if found.uncertain:
        assert "uncertain" in found.label
    if found.approximate:
        assert "about" in found.label


@given(st.dates())
def test_a_day_is_that_day(day: date) -> None:
    found = parse(day.isoformat())
    assert (found.first, found.last, found.precision) == (day, day, "day")
    assert found.label == f"{day.day} {calendar.month_name[day.month]} {day.year:04}"
    assert found.sort_key() == (day, day)


@given(st.integers(1, 9999), st.integers(1, 12))
def test_a_month_is_all_its_days(year: int, month: int) -> None:
    found = parse(f"{year:04}-{month:02}")
    last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1) if (year, month) != (9999, 12) else date.max
    assert (found.first, found.last, found.precision) == (date(year, month, 1), last, "month")
    assert found.label == f"{calendar.month_name[month]} {year:04}"


@given(st.integers(1, 9999))
def test_a_year_is_all_its_days(year: int) -> None:
    found = parse(f"{year:04}")
    assert (found.first, found.last, found.precision) == (date(year, 1, 1), date(year, 12, 31), "year")
    assert found.label == f"{year:04}"


@given(st.integers(0, 9999), st.integers(0, 99), st.integers(0, 99))
@example(2015, 0, 15)
@example(2015, 2, 29)
@example(2015, 21, 5)
def test_a_day_that_no_calendar_has_is_refused(year: int, month: int, day: int) -> None:
    text = f"{year:04}-{month:02}-{day:02}"
    try:
        expected: date | None = date(year, month, day)
    except ValueError:
        expected = None
    found = parsed(text)
    assert (found.first if found else None) == expected


@given(st.dates(), st.dates())
def test_an_interval_runs_from_its_first_day_to_its_last(one: date, other: date) -> None:
    found = parsed(f"{one}/{other}")
    if one > other:
        assert found is None
    else:
        assert found is not None
        assert (found.first, found.last, found.one_of) == (one, other, False)
        assert str(other.day) in found.label
        assert str(one.day) in found.label
    both = parsed(f"[{one}..{other}]")
    if one <= other:
        assert both is not None
        assert (both.first, both.last, both.one_of) == (one, other, True)
        assert both.label.startswith("between ")


ends = st.sampled_from(
    ["", "..", "0001", "2015", "2015-23", "2015-13", "2015-02", "2015-02-30", "2015-09-27", "9999-12-31"]
) | st.dates().map(str)


@given(st.sampled_from(["[{}..{}]", "{}/{}", "[{}/{}]", "{}..{}", "[{}..{}"]), ends, ends)
def test_what_is_read_without_the_library_is_what_the_library_reads(form: str, one: str, other: str) -> None:
    text = form.format(one, other)
    read = dates.plainly_between(text)
    assert read is None or read == dates.by_library(text)


@given(st.dates())
def test_an_open_side_stays_open(day: date) -> None:
    for text in (f"{day}/..", f"[{day}..]"):
        assert (parse(text).first, parse(text).last) == (day, None)
    for text in (f"../{day}", f"[..{day}]"):
        assert (parse(text).first, parse(text).last) == (None, day)
    assert parse(f"[..{day}]").sort_key() == (day, day)


@given(st.lists(expressions, max_size=8))
def test_dates_sort_by_the_first_day_and_then_by_the_last(texts: list[str]) -> None:
    found = sorted((one for text in texts if (one := parsed(text))), key=Edtf.sort_key)
    for earlier, later in pairwise(found):
        assert (earlier.first or earlier.last or date.min) <= (later.first or later.last or date.min)


@given(st.lists(days, min_size=2, max_size=6))
def test_days_in_a_fact_sort_as_days(texts: list[str]) -> None:
    assert [when.date.text for when in sorted((When(parse(text)) for text in texts), key=When.sort_key)] == sorted(texts)


@pytest.mark.parametrize(
    ("text", "label", "first", "last"),
    [
        ("2015-09-27", "27 September 2015", "2015-09-27", "2015-09-27"),
        ("2015-09-26/2015-09-27", "26–27 September 2015", "2015-09-26", "2015-09-27"),
        ("2011-23", "autumn 2011", "2011-09-01", "2011-11-30"),
        ("2015~", "about 2015", "2015-01-01", "2015-12-31"),
        ("2015?", "2015 (uncertain)", "2015-01-01", "2015-12-31"),
        ("2015%", "about 2015 (uncertain)", "2015-01-01", "2015-12-31"),
        ("[2011..]", "2011 or later", "2011-01-01", None),
        ("[..2015-09-29]", "29 September 2015 or earlier", None, "2015-09-29"),
        ("2015-10-01/..", "from 1 October 2015", "2015-10-01", None),
        ("[2013-03-04..2013-12-31]", "between 4 March and 31 December 2013", "2013-03-04", "2013-12-31"),
        ("201X", "2010s", "2010-01-01", "2019-12-31"),
        ("XXXX-10-07", "7 October (year not printed)", "0001-10-07", "9999-10-07"),
    ],
)
def test_dates_are_said_as_a_historian_says_them(text: str, label: str, first: str | None, last: str | None) -> None:
    found = parse(text)
    assert found.label == label
    assert (found.first and found.first.isoformat(), found.last and found.last.isoformat()) == (first, last)
