"""The stamp of a result: versions and a hash of what went in."""

import hashlib
import json
from dataclasses import astuple

from kompetensnav.engine.matching.need import CompiledNeed
from kompetensnav.engine.matching.result import Stamp
from kompetensnav.engine.matching.similarity import Similarity
from kompetensnav.engine.matching.supply import Places, Supply

# Raised whenever equal input could give another answer than before.
ENGINE_VERSION = "matching-1"


def stamp(need: CompiledNeed, supply: Supply, similarity: Similarity, places: Places, k: int) -> Stamp:
    """What a match of these inputs rests on. The taxonomy is named by its version, not hashed."""
    asked = [[int(r.kind), list(r.concepts), int(r.polarity), r.weight, r.minimum_level] for r in need.requirements]
    rules = astuple(similarity.parameters)
    parts = [asked, need.municipality, need.asks_legal_age, supply.digest, places.digest, rules, k]
    digest = hashlib.blake2b(json.dumps(parts).encode(), digest_size=16).hexdigest()
    return Stamp(ENGINE_VERSION, similarity.parameters.version, similarity.graph.name, digest)
