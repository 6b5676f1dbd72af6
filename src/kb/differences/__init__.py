"""Finds where articles or voices differ, from the structure of their facts alone: dates, figures, roles, places, certainty, ties.

Two things that are told in another article or by another voice are held against each other; nothing is guessed from their words, and
what one of them leaves unsaid is no difference. Which side is right is not asked. ``find`` says everything that is found, with the
disputes in which an editor judged it. In ``days`` the days that a date allows, in ``accounts`` what is told of one event, in ``ties``
ties and statements, in ``kinds`` the closed lists, in ``finding`` the nouns and the rule that all share. ``pages``, ``checks`` and
``exports`` call it.
"""

from kb.differences.days import Days
from kb.differences.finding import Difference, Stand
from kb.differences.kinds import DIFFERENCES, EXCLUSIONS, WEIGHTS, DifferenceKind, Exclusion
from kb.differences.whole import about_of, find

__all__ = ["DIFFERENCES", "EXCLUSIONS", "WEIGHTS", "Days", "Difference", "DifferenceKind", "Exclusion", "Stand", "about_of", "find"]
