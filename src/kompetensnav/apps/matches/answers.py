"""Answers of the engine for stored needs: on this machine, or a batch of them on the cluster that is set."""

from collections.abc import Iterator, Sequence

from kompetensnav.apps.needs.snapshot import NeedSnapshot
from kompetensnav.apps.people.cluster import changes_on_cluster
from kompetensnav.apps.people.index import places, region_index
from kompetensnav.engine.matching.index import find_each
from kompetensnav.engine.matching.query import prepare
from kompetensnav.engine.matching.result import Found
from kompetensnav.engine.matching.similarity import Similarity
from kompetensnav.runtime.cluster.settings import ClusterSettings
from kompetensnav.runtime.problems import InputError


def answers_for(
    needs: Sequence[NeedSnapshot], collaboration_id: str, similarity: Similarity, k: int
) -> Iterator[Found]:
    """The answer to each need. One need alone is answered here: to send it takes longer than to find it.

    Raises InputError as ``find_on_cluster``, unless this machine may do the work then.
    """
    settings = ClusterSettings.of()
    if settings.scheduler and len(needs) > 1:
        try:
            return iter(_on_cluster(needs, collaboration_id, similarity, k, settings.below(collaboration_id)))
        except InputError as error:
            if not settings.may_do_without(error):
                raise
    index = region_index(collaboration_id, similarity.graph)
    return find_each([prepare(asked.need, similarity, places()) for asked in needs], index, k)


def _on_cluster(
    needs: Sequence[NeedSnapshot], collaboration_id: str, similarity: Similarity, k: int, settings: ClusterSettings
) -> list[Found]:
    from kompetensnav.runtime.cluster.run import find_on_cluster

    queries = [prepare(asked.need, similarity, places()) for asked in needs]
    changed = changes_on_cluster(collaboration_id, similarity.graph, settings.folder)
    return list(find_on_cluster(queries, settings, places(), k, changed))
