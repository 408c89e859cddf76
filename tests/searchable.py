"""Who can be found in a region's index."""

from kompetensnav.apps.concepts.queries import taxonomy_in_use
from kompetensnav.apps.people.index import region_index
from kompetensnav.engine.matching.index import Index


def searchable(collaboration_id: str) -> set[str]:
    """Ids of everybody whom a search of this region could list."""
    return ids_of(region_index(collaboration_id, taxonomy_in_use().graph))


def ids_of(index: Index) -> set[str]:
    """Ids of everybody in an index."""
    return {
        person.decode()
        for part in index.searchers
        for row, person in enumerate(part.shard.ids.tolist())
        if row not in part.left
    }
