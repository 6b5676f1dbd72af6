"""What a base must hold out before it is published: its facts on the finished files, its sources unchanged, its counts not dropped.

The rules stand in ``exports`` and ``conservation``; here they meet the files. The commands that check and build call it.
"""

from __future__ import annotations

from kb import conservation, exports
from kb.editing import Change
from kb.findings import Finding, Refusal
from kb.library import Library
from kb.library.publishing import Finished, Judge
from kb.library.state import State
from kb.source import Flaw, Place, decode


def judges(content: Library, state: State) -> tuple[Judge, ...]:
    """What looks at a finished site of this content; that its sources are unchanged is asked last."""

    def complete(finished: Finished) -> None:
        faults = list(exports.site_faults(finished.shown, content.edition.kb.facts, content.content_hash))
        if faults:
            raise Refusal(
                f"The new site is not whole: {faults[0]}" + (f" And {len(faults) - 1} more." if faults[1:] else ""),
                "A page under docs/ may have taken the place of a generated one; else this is an error of the program. The old site stays.",
            )

    return (complete, lambda _: state.judge(content.hashes))


def found(content: Library) -> tuple[Finding, ...]:
    """Everything that is wrong with the content, and what ``kb.lock`` says of it."""
    return (*content.findings, *dropped(content))


def dropped(content: Library) -> tuple[Finding, ...]:
    """What ``kb.lock`` says of a base without errors: in any other, what cannot be read would seem to be gone too."""
    file = content.root / conservation.FILE
    if not content.sound or not (file.is_file() or file.is_symlink()):
        return ()
    if file.is_symlink():
        return (Finding(Place(conservation.FILE), "link-out", "This is a link to another file or folder.", "Put the file itself here."),)
    source = decode(conservation.FILE, file.read_bytes())
    if isinstance(source, Flaw):
        return (Finding.from_flaw(source),)
    return tuple(sorted(conservation.findings(source.text, content.kb)))


def lock(content: Library) -> Change | None:
    """The change that brings ``kb.lock`` up to date; ``None`` where it is."""
    file = content.root / conservation.FILE
    before = file.read_bytes() if file.is_file() else None
    after = conservation.written(conservation.amounts(content.kb)).encode()
    return None if before == after else Change(conservation.FILE, before, after)
