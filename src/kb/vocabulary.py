"""The closed lists of the contract: kinds, ties, roles, certainty; each word with its meaning.

An editor chooses from these lists and never adds to them in an article; a new word is added here, with its
meaning, and the guide and the JSON Schema follow. This room knows words only: it reads no files and does
not decide where a word may stand (see ``contract``). Every room above may call it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a closed list: what an editor writes, how a page says it, and what it means."""

    id: str
    label: str
    meaning: str


@dataclass(frozen=True, slots=True)
class EntityKind(Term):
    """A kind of thing that has a page.

    ``folder`` is its folder under ``entities/`` and the address of its index page, ``plural`` that page's title.
    """

    folder: str
    plural: str
    is_actor: bool = True


@dataclass(frozen=True, slots=True)
class TieType(Term):
    """A type of tie: ``label`` reads from subject to object, ``inverse`` from object to subject.

    ``base`` is the infinitive of ``label`` without "to".
    """

    inverse: str
    base: str

    @property
    def denied(self) -> str:
        """The tie as denied: ``is not allied with``, ``did not meet with``, ``does not support``."""
        first, _, rest = self.label.partition(" ")
        if first == "is":
            return f"is not {rest}"
        return f"{'does' if first.endswith('s') else 'did'} not {self.base}"

    @property
    def lasting(self) -> bool:
        """Whether the tie is a state that lasts, not a deed: its words stand in the present, *supports*, not in the past, *met with*."""
        return self.label.partition(" ")[0].endswith("s")

    @property
    def symmetric(self) -> bool:
        """Whether the tie says the same in both directions."""
        return self.label == self.inverse


KINDS: Final[tuple[EntityKind, ...]] = (
    EntityKind("person", "person", "One human being.", "people", "People"),
    EntityKind("group", "group", "An armed, political or religious movement, faction or alliance.", "groups", "Groups"),
    EntityKind("state", "state", "A country, as an actor and as a territory.", "states", "States"),
    EntityKind(
        "body",
        "government body",
        "A government, ministry, army, agency or other organ of one state.",
        "bodies",
        "Government bodies",
    ),
    EntityKind(
        "organization",
        "organization",
        "A standing organization that is neither armed group nor organ of one state: the U.N., a think tank, a company.",
        "organizations",
        "Organizations",
    ),
    EntityKind("publication", "publication", "A newspaper, magazine, broadcaster or web site.", "publications", "Publications"),
    EntityKind(
        "community",
        "community",
        "People spoken of together: a faith, a nation, the soldiers or officials of a country.",
        "communities",
        "Communities",
    ),
    EntityKind("place", "place", "A city, region, border, building or installation.", "places", "Places", is_actor=False),
)

NAME_KINDS: Final[tuple[Term, ...]] = (
    Term("name", "name", "A full name that the texts use."),
    Term("abbreviation", "abbreviation", "Initials or another shortening: AQI, U.S."),
    Term("short", "short form", "A part of the name that stands for all of it: Assad."),
    Term("spelling", "spelling", "The same name spelt, capitalised or hyphenated in another way."),
    Term("transliteration", "transliteration", "The same name carried over from another script in another way."),
    Term("former", "former name", "A name that it no longer uses."),
    Term("front", "front name", "A name under which it acts or signs."),
    Term("nickname", "nickname", "A byname or nom de guerre."),
    Term("misprint", "misprint", "A name misprinted in a text."),
    Term("description", "description", "Words that stand for it without being a name: the Iranian regime."),
    Term("metonym", "metonym", "Another thing's name used for it: Tehran for the government of Iran."),
)

FIND: Final[tuple[Term, ...]] = (
    Term("same-case", "as written", "Found wherever the words stand with the same capitals (the default)."),
    Term("any-case", "in any case", "Found wherever the words stand, whatever their capitals."),
    Term("never", "not searched for", "Kept for the record and for the search box, never looked for in running text."),
)

