"""The stamp of a result: versions and a hash of what went in."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import astuple

from kompetensnav.engine.matching.need import CompiledNeed
from kompetensnav.engine.matching.parameters import Parameters
from kompetensnav.engine.matching.result import Stamp
from kompetensnav.engine.matching.similarity import Similarity
from kompetensnav.engine.matching.supply import Claim, Places, Supply

# Raised whenever equal input could give another answer than before.
ENGINE_VERSION = "matching-2"


def asked_hash(need: CompiledNeed, parameters: Parameters, places: Places, grants: Sequence[Claim] = ()) -> str:
    """Hash of what is asked, by which rules and with which claims granted to everybody."""
    asked = [[int(r.kind), list(r.concepts), int(r.polarity), r.weight, r.minimum_level] for r in need.requirements]
    given = sorted([g.concept, g.level or 0, int(g.evidence)] for g in grants)
    return _hash([asked, need.municipality, need.asks_legal_age, places.digest, astuple(parameters), given])


def stamp_of(asked: str, people: str, parameters: str, taxonomy: str, k: int) -> Stamp:
    """The stamp from the hashes of what is asked and of the people. The taxonomy is named, not hashed."""
    return Stamp(ENGINE_VERSION, parameters, taxonomy, _hash([asked, people, k]))


def stamp(need: CompiledNeed, supply: Supply, similarity: Similarity, places: Places, k: int) -> Stamp:
    """What a match of these inputs rests on."""
    parameters = similarity.parameters
    asked = asked_hash(need, parameters, places)
    return stamp_of(asked, supply.digest, parameters.version, similarity.graph.name, k)


def _hash(parts: list[object]) -> str:
    return hashlib.blake2b(json.dumps(parts).encode(), digest_size=16).hexdigest()
