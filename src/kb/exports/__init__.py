"""What leaves the project besides pages: the data files, their schema, the bibliography, the counts, and the folder of pages.

All pure: a ``KnowledgeBase`` or pages in, text out. The doors and ``library`` write it. This room adds nothing to what
``knowledge`` joined.
"""

from kb.exports.bibliography import bibliography_files
from kb.exports.counting import Counts, count, facts_shown
from kb.exports.data import as_data, data_schema
from kb.exports.figures import stats
from kb.exports.folder import folder
from kb.exports.guide import front_matter_tables, input_schemas

__all__ = [
    "Counts",
    "as_data",
    "bibliography_files",
    "count",
    "data_schema",
    "facts_shown",
    "folder",
    "front_matter_tables",
    "input_schemas",
    "stats",
]
