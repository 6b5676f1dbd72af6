"""Repairs of quotes: realistic edits of the real articles are repaired right, and nothing else of a file changes."""

from __future__ import annotations

import os
import random
import re
import subprocess
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import library, repairs
from kb.findings import Refusal
from kb.knowledge import KnowledgeBase, Unplaced
from kb.model import Quote
from kb.passages import Located, Lost, Text, locate, read, render
from kb.passages.reading import fold
from kb.repairs import LIKE, Proposal, propose
from kb.repairs import words_at as words_at_of
from kb.source import compose, written
from tests.conftest import Ran

Write = Callable[[Mapping[str, str | bytes]], Path]
Run = Callable[..., Ran]
SIGNS = " :#'\"\\-[]{},&*!|>%@`"

TRIALS = 10_000 if os.environ.get("KB_HYPOTHESIS") == "long" else 400

# ------------------------------------------------------------------------------------------- edits of the real articles


def text_of(body: str) -> Text:
    return Text(tuple(read(paragraph.html) for paragraph in render(body).paragraphs))


def mistyped(word: str, by: random.Random) -> str:
    """A word with one slip of a pen, after which it stands there no more."""
    at = by.randrange(len(word))
    slips = [
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[:at] + by.choice("aeinorst") + word[at + 1 :],
        word[:at] + by.choice("aeinorst") + word[at:],
        word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
    ]
    return by.choice([slip for slip in slips if word not in slip] or [word[0] + word])


def plain_blocks(body: str) -> list[tuple[int, str]]:
    """The paragraphs of a body that are nothing else, each with its number among all blocks."""
    return [(number, block) for number, block in enumerate(body.split("\n\n")) if re.match(r"[A-Z“]", block)]


def moved(body: str, by: random.Random) -> str:
    blocks, plain = body.split("\n\n"), plain_blocks(body)
    one, two = by.choice(plain)[0], by.choice(plain)[0]
    blocks.insert(two, blocks.pop(one))
    return "\n\n".join(blocks)


def straightened(body: str, by: random.Random) -> str:
    del by
    return body.translate({ord("“"): '"', ord("”"): '"', ord("’"): "'", ord("‘"): "'"})


def decomposed(body: str, by: random.Random) -> str:
    del by
    return unicodedata.normalize("NFD", body)


def rewrapped(body: str, by: random.Random) -> str:
    width, blocks = by.randint(50, 100), body.split("\n\n")
    for number, block in plain_blocks(body):
        lines = [""]
        for word in block.split():
            if len(lines[-1]) + len(word) > width and word[0].isalpha():
                lines.append(word)
            else:
                lines[-1] = f"{lines[-1]} {word}".strip()
        blocks[number] = "\n".join(lines)
    return "\n\n".join(blocks)


EDITS = (moved, straightened, decomposed, rewrapped)


def quotes_of(kb: KnowledgeBase) -> list[tuple[str, Quote]]:
    return [
        (fact.article, quote)
        for fact in kb.facts.values()
        for quote in fact.quotes
        if quote.footnote is None and locate_words(kb, fact.article, quote)
    ]


def locate_words(kb: KnowledgeBase, article: str, quote: Quote) -> bool:
    found = locate(next(one.text for one in kb.articles.values() if one.id == article), quote.exact, quote.prefix, quote.suffix)
    return isinstance(found, Located)


def words_at(text: Text, found: Located) -> tuple[str, str]:
    """The words of a passage and the paragraph that they stand in, folded."""
    words = " … ".join(fold(text.text[start:end]).text for start, end in found.spans)
    return words, text.paragraphs[found.paragraph].folded.text.strip()


def a_slip(body: str, text: Text, found: Located, by: random.Random) -> tuple[str, tuple[str, str]] | None:
    """A body with one word of a passage mistyped, and what passage and paragraph then say; None where the word is not told apart."""
    span = by.choice(found.spans)
    inside = [one for one in re.finditer(r"\w+", text.text[slice(*span)]) if len(one.group()) > 1]
    if not inside:
        return None
    chosen = by.choice(inside)
    start, end = span[0] + chosen.start(), span[0] + chosen.end()
    wide = text.text[max(start - 14, 0) : end + 14]
    if body.count(wide) != 1 or text.text.count(wide) != 1:
        return None
    new = mistyped(chosen.group(), by)
    at = body.index(wide) + min(start, 14)

    def changed(one: int, two: int) -> str:
        return fold(text.text[one:start] + new + text.text[end:two] if one <= start < two else text.text[one:two]).text

    first = text.starts[found.paragraph]
    paragraph = changed(first, first + len(text.paragraphs[found.paragraph].text)).strip()
    return body[:at] + new + body[at + end - start :], (" … ".join(changed(*one) for one in found.spans), paragraph)


