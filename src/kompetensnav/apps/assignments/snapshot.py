"""The lists of a region's open needs as one graph of candidates."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import IntegerField, OuterRef, Q, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from kompetensnav.apps.matches.finding import LISTED
from kompetensnav.apps.matches.models import Candidate, CandidateList, Run, RunStatus
from kompetensnav.apps.needs.models import Need
from kompetensnav.apps.proposals.enums import Answer
from kompetensnav.apps.proposals.models import Proposal
from kompetensnav.engine.matching.assignment import CandidateGraph, Pair


@dataclass(frozen=True, slots=True)
class OpenNeed:
    """A need with open places. ``run`` is its last finished one, and ``ranked`` how many that found."""

    positions: int
    run: str | None
    ranked: int


@dataclass(frozen=True, slots=True)
class RegionLists:
    """The graph, the needs in it, and those whose list ends while people still fit."""

    graph: CandidateGraph
    needs: Mapping[str, OpenNeed]
    cut: frozenset[str]


def region_lists(collaboration_id: str, least: int) -> RegionLists:
    """Who may still be asked for what, in four queries however large the region.

    Left out are places that both sides have agreed on and those people; pairs of which either side has said no;
    pairs below ``least``; and whoever no longer permits it.
    """
    answered = Proposal.objects.filter(need__in=Need.objects.in_region(collaboration_id).open()).standing()
    agreed = list(
        answered.filter(employer_answer=Answer.YES, person_answer=Answer.YES).values_list("need_id", "person_id")
    )
    refused = answered.filter(Q(employer_answer=Answer.NO) | Q(person_answer=Answer.NO))
    left_out = set(refused.values_list("need_id", "person_id"))
    needs = _open_needs(collaboration_id, Counter(need for need, _ in agreed))
    busy = {person for _, person in agreed}
    lowest: dict[str, int] = {}
    pairs = []
    for pair in _listed(collaboration_id, needs):
        lowest[pair.need] = min(pair.value, lowest.get(pair.need, pair.value))
        if pair.person not in busy and (pair.need, pair.person) not in left_out:
            pairs.append(pair)
    cut = frozenset(n for n, value in lowest.items() if value >= least and needs[n].ranked > LISTED)
    graph = CandidateGraph.of(pairs, {n: need.positions for n, need in needs.items()}, least)
    return RegionLists(graph, needs, cut)


def _open_needs(collaboration_id: str, taken: Mapping[str, int]) -> dict[str, OpenNeed]:
    last = (
        Run.objects.filter(need=OuterRef("pk"), status=RunStatus.DONE)
        .annotate(ranked=Cast(KT("counts__ranked"), IntegerField()))
        .order_by("-queued_at", "id")
    )
    rows = (
        Need.objects.in_region(collaboration_id)
        .open()
        .order_by()
        .annotate(run=Subquery(last.values("pk")[:1]), ranked=Subquery(last.values("ranked")[:1]))
        .values_list("pk", "positions", "run", "ranked")
    )
    return {
        need: OpenNeed(positions - taken.get(need, 0), run, ranked or 0)
        for need, positions, run, ranked in rows
        if positions > taken.get(need, 0)
    }


def _listed(collaboration_id: str, needs: Mapping[str, OpenNeed]) -> list[Pair]:
    """Everybody in the ranked list of a need's last run."""
    rows = (
        Candidate.objects.showable()
        .filter(run__need__in=Need.objects.in_region(collaboration_id).open(), list=CandidateList.RANKED)
        .order_by()
        .values_list("person_id", "run__need_id", "lo", "rank", "run_id")
    )
    return [
        Pair(person, need, lo, rank)
        for person, need, lo, rank, run in rows.iterator(chunk_size=10_000)
        if need in needs and needs[need].run == run
    ]
