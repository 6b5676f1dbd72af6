"""What may be shown to whom: from the whole base to the edition of it that an audience gets.

``edition`` gives the base that pages and exports are made from; for the public, articles with restricted rights stand in it without
the words that they withhold, so nothing made from it can hold them. ``files`` does the same for the content files, ``leaks`` proves it
on finished files, and ``repeated`` finds editors' sentences that say withheld words again. All pure. In ``drafts`` articles that only
editors see, in ``stretches`` the rule what may be shown, in ``redacting`` one text, in ``editing`` the whole base, in ``leaking`` the
proof. Only ``library`` and ``checks`` call it.
"""

from kb.rights import drafts
from kb.rights.editing import Edition, edition, files
from kb.rights.leaking import RUN, leaks, repeated
from kb.rights.stretches import AROUND

__all__ = ["AROUND", "RUN", "Edition", "drafts", "edition", "files", "leaks", "repeated"]