def trial(body: str, text: Text, quote: Quote, by: random.Random) -> str:
    """One edit of a body, or several at once: how the quote fared.

    ``right`` without or with a repair; ``wrong``: other words proposed; ``silent``: placed at other words without a proposal.
    """
    before = locate(text, quote.exact, quote.prefix, quote.suffix)
    assert isinstance(before, Located)
    slip = None
    while slip is None:
        slip = a_slip(body, text, before, by) if by.random() < 0.8 else (body, words_at(text, before))
    edited, wanted = slip
    for edit in by.sample(EDITS, by.choice([0, 0, 1, 1, 2, 4])):
        edited = edit(edited, by)
    after = text_of(edited)
    found = locate(after, quote.exact, quote.prefix, quote.suffix)
    if isinstance(found, Located):
        return "right" if words_at(after, found) == wanted else "silent"
    proposal = propose(Unplaced(quote, "a", after, found))  # type: ignore[arg-type]
    if not isinstance(proposal, Proposal) or len(proposal.words) != 1:
        return "no repair"
    (words,) = proposal.words
    repaired = locate(after, words.exact, words.prefix, words.suffix)
    assert isinstance(repaired, Located)
    assert proposal.likeness >= LIKE
    return "right, by a repair" if words_at(after, repaired) == wanted else "wrong"


@pytest.mark.trials
def test_realistic_edits_are_repaired_right_by_the_first_proposal(project: Path) -> None:
    kb = library.load(project).kb
    by = random.Random(2015)  # noqa: S311 - the same trials in every run
    quotes = quotes_of(kb)
    verdicts: dict[str, int] = {}
    for _ in range(TRIALS):
        article, quote = by.choice(quotes)
        one = next(one for one in kb.articles.values() if one.id == article)
        verdict = trial(one.article.body, one.text, quote, by)
        verdicts[verdict] = verdicts.get(verdict, 0) + 1
    right = verdicts["right"] + verdicts["right, by a repair"]
    assert verdicts["right, by a repair"] >= TRIALS // 2, verdicts
    assert right >= 0.99 * TRIALS, verdicts
    assert verdicts.get("wrong", 0) <= TRIALS // 1000, verdicts
    assert verdicts.get("silent", 0) == 0, verdicts


# ------------------------------------------------------------------------------------------------------ single repairs

BODY = """\
Anna Miller spoke in Westport. The Harbour Guild met there on Monday, and the Harbour Guild met again.

On Tuesday she left. Nobody said why she left so soon.
"""


def repair_of(exact: str, prefix: str = "", suffix: str = "", *, body: str = BODY, beside: bool = True) -> str:
    """The repair of one quote, in words."""
    text = text_of(body)
    found = locate(text, exact, prefix, suffix)
    assert isinstance(found, Lost)
    quote = Quote(exact, prefix, suffix, compose("x.md", "a: b")[0].values[()])  # type: ignore[union-attr]
    one = propose(Unplaced(quote, "a", text, found), beside=beside)  # type: ignore[arg-type]
    if isinstance(one, Proposal):
        return f"{' | '.join(map(str, one.words))}, {one.likeness:.0f} %, {one.places}"
    return one.why