CERTAINTIES: Final[tuple[Term, ...]] = (
    Term("asserted", "asserted", "The voice states it as so."),
    Term("alleged", "alleged", "The voice reports it as claimed, accused, suspected or described by somebody."),
    Term("possible", "possible", "The voice hedges: might, could, likely, it is possible that, fears that."),
    Term("denied", "denied", "The voice says that it is not so."),
)

STATUSES: Final[tuple[Term, ...]] = (
    Term("actual", "actual", "Told as something that is or was (the default)."),
    Term("planned", "planned", "Announced, agreed, scheduled or plotted; not told as done."),
    Term("wanted", "wanted", "Sought, demanded, recommended or called for."),
    Term("expected", "expected", "Predicted by the voice, without a wish or a fear."),
    Term("feared", "feared", "Feared or warned of by the voice."),
)

BOUNDS: Final[tuple[Term, ...]] = (
    Term("exactly", "", "The number as printed (the default)."),
    Term("at-least", "at least", "“At least”, “more than”, “over”."),
    Term("about", "about", "“About”, “some”, “around”."),
    Term("nearly", "nearly", "“Nearly”, “almost”, “up to”."),
)

EVENT_KINDS: Final[tuple[Term, ...]] = (
    Term("agreement", "agreement", "Parties agree on something: an accord, a deal, an alliance."),
    Term("announcement", "announcement", "Something is made known: a claim of responsibility, a new body, a decision."),
    Term("appointment", "appointment", "Somebody is put into, or comes into, an office or a command."),
    Term("arrest", "arrest", "People are arrested or detained, or a cell is broken up."),
    Term("attack", "attack", "Violence against people or things: bombing, air strike, ambush, rocket fire."),
    Term("crackdown", "crackdown", "A state acts against a group, network or people."),
    Term("deployment", "deployment", "People, forces or equipment are sent somewhere."),
    Term("designation", "designation", "A state or organization lists somebody as terrorist or sanctioned."),
    Term("election", "election", "A vote."),
    Term("founding", "founding", "A group or body comes into being."),
    Term("killing", "killing", "A named person or counted people are killed, told as an act of its own."),
    Term("legislation", "legislation", "A law is proposed, made or fails."),
    Term("meeting", "meeting", "Named parties meet."),
    Term("operation", "operation", "A longer activity: a campaign, a programme, a traffic."),
    Term("order", "order", "Somebody orders or instructs others to do a thing."),
    Term("protest", "protest", "A demonstration or protest movement."),
    Term("seizure", "seizure", "A place is taken."),
    Term("statement", "statement", "Somebody says or writes something at a time."),
    Term("training", "training", "People are trained or taught."),
    Term("uprising", "uprising", "A rising against a government."),
    Term("visit", "visit", "Somebody goes to see a place or people."),
    Term("war", "war", "A war, civil war or lasting armed conflict."),
    Term("withdrawal", "withdrawal", "People or forces leave or are ordered to leave."),
)

ROLES: Final[tuple[Term, ...]] = (
    Term("perpetrator", "by", "Who did it: the attacker, the killer."),
    Term("claimant", "claimed by", "Who says that they did it."),
    Term("suspect", "suspected", "Who is accused or suspected of it."),
    Term("planner", "ordered or planned by", "Who ordered, planned or directed it."),
    Term("target", "against", "Whom or what it was aimed at."),
    Term("victim", "victims", "Who was killed, hurt or harmed."),
    Term("authority", "carried out by", "Who arrested, designated, cracked down, deployed or ordered as an authority."),
    Term("subject", "concerning", "Whom the arrest, designation, appointment, order or deployment concerns."),
    Term("speaker", "said by", "Who says, announces or claims."),
    Term("addressee", "said to", "To whom it is said."),
    Term("party", "parties", "Who agrees, meets or fights on equal terms."),
    Term("host", "host", "Who receives a visit or on whose ground a meeting is held."),
    Term("guest", "guest", "Who visits."),
    Term("founder", "founded by", "Who founded it."),
    Term("founded", "founded", "What was founded."),
    Term("trainer", "trained by", "Who trains or teaches."),
    Term("trainee", "trained", "Who is trained or taught."),
    Term("supporter", "supported by", "Who helps it happen."),
    Term("beneficiary", "for", "Who gains by it, or for whom it is done."),
    Term("candidate", "standing", "Who stands in an election."),
    Term("participant", "taking part", "Who takes part, where the text says no more."),
)

