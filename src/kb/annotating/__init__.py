"""What an annotation form means: from the words that an editor selected and the answers given to the changed front matter.

``placed`` finds selected words in an article and says how they are quoted; ``added``, ``changed`` and ``removed`` make the
changes; ``brought`` says what would be wrong after them, beside the answer at fault. Which keys there are to answer is known to
``contract``. This room writes nothing and knows neither browser nor HTML; ``desk`` calls it.
"""

from kb.annotating.forming import Formed, Wanted, added, changed, removed, standing
from kb.annotating.judging import Fault, brought, serious
from kb.annotating.quoting import Selected, placed

__all__ = ["Fault", "Formed", "Selected", "Wanted", "added", "brought", "changed", "placed", "removed", "serious", "standing"]