@pytest.mark.parametrize(
    ("quote", "said"),
    [
        (("Anna Miler spoke in Westport",), "Anna Miller spoke in Westport, 98 %, 1"),
        (("Anna Miler … in Wesport",), "Anna Miller … in Westport, 95 %, 1"),
        (
            ("the Harbour Guild met again and again",),
            "the Harbour Guild met again, 84 %, 1",
        ),
        (
            ("the Harbour Guild met never once in all those years",),
            "the nearest words are 70 % alike, and 80 % is the least: “The Harbour Guild met there on Monday, and the Harbour”",
        ),
        (("What was never printed",), "nothing in the text is near it"),
        (("she left",), "she left (before “.”), 100 %, 2"),
        (("she left", "On Tueday"), "she left (after “On Tuesday”), 100 %, 1"),
        (("she left", "", "so sooner"), "she left (before “so soon.”), 100 %, 1"),
        (("met again", "on Monday"), "met again (after “Harbour Guild”), 100 %, 1"),
        (("met again. On Tuesday she left",), "met again. | On Tuesday she left, 100 %, 1"),
        (("met again … again. On Tuesday",), "nothing in the text is near it"),
        (("Anna Miller … On Tuesday",), "nothing in the text is near it"),
        (("",), "it has no words: copy them from the text"),
        (("**Anna Miler** spoke in Westport",), "Anna Miller spoke in Westport, 98 %, 1"),
        (("Anna Miler spoke in", "when"), "nothing stands before “Anna Miller spoke in” in its paragraph: leave out the prefix"),
        (("left so soon.", "", "It"), "nothing stands after “left so soon.” in its paragraph: leave out the suffix"),
    ],
)
def test_a_repair_is_the_nearest_place_or_says_why_there_is_none(quote: tuple[str, ...], said: str) -> None:
    assert repair_of(*quote) == said


def test_a_citation_of_a_note_that_stands_twice_gets_more_words() -> None:
    assert repair_of("she left", beside=False) == "she left., 100 %, 2"
    assert repair_of("she left.", body="On Monday she left.\n\nOn Tuesday she left.\n", beside=False) == "Monday she left., 100 %, 2"
    assert repair_of("met again. On Tuesday she left", beside=False) == "it goes over more than one paragraph: quote each by itself"


def test_two_places_that_are_equally_near_are_none() -> None:
    body = "In May 40 people were injured there.\n\nIn Mai 40 people were injured there.\n"
    assert (
        repair_of("In Maj 40 people were injured", body=body)
        == "two places are equally near; one of them is “In May 40 people were injured”"
    )


@pytest.mark.parametrize("beside", [True, False])
def test_words_that_nothing_tells_apart_are_left(beside: bool) -> None:  # noqa: FBT001 - given by name
    body = "She left.\n\nShe left.\n"
    assert repair_of("She left.", body=body, beside=beside) == "no words beside it tell its places apart: quote more words"


def test_a_quote_over_two_paragraphs_that_stand_twice_is_left() -> None:
    body = "It rained.\n\nHe spoke.\n\nShe left.\n"
    assert repair_of("spoke. She left", body=body) == "spoke. | She left, 100 %, 1"
    twice = f"{body}\nHe spoke.\n\nShe left.\n"
    assert repair_of("spoke. She left", body=twice) == "it goes over more than one paragraph: quote each by itself"


ELIDED = "First Anna Miller rose and spoke of ships, then Anna Miller sat and spoke of harbours.\n"


@pytest.mark.parametrize(
    ("quote", "body", "said"),
    [
        (("Anna Miler … spoke", "then"), ELIDED, "Anna Miller … spoke (after “then”), 97 %, 1"),
        (("Anna Miler … spoke", "", "of harbours"), ELIDED, "Anna Miller … spoke (after “First” and before “of harbours.”), 97 %, 2"),
        (("Anna Miler … spoke",), ELIDED, "Anna Miller … spoke (before “of ships,”), 97 %, 3"),
        (("Anna Miler … spoke",), "Anna Miller rose and spoke, and Anna Miller … spoke.\n", "Anna Miller … spoke, 97 %, 1"),
        (
            ("Anna Miler … spoke of it",),
            "Anna Miller … Anna Miller spoke of it. Anna Miller … Anna Miller spoke of it.\n",
            "the nearest words stand in the text more than once: “Anna Miller … spoke of it”",
        ),
    ],
)
def test_parts_that_stand_in_several_ways_are_those_that_the_editor_means(quote: tuple[str, ...], body: str, said: str) -> None:
    assert repair_of(*quote, body=body) == said


def test_words_after_a_break_of_the_line_are_not_those_on_one_line() -> None:
    text = text_of("Then she left.\n\nBefore that she  \nleft at noon.\n")
    at = text.text.index("she\nleft")
    assert str(words_at_of(text, (at, at + len("she\nleft")))) == "she left (before “at”)"


