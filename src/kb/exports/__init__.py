"""What leaves the project besides its pages.

That is: data files and their schema, bibliography, counts, web annotations, evidence packs, the figures of ``kb stats``,
the folder of pages for another host, and the tables of the guide. All pure: a ``KnowledgeBase`` or pages in, text out. The
doors and ``library`` write it. This room adds nothing to what ``knowledge`` joined.
"""

from kb.exports.annotations import as_annotations
from kb.exports.bibliography import bibliography_files
from kb.exports.counting import Counts, count, facts_shown, prove
from kb.exports.data import as_data, data_schema, is_data
from kb.exports.figures import stats
from kb.exports.folder import folder
from kb.exports.guide import front_matter_tables, input_schemas
from kb.exports.network import as_network
from kb.exports.packs import faults, pack

__all__ = [
    "Counts",
    "as_annotations",
    "as_data",
    "as_network",
    "bibliography_files",
    "count",
    "data_schema",
    "facts_shown",
    "faults",
    "folder",
    "front_matter_tables",
    "input_schemas",
    "is_data",
    "pack",
    "prove",
    "stats",
]
