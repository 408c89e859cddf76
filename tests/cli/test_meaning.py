"""Embedding from the command line, and what ``link`` says of how it linked; with a model whose vectors are told."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kompetensnav.cli import main as cli
from kompetensnav.cli import taxonomies
from kompetensnav.cli import taxonomy as taxonomy_command
from kompetensnav.engine.taxonomy.kinds import Kind
from kompetensnav.engine.taxonomy.records import ConceptRecord, LabelRecord, Layer
from kompetensnav.runtime import label_vectors
from kompetensnav.runtime.taxonomy_store import TaxonomyStore
from tests.engine.linking.meaning_case import Double

MEANT = "fogar samman"
LABELS = ["Svetsare", "Snickare", "Kock"]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Double:
    double = Double({MEANT: "svetsare"})
    use(monkeypatch, double)
    return double


@pytest.fixture
def no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, None)


def use(monkeypatch: pytest.MonkeyPatch, double: Double | None) -> None:
    for module in (taxonomies, taxonomy_command, label_vectors):
        monkeypatch.setattr(module, "local_encoder", lambda: double)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TaxonomyStore]:
    """An active taxonomy of three labels, in a home of its own."""
    monkeypatch.setenv("KOMPETENSNAV_HOME", str(tmp_path))
    store = TaxonomyStore(tmp_path / "taxonomy")
    store.activate(version(store, LABELS))
    return store


def version(store: TaxonomyStore, labels: list[str]) -> str:
    layer = Layer("starter")
    for label in labels:
        layer.concepts.append(ConceptRecord(f"occ:{label}", Kind.OCCUPATION, "starter"))
        layer.labels.append(LabelRecord(f"occ:{label}", "sv", label))
    return store.apply(store.plan([layer])).name


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command line in this process; (exit code, standard output, standard error)."""

    def command(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["kompetensnav", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
            raise SystemExit(0)
        captured = capsys.readouterr()
        return int(ended.value.code or 0), captured.out, captured.err

    return command


def linked(run: Run, phrase: str = MEANT) -> dict:
    code, out, _ = run("link", phrase, "--json")
    assert code == 0
    return json.loads(out)


def test_a_phrase_is_linked_by_words_before_the_vectors_and_by_meaning_after(
    run: Run, store: TaxonomyStore, model: Double
) -> None:
    before = linked(run)
    assert (before["by_meaning"], before["matched"]) == (False, False)
    code, out, _ = run("taxonomy", "vectors")
    assert code == 0
    assert "länkar nu även efter betydelse (3 nya ord" in out
    after = linked(run)
    assert (after["by_meaning"], after["matched"]) == (True, True)
    assert (after["candidates"][0]["label"], after["candidates"][0]["why"]) == ("Svetsare", "meaning")


def test_embedding_again_embeds_nothing_new(run: Run, store: TaxonomyStore, model: Double) -> None:
    run("taxonomy", "vectors")
    _, out, _ = run("taxonomy", "vectors")
    assert "(0 nya ord" in out
    assert len(model.asked) == len(LABELS)


def test_a_version_is_embedded_by_its_name_and_the_others_stay(
    run: Run, store: TaxonomyStore, model: Double
) -> None:
    other = version(store, [*LABELS, "Frisör"])
    code, out, _ = run("--lang", "en", "taxonomy", "vectors", other)
    assert (code, f"{other} now links by meaning too (4 new labels embedded)." in out) == (0, True)
    assert store.has_vectors(other, model)
    assert not linked(run)["by_meaning"]


def test_what_was_embedded_before_an_interruption_is_not_embedded_again(
    run: Run, store: TaxonomyStore, model: Double, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taxonomy_command, "_AT_A_TIME", 2)
    encode, asked = model.encode, iter(range(9))

    def interrupted(texts: list[str]) -> object:
        if next(asked):
            raise KeyboardInterrupt
        return encode(texts)

    with monkeypatch.context() as second_breaks:
        second_breaks.setattr(model, "encode", interrupted)
        assert run("taxonomy", "vectors")[0] != 0
    assert not linked(run)["by_meaning"]
    assert "(1 nya ord" in run("taxonomy", "vectors")[1]
    assert linked(run)["by_meaning"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("taxonomy", "vectors"), "Det finns ingen språkmodell"),
        (("--lang", "en", "taxonomy", "vectors"), "no language model"),
    ],
)
def test_without_a_model_embedding_is_refused_in_words(
    run: Run, store: TaxonomyStore, no_model: None, arguments: tuple[str, ...], sentence: str
) -> None:
    code, _, err = run(*arguments)
    assert code == 2
    assert sentence in err


def test_embedding_a_version_that_is_not_there_is_refused(run: Run, store: TaxonomyStore, model: Double) -> None:
    code, _, err = run("taxonomy", "vectors", "no@such")
    assert code == 2
    assert "no@such" in err
    assert model.asked == []


# what link says of it


@pytest.mark.parametrize(
    ("language", "sentence"), [("sv", "Länkat efter stavning"), ("en", "Linked by words alone")]
)
@pytest.mark.parametrize("phrase", ["svetsare", "qqqq"])
def test_link_says_that_words_alone_were_used_beside_the_result(
    run: Run, store: TaxonomyStore, no_model: None, language: str, sentence: str, phrase: str
) -> None:
    code, out, err = run("--lang", language, "link", phrase)
    assert code == 0
    assert sentence in err
    assert sentence not in out


def test_link_says_nothing_of_it_where_meaning_was_used_and_in_json(
    run: Run, store: TaxonomyStore, model: Double, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("taxonomy", "vectors")
    _, out, err = run("link", MEANT)
    assert "Svetsare" in out
    assert "Länkat efter stavning" not in err
    use(monkeypatch, None)
    _, out, err = run("link", "svetsare", "--json")
    assert json.loads(out)["by_meaning"] is False
    assert err == ""


# what import says


@pytest.mark.parametrize(
    ("with_model", "sentence"),
    [(True, "1 ord ska räknas om till vektorer"), (False, "Ingen språkmodell är installerad")],
)
def test_an_import_says_what_the_version_needs_to_link_by_meaning(
    run: Run,
    store: TaxonomyStore,
    model: Double,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    with_model: bool,
    sentence: str,
) -> None:
    run("taxonomy", "vectors")
    if not with_model:
        use(monkeypatch, None)
    concepts = [{"id": "AbCd_123_efg", "type": "skill", "preferred_label": "Xylofonstämning"}]
    (tmp_path / "skills.json").write_text(json.dumps({"data": {"concepts": concepts}}), encoding="utf-8")
    code, out, _ = run("taxonomy", "import", "jobtech", tmp_path / "skills.json", "--apply")
    assert code == 0
    assert sentence in out
    assert len(model.asked) == len(LABELS)
