"""The searchable people of a region: one stored index that all processes map, and what changed since.

Every change of a person counts a revision up and names the person (``models.SupplyChange``). A process that is
asked for an index reads the revision; where it is behind, it reads the people named since and puts them over what
it has. So a change is seen by the next search in every process. Workers build the stored index anew when much has
changed.

Those who leave (who withdraw, are erased or become protected) are taken out of the stored files at once, by the
process in which they left; workers look after it, should that process have died in between.
"""

import datetime
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from django.db.models import Count, Q

from kompetensnav.apps.concepts.queries import taxonomy_in_use
from kompetensnav.apps.people.models import Person, SupplyChange, SupplyRevision
from kompetensnav.apps.people.snapshot import supply_of
from kompetensnav.apps.places.facts import distance_km, labour_market_regions
from kompetensnav.engine.matching.index import Index
from kompetensnav.engine.matching.removal import without
from kompetensnav.engine.matching.search import Searcher
from kompetensnav.engine.matching.shard import Shard
from kompetensnav.engine.matching.supply import Places
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.runtime.home import home
from kompetensnav.runtime.index_files import Basis, IndexFolder

WORTH_STORING = 1_000  # people; fewer are read in the time it takes to look for a file
_KEPT_FOR = datetime.timedelta(days=7)  # what changed, for processes that sleep


class _State(NamedTuple):
    """A state of the people: ``revision`` of the database ``era``, read with one taxonomy."""

    era: str
    taxonomy: str
    revision: int


@dataclass(frozen=True, slots=True)
class _Standing:
    """An index that this process holds, the state it shows, and the stored generation beneath it ("" if none)."""

    index: Index
    state: _State
    generation: str


_standing: dict[str, _Standing] = {}
_following = threading.Lock()


def region_index(collaboration_id: str, graph: TaxonomyGraph) -> Index:
    """Everyone who can be matched in a region, as they are now and as this taxonomy reads them."""
    era, revision = _now()
    wanted = _State(era, graph.name, revision)
    with _following:
        held = _standing.get(collaboration_id)
        if held is None or held.state != wanted:
            held = _standing[collaboration_id] = _followed(collaboration_id, held, wanted, graph)
    return held.index


def forget_standing() -> None:
    """Let go of all that this process holds."""
    _standing.clear()


@cache
def places() -> Places:
    """The municipalities with their distances and labour-market regions."""
    return Places(distance_km(), labour_market_regions())


def build_index(collaboration_id: str) -> int:
    """Build and store the index of a region; how many people. Raises OSError where there is no room."""
    era, revision = _now()
    taxonomy = taxonomy_in_use()
    supply = supply_of(Person.objects.matchable().in_region(collaboration_id), taxonomy.graph)
    basis = Basis(era, revision, revision, taxonomy.name)
    _folder(era, collaboration_id).write(Shard.of(supply, places()), basis)
    clear_departed()  # whoever left while it was built
    return len(supply)


def clear_departed() -> int:
    """Take those who left out of every stored index; how many indexes were written anew."""
    written = 0
    for folder in _stored_folders():
        known = folder.basis()
        if known is None or not _departed(known[0]):
            continue
        with folder.writing():
            stored = folder.read()
            departed = _departed(stored.basis) if stored else {}
            if stored and departed:
                folder.rewrite(stored, without(stored.shard, departed), max(departed.values()))
                written += 1
    return written


def regions_to_build() -> Iterator[str]:
    """Regions whose stored index is missing, of another taxonomy, or followed by many changes."""
    era, revision = _now()
    taxonomy = taxonomy_in_use().name
    people = Person.objects.matchable().order_by().values_list("controller__collaboration_id")
    for region, n in people.annotate(n=Count("pk")):
        if n < WORTH_STORING:
            continue
        known = _folder(era, region).basis()
        if known is None or known[0].taxonomy != taxonomy:
            yield region
        elif known[0].revision < revision:
            changed = _changed_since(known[0].revision, revision)
            if changed is None or len(changed) > _too_many(n):
                yield region


def purge_changes(now: datetime.datetime) -> int:
    """Remove changes that every stored index has taken in and that no process can still ask for; how many."""
    cleared = [known[0].cleared for folder in _stored_folders() if (known := folder.basis())]
    old = SupplyChange.objects.filter(at__lt=now - _KEPT_FOR)
    needless = Q(left=False) | Q(revision__lte=min(cleared)) if cleared else Q()
    return old.filter(needless).delete()[0]


def _followed(collaboration_id: str, held: _Standing | None, wanted: _State, graph: TaxonomyGraph) -> _Standing:
    """What this process holds or finds stored, brought up to the state that is wanted; or all read anew."""
    if held is not None and held.state[:2] != wanted[:2]:
        held = None
    held = _newer_stored(collaboration_id, held, wanted) or held
    region = Person.objects.matchable().in_region(collaboration_id)
    changed = _changed_since(held.state.revision, wanted.revision) if held else None
    if held is None or changed is None or len(changed) + held.index.changed_people > _too_many(len(held.index)):
        return _Standing(Index.of(supply_of(region, graph), places()), wanted, "")
    index = held.index
    if changed:
        index = index.with_changes(changed, supply_of(region.filter(pk__in=changed), graph), places())
    return _Standing(index, wanted, held.generation)


def _newer_stored(collaboration_id: str, held: _Standing | None, wanted: _State) -> _Standing | None:
    """The stored index, where it is another than the one held and no newer than what is wanted."""
    folder = _folder(wanted.era, collaboration_id)
    known = folder.basis()
    if known is None or (held is not None and known[1] == held.generation):
        return None
    stored = folder.read()
    if stored is None or stored.basis.taxonomy != wanted.taxonomy or stored.basis.revision > wanted.revision:
        return None
    state = wanted._replace(revision=stored.basis.revision)
    return _Standing(Index(Searcher(stored.shard)), state, stored.generation)


def _changed_since(revision: int, until: int) -> list[str] | None:
    """Ids of those who changed after one revision up to another; None where it is not known of whom."""
    if until < revision:
        return None  # an older state of the database has been restored
    rows = SupplyChange.objects.filter(revision__gt=revision, revision__lte=until)
    found = list(rows.values_list("revision", "person"))
    if len({number for number, _ in found}) < until - revision:
        return None
    return sorted({person for _, person in found})


def _too_many(people: int) -> int:
    """Changes that are better built in than put over: they are read again with every further change."""
    return max(2_000, people // 50)


def _departed(basis: Basis) -> dict[str, int]:
    """Who has left since a stored index was cleared: id and revision."""
    rows = SupplyChange.objects.filter(left=True, revision__gt=basis.cleared)
    return dict(rows.order_by("revision").values_list("person", "revision"))


def _now() -> tuple[str, int]:
    """(era, revision) of the database."""
    return SupplyRevision.objects.values_list("era", "number").first() or ("", 0)


def _folder(era: str, collaboration_id: str) -> IndexFolder:
    return IndexFolder(home() / "index" / f"{era or 'new'}-{collaboration_id}")


def _stored_folders() -> list[IndexFolder]:
    """The stored indexes of this database."""
    era, _ = _now()
    return [IndexFolder(path.parent) for path in sorted((home() / "index").glob(f"{era or 'new'}-*/current.json"))]
