"""The corpus of the fuzzer: whatever once reached something new, or broke a promise, is tried again in every run of the tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.targets import TARGETS

CORPUS = Path(__file__).parent / "fuzz" / "corpus"
MOST = 3_000  # bytes of an input: a corpus of small inputs says more, and is quick to try


@pytest.mark.parametrize("target", TARGETS)
def test_the_corpus_breaks_nothing(target: str) -> None:
    inputs = sorted((CORPUS / target).iterdir())
    assert inputs
    for file in inputs:
        data = file.read_bytes()
        assert len(data) <= MOST, file
        try:
            TARGETS[target](data)
        except Exception as error:
            error.add_note(f"The input is {file}")
            raise


def test_every_folder_of_the_corpus_is_tried() -> None:
    assert {folder.name for folder in CORPUS.iterdir()} == set(TARGETS)
