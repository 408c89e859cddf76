"""Embedding the labels of the taxonomy in use, a little at a time, beside the other work of a worker.

A taxonomy of 80,000 labels takes about half an hour of a core. What has been embedded is kept on disk, so a worker
that stops, or is stopped, goes on where it was.
"""

from pathlib import Path

from kompetensnav.apps.concepts.models import TaxonomyVersion
from kompetensnav.runtime.encoder import local_encoder
from kompetensnav.runtime.home import home
from kompetensnav.runtime.problems import InputError
from kompetensnav.runtime.taxonomy_store import TaxonomyStore
from kompetensnav.runtime.vectors import VectorCache

_AT_A_TIME = 256  # labels: some seconds, so that jobs that people wait for are not held up


def embed_some_labels(shipped: Path) -> int:
    """Embed some labels of the version in use; after the last of them its linking goes by meaning too. How many.

    ``shipped`` are the vectors that come with the product.
    """
    encoder = local_encoder()
    name = TaxonomyVersion.objects.filter(in_use=True).values_list("name", flat=True).first()
    store = TaxonomyStore(home() / "taxonomy")
    if encoder is None or name is None or store.has_vectors(name, encoder):
        return 0
    cache = VectorCache(home() / "vectors", shipped)
    try:
        missing = store.missing_vectors(name, encoder, cache)
    except InputError:  # damaged, or stored by an earlier release: setup says so, and makes it anew
        return 0
    cache.vectors(encoder, missing[:_AT_A_TIME])
    if len(missing) <= _AT_A_TIME:
        store.add_vectors(name, encoder, cache)
    return min(len(missing), _AT_A_TIME)