def test_a_quote_of_almost_five_thousand_characters_is_repaired() -> None:
    long = f"At the start, {'Anna Miller met the Guild again, and ' * 134}in the end."
    assert repair_of(long.replace("start", "stert"), body=f"{BODY}\n{long}\n") == f"{long}, 100 %, 1"


@given(
    st.text(st.characters(exclude_categories=["C", "Z"]) | st.sampled_from(SIGNS), min_size=1).map(str.strip).filter(bool),
    st.sampled_from(["", "'", '"']),
    st.booleans(),
)
def test_words_are_written_so_that_they_are_read_again(words: str, style: str, in_brackets: bool) -> None:  # noqa: FBT001 - given by name
    made = written(words, style, in_brackets=in_brackets)
    composed, flaws = compose("x.md", f"a:\n  - b\n  - {f'[{made}, c]' if in_brackets else made}\n")
    assert composed is not None
    assert not flaws
    assert composed.data["a"][1] == ([words, "c"] if in_brackets else words)


# ------------------------------------------------------------------------------------------------------------- files

CASE = (
    """\
---
title: A Case   # a comment that stays
short: Case
actors:
  - id: anna-miller
    quotes: [ 'Anna Miler spoke',  "The Harbor Guild met there" ] # both
  - id: harbour-guild
    quotes:
      - exact: she left
        suffix: so sooner
      - met again. On Tuesday
      - The Harbour Guild
        mett there
statements:
  - about: [westport]
    says: It was left.
    quotes:
      - {exact: in Wesport, prefix: spoke}
      - exact: Nobody said wy # why
---

"""
    + BODY
)
REPAIRED = (
    CASE.replace("'Anna Miler spoke'", "'Anna Miller spoke'")
    .replace('"The Harbor Guild met there"', '"The Harbour Guild met there"')
    .replace("so sooner", "so soon.")
    .replace("      - met again. On Tuesday\n", "      - met again.\n      - On Tuesday\n")
    .replace("The Harbour Guild\n        mett there", "The Harbour Guild met there")
    .replace("in Wesport, p", "in Westport, p")
    .replace("said wy #", "said why #")
)


def little(base: Mapping[str, str], **files: str | bytes) -> dict[str, str | bytes]:
    return {**base, "articles/case.md": CASE, **files}


def test_only_the_quotes_change(write_library: Write, base_files: dict[str, str], kb: Run) -> None:
    root = write_library(little(base_files))
    ran = kb("fix-quotes", "--root", root)
    assert ran.code == 1
    assert ran.out.startswith("--- a/articles/case.md\n+++ b/articles/case.md\n")
    assert (root / "articles/case.md").read_text(encoding="utf-8") == CASE
    assert "articles/case.md:6:15: 97 % alike\n    old: Anna Miler spoke\n    new: Anna Miller spoke\n" in ran.err
    assert ran.err.endswith("7 repairs proposed; 0 quotes without a repair.\n")
    written_now = kb("fix-quotes", "--root", root, "--write")
    assert (written_now.code, written_now.out) == (0, ran.out)
    assert written_now.err.endswith("7 repairs written into 1 file; 0 quotes without a repair.\n")
    assert (root / "articles/case.md").read_text(encoding="utf-8") == REPAIRED
    again = kb("fix-quotes", "--root", root)
    assert (again.code, again.out, again.err) == (0, "", "Every quote has its place.\n")


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_a_byte_order_mark_stay(newline: str, mark: bytes, write_library: Write, base_files: dict[str, str], kb: Run) -> None:
    root = write_library(little(base_files, **{"articles/case.md": mark + CASE.replace("\n", newline).encode()}))
    assert kb("fix-quotes", "--root", root, "--write").code == 0
    assert (root / "articles/case.md").read_bytes() == mark + REPAIRED.replace("\n", newline).encode()


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_the_diff_can_be_applied_by_git(newline: str, write_library: Write, base_files: dict[str, str], kb_process: Run) -> None:
    root = write_library(little(base_files, **{"articles/case.md": CASE.replace("\n", newline).encode()}))
    patch = subprocess.run(  # the bytes of the diff, as they are
        ["git", "apply", "-"],  # noqa: S607 - git is among what the project needs
        input=diff_of(root),
        cwd=root,
        check=True,
        capture_output=True,
    )
    assert patch.stderr == b""
    assert (root / "articles/case.md").read_bytes() == REPAIRED.replace("\n", newline).encode()
    assert kb_process("fix-quotes", "--root", root).code == 0


