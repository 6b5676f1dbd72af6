"""The front matter of the records of ids that were given up, which `kb rename` and `kb merge` write."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from kb import vocabulary
from kb.contract.shapes import ClosedList, Id, Line, Number, Shape

MovedKindId = Annotated[str, ClosedList(vocabulary.MOVED_KINDS, "what an id named")]
MovedWayId = Annotated[str, ClosedList(vocabulary.MOVED_WAYS, "how an id was given up")]
Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class StretchShape(Shape):
    """Lines of a file that a merge changed, with lines around them by which they are found again."""

    line: Number = Field(description="The number of the first changed line after the merge, counted from 1.")
    above: tuple[str, ...] = Field((), description="Lines directly above.")
    was: tuple[str, ...] = Field((), description="The lines before the merge.")
    now: tuple[str, ...] = Field((), description="The lines after it.")
    below: tuple[str, ...] = Field((), description="Lines directly below.")


class AlteredShape(Shape):
    """A file that a merge changed."""

    file: Line = Field(description="Its path.")
    before: Hash = Field(description="SHA-256 of the file before the merge.")
    after: Hash = Field(description="SHA-256 of the file after it.")
    stretches: tuple[StretchShape, ...] = Field(description="What was changed, in the order of the lines.")


class MovedShape(Shape):
    """The front matter of `moved/<id>.md`: an id that was given up, and where its address leads. Written by `kb rename` and `kb merge`."""

    was: MovedKindId = Field(description="What the id named.")
    how: MovedWayId = Field(description="How it was given up.")
    now: Id = Field(description="The id that took its place; it may have been given up later itself.")
    address: Line = Field(description="The address of its page, from the root of the site.")
    file: Line | None = Field(None, description="The path of the merged file. The file itself stands below, letter for letter.")
    sha256: Hash | None = Field(None, description="SHA-256 of the merged file.")
    altered: tuple[AlteredShape, ...] = Field((), description="The files that the merge changed, so that `kb unmerge` can undo it.")
