"""Text without elements: plain text, Markdown, and the text layer of a PDF, as leaves."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import quantiles
from typing import Final

from kb.findings import Refusal
from kb.importing.head import Value
from kb.importing.text import Leaf, LeftOut, Run, spaced, squeezed
from kb.importing.tree import missing

_LONG_LINES: Final = 100  # letters of a usual line above which a line is a paragraph
_END: Final = re.compile(r"[.!?:…][”’\"')\]\d]*$")
_FULL: Final = 0.8  # a line this near to the usual width goes on
_OFTEN: Final = 3
_TITLE: Final = 200
_FIRST: Final = "The page prints no title as such. This is the first line of the file, which stands alone above the text."


@dataclass(frozen=True)
class Lines:
    """Leaves, what was left out, and what is to be said."""

    leaves: tuple[Leaf, ...]
    left: tuple[LeftOut, ...] = ()
    said: tuple[str, ...] = ()
    title: Value | None = None


def of_text(text: str) -> Lines:
    """Plain text: empty lines divide paragraphs; where there are none and lines are long, each line is one."""
    blocks = [block for block in re.split(r"\n[ \t\f]*\n\s*", text.replace("\f", "\n\n")) if block.strip()]
    lines = [line for line in text.split("\n") if line.strip()]
    if len(blocks) == 1 and len(lines) > 1 and sum(map(len, lines)) / len(lines) > _LONG_LINES:
        blocks = lines
    leaves = tuple(_leaf(block) for block in blocks)
    return Lines(leaves, title=_first_line([leaf.text for leaf in leaves]))


def without_title(found: Lines, title: str) -> Lines:
    """The same without the first paragraph that is nothing but the title: the head has it."""
    at = next((at for at, leaf in enumerate(found.leaves) if leaf.squeezed == squeezed(title)), None)
    if at is None:
        return found
    left = (*found.left, LeftOut(found.leaves[at].text, "title"))
    return Lines((*found.leaves[:at], *found.leaves[at + 1 :]), left, found.said, found.title)


def _leaf(block: str) -> Leaf:
    lines = (spaced(line) for line in block.split("\n"))
    return Leaf((Run("\n".join(line for line in lines if line)),))


def _first_line(paragraphs: Sequence[str]) -> Value | None:
    if len(paragraphs) < 2 or "\n" in paragraphs[0] or len(paragraphs[0]) > _TITLE or paragraphs[0].endswith((".", ":", ";", ",")):  # noqa: PLR2004
        return None
    return Value(paragraphs[0], _FIRST)


# ---------------------------------------------------------------------------------------------------- PDF


def of_pdf(data: bytes) -> Lines:
    """The text layer of a PDF. Raises ``Refusal`` where it has none, is locked, or cannot be read."""
    try:
        import pypdf  # noqa: PLC0415 - only this command needs it
    except ImportError:
        raise missing() from None
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        unlocked = not reader.is_encrypted or bool(reader.decrypt(""))
        pages = [page.extract_text().replace("\0", "") for page in reader.pages] if unlocked else []
        titled = spaced(str(reader.metadata.title or "")) if unlocked and reader.metadata else ""
    except Exception as error:  # noqa: BLE001 - the library lets bare errors of many kinds through
        raise Refusal(
            f"The PDF cannot be read: {str(error).partition(chr(10))[0][:120] or type(error).__name__}.", "Save it anew."
        ) from None
    if not unlocked:
        raise Refusal("The PDF is locked with a password.", "Save a copy without one.")
    if not any(text.strip() for text in pages):
        raise Refusal(
            "The PDF has no text layer: its pages are pictures of text.", "Recognise its text with another program, then import that PDF."
        )
    heads = _running([[line for line in text.split("\n") if line.strip()] for text in pages])
    lines: list[str] = []
    left: list[LeftOut] = []
    for text in pages:
        own = [line.rstrip() for line in text.split("\n")]
        ends = [at for at, line in enumerate(own) if line.strip()]
        for at, line in enumerate(own):
            if ends and at in {ends[0], ends[-1]} and _key(line) in heads:
                left.append(LeftOut(spaced(line), "running head"))
            else:
                lines.append(line)
    blocks = _paragraphs(lines)
    hyphens = sum(block.count("-\n") for block in blocks)
    said = [
        f"The text is the text layer of a PDF with {len(pages)} pages; its paragraphs are guessed from the length of lines. Compare it."
    ]
    said += [f"{hyphens} lines end in a hyphen, kept as it stands: mend the words that the line alone divided."] if hyphens else []
    blank = sum(not text.strip() for text in pages)
    said += [f"{blank} of its pages have no text layer: what stands on them is not in the draft."] if blank else []
    leaves = tuple(_leaf(block) for block in blocks)
    title = (
        Value(titled, f"The properties of the PDF give the title “{titled}”.") if titled else _first_line([leaf.text for leaf in leaves])
    )
    if titled and leaves and any(leaf.squeezed == squeezed(titled) for leaf in leaves[:3]):
        title = Value(titled)
    return Lines(leaves, tuple(left), tuple(said), title)


def _key(line: str) -> str:
    return re.sub(r"\d+", "#", squeezed(line))


def _running(pages: Sequence[Sequence[str]]) -> set[str]:
    """The first and last lines that most pages share, numbers aside."""
    counts = Counter(key for lines in pages if lines for key in {_key(lines[0]), _key(lines[-1])})
    return {key for key, count in counts.items() if count >= max(_OFTEN, len(pages) / 2)}


def _paragraphs(lines: Sequence[str]) -> list[str]:
    """Lines put together: a paragraph ends at an empty line, or at a line that ends a sentence well before the usual width."""
    lengths = [len(line) for line in lines if line.strip()]
    usual = quantiles(lengths, n=5)[-1] if len(lengths) > 1 else 0.0
    blocks: list[str] = []
    current = ""
    for line in lines:
        if line.strip():
            current += ("" if not current else "\n" if current.endswith("-") else " ") + line.strip()
        if current and (not line.strip() or (_END.search(line.strip()) and len(line) < _FULL * usual)):
            blocks.append(current)
            current = ""
    return [*blocks, current] if current else blocks