def diff_of(root: Path) -> bytes:
    mended = library.load(root).mended
    return "".join(change.diff() for change in repairs.changes(mended.proposals, mended.files)).encode()


def test_disputes_notes_and_judgements_are_repaired_too(write_library: Write, base_files: dict[str, str], kb: Run) -> None:
    dispute = base_files["disputes/how-many.md"]
    broken = dispute.replace("on Monday the Harbour Guild", "on Monday the Harbor Guild").replace(
        "On Monday the Harbour", "On Monday the Harbor"
    )
    note = "---\nname: Bob\nkind: person\nnot_same_as:\n  - id: anna-miller\n    reason: He is another.\n"
    note += "    words: [{article: strike, exact: Anna Miler}]\n---\n\nBob spoke.[^1]\n\n[^1]: strike: leader of the Harbor Guild\n"
    root = write_library({**base_files, "disputes/how-many.md": broken, "entities/people/bob.md": note})
    ran = kb("fix-quotes", "--root", root, "--write")
    assert ran.code == 0
    assert (root / "disputes/how-many.md").read_text(encoding="utf-8") == dispute
    mended = note.replace("Miler", "Miller").replace("Harbor", "Harbour")
    assert (root / "entities/people/bob.md").read_text(encoding="utf-8") == mended


def test_where_nothing_says_which_place_is_meant_write_leaves_the_quote(write_library: Write, base_files: dict[str, str], kb: Run) -> None:
    case = f"---\ntitle: A Case\nshort: Case\nactors:\n  - id: anna-miller\n    quotes: [she left, quite another thing]\n---\n\n{BODY}"
    root = write_library(little(base_files, **{"articles/case.md": case}))
    ran = kb("fix-quotes", "--root", root, "--write", "case")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == (
        "articles/case.md:6:14: 100 % alike, for the first of 2 places: nothing says which is meant\n"
        "    old: she left\n    new: she left (before “.”)\n"
        "articles/case.md:6:24: no repair\n    old: quite another thing\n    why: nothing in the text is near it.\n"
        "0 repairs written into 0 files; 1 quote for which you say the place; 1 quote without a repair.\n"
    )
    assert (root / "articles/case.md").read_text(encoding="utf-8") == case
    assert "+    quotes: [{exact: she left, suffix: .}, quite another thing]\n" in kb("fix-quotes", "--root", root).out


def test_articles_can_be_chosen_and_must_be_there(write_library: Write, base_files: dict[str, str], kb: Run) -> None:
    root = write_library(little(base_files))
    assert kb("fix-quotes", "--root", root, "strike").code == 0
    ran = kb("fix-quotes", "--root", root, "stirke")
    assert (ran.code, ran.out, ran.err) == (2, "", "kb: There is no article `stirke`.\nDid you mean `strike`?\n")


def test_a_file_that_changed_meanwhile_is_not_overwritten(write_library: Write, base_files: dict[str, str]) -> None:
    root = write_library(little(base_files, **{"articles/also.md": CASE}))
    mended = library.load(root).mended
    found = repairs.changes(mended.proposals, mended.files)
    assert [change.path for change in found] == ["articles/also.md", "articles/case.md"]
    (root / "articles/case.md").write_text(CASE + "Somebody wrote on.\n", encoding="utf-8")
    with pytest.raises(Refusal, match=r"^articles/case.md has changed since it was read; it is not overwritten\.$"):
        library.write(root, found)
    assert (root / "articles/also.md").read_text(encoding="utf-8") == CASE
    assert sorted(file.name for file in (root / "articles").iterdir()) == ["also.md", "case.md", "strike.md"]


def test_a_write_that_fails_leaves_the_old_file_whole(
    write_library: Write, base_files: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write_library(little(base_files))
    mended = library.load(root).mended

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(Refusal, match="No space left"):
        library.write(root, repairs.changes(mended.proposals, mended.files))
    assert (root / "articles/case.md").read_text(encoding="utf-8") == CASE
    assert sorted(file.name for file in (root / "articles").iterdir()) == ["case.md", "strike.md"]
