"""What the commands of an editor change: new files, other ids, one entity made of two, and the layout of files.

Each command is a function from a ``Desk``, the project as it was read, to a ``Revision``: the changes, and what there is to
say. Nothing is decided for the editor: where two things contradict each other, it stops and says so. This room writes
nothing; ``library`` proves a revision on the whole base before it writes it. ``library`` and the door call it.
"""

from kb.revising.creating import NewArticle, NewEntity, NewEvent, new_article, new_entity, new_event
from kb.revising.desk import Desk, Revision
from kb.revising.house_style import Blemish, put_in_order
from kb.revising.merging import TAKES, merge, unmerge
from kb.revising.renaming import rename

__all__ = [
    "TAKES",
    "Blemish",
    "Desk",
    "NewArticle",
    "NewEntity",
    "NewEvent",
    "Revision",
    "merge",
    "new_article",
    "new_entity",
    "new_event",
    "put_in_order",
    "rename",
    "unmerge",
]
