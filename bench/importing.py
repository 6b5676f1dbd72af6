"""Imports the originals of the articles again, and compares their words with the text that an editor brought over.

``python bench/importing.py [ROOT]`` prints for each article the words of the import, of the article, their likeness, and every
stretch in which they differ. It writes nothing.
"""

from __future__ import annotations

import sys
from difflib import SequenceMatcher
from pathlib import Path

from kb import library
from kb.importing import Given, convert
from kb.importing.markdown import words_of


def main(root: Path) -> None:
    """Compare each article that names its original."""
    for joined in library.load(root).kb.articles.values():
        article = joined.article
        if not article.original:
            continue
        file = root / "articles" / article.original[0]
        ours = words_of(convert(Given(file.read_bytes(), file.name), title=article.title.value).body)
        theirs = words_of(article.body)
        compared = SequenceMatcher(None, ours, theirs, autojunk=False)
        print(f"{article.id}: {len(ours)} and {len(theirs)} words, {compared.ratio():.4f} alike")
        for kind, a, b, c, d in compared.get_opcodes():
            if kind != "equal":
                print(f"    {kind}: “{' '.join(ours[a:b])}” “{' '.join(theirs[c:d])}”")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "."))
