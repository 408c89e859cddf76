"""The searchable people of a region: one stored index that all processes map, and what changed since.

Every change of a person counts a revision up and names the person (``models.SupplyChange``). A process that is
asked for an index reads the revision; where it is behind, it reads the people named since and puts them over what
it has. So a change is seen by the next search in every process. Workers build the stored index anew when much has
changed.

Those who leave (who withdraw, are erased or become protected) are taken out of the stored files at once, by the
process in which they left; workers look after it, should that process have died in between. An index that cannot
be written without them (no room), or that nobody can use any more, is removed: its region is read from the database
until it has been built again.
"""

import datetime
import logging
import shutil
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
_PATIENCE = 4  # times as many changes as a worker builds in are put over meanwhile: it has built by then
_KEPT_FOR = datetime.timedelta(days=7)  # what changed, for processes that sleep


class Revision(NamedTuple):
    """A revision of the people. Two of one number have different marks where the database was restored."""

    era: str
    number: int
    mark: str


class _State(NamedTuple):
    """People as they are at a revision, read with one taxonomy and the places of one version of the program."""

    taxonomy: str
    places: str
    revision: Revision

    @classmethod
    def of(cls, basis: Basis) -> "_State":
        return cls(basis.taxonomy, basis.places, Revision(basis.era, basis.revision, basis.mark))


@dataclass(frozen=True, slots=True)
class _Standing:
    """An index that this process holds, the state it shows, and the stored generation beneath it ("" if none)."""

    index: Index
    state: _State
    generation: str


_log = logging.getLogger(__name__)
_standing: dict[str, _Standing] = {}
_following = threading.Lock()


def region_index(collaboration_id: str, graph: TaxonomyGraph) -> Index:
    """Everyone who can be matched in a region, as they are now and as this taxonomy reads them."""
    wanted = _State(graph.name, places().digest, revision_now())
    with _following:
        held = _standing.get(collaboration_id)
        if held is None or held.state != wanted:
            held = _standing[collaboration_id] = _followed(collaboration_id, held, wanted, graph)
    return held.index


def at_hand(collaboration_id: str) -> bool:
    """Whether a search of the region can be answered at once: its people are in this process, or stored."""
    era = revision_now().era
    held = _standing.get(collaboration_id)
    if held is not None and held.state.revision.era == era:
        return True
    return _folder(era, collaboration_id).basis() is not None


def forget_standing() -> None:
    """Let go of all that this process holds."""
    _standing.clear()


@cache
def places() -> Places:
    """The municipalities with their distances and labour-market regions."""
    return Places(distance_km(), labour_market_regions())


def build_index(collaboration_id: str) -> int:
    """Build and store the index of a region; how many people. Raises OSError where there is no room."""
    now, taxonomy = revision_now(), taxonomy_in_use()
    supply = supply_of(Person.objects.matchable().in_region(collaboration_id), taxonomy.graph)
    basis = Basis(now.era, now.number, now.mark, now.number, taxonomy.graph.name, places().digest)
    _folder(now.era, collaboration_id).write(Shard.of(supply, places()), basis)
    clear_departed()  # whoever left while it was built
    return len(supply)


def clear_departed() -> int:
    """Take those who left out of every stored index; how many indexes were written anew or removed."""
    return sum(_cleared(folder) for folder in _stored_folders())


def regions_to_build() -> Iterator[str]:
    """Regions whose stored index is missing, of another taxonomy, or followed by many changes."""
    now, taxonomy = revision_now(), taxonomy_in_use().graph.name
    people = Person.objects.matchable().order_by().values_list("controller__collaboration_id")
    for region, n in people.annotate(n=Count("pk")):
        if n < WORTH_STORING:
            continue
        known = _folder(now.era, region).basis()
        changed = changed_since(_State.of(known[0]).revision, now) if known else None
        usable = known is not None and (known[0].taxonomy, known[0].places) == (taxonomy, places().digest)
        if not usable or changed is None or len(changed) > too_many(n):
            yield region


def purge_changes(now: datetime.datetime) -> int:
    """Remove changes that every stored index has taken in and that no process can still ask for; how many.

    Indexes of other databases, which nobody has touched for as long, go too.
    """
    cleared = [known[0].cleared for folder in _stored_folders() if (known := folder.basis())]
    for path in (home() / "index").glob("*-*"):
        untouched = now - datetime.datetime.fromtimestamp(path.stat().st_mtime, datetime.UTC)
        if untouched > _KEPT_FOR and not path.name.startswith(f"{revision_now().era}-"):
            shutil.rmtree(path, ignore_errors=True)
    old = SupplyChange.objects.filter(at__lt=now - _KEPT_FOR)
    needless = Q(left=False) | Q(revision__lte=min(cleared)) if cleared else Q()
    return old.filter(needless).delete()[0]


