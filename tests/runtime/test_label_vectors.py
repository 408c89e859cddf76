"""Vectors of a stored version: made whole or not at all, mapped, and linking by words wherever they are not there."""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from kompetensnav.engine.linking.label_vectors import LabelVectors
from kompetensnav.engine.linking.link import SURE, UNMATCHED_BELOW, Why
from kompetensnav.engine.taxonomy.kinds import Kind
from kompetensnav.runtime import label_vectors
from kompetensnav.runtime.encoder import local_encoder
from kompetensnav.runtime.metrics import metric_without
from kompetensnav.runtime.problems import InputError
from kompetensnav.runtime.taxonomy_store import TaxonomyStore
from kompetensnav.runtime.vectors import VectorCache
from tests.engine.linking.meaning_case import DIMENSIONS, Double
from tests.runtime.test_taxonomy_store import layer

LABELS = ["svetsare", "svetsning"]
MEANT = "fogar samman"


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Double:
    double = Double({MEANT: "svetsare"})
    monkeypatch.setattr(label_vectors, "local_encoder", lambda: double)
    return double


class Version:
    """A stored version of two labels."""

    def __init__(self, folder: Path) -> None:
        self.store, self.cache = TaxonomyStore(folder / "taxonomy"), VectorCache(folder / "vectors")
        self.name = self.store.apply(self.store.plan([layer()])).name
        self.folder = folder / "taxonomy" / "versions" / self.name

    def why(self) -> list[Why]:
        return [c.why for c in self.store.load(self.name).linker.link(MEANT, [Kind.OCCUPATION])]


@pytest.fixture
def version(tmp_path: Path) -> Version:
    return Version(tmp_path)


def test_a_version_links_by_words_until_its_vectors_are_made_and_by_meaning_after(
    version: Version, model: Double
) -> None:
    store = version.store
    assert not store.has_vectors(version.name, model)
    assert store.missing_vectors(version.name, model, version.cache) == LABELS
    assert store.load(version.name).linker.meaning is None
    store.add_vectors(version.name, model, version.cache)
    assert store.has_vectors(version.name, model)
    assert store.missing_vectors(version.name, model, version.cache) == []
    assert version.why() == [Why.MEANING]


def test_a_loaded_version_knows_its_folder_and_one_that_is_not_stored_has_no_meaning(version: Version) -> None:
    assert version.store.load(version.name).folder == version.folder


def test_the_vectors_are_mapped_not_read(version: Version, model: Double) -> None:
    version.store.add_vectors(version.name, model, version.cache)
    meaning = version.store.load(version.name).linker.meaning
    assert meaning is not None
    assert isinstance(meaning.vectors.rows.base, np.memmap)
    assert meaning.vectors.rows.shape == (2, DIMENSIONS)
    assert meaning.vectors.matrix == pytest.approx(metric_without(()).matrix)


def test_another_model_finds_no_vectors_of_its_own(
    version: Version, model: Double, monkeypatch: pytest.MonkeyPatch
) -> None:
    version.store.add_vectors(version.name, model, version.cache)
    other = Double(name="other")
    assert not version.store.has_vectors(version.name, other)
    monkeypatch.setattr(label_vectors, "local_encoder", lambda: other)
    assert version.store.load(version.name).linker.meaning is None


def test_the_same_labels_in_another_version_are_not_embedded_again(version: Version, model: Double) -> None:
    version.store.add_vectors(version.name, model, version.cache)
    asked = list(model.asked)
    name = version.store.apply(version.store.plan([layer(label="Plåtslagare")])).name
    assert version.store.missing_vectors(name, model, version.cache) == ["plåtslagare"]
    version.store.add_vectors(name, model, version.cache)
    assert model.asked == [*asked, "plåtslagare"]


def test_making_them_again_gives_the_same_files(version: Version, model: Double) -> None:
    version.store.add_vectors(version.name, model, version.cache)
    files = {p: p.read_bytes() for p in version.folder.rglob("*.npy")}
    version.store.add_vectors(version.name, model, version.cache)
    assert {p: p.read_bytes() for p in version.folder.rglob("*.npy")} == files


