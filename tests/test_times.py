"""How times in words are counted by ``kb suggest``: from the article's day, its year, or the date that the paragraph named before."""

from __future__ import annotations

import pytest

from kb import dates
from kb.model import When
from kb.suggestions.anchor import Anchor
from kb.suggestions.dating import resolve
from kb.suggestions.expressions import expressions

THURSDAY = "2020-05-14"


def counted(text: str, published: str = THURSDAY, *, shouted: bool = False) -> list[tuple[str, str, str]]:
    """The words, the date and the reasoning of every time in a text; a date that is plain ends with ``!``."""
    found: list[tuple[str, str, str]] = []
    named = ("", "")
    for one in expressions(text, shouted=shouted):
        answer = resolve(one, Anchor(When(dates.parse(published)) if published else None, *named), text)
        named = (answer.value, one.words) if answer.value else named
        found.append((one.words, answer.value + "!" * answer.plain, answer.basis or answer.why))
    return found


def days(text: str, published: str = THURSDAY) -> list[str]:
    return [value for _, value, _ in counted(text, published)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("He will come next Friday.", "2020-05-15"),
        ("He will come next Thursday.", "2020-05-21"),
        ("He will come this coming Monday.", "2020-05-18!"),
        ("He came last Thursday.", "2020-05-07"),
        ("He left last Tuesday.", "2020-05-12"),
        ("He will leave on Thursday.", "2020-05-14"),
        ("He has waited since Monday.", "2020-05-11/.."),
        ("He waited until Tuesday.", "../2020-05-12"),
        ("He left before Monday.", "[..2020-05-11]"),
        ("He left after Monday.", "[2020-05-11..]"),
        ("He came over the weekend.", "[2020-05-09..2020-05-10]"),
        ("He came the day before yesterday.", "2020-05-12!"),
        ("He will come the day after tomorrow.", "2020-05-16!"),
        ("He comes today.", "2020-05-14"),
        ("He came on the 14th.", "2020-05-14"),
        ("He came on the 20th.", "2020-04-20"),
        ("He came on the 31st.", ""),  # April has none
        ("He came on 2015-03-02.", "2015-03-02!"),
        ("He came on 3 May 15.", "2015-05-03!"),
        ("He came on 3 May 25.", "1925-05-03!"),  # not after the article
        ("He came on 4 and 6 May 2015.", "{2015-05-04,2015-05-06}"),
    ],
)
def test_a_day_is_counted_from_the_day_of_the_article(text: str, value: str) -> None:
    assert days(text) == [value]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("It was this week.", "[2020-05-11..2020-05-17]!"),
        ("It was earlier this week.", "[2020-05-11..2020-05-14]!"),
        ("It was late last week.", "[2020-05-04..2020-05-10]"),
        ("It was last weekend.", "[2020-05-09..2020-05-10]"),
        ("It was earlier this month.", "[2020-05-01..2020-05-14]!"),
        ("It is next month.", "2020-06!"),
        ("It was the previous decade.", "201X"),
        ("It was the past year.", "2019"),
        ("It was this decade.", "202X"),
        ("It was last decade.", "201X"),
        ("It was last century, in winter.", ""),
        ("It was 30 hours ago.", "2020-05-13"),
        ("It was two weeks ago.", "2020-04-30~!"),
        ("It was two decades ago.", "2000~!"),
        ("It was about three days ago.", "2020-05-11~"),
        ("It was some years ago.", ""),
        ("He fought for the past two years.", "2018/2020-05-14"),
        ("He fought over the last three weeks.", "2020-04-23/2020-05-14"),
        ("He fought for the last two months.", "2020-03/2020-05-14"),
        ("He fought for the next two months.", ""),
        ("He fought for the past few years.", ""),
        ("He fought for the past years.", ""),
    ],
)
def test_weeks_to_decades_are_counted_from_the_day_of_the_article(text: str, value: str) -> None:
    assert days(text) == [value]


def test_a_week_that_began_today_is_one_day() -> None:
    assert days("It was earlier this week.", "2020-05-11") == ["2020-05-11!"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("He came last summer.", "2019-22"),
        ("He came last spring.", "2019-21"),
        ("He came in the spring.", "2020-21"),
        ("He came in the autumn.", "2019-23"),
        ("He will come next summer.", "2020-22"),
        ("He will come next spring.", "2021-21"),
        ("He came this winter.", "2019-24"),
        ("He came last fall.", "2019-23"),
        ("He came in the winter of 2011.", "2011-24"),
        ("He came in early spring of 2011.", "2011-21"),
    ],
)
def test_a_season_is_the_nearest_that_its_words_allow(text: str, value: str) -> None:
    assert days(text) == [value]