FIGURE_KINDS: Final[tuple[Term, ...]] = (
    Term("killed", "killed", "People killed."),
    Term("injured", "injured", "People wounded or injured."),
    Term("arrested", "arrested", "People arrested or detained."),
    Term("deployed", "deployed", "People or forces present or sent."),
    Term("attacks", "attacks", "Attacks or strikes counted."),
    Term("other", "", "Another thing counted; say what in ``of``."),
)

TIES: Final[tuple[TieType, ...]] = (
    TieType("part-of", "is part of", "The subject is a part, branch or organ of the object.", "has as a part", "be part of"),
    TieType("offshoot-of", "is an offshoot of", "The subject came out of the object.", "has as an offshoot", "be an offshoot of"),
    TieType(
        "front-name-of",
        "is a front name of",
        "The subject is a name under which the object acts.",
        "acts under the name",
        "be a front name of",
    ),
    TieType(
        "under-authority-of",
        "is nominally under",
        "The object supervises the subject, in name or by law.",
        "nominally supervises",
        "be nominally under",
    ),
    TieType("reports-to", "reports to", "The subject takes its orders from the object.", "gives orders to", "report to"),
    TieType("founded", "founded", "The subject founded or set up the object.", "was founded by", "found"),
    TieType(
        "helped-found",
        "helped to found",
        "The subject helped or prepared the founding of the object.",
        "was founded with help from",
        "help to found",
    ),
    TieType("leads", "leads", "The subject leads, heads, rules or commands the object.", "is led by", "lead"),
    TieType("appointed", "appointed", "The subject put the object into office or command.", "was appointed by", "appoint"),
    TieType(
        "brought-to-power", "brought to power", "The subject brought the object into power.", "was brought to power by", "bring to power"
    ),
    TieType(
        "member-of", "is a member of", "The subject belongs to the object as a member or fighter.", "has as a member", "be a member of"
    ),
    TieType(
        "official-of",
        "is an official of",
        "The subject holds an office of, or works for, the object.",
        "has as an official",
        "be an official of",
    ),
    TieType("spokesman-for", "speaks for", "The subject speaks for the object by office.", "is spoken for by", "speak for"),
    TieType("succeeded", "succeeded", "The subject took the place of the object.", "was succeeded by", "succeed"),
    TieType(
        "affiliated-with", "is affiliated with", "A tie of belonging, short of being a part.", "is affiliated with", "be affiliated with"
    ),
    TieType("linked-to", "is linked to", "The text says links or ties and no more.", "is linked to", "be linked to"),
    TieType("allied-with", "is allied with", "Allies, or on the same side.", "is allied with", "be allied with"),
    TieType("cooperates-with", "cooperates with", "They work together towards something.", "cooperates with", "cooperate with"),
    TieType("coordinates-with", "coordinates with", "They fit their actions together.", "coordinates with", "coordinate with"),
    TieType(
        "shares-intelligence-with",
        "shares intelligence with",
        "They share information or intelligence.",
        "shares intelligence with",
        "share intelligence with",
    ),
    TieType(
        "agreement-with",
        "has an agreement with",
        "They have an agreement, deal or accord.",
        "has an agreement with",
        "have an agreement with",
    ),
    TieType("supports", "supports", "The subject supports or backs the object, by means not named.", "is supported by", "support"),
    TieType("sponsors", "sponsors", "The subject stands behind the object as its sponsor.", "is sponsored by", "sponsor"),
    TieType("finances", "finances", "The subject gives the object money.", "is financed by", "finance"),
    TieType("arms", "arms", "The subject gives the object weapons, or carries them to it.", "is armed by", "arm"),
    TieType("trains", "trains", "The subject trains the object.", "is trained by", "train"),
    TieType("advises", "advises", "The subject advises the object.", "is advised by", "advise"),
    TieType(
        "recruits-for", "recruits for", "The subject brings recruits or fighters to the object.", "receives recruits from", "recruit for"
    ),
    TieType("sent", "sent", "The subject sent or dispatched the object.", "was sent by", "send"),
    TieType(
        "sends-forces-to",
        "sends forces to",
        "The subject sends advisers, troops or equipment to the object.",
        "receives forces from",
        "send forces to",
    ),
    TieType(
        "facilitates",
        "facilitates the work of",
        "The subject makes the object’s work possible.",
        "has its work facilitated by",
        "facilitate the work of",
    ),
    TieType("tolerates", "tolerates", "The subject lets the object be, or turns a blind eye to it.", "is tolerated by", "tolerate"),
    TieType("hosts", "hosts", "The object is on the subject’s ground with its leave.", "is hosted by", "host"),
    TieType("recognizes", "recognizes", "The subject grants that the object has a right or an interest.", "is recognized by", "recognize"),
    TieType("opposes", "opposes", "The subject is against the object, or criticises it.", "is opposed by", "oppose"),
    TieType("rivals", "is a rival of", "They compete.", "is a rival of", "be a rival of"),
    TieType("fights", "fights", "They fight each other.", "fights", "fight"),
    TieType("attacked", "attacked", "The subject attacked or struck the object.", "was attacked by", "attack"),
    TieType("targets", "targets", "The subject aims attacks at the object.", "is targeted by", "target"),
    TieType("killed", "killed", "The subject killed the object.", "was killed by", "kill"),
    TieType("arrested", "arrested", "The subject arrested or detained the object, or broke it up.", "was arrested by", "arrest"),
    TieType(
        "cracks-down-on",
        "cracks down on",
        "The subject acts against the object with the means of a state.",
        "is cracked down on by",
        "crack down on",
    ),
    TieType("designated", "designated", "The subject listed the object as terrorist or sanctioned.", "was designated by", "designate"),
    TieType("accuses", "accuses", "The subject accuses the object of something.", "is accused by", "accuse"),
    TieType(
        "pressures", "puts pressure on", "The subject presses or pushes the object to do something.", "is pressed by", "put pressure on"
    ),
    TieType(
        "refuses-to-cooperate-with",
        "refuses to cooperate with",
        "The subject will not work with the object.",
        "is refused cooperation by",
        "refuse to cooperate with",
    ),
    TieType("isolates", "isolates", "The subject shuns the object or wants it shunned.", "is isolated by", "isolate"),
    TieType("met-with", "met with", "They met. A meeting that did not happen is this tie, denied.", "met with", "meet with"),
    TieType("invited", "invited", "The subject invited the object.", "was invited by", "invite"),
    TieType("visited", "visited", "The subject visited the object.", "was visited by", "visit"),
    TieType("spoke-to", "spoke to", "The subject said or wrote something to the object.", "was spoken to by", "speak to"),
    TieType("controls", "controls", "The subject holds the object: a place, a region, a post.", "is controlled by", "control"),
    TieType("seized", "seized", "The subject took the object.", "was seized by", "seize"),
    TieType("annexed", "annexed", "The subject annexed the object.", "was annexed by", "annex"),
    TieType("governs-in", "governs in", "The subject governs or provides services in the object.", "is governed in part by", "govern in"),
    TieType("operates-in", "operates in", "The subject is active in the object.", "has operating in it", "operate in"),
    TieType("based-in", "is based in", "The subject has its seat in the object.", "is the seat of", "be based in"),
    TieType("located-in", "is in", "The subject lies in the object.", "contains", "be in"),
    TieType("borders", "borders", "They lie side by side.", "borders", "border"),
    TieType("comes-from", "comes from", "The subject comes from, or is native to, the object.", "is the origin of", "come from"),
    TieType("travelled-to", "travelled to", "The subject travelled to the object, or through it.", "was travelled to by", "travel to"),
    TieType("represents", "represents", "The subject stands for or defends the object, or claims to.", "is represented by", "represent"),
    TieType(
        "seeks-support-of", "seeks the support of", "The subject tries to win the object over.", "is courted by", "seek the support of"
    ),
    TieType("turned-against", "turned against", "The subject, once with the object, turned on it.", "was turned on by", "turn against"),
    TieType("published-in", "is published in", "The subject publishes or writes in the object.", "publishes", "be published in"),
)

