"""What citation formats can say of a date: the parts on which all its possible days agree, and nothing else."""

from __future__ import annotations

from kb.model import When


def known_parts(when: When) -> tuple[int, ...]:
    """Year, month and day as far as every possible day has them: ``(2015, 10)`` for “between 1 and 11 October 2015”.

    Empty where even the year is open.
    """
    first = when.earliest.first if when.earliest else when.date.first
    last = when.latest.last if when.latest else when.date.last
    if not first or not last or first.year != last.year:
        return ()
    if first.month != last.month:
        return (first.year,)
    return (first.year, first.month) if first.day != last.day else (first.year, first.month, first.day)


def says_all(when: When) -> bool:
    """Whether the known parts are the whole date: a plain day, month or year, neither about nor perhaps."""
    return when.date.precision in {"day", "month", "year"} and not (
        when.date.approximate or when.date.uncertain or when.earliest or when.latest
    )