class CutOff(Double):
    def encode(self, texts: Sequence[str]) -> np.ndarray:
        raise KeyboardInterrupt


def test_nothing_is_left_where_making_them_breaks_off(
    version: Version, model: Double, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sorted(version.folder.rglob("*"))
    with pytest.raises(KeyboardInterrupt):
        version.store.add_vectors(version.name, CutOff(), version.cache)
    with monkeypatch.context() as broken:
        broken.setattr(label_vectors.flat, "save", lambda thing, folder: (folder / "rows.npy").touch() or 1 / 0)
        with pytest.raises(ZeroDivisionError):
            version.store.add_vectors(version.name, model, version.cache)
    assert sorted(version.folder.rglob("*")) == before
    assert version.why() == []


@pytest.mark.parametrize("lost", [f.name for f in fields(LabelVectors)])
def test_a_folder_that_lacks_a_file_counts_as_not_made_and_is_made_anew(
    version: Version, model: Double, lost: str
) -> None:
    version.store.add_vectors(version.name, model, version.cache)
    (version.folder / f"vectors-{model.name}" / f"{lost}.npy").unlink()
    assert not version.store.has_vectors(version.name, model)
    assert version.why() == []
    version.store.add_vectors(version.name, model, version.cache)
    assert version.why() == [Why.MEANING]


@pytest.mark.parametrize("size", [0, 20, 140])
def test_a_file_that_is_cut_off_leaves_the_words(version: Version, model: Double, size: int) -> None:
    version.store.add_vectors(version.name, model, version.cache)
    file = version.folder / f"vectors-{model.name}" / "rows.npy"
    file.write_bytes(file.read_bytes()[:size])
    taxonomy = version.store.load(version.name)
    assert taxonomy.linker.meaning is None
    assert [c.why for c in taxonomy.linker.link("svetsare", [Kind.OCCUPATION])] == [Why.PREFERRED]
    version.store.add_vectors(version.name, model, version.cache)
    assert version.why() == [Why.MEANING]


@pytest.mark.parametrize("left", [".vectors-abc", "vectors-"])
def test_what_an_earlier_run_left_is_no_vectors(version: Version, model: Double, left: str) -> None:
    (version.folder / left / "vectors").mkdir(parents=True)
    assert not version.store.has_vectors(version.name, model)
    assert version.store.load(version.name).linker.meaning is None


def test_a_version_that_is_not_stored_is_told(version: Version, model: Double) -> None:
    shutil.rmtree(version.folder)
    for call in (version.store.missing_vectors, version.store.add_vectors):
        with pytest.raises(InputError) as told:
            call(version.name, model, version.cache)
        assert [p.code for p in told.value.problems] == ["taxonomy.no-such-version"]


# the model of this machine


@pytest.fixture
def anew() -> Iterator[None]:
    """The model of a process is found once: what is found here is forgotten after."""
    local_encoder.cache_clear()
    yield
    local_encoder.cache_clear()


def test_without_the_model_no_version_links_by_meaning(
    version: Version, anew: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KOMPETENSNAV_NO_MODEL", "1")
    assert local_encoder() is None
    version.store.add_vectors(version.name, Double(), version.cache)
    assert version.why() == []


def test_where_the_package_is_absent_there_is_no_model(anew: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KOMPETENSNAV_NO_MODEL", raising=False)
    monkeypatch.setattr("kompetensnav.runtime.encoder.find_spec", lambda name: None)
    assert local_encoder() is None


def test_the_calibration_that_ships_rises_with_likeness_and_lead() -> None:
    calibration = label_vectors.load_calibration()
    assert calibration.likeness > 0
    assert calibration.lead > 0
    assert calibration.probability(1, 0.5) > SURE
    assert calibration.probability(0.2, 0) < UNMATCHED_BELOW