SOURCE_TYPES: Final[tuple[Term, ...]] = (
    Term("article-newspaper", "newspaper article", "CSL 1.0.2: an article in a newspaper."),
    Term("article-magazine", "magazine article", "CSL 1.0.2: an article in a magazine."),
    Term("article-journal", "journal article", "CSL 1.0.2: an article in a journal."),
    Term("post-weblog", "blog post", "CSL 1.0.2: a post in a blog."),
    Term("post", "post", "CSL 1.0.2: a post in a forum or social network."),
    Term("webpage", "web page", "CSL 1.0.2: a page of a web site."),
    Term("broadcast", "broadcast", "CSL 1.0.2: a radio or television broadcast."),
    Term("interview", "interview", "CSL 1.0.2: an interview."),
    Term("speech", "speech", "CSL 1.0.2: a speech or spoken statement."),
    Term("motion_picture", "video", "CSL 1.0.2: a film or video."),
    Term("report", "report", "CSL 1.0.2: a report."),
    Term("legislation", "law or order", "CSL 1.0.2: a law, order or other legal act, such as a designation."),
    Term("book", "book", "CSL 1.0.2: a book."),
    Term("document", "document", "CSL 1.0.2: a document of another kind, such as a written statement or a readout."),
)

RIGHTS: Final[tuple[Term, ...]] = (
    Term("full", "full text", "A public site may carry the whole text."),
    Term("passages", "quoted passages", "A public site may carry the quoted words, with up to five words of their sentence on each side."),
    Term("reference", "reference only", "A public site may carry the reference and a link, and none of the words."),
)