@pytest.mark.parametrize(
    ("text", "value", "of_the_year"),
    [
        ("He came in early March 2015.", "2015-03", "2015-03"),
        ("He came in March last year.", "2019-03!", "2019-03!"),
        ("He will come in March next year.", "2021-03!", "2021-03!"),
        ("He has waited since March.", "2020-03/..", "2020-03/.."),
        ("He waited until March.", "../2020-03", "../2020-03"),
        ("He left before March.", "[..2020-03]", "[..2020-03]"),
        ("He left after March.", "[2020-03..]", "[2020-03..]"),
        ("Talks of June failed.", "2019-06", "2020-06"),
        ("He came last May.", "2019-05", "2020-05"),
        ("He will come next March.", "2021-03!", "2020-03"),
        ("He will come in May.", "2021-05", "2020-05"),
        ("He came in late March.", "2020-03", "2020-03"),
        ("He came from 4 to 6 May.", "2020-05-04/2020-05-06!", "2020-05-04/2020-05-06"),
    ],
)
def test_a_month_is_counted_from_the_day_of_the_article_or_from_its_year(text: str, value: str, of_the_year: str) -> None:
    assert (days(text), days(text, "2020")) == ([value], [of_the_year])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("He led before 2011.", "[..2011]"),
        ("He led after 2011.", "[2011..]"),
        ("He led by March 2011.", "[..2011-03]"),
        ("He led before early 2011.", "[..2011]"),
        ("He led since late 2011.", "2011/.."),
        ("He led until mid 2011.", "../2011"),
        ("He came at the beginning of 2011.", "[2011-01..2011-03]"),
        ("He came in late 2011.", "[2011-09..2011-12]"),
        ("He came at the end of 2011.", "[2011-10..2011-12]"),
        ("He led from 2011 to 2005.", ""),
        ("He led in 2005 and 2011.", "{2005,2011}!"),
        ("He led between 2005 and 2011.", "2005/2011"),
        ("He led it 2005-11.", "2005/2011!"),
        ("He led in the early 1980s.", "198X"),
    ],
)
def test_a_printed_year_keeps_the_edge_that_stands_before_it(text: str, value: str) -> None:
    assert days(text) == [value]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The next day he left.", "2015-05-15"),
        ("The day before he left.", "2015-05-13"),
        ("That day he left.", "2015-05-14"),
        ("The previous month he left.", "2015-04"),
        ("The year after he left.", "2016"),
        ("That week he left.", ""),
        ("Three days later he left.", "2015-05-17"),
        ("Two weeks earlier he left.", "2015-04-30~"),
        ("Two months earlier he left.", "2015-03"),
        ("Two decades later he left.", "2035"),
        ("Five hours later he left.", ""),
        ("Several years later he left.", ""),
    ],
)
def test_a_time_that_points_back_is_as_exact_as_its_words(text: str, value: str) -> None:
    assert days(f"On 14 May 2015 he came. {text}") == ["2015-05-14!", value]


@pytest.mark.parametrize(
    ("named", "text", "value"),
    [
        ("In May 2015", "The following month he left.", "2015-06"),
        ("In May 2015", "The next day he left.", ""),
        ("In 2015", "That month he left.", ""),
        ("In 2015", "Three days later he left.", ""),
        ("In 2015", "Two months later he left.", ""),
        ("In 2015", "Two years later he left.", "2017"),
        ("Until 2015", "Two years later he left.", ""),
    ],
)
def test_a_time_that_points_back_is_never_more_exact_than_what_it_points_to(named: str, text: str, value: str) -> None:
    assert days(f"{named} he came. {text}")[1:] == [value]


@pytest.mark.parametrize(
    ("text", "published", "value", "why"),
    [
        ("He came the next day.", THURSDAY, "", "it points back to a time, which nothing before it in the paragraph names"),
        ("He came nine years ago today.", "", "", "it is counted from the article’s date, and the article has none"),
        ("He came nine years ago today.", "2020", "", "it is counted from the article’s date, and that is no single day"),
        ("He came on the 14th.", "2020", "", "it is counted from the article’s date, and that is no single day"),
        ("He came last summer.", "2020", "", "it is counted from the article’s date, and that is no single day"),
        ("He fought for the past two years.", "2020", "", "it is counted from the article’s date, and that is no single day"),
        ("He came last week.", "2020", "", "it is counted from the article’s date, and that is no single day"),
        ("He came two days ago.", "2020", "", "it is counted from the article’s date, and that is no single day"),
        ("He came two years ago.", "2020", "2018~", "2 years before, counted from 2020, the date of the article."),
        ("He came last year.", "2020", "2019!", "The last year, counted from 2020, the date of the article."),
        ("He came from 4 to 6 May.", "", "", "no year is printed, and the article has no date"),
        ("He came on 4 May.", "", "XXXX-05-04", "No year is printed, and the article has no date."),
        ("He came on 4 May 15.", "", "XXXX-05-04", "The year is printed as “15”, without its century."),
        ("He came on 4 May.", "2020", "2020-05-04", "No year is printed; the article’s year, counted from 2020, the date of the article."),
    ],
)
def test_what_cannot_be_counted_says_why(text: str, published: str, value: str, why: str) -> None:
    assert [one[1:] for one in counted(text, published)] == [(value, why)]


def test_weekdays_and_months_without_their_capital_are_no_times() -> None:
    assert counted("He came on friday. They march in march.") == []
    assert [value for _, value, _ in counted("he came on friday.", shouted=True)] == ["2020-05-08!"]


def test_the_fall_is_a_season_only_beside_a_word_for_a_time() -> None:
    assert counted("Since fall came in the fall, they fell.") == []
