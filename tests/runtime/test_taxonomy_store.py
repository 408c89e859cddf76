"""Versions on disk: named by content, whole or absent, mapped back as they were."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from kompetensnav.engine.taxonomy.diff import diff
from kompetensnav.engine.taxonomy.kinds import Kind, Relation
from kompetensnav.engine.taxonomy.records import ConceptRecord, LabelRecord, Layer, Omission, RelationRecord
from kompetensnav.runtime import layer_files, taxonomy_store
from kompetensnav.runtime.problems import InputError
from kompetensnav.runtime.taxonomy_store import TaxonomyStore


def layer(name: str = "starter", label: str = "Svetsare") -> Layer:
    return Layer(
        name,
        [
            ConceptRecord("occ:a", Kind.OCCUPATION, "starter", ("old-id",)),
            ConceptRecord("skill:b", Kind.SKILL, "starter"),
        ],
        [LabelRecord("occ:a", "sv", label), LabelRecord("skill:b", "sv", "Svetsning")],
        [RelationRecord("occ:a", "skill:b", Relation.ESSENTIAL, 75)],
        [Omission("omitted.type", "region", 3)],
    )


def test_a_stored_version_comes_back_as_it_was_and_is_memory_mapped(tmp_path: Path) -> None:
    store = TaxonomyStore(tmp_path)
    plan = store.plan([layer()])
    store.apply(plan)
    taxonomy = store.load(plan.name)
    assert diff(plan.composition.graph, taxonomy.graph).empty
    assert isinstance(taxonomy.graph.label_concept.base, np.memmap)
    assert taxonomy.graph.out[Relation.ESSENTIAL].weighted(0) == [(1, 75)]
    assert [c.concept for c in taxonomy.linker.link("svetsare", [Kind.OCCUPATION])] == [0]


def test_the_same_sources_give_the_same_name_in_any_order(tmp_path: Path) -> None:
    store = TaxonomyStore(tmp_path)
    turned = Layer("starter", layer().concepts[::-1], layer().labels[::-1], layer().relations[::-1])
    assert store.plan([layer()]).name == store.plan([turned]).name
    assert store.plan([layer()]).name != store.plan([layer(label="Plåtslagare")]).name


def test_importing_the_same_twice_changes_nothing(tmp_path: Path) -> None:
    store = TaxonomyStore(tmp_path)
    store.apply(store.plan([layer()]))
    before = {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*") if p.is_file()}
    store.apply(store.plan([layer()]))
    assert {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*") if p.is_file()} == before
    assert len(store.versions()) == 1


def test_a_new_layer_of_the_same_name_replaces_and_others_stay(tmp_path: Path) -> None:
    store = TaxonomyStore(tmp_path)
    first = store.apply(store.plan([layer()]))
    plan = store.plan([layer(label="Plåtslagare")], store.layers_of(first.name))
    assert [x.name for x in plan.layers] == ["starter"]
    both = store.plan([Layer("crosswalk-skills")], store.layers_of(first.name))
    assert [x.name for x in both.layers] == ["crosswalk-skills", "starter"]
    assert both.name.startswith("crosswalk+starter@")


def test_a_layer_comes_back_from_disk_as_it_was(tmp_path: Path) -> None:
    digest = layer_files.write(layer(), tmp_path)
    back = layer_files.read("starter", digest, tmp_path)
    assert list(layer_files.lines(back)) == list(layer_files.lines(layer()))
    assert back.omitted == layer().omitted


def test_nothing_is_left_when_storing_breaks_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = TaxonomyStore(tmp_path)
    monkeypatch.setattr(taxonomy_store, "build_lexicon", lambda graph: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        store.apply(store.plan([layer()]))
    assert store.versions() == []
    assert list((tmp_path / "versions").iterdir()) == []


def test_two_that_store_the_same_version_at_once_do_not_disturb_each_other(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        stores = [TaxonomyStore(tmp_path) for _ in range(4)]
        infos = list(pool.map(lambda store: store.apply(store.plan([layer()])), stores))
    assert len({info.name for info in infos}) == 1
    assert [p.name for p in (tmp_path / "versions").iterdir()] == [infos[0].name]
    assert TaxonomyStore(tmp_path).load(infos[0].name).graph.find("occ:a") == 0


def test_a_version_of_another_format_is_told_and_not_read(tmp_path: Path) -> None:
    store = TaxonomyStore(tmp_path)
    info = store.apply(store.plan([layer()]))
    manifest = tmp_path / "versions" / info.name / "manifest.json"
    manifest.write_text(manifest.read_text().replace(f'"format": {taxonomy_store.FORMAT}', '"format": 0'))
    with pytest.raises(InputError, match=r"taxonomy\.old-format"):
        store.load(info.name)


def test_a_version_of_another_format_is_made_anew_from_its_layers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = TaxonomyStore(tmp_path)
    with monkeypatch.context() as earlier:
        earlier.setattr(taxonomy_store, "FORMAT", 0)
        old = store.apply(store.plan([layer()]))
    assert store.is_old(old.name)
    new = store.renew(old.name)
    assert new.name != old.name
    assert not store.is_old(new.name)
    assert store.load(new.name).graph.find("occ:a") == 0
    assert store.renew(old.name) == new
    assert [c.label for c in store.load(new.name).completer.complete("svets")] == ["Svetsare", "Svetsning"]


def test_only_a_stored_version_can_be_activated_or_loaded(tmp_path: Path) -> None:
    store = TaxonomyStore(tmp_path)
    for name in ("nothing@00000000", "../layers", ""):
        with pytest.raises(InputError, match=r"taxonomy\.no-such-version"):
            store.activate(name)
    plan = store.plan([layer()])
    store.apply(plan)
    store.activate(plan.name)
    assert store.active_name() == plan.name