AUDIENCES: Final[tuple[Term, ...]] = (
    Term("public", "public", "Everybody: of each article only what its rights allow."),
    Term("internal", "internal", "The editors: the whole text of every article."),
)

VERDICTS: Final[tuple[Term, ...]] = (
    Term("contradicts", "they contradict each other", "Both cannot be so as told."),
    Term("differs", "they tell it differently", "Time, figures, roles, certainty or emphasis differ; both may be so."),
    Term("refines", "one says it more exactly", "One side is the other, told more exactly."),
    Term("supersedes", "one replaces the other", "The later side takes the place of the earlier."),
    Term("wording", "only the words differ", "The same thing under other words."),
    Term("apparent", "only apparently", "It looks like a difference and is none."),
)

MOVED_KINDS: Final[tuple[Term, ...]] = (
    Term("entity", "entity", "A person, group, body, place or other entity."),
    Term("article", "article", "An article."),
    Term("event", "event", "An event."),
    Term("source", "source", "A cited work or quoted document."),
    Term("dispute", "dispute", "A question on which articles or voices differ."),
)
MOVED_WAYS: Final[tuple[Term, ...]] = (
    Term("renamed", "renamed", "It got another id."),
    Term("merged", "merged", "It was found to be the same as another, and went into it."),
)

KIND: Final[dict[str, EntityKind]] = {kind.id: kind for kind in KINDS}
TIE: Final[dict[str, TieType]] = {tie.id: tie for tie in TIES}
LABEL: Final[dict[str, str]] = {
    term.id: term.label for terms in (CERTAINTIES, STATUSES, BOUNDS, EVENT_KINDS, FIGURE_KINDS, NAME_KINDS) for term in terms
}
ROLE_LABEL: Final[dict[str, str]] = {term.id: term.label for term in ROLES}
SOURCE_LABEL: Final[dict[str, str]] = {term.id: term.label for term in SOURCE_TYPES}
