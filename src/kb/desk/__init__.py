"""The editor's desk: the preview behind ``kb serve``, on this machine alone.

``desk`` keeps the state: it looks at the files, reads what changed, and holds the last good site with what is wrong now.
``server`` answers a browser; ``assets`` are its script and style, which no published site ever holds. Only ``cli`` calls this room.
"""

from kb.desk.desk import Desk
from kb.desk.server import serve

__all__ = ["Desk", "serve"]
