"""Workers embed the labels of the taxonomy in use a little at a time; when all are there, linking goes by meaning."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kompetensnav.apps.concepts import queries, vectors
from kompetensnav.apps.concepts.models import TaxonomyVersion
from kompetensnav.apps.concepts.queries import taxonomy_in_use
from kompetensnav.apps.concepts.vectors import embed_some_labels
from kompetensnav.engine.linking.link import Why
from kompetensnav.engine.taxonomy.kinds import Kind
from kompetensnav.engine.taxonomy.records import ConceptRecord, LabelRecord, Layer
from kompetensnav.runtime import label_vectors
from kompetensnav.runtime.taxonomy_store import TaxonomyStore
from kompetensnav.runtime.vectors import VectorCache
from tests.engine.linking.meaning_case import Double

pytestmark = pytest.mark.django_db
AT_A_TIME = 256
MEANT = "fogar samman"


def layer(n: int) -> Layer:
    """A welder and n - 1 skills of made-up names."""
    skills = [f"skill:{i}" for i in range(n - 1)]
    return Layer(
        "starter",
        [
            ConceptRecord("occ:a", Kind.OCCUPATION, "starter"),
            *(ConceptRecord(s, Kind.SKILL, "starter") for s in skills),
        ],
        [LabelRecord("occ:a", "sv", "Svetsare"), *(LabelRecord(s, "sv", f"Färdighet {s[6:]}") for s in skills)],
    )


@pytest.fixture
def absent(tmp_path: Path) -> Path:
    """No vectors come with the product."""
    return tmp_path / "absent.npz"


@pytest.fixture(autouse=True)
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Double]:
    """A model, in a home of its own."""
    double = Double({MEANT: "svetsare"})
    monkeypatch.setenv("KOMPETENSNAV_HOME", str(tmp_path))
    for module in (vectors, queries, label_vectors):
        monkeypatch.setattr(module, "local_encoder", lambda: double)
    queries._loaded.cache_clear()
    yield double
    queries._loaded.cache_clear()


def without_model(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (vectors, queries, label_vectors):
        monkeypatch.setattr(module, "local_encoder", lambda: None)


def used(home: Path, labels: int) -> str:
    """The name of a version of so many labels, in use."""
    store = TaxonomyStore(home / "taxonomy")
    version = store.apply(store.plan([layer(labels)]))
    TaxonomyVersion.objects.filter(in_use=True).update(in_use=False)
    TaxonomyVersion.objects.create(
        name=version.name, layers=version.layers, concepts=labels, labels=labels, relations=0, in_use=True
    )
    return version.name


def why() -> list[Why]:
    return [c.why for c in taxonomy_in_use().linker.link(MEANT, [Kind.OCCUPATION])]


@pytest.mark.parametrize(
    ("labels", "expected"),
    [(1, [1, 0, 0]), (255, [255, 0]), (256, [256, 0]), (257, [256, 1, 0]), (600, [256, 256, 88, 0])],
)
def test_some_are_embedded_at_a_time_until_none_is_left(
    tmp_path: Path, absent: Path, model: Double, labels: int, expected: list[int]
) -> None:
    name, store = used(tmp_path, labels), TaxonomyStore(tmp_path / "taxonomy")
    seen = 0
    for n in expected:
        assert embed_some_labels(absent) == n
        assert len(model.asked) - seen == n <= AT_A_TIME
        seen = len(model.asked)
        assert store.has_vectors(name, model) is (seen == labels)
    assert len(set(model.asked)) == labels


def test_linking_goes_by_meaning_after_the_last_of_them_without_a_restart(tmp_path: Path, absent: Path) -> None:
    used(tmp_path, 300)
    assert why() == []
    embed_some_labels(absent)
    assert why() == []
    embed_some_labels(absent)
    assert why() == [Why.MEANING]
    assert taxonomy_in_use() is taxonomy_in_use()


def test_another_version_is_embedded_when_it_is_taken_into_use_and_only_what_is_new_to_it(
    tmp_path: Path, absent: Path, model: Double
) -> None:
    used(tmp_path, 20)
    embed_some_labels(absent)
    used(tmp_path, 25)
    assert why() == []
    assert embed_some_labels(absent) == 5
    assert why() == [Why.MEANING]
    assert len(model.asked) == len({*model.asked}) == 26  # 25 labels and the phrase


def test_what_comes_with_the_product_is_not_embedded(tmp_path: Path, model: Double) -> None:
    name = used(tmp_path, 40)
    missing = TaxonomyStore(tmp_path / "taxonomy").missing_vectors(name, model, VectorCache(tmp_path / "none"))
    VectorCache(tmp_path / "maker").ship(Double(), missing, tmp_path / "shipped.npz")
    assert embed_some_labels(tmp_path / "shipped.npz") == 0
    assert model.asked == []
    assert why() == [Why.MEANING]


def test_a_worker_that_was_stopped_goes_on_where_it_was(
    tmp_path: Path, absent: Path, model: Double, monkeypatch: pytest.MonkeyPatch
) -> None:
    used(tmp_path, 300)
    embed_some_labels(absent)
    with monkeypatch.context() as stopped:
        stopped.setattr(model, "encode", lambda texts: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            embed_some_labels(absent)
    assert why() == []
    assert embed_some_labels(absent) == 300 - AT_A_TIME
    assert why() == [Why.MEANING]


def test_without_a_version_in_use_there_is_nothing_to_do(absent: Path, model: Double) -> None:
    assert embed_some_labels(absent) == 0
    assert model.asked == []


def test_without_a_model_nothing_is_done_and_words_link(
    tmp_path: Path, absent: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    used(tmp_path, 3)
    without_model(monkeypatch)
    assert embed_some_labels(absent) == 0
    assert why() == []
    assert taxonomy_in_use().linker.link("svetsare")


@pytest.mark.parametrize("damage", ["removed", "no manifest", "cut off", "old format"])
def test_a_version_that_cannot_be_loaded_is_left_alone(
    tmp_path: Path, absent: Path, model: Double, damage: str
) -> None:
    folder = tmp_path / "taxonomy" / "versions" / used(tmp_path, 3)
    manifest = folder / "manifest.json"
    match damage:
        case "removed":
            folder.rename(tmp_path / "elsewhere")
        case "no manifest":
            manifest.unlink()
        case "cut off":
            (folder / "graph" / "label_concept.npy").write_bytes(b"")
        case "old format":
            manifest.write_text(manifest.read_text(encoding="utf-8").replace('"format": ', '"format": 9'), "utf-8")
    assert embed_some_labels(absent) == 0
    assert model.asked == []


def test_vectors_that_lost_a_file_are_made_anew_from_what_is_kept(
    tmp_path: Path, absent: Path, model: Double
) -> None:
    name = used(tmp_path, 5)
    embed_some_labels(absent)
    (tmp_path / "taxonomy" / "versions" / name / "vectors-double" / "rows.npy").unlink()
    assert embed_some_labels(absent) == 0
    assert why() == [Why.MEANING]
    assert len(model.asked) == 6  # five labels and the phrase, each once