def _followed(collaboration_id: str, held: _Standing | None, wanted: _State, graph: TaxonomyGraph) -> _Standing:
    """What this process holds or finds stored, brought up to the state that is wanted; or all read anew."""
    base = _stored_for(collaboration_id, held, wanted) or held
    region = Person.objects.matchable().in_region(collaboration_id)
    changed = _changed_between(base.state, wanted) if base else None
    if base is None or changed is None or _far_behind(base.index, changed):
        return _Standing(Index.of(supply_of(region, graph), places()), wanted, "")
    index = base.index
    if changed:
        index = index.with_changes(changed, supply_of(region.filter(pk__in=changed), graph), places())
    return _Standing(index, wanted, base.generation)


def _stored_for(collaboration_id: str, held: _Standing | None, wanted: _State) -> _Standing | None:
    """The stored index, where it is another than the one held and can be brought up to what is wanted."""
    folder = _folder(wanted.revision.era, collaboration_id)
    known = folder.basis()
    if known is None or (held is not None and known[1] == held.generation):
        return None
    changed = _changed_between(_State.of(known[0]), wanted)
    if changed is None or (held is not None and len(changed) > too_many(len(held.index))):
        return None  # less work from what is held
    stored = folder.read()
    if stored is None:  # damaged: a worker builds it again once it is gone
        with folder.writing():
            if folder.read() is None:
                folder.clear()
        return None
    state = _State.of(stored.basis)
    if state.revision.number > wanted.revision.number:  # replaced by a newer one in between
        return None
    return _Standing(Index(Searcher(stored.shard)), state, stored.generation)


def _cleared(folder: IndexFolder) -> bool:
    """Take those who left out of one stored index; whether anything had to be done."""
    known = folder.basis()
    if folder.is_tidy() and (known is None or (not _departed(known[0]) and _leads_to_now(known[0]))):
        return False
    with folder.writing():
        stored = folder.read()
        if stored is None or not _leads_to_now(stored.basis):
            folder.clear()
            return True
        departed = _departed(stored.basis)
        if departed:
            try:
                folder.rewrite(stored, without(stored.shard, departed), max(departed.values()))
            except OSError:
                _log.warning("the stored index of a region is removed: there is no room to write it anew")
                folder.clear()
        folder.tidy()
    return True


def _leads_to_now(basis: Basis) -> bool:
    """Whether a stored index can be brought up to today. It never can again, once it cannot."""
    return changed_since(_State.of(basis).revision, revision_now()) is not None


def _changed_between(state: _State, wanted: _State) -> list[str] | None:
    """Ids of those who differ between two states; None where it is not known of whom."""
    if state[:2] != wanted[:2]:
        return None
    return changed_since(state.revision, wanted.revision)


def changed_since(then: Revision, until: Revision) -> list[str] | None:
    """Ids of those who changed after one revision up to another; None where it is not known of whom."""
    if then == until:
        return []
    if then.era != until.era or then.number >= until.number:
        return None  # another database, or an older state of this one that has been restored
    rows = SupplyChange.objects.filter(revision__gt=then.number, revision__lte=until.number)
    found = list(rows.values_list("revision", "follows", "person"))
    marks = {number: follows for number, follows, _ in found}
    if len(marks) < until.number - then.number or marks[then.number + 1] != then.mark:
        return None
    return sorted({person for _, _, person in found})


def _far_behind(index: Index, changed: list[str]) -> bool:
    """Whether so many have changed that reading everybody takes no longer than putting them over."""
    return len(changed) + index.changed_people > _PATIENCE * too_many(len(index))


def too_many(people: int) -> int:
    """Changes that are better built in than put over, and always few enough to be named in one query."""
    return max(2_000, min(people // 50, 7_500))


def _departed(basis: Basis) -> dict[str, int]:
    """Who has left since a stored index was cleared: id and revision."""
    rows = SupplyChange.objects.filter(left=True, revision__gt=basis.cleared)
    return dict(rows.order_by("revision").values_list("person", "revision"))


def revision_now() -> Revision:
    """The revision of the people in the database."""
    return Revision(*(SupplyRevision.objects.values_list("era", "number", "mark").first() or ("new", 0, "")))


def _folder(era: str, collaboration_id: str) -> IndexFolder:
    return IndexFolder(home() / "index" / f"{era}-{collaboration_id}")


def _stored_folders() -> list[IndexFolder]:
    """Where the indexes of this database are stored."""
    return [IndexFolder(path) for path in sorted((home() / "index").glob(f"{revision_now().era}-*"))]
