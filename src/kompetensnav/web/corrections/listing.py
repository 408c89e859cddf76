"""The list of corrections: state, filters and order in the address, pages kept apart by the last row shown."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, Q
from django.db.models.functions import Collate
from django.utils.translation import gettext

from kompetensnav.apps.concepts.queries import taxonomy_in_use
from kompetensnav.apps.core.collation import COLLATION
from kompetensnav.apps.corrections.enums import CorrectionKind, CorrectionSource, CorrectionState
from kompetensnav.apps.corrections.models import Correction
from kompetensnav.apps.corrections.queries import CorrectionQuerySet
from kompetensnav.apps.memberships.actor import Actor
from kompetensnav.engine.linking.aliases import key_of
from kompetensnav.web import list_keys
from kompetensnav.web.words import language

STEP = 25
WAITING, APPLIED, ALL = "waiting", "applied", "every"
_KEY = "sort_key"  # the annotation that holds what is sorted by


@dataclass(frozen=True, slots=True)
class Order:
    """One way to sort, and how its values are read from an address."""

    key: Any
    read: Callable[[Any], Any]
    falling: bool = False  # when first chosen


ORDERS = {
    "made": Order(F("made_at"), list_keys.moment, falling=True),
    "phrase": Order(Collate("phrase_key", COLLATION), list_keys.text),
    "organisation": Order(Collate("organisation__name", COLLATION), list_keys.text),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; what cannot be read in it is passed over."""

    state: str
    text: str
    kind: str
    source: str
    sort: str
    falling: bool
    after: str

    @classmethod
    def of(cls, query: Any) -> "Asked":
        state, sort, order = query.get("state", ""), query.get("sort", ""), query.get("order", "")
        sort = sort if sort in ORDERS else "made"
        kind, source = query.get("kind", ""), query.get("source", "")
        return cls(
            state=state if state in (APPLIED, ALL, CorrectionState.DECLINED) else WAITING,
            text=" ".join(query.get("text", "").split())[:100],
            kind=kind if kind in CorrectionKind.values else "",
            source=source if source in CorrectionSource.values else "",
            sort=sort,
            falling=order == "falling" if order in ("falling", "rising") else ORDERS[sort].falling,
            after=query.get("after", ""),
        )

    @property
    def narrowed(self) -> bool:
        """Whether anything is filtered away beside the state."""
        return bool(self.text or self.kind or self.source)

    def query(self, **changes: str) -> str:
        """The address with some of it changed; the page that is shown is left out."""
        values = {
            "state": self.state,
            "text": self.text,
            "kind": self.kind,
            "source": self.source,
            "sort": self.sort,
            "order": "falling" if self.falling else "rising",
        }
        return urlencode({k: v for k, v in (values | changes).items() if v})


@dataclass(frozen=True, slots=True)
class Row:
    """One correction in words. ``alike`` is how many others that wait say the same."""

    correction: Correction
    read_as: str
    says: str
    alike: int


@dataclass(frozen=True, slots=True)
class Column:
    """A heading. ``href`` sorts by it; ``state`` says how it is sorted now."""

    label: str
    href: str = ""
    state: str = "none"


def found(actor: Actor, asked: Asked) -> CorrectionQuerySet:
    """All that is asked for, in order; the id separates equals."""
    rows = Correction.objects.visible_to(actor)
    if asked.state == APPLIED:
        rows = rows.applied()
    elif asked.state != ALL:
        rows = rows.filter(state=asked.state)
    if asked.text:
        rows = rows.filter(phrase_key__contains=key_of(asked.text))
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.source:
        rows = rows.filter(source=asked.source)
    sign = "-" if asked.falling else ""
    rows = rows.select_related("organisation", "decided_by")
    return rows.annotate(**{_KEY: ORDERS[asked.sort].key}).order_by(f"{sign}{_KEY}", f"{sign}id")


def page(actor: Actor, asked: Asked) -> tuple[list[Row], str]:
    """(rows, the mark of the last one where more follow). A constant number of queries."""
    rows = found(actor, asked)
    key = list_keys.read_key(asked.after, ORDERS[asked.sort].read)
    if key is not None:
        step = "lt" if asked.falling else "gt"
        rows = rows.filter(Q(**{f"{_KEY}__{step}": key[0]}) | Q(**{_KEY: key[0], f"id__{step}": key[1]}))
    shown = list(rows[: STEP + 1])
    more = list_keys.written(getattr(shown[STEP - 1], _KEY), shown[STEP - 1].pk) if len(shown) > STEP else ""
    return rows_of(actor, shown[:STEP]), more


def rows_of(actor: Actor, corrections: list[Correction]) -> list[Row]:
    """Corrections in words, with how many that wait say the same."""
    name, keys = names(), {c.phrase_key for c in corrections}
    waiting = list(Correction.objects.visible_to(actor).waiting().filter(phrase_key__in=keys))
    return [Row(c, name(c.concept_before), says(c, name), sum(_alike(c, w) for w in waiting)) for c in corrections]


def names() -> Callable[[str], str]:
    """Labels of concepts by id; one look at the taxonomy in use for a whole page. Nothing for nothing."""
    graph, wished = taxonomy_in_use().graph, language()

    def name(id_: str) -> str:
        concept = graph.find(id_) if id_ else None
        return id_ if concept is None else graph.label(concept, wished)

    return name


def _alike(one: Correction, other: Correction) -> bool:
    """As ``CorrectionQuerySet.alike``, for rows in hand."""
    said = [
        (c.kind, c.phrase_key, c.concept_after, "" if c.concept_after else c.concept_before) for c in (one, other)
    ]
    return one.pk != other.pk and said[0] == said[1]


def says(correction: Correction, name: Callable[[str], str]) -> str:
    """What it says of the words."""
    if correction.kind == CorrectionKind.MEANS:
        return gettext("means %(label)s") % {"label": name(correction.concept_after)}
    if correction.kind == CorrectionKind.NOT_ASKED:
        return gettext("is not a requirement")
    return gettext("does not mean %(label)s") % {"label": name(correction.concept_before)}


def columns(asked: Asked) -> list[Column]:
    """The headings of the table."""
    sorts = {"phrase": gettext("Words"), "organisation": gettext("Whose text"), "made": gettext("Told on")}
    headings = {key: _column(asked, key, label) for key, label in sorts.items()}
    return [
        headings["phrase"],
        Column(gettext("What is said")),
        Column(gettext("Was read as")),
        headings["organisation"],
        headings["made"],
        Column(gettext("State")),
    ]


def _column(asked: Asked, key: str, label: str) -> Column:
    if asked.sort != key:
        return Column(label, f"?{asked.query(sort=key, order='')}")
    turned = "rising" if asked.falling else "falling"
    return Column(label, f"?{asked.query(order=turned)}", "descending" if asked.falling else "ascending")
