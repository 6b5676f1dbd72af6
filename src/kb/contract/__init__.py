"""What the front matter of an article and of an entity may say: the keys, their shapes and their meaning.

Everything an editor can write is declared here once, as pydantic shapes; the JSON Schemas and the guide's tables
are made from these declarations. This room knows shapes only: it does not look a quote up, does not know which
ids exist and holds no places. ``articles`` and ``registry`` read with it, ``exports`` prints its schema.

Every scalar arrives as text (see ``source``): ``no`` is the word "no", not a truth value.
"""

from kb.contract.asking import Expected, Key, expected
from kb.contract.fitting import read
from kb.contract.forms import Asked, kinds_of_annotation
from kb.contract.moved_shapes import AlteredShape, MovedShape, StretchShape
from kb.contract.references import Reference, references
from kb.contract.shapes import (
    LONGEST_ID,
    RESERVED,
    ActorShape,
    ArticleShape,
    CitedShape,
    Claim,
    ClosedList,
    DatedShape,
    DateShape,
    DisputeShape,
    EntityShape,
    EventShape,
    FigureShape,
    HeadAuthorShape,
    HeadShape,
    HeadTypeShape,
    JudgementShape,
    MentionShape,
    MisprintShape,
    NameShape,
    OriginalShape,
    PassedOverShape,
    PersonNameShape,
    QuoteShape,
    RelationShape,
    Shape,
    SideShape,
    SourceShape,
    StatementShape,
    VoiceShape,
    is_id,
)

__all__ = [
    "LONGEST_ID",
    "RESERVED",
    "ActorShape",
    "AlteredShape",
    "ArticleShape",
    "Asked",
    "CitedShape",
    "Claim",
    "ClosedList",
    "DateShape",
    "DatedShape",
    "DisputeShape",
    "EntityShape",
    "EventShape",
    "Expected",
    "FigureShape",
    "HeadAuthorShape",
    "HeadShape",
    "HeadTypeShape",
    "JudgementShape",
    "Key",
    "MentionShape",
    "MisprintShape",
    "MovedShape",
    "NameShape",
    "OriginalShape",
    "PassedOverShape",
    "PersonNameShape",
    "QuoteShape",
    "Reference",
    "RelationShape",
    "Shape",
    "SideShape",
    "SourceShape",
    "StatementShape",
    "StretchShape",
    "VoiceShape",
    "expected",
    "is_id",
    "kinds_of_annotation",
    "read",
    "references",
]
