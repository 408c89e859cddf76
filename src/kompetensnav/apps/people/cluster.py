"""A region's people on a cluster: files written now and then, and who changed since, found on this machine.

The files follow the database as a stored index does (see ``index``): whoever changed since they were written is not
looked for in them but read anew, so an answer is that of the database now. The files are written again when much
has changed, and those who left are taken out of them by ``compact_cluster_files``, which workers do every hour.
"""

import datetime
import json
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from kompetensnav.apps.people import index
from kompetensnav.apps.people.index import places
from kompetensnav.apps.people.models import Person, SupplyChange
from kompetensnav.apps.people.snapshot import supply_of
from kompetensnav.engine.matching.search import Searcher
from kompetensnav.engine.matching.shard import Shard
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.runtime.home import home
from kompetensnav.runtime.problems import InputError

if TYPE_CHECKING:
    from kompetensnav.runtime.cluster.people import People, PeopleStore
    from kompetensnav.runtime.cluster.run import Changed

_log = logging.getLogger(__name__)


def changes_on_cluster(collaboration_id: str, graph: TaxonomyGraph, folder: str) -> "Callable[[], Changed]":
    """Who differs, when asked, from the files of a region in a folder; they are written anew where much differs.

    Raises InputError as ``PeopleStore.write``.
    """
    from kompetensnav.runtime.cluster.people import PeopleStore
    from kompetensnav.runtime.cluster.run import Changed

    store = PeopleStore(folder)
    region = Person.objects.matchable().in_region(collaboration_id)

    def changed() -> Changed:
        ids = _changed_since_written(store, graph)
        if ids is None:
            as_of = json.dumps(index.revision_now())  # before they are read: who changes meanwhile is read again
            store.write([supply_of(region, graph)], places(), graph.name, as_of=as_of)
            ids = _changed_since_written(store, graph) or []
        now = supply_of(region.filter(pk__in=ids), graph) if ids else None
        return Changed(ids, Searcher(Shard.of(now, places())) if now else None)

    return changed


def compact_cluster_files(_now: datetime.datetime) -> int:
    """Take those who left out of the files of every region; in how many people were taken out.

    Files that cannot be read, or of which nobody can say who left them (another database, or an older state of this
    one), are removed: a batch that needs them writes them anew.
    """
    if not (home() / "cluster" / "registers").is_dir():
        return 0  # nothing was ever written, perhaps because what it takes is not installed
    from kompetensnav.runtime.cluster.people import stores

    return sum(_compacted(store) for store in stores() if not store.is_lent)


def _compacted(store: "PeopleStore") -> bool:
    try:
        written = _written(store.current())
        if index.changed_since(written, index.revision_now()) is not None:
            left = SupplyChange.objects.filter(left=True, revision__gt=written.number)
            return store.compact(set(left.values_list("person", flat=True))) > 0
    except (InputError, ValueError, TypeError):  # what lies there is of no use to anybody
        _log.warning("the files of a region's people on the cluster could not be compacted and are removed")
    store.erase()
    return False


def _changed_since_written(store: "PeopleStore", graph: TaxonomyGraph) -> list[str] | None:
    """Ids; None where the files are missing, of another taxonomy, or too old."""
    try:
        people = store.current()
    except InputError:
        return None
    if (people.basis.taxonomy, people.basis.places_hash) != (graph.name, places().digest) or not people.as_of:
        return None
    ids = index.changed_since(_written(people), index.revision_now())
    return None if ids is None or len(ids) > index.too_many(len(people)) else ids


def _written(people: "People") -> index.Revision:
    return index.Revision(*json.loads(people.as_of))
