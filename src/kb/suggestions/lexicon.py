"""Which words are common English, and the closed lists of words that show what a name beside them is.

The lists are of the language and never of anybody's names: titles, nouns for bodies and places, verbs of saying, hedges. The
common words come from a spelling dictionary, which ``library`` reads and hands in. Nothing here looks at an article.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words before a name that say it is a person's. Those of more than one word are joined with a space by ``TITLE_PHRASES``.
TITLES: Final = _words(
    "mr mrs ms miss dr sir lord lady dame prof professor father sister brother monsignor msgr fr rev reverend bishop archbishop "
    "cardinal pope rabbi imam mullah maulana sheikh shaikh sheik ayatollah hojjatoleslam sayyid sayyed sultan emir amir prince "
    "princess king queen emperor general gen colonel col major maj captain capt lieutenant lt sergeant sgt corporal cpl private "
    "admiral adm commodore marshal brigadier brig commander cmdr comandante commissioner inspector sheriff superintendent judge "
    "justice magistrate prosecutor attorney lawyer counsel president vice-president premier chancellor minister secretary deputy "
    "senator sen representative rep congressman congresswoman councilman councillor assemblyman assemblywoman lawmaker mayor "
    "governor gov ambassador amb consul envoy delegate chairman chairwoman chairperson chief director leader spokesman spokeswoman "
    "spokesperson journalist reporter correspondent columnist editor photographer cameraman writer author poet economist engineer "
    "eng architect student teacher doctor physician priest nun pastor cleric preacher businessman businesswoman industrialist "
    "banker farmer rancher peasant worker activist militant guerrilla terrorist rebel trafficker hitman suspect candidate "
    "politician diplomat official officer policeman soldier agent guard bodyguard driver engineer-general undersecretary "
    "comptroller analyst historian scholar researcher citizen citizens lic don dona ex-president ex-minister brothers messrs "
    "comrade commandant strongman dictator kingpin capo widow wife husband son daughter"
)

# The head noun of a body's name, by the kind that it makes likely.
GROUP_HEADS: Final = _words(
    "front army movement militia militias brigade brigades battalion battalions cell faction alliance coalition league forces "
    "resistance vanguard command commando commandos cartel guerrillas insurgency jihad squad squads mafia sect party union "
    "organization organisation group network wing corps "
    "jabhat jabha harakat hizb hezb jaysh jaish liwa kataib kata'ib katibat asaib asa'ib saraya ansar jund faylaq"  # the same in Arabic
)
BODY_HEADS: Final = _words(
    "ministry government police guard court congress parliament senate assembly agency department directorate bureau "
    "administration intelligence secretariat command staff navy force academy council commission prosecutor treasury cabinet "
    "presidency embassy consulate detachment regiment division squadron unit garrison battalion brigade armed military institute "
    "office committee legislature service junta"
)
ORGANIZATION_HEADS: Final = _words(
    "university college institute foundation association federation confederation chamber company corporation corp inc ltd bank "
    "church committee organization organisation society club union conference fund school hospital airline airlines center centre "
    "coordinator coordinating workers bishopric archdiocese diocese cooperative"
)
PUBLICATION_HEADS: Final = _words(
    "newspaper courier chronicle observer guardian radio television tv daily weekly magazine herald times tribune gazette journal "
    "post news network agency broadcaster"
)
BODY_MODIFIERS: Final = _words(  # common words that are part of a body's name before or after its head
    "national popular revolutionary liberation democratic republican socialist communist christian social liberal conservative "
    "labor labour workers peasants people peoples united unified central general supreme federal civil civilian public foreign "
    "interior defense defence finance health justice education security special armed military naval air land joint high "
    "constitutional electoral human rights islamic patriotic independent international world regional presidential legislative "
    "criminal antiterrorist treasury state red new free royal republic simultaneous political rural infantry cavalry artillery "
    "paratroop engineer rapid reaction first second third 1st 2d 2nd 3d 3rd 4th 5th 6th trade students teachers medical legal "
    "intelligence immediate southern northern eastern western investigative investigations investigation press information "
    "permanent farm broad left right nationalist authentic radical"
)

# The noun of a place, after or before its name; and the words that lead to a place.
PLACE_HEADS: Final = _words(
    "city town village municipality department province state region district county canton hamlet neighborhood neighbourhood "
    "suburb borough parish prefecture governorate island islands peninsula river lake sea gulf bay strait mountain mountains mount "
    "hill hills volcano valley desert plain coast border port harbor harbour airport airfield base bridge highway road street "
    "avenue boulevard square plaza park stadium camp jurisdiction settlement shantytown slum farm ranch hacienda estate creek "
    "stream dam canal zone area community sector township commune capital crossing checkpoint prison barracks"
)
DIVISIONS: Final = _words(  # of these, the ones that say what a place is and are no part of its name: *San Miguel department*
    "city town village municipality department departments province provinces region district county canton hamlet neighborhood "
    "neighbourhood suburb borough prefecture governorate jurisdiction zone area sector township commune capital community"
)
VAGUE: Final = _words(  # words of a body's name that alone name none: *a military unit*, *the security forces*
    "military security armed special new political civil civilian public rural first second third legal medical criminal "
    "information peoples workers peasants students teachers trade unified united joint independent local foreign international "
    "regional general state labor rights human press permanent free simultaneous investigations investigative antiterrorist "
    "radical left right southern northern eastern western infantry cavalry artillery engineer naval presidential government social "
    "people high legislative electoral"
)
PLACE_PREPOSITIONS: Final = _words(
    "in at near from to toward towards into through throughout around outside inside across between within of off via"
)
LOCAL: Final = _words("in at near outside inside throughout into toward towards across")  # of these, a place follows more often than not

SAYING: Final = _words(
    "said says say saying stated states added adds told tells announced announces claimed claims reported reports noted notes "
    "explained explains declared declares confirmed confirms denied denies warned warns asserted asserts commented replied "
    "responded stressed emphasized emphasised indicated pointed believes believed thinks thought argued argues wrote writes urged "
    "urges insisted remarked disclosed revealed acknowledged admitted alleged accused recalled maintained demanded expressed"
)
ACTING: Final = _words(  # verbs before or after which a bare name is more likely somebody than something
    "was were is are has had will would died escaped arrived left met signed resigned appointed killed murdered assassinated "
    "kidnapped wounded arrested captured detained shot injured led headed commanded called named identified visited attended "
    "participated"
)
HEDGES: Final[dict[str, str]] = {  # the more careful word for what a hedge leaves open
    **dict.fromkeys(
        [
            "allegedly",
            "alleged",
            "alleges",
            "reportedly",
            "accused",
            "accuses",
            "suspected",
            "suspects",
            "supposedly",
            "purportedly",
            "purported",
            "claimed",
        ],
        "alleged",
    ),
    **dict.fromkeys(
        ["claims", "claiming", "presumably", "presumed", "believed", "thought", "said", "described", "rumored", "rumoured"], "alleged"
    ),
    **dict.fromkeys(
        [
            "may",
            "might",
            "could",
            "would",
            "possibly",
            "perhaps",
            "probably",
            "likely",
            "unlikely",
            "apparently",
            "seems",
            "seem",
            "appears",
            "appeared",
            "if",
        ],
        "possible",
    ),
    **dict.fromkeys(["suggests", "suggested", "unclear", "unconfirmed", "unverified", "whether", "fears", "feared"], "possible"),
}
DENIALS: Final = _words(
    "not no never neither nor none nobody denied denies deny denying without cannot n't didn't wasn't isn't refuted rejected"
)
PARTICLES: Final = _words(
    "de del la las los el y e da das dos di du des le van von der ter bin ibn bint abu abd umm ben al ul ud ash san santa santo "
    "saint st sao"
)
INNER: Final = _words("de del la las los y e da das dos di du des le van von der bin ibn bint ul ud")  # join two parts of a name
ARTICLES: Final = _words("the a an this that these those his her its their our my")
# Words of the calendar, and pronouns, that begin with a capital and name nobody.
CALENDAR: Final = _words(
    "january february march april may june july august september october november december jan feb mar apr jun jul aug sept sep "
    "oct nov dec monday tuesday wednesday thursday friday saturday sunday i"
)
# Spoken of together: a demonym is an adjective at least as often as it names people.
_DEMONYM: Final = re.compile(r"[a-z]{2,}(?:an|ans|ese|ish|i|is|ic|ite|ites)")
# Words that the dictionary has only as a form of another one.
_ALSO_COMMON: Final = _words("is as into led unit units her his him hers its am th st nd rd gmt details")
_ROMAN: Final = re.compile(r"[ivxlc]+")
_ENDINGS: Final = (
    ("ies", ("y", "ie")),
    ("ied", ("y",)),
    ("ily", ("y",)),
    ("iness", ("y",)),
    ("ier", ("y",)),
    ("iest", ("y",)),
    ("ication", ("y",)),
    ("ization", ("ize",)),
    ("isation", ("ize",)),
    ("ising", ("ize",)),
    ("ised", ("ize",)),
    ("ation", ("e", "")),
    ("ations", ("e", "")),
    ("ions", ("e", "")),
    ("ion", ("e", "")),
    ("ings", ("e", "")),
    ("ing", ("e", "")),
    ("ed", ("e", "")),
    ("ers", ("e", "")),
    ("er", ("e", "")),
    ("ors", ("e", "")),
    ("or", ("e", "")),
    ("est", ("e", "")),
    ("es", ("", "e")),
    ("s", ("",)),
    ("ly", ("", "le")),
    ("able", ("e", "")),
    ("ness", ("",)),
    ("ment", ("",)),
    ("ments", ("",)),
    ("ist", ("", "y", "ism")),
    ("ists", ("", "y", "ism")),
    ("d", ("",)),
)
_PREFIXES: Final = (
    "un",
    "re",
    "anti",
    "non",
    "pre",
    "co",
    "counter",
    "over",
    "under",
    "out",
    "mis",
    "dis",
    "sub",
    "inter",
    "in",
    "de",
    "con",
    "pro",
    "para",
    "ultra",
    "narco",
    "multi",
    "semi",
)
_LEAST: Final = 3  # letters of a stem


@dataclass(frozen=True)
class Lexicon:
    """The words of a spelling dictionary: ``common`` those in lower case, ``proper`` those with a capital, in lower case here."""

    common: frozenset[str]
    proper: frozenset[str]

    @classmethod
    def of(cls, common: str, proper: str) -> Lexicon:
        """From two lists, a word a line."""
        return cls(frozenset(common.split()), frozenset(proper.lower().split()))

    def is_common(self, word: str) -> bool:
        """Whether a word, or what it is inflected or derived from, is a common word of English; capitals do not count."""
        plain = word.lower().replace("’", "'").removesuffix("'s").strip("'.-")
        if not plain or not plain.isascii() or not plain.replace("-", "").replace("'", "").isalpha():
            return plain.isdigit() or not plain
        if "-" in plain:
            return all(self.is_common(part) for part in plain.split("-"))
        bare = plain.replace("'", "")
        return (
            plain in CALENDAR or plain in _ALSO_COMMON or any(one in self.common for word in (bare, _british(bare)) for one in _stems(word))
        )

    def is_proper(self, word: str) -> bool:
        """Whether the dictionary knows the word with a capital."""
        plain = word.lower().replace("’", "'").removesuffix("'s").strip("'.")
        return plain in self.proper

    def is_demonym(self, word: str) -> bool:
        """Whether a word looks like the adjective or the people of a country: *Honduran*, *Peruvians*, *Sandinist*."""
        plain = word.lower().replace("’", "'").removesuffix("'s")
        return bool(_DEMONYM.fullmatch(plain)) and (plain in self.proper or plain.removesuffix("s") in self.proper)


def _british(word: str) -> str:
    """A word in the spelling of the dictionary, which is American."""
    for ours, theirs in (("our", "or"), ("ence", "ense"), ("ogue", "og"), ("tre", "ter"), ("elling", "eling"), ("elled", "eled")):
        if word.endswith((ours, f"{ours}s", f"{ours}ed", f"{ours}ing", f"{ours}less", f"{ours}ful")) and len(word) > len(ours) + 1:
            return theirs.join(word.rsplit(ours, 1))
    return word


def _stems(word: str) -> Iterator[str]:
    """A word and what it may be made from, by the regular endings and prefixes of English; what is no word finds nothing."""
    yield word
    bases = [word]
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST - 1:
            stem = word[: -len(ending)]
            bases += [stem + one for one in instead]
            if len(stem) > _LEAST and stem[-1] == stem[-2]:
                bases.append(stem[:-1])
    yield from bases[1:]
    for prefix in _PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) > _LEAST:
            yield from (base[len(prefix) :] for base in bases if len(base) - len(prefix) > _LEAST)


def hedge_in(words: Iterable[str]) -> str:
    """The certainty that the hedges among these words allow: ``denied``, ``possible``, ``alleged``; nothing where none stands."""
    lower = [word.lower() for word in words]
    if any(word in DENIALS or word.endswith(("n't", "n’t")) for word in lower):
        return "denied"
    found = {HEDGES[word] for word in lower if word in HEDGES}
    return "possible" if "possible" in found else "alleged" if found else ""


def is_roman(word: str) -> bool:
    """Whether a word is a Roman numeral, which may end a name: *John Paul II*."""
    return bool(_ROMAN.fullmatch(word.lower()))
