"""What leaves the project besides its pages.

That is: data files and their schema, bibliography, references of passages, counts, gaps, web annotations, the names for the
finder, evidence packs, the figures of ``kb stats``, the folder of pages for another host, Parquet, and the tables of the guide. All
pure: a ``KnowledgeBase`` or pages in, text out. The doors and ``library`` write it. This room adds nothing to what
``knowledge`` joined.
"""

from kb.exports.annotations import annotations_of, as_annotations
from kb.exports.between import between, told
from kb.exports.bibliography import bibliography_files
from kb.exports.card import card, card_data
from kb.exports.carrying import Carried, carried
from kb.exports.chains import chains_told
from kb.exports.counting import Counts, count, facts_shown, prove
from kb.exports.data import as_data, as_json, data_schema, is_data
from kb.exports.editors import vscode_files
from kb.exports.figures import stats
from kb.exports.finder import finder_index, hints
from kb.exports.finished import CONTENT, Shown, content_hash, facts_of, site_faults
from kb.exports.gaps_data import as_gaps
from kb.exports.guide import front_matter_tables, input_schemas
from kb.exports.laid_out import in_pieces, laid_out
from kb.exports.lookups import as_of_files, connections_files
from kb.exports.packs import audience_of, faults, pack, withholds
from kb.exports.parquet import parquet_files
from kb.exports.passages import passage_files
from kb.exports.sums import SUMS, differing, read_sums, sums
from kb.exports.tables import read_aloud, tables, tables_guide

__all__ = [
    "CONTENT",
    "SUMS",
    "Carried",
    "Counts",
    "Shown",
    "annotations_of",
    "as_annotations",
    "as_data",
    "as_gaps",
    "as_json",
    "as_of_files",
    "audience_of",
    "between",
    "bibliography_files",
    "card",
    "card_data",
    "carried",
    "chains_told",
    "connections_files",
    "content_hash",
    "count",
    "data_schema",
    "differing",
    "facts_of",
    "facts_shown",
    "faults",
    "finder_index",
    "front_matter_tables",
    "hints",
    "in_pieces",
    "input_schemas",
    "is_data",
    "laid_out",
    "pack",
    "parquet_files",
    "passage_files",
    "prove",
    "read_aloud",
    "read_sums",
    "site_faults",
    "stats",
    "sums",
    "tables",
    "tables_guide",
    "told",
    "vscode_files",
    "withholds",
]
