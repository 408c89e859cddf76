"""Vectors on disk: each text is embedded once, what was done before an interruption stays, damage is made good."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompetensnav.runtime import vectors
from kompetensnav.runtime.vectors import VectorCache, text_key
from tests.engine.linking.meaning_case import DIMENSIONS, Double

TEXTS = ["svetsare", "snickare", "kock", "водій", "سائق"]


def near(found: np.ndarray, texts: Sequence[str], within: float = 1e-3) -> bool:
    return np.allclose(found, Double().encode(texts), atol=within)


def parts(folder: Path) -> list[Path]:
    return sorted((folder / "double").glob("*.npz"))


def test_each_text_is_embedded_once_whatever_its_case_and_place(tmp_path: Path) -> None:
    model, cache = Double(), VectorCache(tmp_path)
    found = cache.vectors(model, ["Kock", "kock ", "svetsare", "KOCK"])
    assert sorted(model.asked) == ["KOCK", "svetsare"]
    assert near(found, ["kock", "kock", "svetsare", "kock"])
    cache.vectors(model, ["svetsare", "snickare"])
    assert sorted(model.asked) == ["KOCK", "snickare", "svetsare"]


def test_another_process_finds_what_was_embedded(tmp_path: Path) -> None:
    VectorCache(tmp_path).vectors(Double(), TEXTS)
    model = Double()
    assert near(VectorCache(tmp_path).vectors(model, TEXTS[::-1]), TEXTS[::-1])
    assert model.asked == []


def test_another_model_has_vectors_of_its_own(tmp_path: Path) -> None:
    cache, other = VectorCache(tmp_path), Double(name="other")
    cache.vectors(Double(), TEXTS)
    assert cache.missing(other, TEXTS) == TEXTS
    cache.vectors(other, TEXTS)
    assert len(other.asked) == len(TEXTS)


def test_missing_are_those_not_embedded_each_once_and_in_order(tmp_path: Path) -> None:
    cache = VectorCache(tmp_path)
    cache.vectors(Double(), ["kock"])
    assert cache.missing(Double(), ["b", "Kock", "a", "B ", "a"]) == ["B ", "a"]
    assert cache.missing(Double(), []) == []


def test_no_texts_give_no_rows_of_the_right_width(tmp_path: Path) -> None:
    assert VectorCache(tmp_path).vectors(Double(), []).shape == (0, DIMENSIONS)
    assert list(tmp_path.iterdir()) == []


class Interrupted(Double):
    """Breaks off when it is asked the third time."""

    times = 0

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        self.times += 1
        if self.times == 3:
            raise KeyboardInterrupt
        return super().encode(texts)


def test_an_interruption_loses_nothing_that_came_before_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "_PART", 2)
    told: list[tuple[int, int]] = []
    with pytest.raises(KeyboardInterrupt):
        VectorCache(tmp_path).vectors(Interrupted(), TEXTS, lambda done, all_: told.append((done, all_)))
    assert told == [(2, 5), (4, 5)]
    model = Double()
    assert near(VectorCache(tmp_path).vectors(model, TEXTS), TEXTS)
    assert len(model.asked) == 1


def test_a_part_that_could_not_be_written_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut_off(path: Path, **arrays: np.ndarray) -> None:
        path.write_bytes(b"PK\x03\x04half")
        raise OSError("disk full")

    with monkeypatch.context() as full:
        full.setattr(vectors.np, "savez", cut_off)
        with pytest.raises(OSError, match="disk full"):
            VectorCache(tmp_path).vectors(Double(), TEXTS)
    model = Double()
    VectorCache(tmp_path).vectors(model, TEXTS)
    assert sorted(model.asked) == sorted(TEXTS)


# damage


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def scrawl(path: Path) -> None:
    """Beyond the header, so that what is packed does not agree with its checksum."""
    data = bytearray(path.read_bytes())
    data[400:420] = b"x" * 20
    path.write_bytes(bytes(data))


def other_names(path: Path) -> None:
    np.savez(path, unknown=np.zeros(3))


def too_few_rows(path: Path) -> None:
    with np.load(path) as part:
        keys, rows = part["keys"], part["rows"]
    np.savez(path, keys=keys, rows=rows[:-1])


def no_archive(path: Path) -> None:
    path.write_text("this is not an archive", encoding="utf-8")


@pytest.mark.parametrize("damage", [cut, empty, scrawl, other_names, too_few_rows, no_archive])
def test_a_damaged_part_is_passed_over_and_made_anew(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    VectorCache(tmp_path).vectors(Double(), ["kock"])
    [whole] = parts(tmp_path)
    VectorCache(tmp_path).vectors(Double(), ["svetsare", "snickare"])
    [other] = set(parts(tmp_path)) - {whole}
    damage(other)
    model, cache = Double(), VectorCache(tmp_path)
    assert cache.missing(model, ["kock", "svetsare", "snickare"]) == ["svetsare", "snickare"]
    assert near(cache.vectors(model, ["kock", "svetsare", "snickare"]), ["kock", "svetsare", "snickare"])
    assert sorted(model.asked) == ["snickare", "svetsare"]
    assert VectorCache(tmp_path).missing(model, ["svetsare", "snickare"]) == []


# what is shipped


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    path = tmp_path / "shipped.npz"
    VectorCache(tmp_path / "maker").ship(Double(), [*TEXTS, "Kock ", "kock"], path)
    return path


def test_what_is_shipped_comes_back_within_a_step_without_the_model(tmp_path: Path, shipped: Path) -> None:
    model, cache = Double(), VectorCache(tmp_path / "home", shipped)
    with np.load(shipped) as file:
        step, rows = float(file["step"]), file["rows"]
        assert len(rows) == len(TEXTS)
        assert np.abs(rows.astype(int)).max() == 127
    assert near(cache.vectors(model, TEXTS), TEXTS, within=step)
    assert model.asked == []
    assert not (tmp_path / "home").exists()


def test_what_is_shipped_is_used_for_its_own_model_alone(tmp_path: Path, shipped: Path) -> None:
    other = Double(name="other")
    VectorCache(tmp_path / "home", shipped).vectors(other, TEXTS)
    assert sorted(other.asked) == sorted(TEXTS)


def test_what_is_shipped_and_what_was_made_are_one(tmp_path: Path, shipped: Path) -> None:
    model, cache = Double(), VectorCache(tmp_path / "home", shipped)
    assert near(cache.vectors(model, ["rörmokare", "kock"]), ["rörmokare", "kock"], within=2e-3)
    assert model.asked == ["rörmokare"]


def test_a_file_that_does_not_ship_is_no_matter(tmp_path: Path) -> None:
    assert VectorCache(tmp_path, tmp_path / "absent.npz").missing(Double(), ["kock"]) == ["kock"]


def test_shipping_the_same_again_gives_the_same_bytes(tmp_path: Path, shipped: Path) -> None:
    VectorCache(tmp_path / "elsewhere").ship(Double(), TEXTS[::-1], tmp_path / "again.npz")
    assert (tmp_path / "again.npz").read_bytes() == shipped.read_bytes()


@given(st.text(max_size=30), st.text(max_size=30))
def test_keys_are_equal_exactly_for_what_the_model_makes_alike(one: str, other: str) -> None:
    assert (text_key(one) == text_key(other)) is (one.strip().lower() == other.strip().lower())
    assert len(text_key(one)) == 16
