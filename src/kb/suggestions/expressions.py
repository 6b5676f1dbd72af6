"""The forms in which English writes a time, as patterns: which words of a text are an expression of time, and its parts.

A form says what its parts are called and nothing of what day they mean: ``dating`` resolves them. Of two forms that overlap, the one
that names the time more exactly is taken. Months of two meanings (*may*, *march*) count in a text of capitals only where a number or a
preposition stands by.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

MONTH_NUMBER: Final[Mapping[str, int]] = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
WEEKDAY_NUMBER: Final[Mapping[str, int]] = {
    name: number for number, name in enumerate(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])
}
SEASON_NUMBER: Final[Mapping[str, int]] = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
NUMBER_WORDS: Final[Mapping[str, int]] = {
    word: number
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ]
    )
} | {"a": 1, "an": 1}

_MONTH: Final = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december|"
    r"(?:jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)\b\.?)"
)
_DAY: Final = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|d|th)?"
_YEAR: Final = r"(?:1[0-9]{3}|20[0-9]{2})"
_SHORT_YEAR: Final = r"(?:\d{2})"
_WEEKDAY: Final = r"(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
_SEASON: Final = r"(?:spring|summer|autumn|fall|winter)"
_COUNT: Final = (
    r"(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|"
    r"fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty)"
)
_PART: Final = r"(?:early|mid|late|the\s+beginning\s+of|the\s+middle\s+of|the\s+end\s+of|beginning\s+of|end\s+of)"
_EDGE: Final = r"(?:since|until|till|before|after|by)"
_TIME: Final = r"(?:morning|afternoon|evening|night|noon|midday|midnight|dawn|dusk)"
_TO: Final = r"\s*(?:-|–|—|\bto\b|\buntil\b|\bthrough\b|\band\b)\s*"

# name of the form -> its pattern; where two overlap, the one that stands here first is taken: it names the time more exactly
_FORMS: Final[Mapping[str, str]] = {
    "iso": r"(?P<year>\d{4})-(?P<month>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])(?![\d-])",
    "days": (
        rf"(?:(?P<between>between)\s+)?(?:the\s+)?(?P<day>{_DAY}){_TO}(?:the\s+)?(?P<day2>{_DAY})"
        rf"\s+(?:of\s+)?(?P<month>{_MONTH})(?:,?\s+(?P<year>{_YEAR}))?"
    ),
    "days-american": rf"(?:(?P<between>between)\s+)?(?P<month>{_MONTH})\s+(?P<day>{_DAY}){_TO}(?P<day2>{_DAY})(?:,?\s+(?P<year>{_YEAR}))?",
    "day": (
        rf"(?:(?P<weekday>{_WEEKDAY}),?\s+)?(?:the\s+)?(?P<day>{_DAY})\s+(?:of\s+)?(?P<month>{_MONTH})"
        rf"(?:,?\s+(?:(?P<year>{_YEAR})|(?P<short>{_SHORT_YEAR})(?!\d|,\d|\s*(?:percent|%|people|"
        rf"hours|years|:))))?"
    ),
    "day-american": rf"(?:(?P<weekday>{_WEEKDAY}),?\s+)?(?P<month>{_MONTH})\s+(?P<day>{_DAY})(?!\d|:\d)(?:,?\s+(?P<year>{_YEAR}))?",
    "edge-year": rf"(?P<edge>{_EDGE})\s+(?:(?P<part>{_PART})[\s-]+)?(?:(?P<month>{_MONTH})\s+(?:of\s+)?)?(?P<year>{_YEAR})",
    "part-month": rf"(?P<part>{_PART})[\s-]+(?P<month>{_MONTH})(?:,?\s+(?:of\s+)?(?P<year>{_YEAR}))?",
    "month-year": rf"(?P<month>{_MONTH}),?\s+(?:of\s+)?(?P<year>{_YEAR})",
    "years": rf"(?:(?P<how>from|between)\s+)?(?P<year>{_YEAR}){_TO}(?P<year2>{_YEAR})",
    "years-short": rf"(?P<year>{_YEAR})\s*[-–]\s*(?P<short>{_SHORT_YEAR})(?!\d)",
    "decade": r"(?:the\s+)?(?:(?P<part>early|mid|late)[\s-]+)?(?P<decade>(?:1\d|20)\d0)['’]?s",
    "season-year": rf"(?:the\s+)?(?:(?P<part>early|mid|late)[\s-]+)?(?P<season>{_SEASON})\s+(?:of\s+)?(?P<year>{_YEAR})",
    "part-year": rf"(?P<part>{_PART})[\s-]+(?P<year>{_YEAR})",
    "month-of-year": rf"(?P<month>{_MONTH})\s+(?:of\s+)?(?P<rel>this|last|next)\s+year",
    "month": (
        rf"(?:(?P<rel>in|since|last|next|this\s+past|this|this\s+coming|until|till|by|during|"
        rf"of|before|after|between|from)\s+)(?P<month>{_MONTH})"
    ),
    "season": rf"(?P<rel>last|next|this\s+past|this|this\s+coming|in\s+the|since|during\s+the)\s+(?P<season>{_SEASON})",
    "weekday": (
        rf"(?:(?P<rel>on|last|next|this\s+past|this|this\s+coming|since|until|by|late|early|"
        rf"before|after|past|for)\s+)?(?P<weekday>{_WEEKDAY})(?:\s+(?P<time>{_TIME}))?"
    ),
    "years-today": rf"(?P<count>{_COUNT})\s+years?\s+ago\s+today",
    "two-days": r"(?P<word>the\s+day\s+before\s+yesterday|the\s+day\s+after\s+tomorrow)",
    "near": (
        rf"(?:(?:early|late|earlier|later)\s+)?(?P<word>today|yesterday|tomorrow|tonight|last\s+night|"
        rf"this\s+(?:very\s+)?{_TIME})(?:\s+(?P<time>{_TIME}))?"
    ),
    "unit": (
        r"(?:(?P<part>earlier|later|early|late)\s+)?(?P<rel>last|this\s+past|this\s+coming|"
        r"this|next|the\s+past|the\s+previous(?=\s+(?:decade|century|weekend))|past)\s+(?P<unit>week|month|year|decade|century|"
        r"weekend)"
    ),
    "over-weekend": r"(?P<word>(?:over|during)\s+the\s+weekend)",
    "span": (
        rf"(?:(?:in|over|during|for|within)\s+)?the\s+(?P<rel>past|last|next|previous|coming)"
        rf"\s+(?P<vague>few\s+|several\s+|couple\s+of\s+)?(?P<count>{_COUNT}\s+)?(?P<unit>hours|"
        rf"days|weeks|months|years|decades)"
    ),
    "ago": (
        rf"(?:(?P<about>about|around|some|nearly|almost|roughly|more\s+than|over|less\s+than|"
        rf"at\s+least)\s+)?(?P<count>{_COUNT}|a\s+few|several|many|some|a\s+couple\s+of|a\s+number\s+of)"
        rf"\s+(?P<unit>hours?|days?|weeks?|months?|years?|decades?)\s+(?P<side>ago|earlier|later|"
        rf"(?:before|after(?:wards?)?)(?!\s+(?:he|she|they|it|the|that|being|a|an|his|her|their)\b))"
    ),
    "since-span": rf"for\s+the\s+(?:past|last)\s+(?P<count>{_COUNT})\s+(?P<unit>days|weeks|months|years)",
    "year": rf"(?P<year>{_YEAR})",
    "ordinal": r"on\s+the\s+(?P<day>[12]?\d(?:st|nd|rd|d|th)|3[01](?:st|d|th))(?=[\s,.;])",
    "anaphor": (
        r"(?P<word>(?:that|the\s+same)\s+(?:very\s+)?(?:day|week|month|year|night|morning|afternoon|"
        r"evening)|the\s+(?:following|next|previous|preceding)\s+(?:day|week|month|year|night|"
        r"morning)|the\s+day\s+before|the\s+(?:day|night|week|month|year)\s+after)"
    ),
    "vague": (
        r"(?P<word>recently|lately|in\s+recent\s+(?:days|weeks|months|years)|in\s+the\s+(?:coming|"
        r"following)\s+(?:days|weeks|months|years)|at\s+(?:the|that)\s+time|some\s+time\s+ago|"
        r"soon\s+after(?:wards)?|shortly\s+(?:before|after(?:wards)?))"
    ),
}
_READY: Final = tuple((name, re.compile(rf"(?<![\w$€£.,-])(?:{form})(?![\w])", re.IGNORECASE)) for name, form in _FORMS.items())
_QUICK: Final = re.compile(
    r"\d|day|week|month|year|decade|night|morning|afternoon|evening|tomorrow|noon|dawn|spring|summer|autumn|fall|winter|"
    r"january|february|march|april|may|june|july|august|september|october|november|december|recent|lately|time|soon|shortly",
    re.IGNORECASE,
)
_YEAR_LEADS: Final = re.compile(
    (
        r"(?:\b(?:in|since|of|by|until|till|during|from|to|before|after|early|late|mid|year|"
        r"and|between|around|about|circa|through|for)[\s-]+|[(\[,]\s*)(?:the\s+)?$"
    ),
    re.IGNORECASE,
)
_COUNTED: Final = re.compile(
    (
        r"\s*(?:%|percent|people|persons|men|women|soldiers|troops|dollars|pesos|kg|kilos?|"
        r"km|kilometers|meters|members|guerrillas|families|cases|tons|hours|a\.?m|p\.?m|gmt)"
        r"\b"
    ),
    re.IGNORECASE,
)
_CLOCK_AFTER: Final = re.compile(r"\s*(?:(?:to|-|–|and|until)\s*(?:0\d|1[0-8]|2[1-4])\d\d\b|local|gmt|hrs)", re.IGNORECASE)  # a time of day
_CLOCK: Final = re.compile(r"\bat\s+(?:\w+\s+)?[012]\d[0-5]\d\b|\b[012]\d[0-5]\d\s*(?:gmt|hours|hrs|local)\b", re.IGNORECASE)
_TWO_MEANINGS: Final = frozenset({"may", "march"})
_LEADS: Final = re.compile(r"\b(?:in|since|last|next|until|till|by|during|early|late|mid|before|after|between|from)[\s-]+$", re.IGNORECASE)


@dataclass(frozen=True)
class Expression:
    """An expression of time: its span in a paragraph, its words, its form, and its parts in lower case."""

    start: int
    end: int
    words: str
    form: str
    parts: Mapping[str, str]

    def part(self, name: str) -> str:
        """A part, or nothing; white space in it is one space."""
        return " ".join((self.parts.get(name) or "").split())


def expressions(text: str, *, shouted: bool) -> Iterator[Expression]:
    """The expressions of time in a paragraph, in order and without overlap. ``shouted``: the paragraph is in capitals."""
    if not _QUICK.search(text):
        return
    found = [
        Expression(
            match.start(), match.end(), match.group(), name, {key: value.lower() for key, value in match.groupdict().items() if value}
        )
        for name, pattern in _READY
        for match in pattern.finditer(text)
    ]
    order = {name: number for number, name in enumerate(_FORMS)}
    kept: list[Expression] = []
    for one in sorted(found, key=lambda one: (order[one.form], one.start)):
        apart = all(one.end <= other.start or other.end <= one.start for other in kept)
        if apart and _stands(one, text, shouted=shouted):
            kept.append(one)
    yield from sorted(kept, key=lambda one: one.start)


def tells_the_clock(text: str) -> bool:
    """Whether a paragraph writes times of day with four digits, so that a bare number may be one: *at 1930*, *2100 GMT*."""
    return bool(_CLOCK.search(text))


def _stands(one: Expression, text: str, *, shouted: bool) -> bool:
    """Whether words of a form are a time here: a year may be a number, *may* a verb, *fall* a fall."""
    before, after = text[: one.start], text[one.end :]
    if one.form == "year":
        return (
            not _CLOCK_AFTER.match(after) and bool(_YEAR_LEADS.search(before)) and not _COUNTED.match(after) and not re.match(r",\d", after)
        )
    month = one.part("month")
    if month and not month.isdigit():
        written = re.search(rf"\b{re.escape(month)}", one.words, re.IGNORECASE)
        if not shouted and written and not written.group()[0].isupper():
            return False
        if one.form == "month" and month in _TWO_MEANINGS:
            leads = one.part("rel") in {"in", "since", "last", "next", "until", "till", "by", "during", "before", "after"}
            return leads and (not shouted or month == "may" or not re.match(r"\s+(?:to|in|on|through|against|of)\b", after, re.IGNORECASE))
        if one.form == "month" and one.part("rel") in {"between", "from", "of"}:
            return True
    if one.part("weekday") and not shouted and not re.search(r"[A-Z]", one.words[one.words.lower().find(one.part("weekday")) :][:1]):
        return False
    if one.form == "season" and one.part("season") == "fall":
        return one.part("rel") in {"last", "next", "this past"}
    if one.part("short") and one.form == "day":
        return True
    return True
