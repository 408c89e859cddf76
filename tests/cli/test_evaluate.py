"""``kompetensnav evaluate`` as people run it, on tiny sets; and the baselines it runs beside our own method."""

import hashlib
import json
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from kompetensnav.cli import evaluate_cost
from kompetensnav.cli import main as cli
from kompetensnav.cli.evaluate_adverts import Accuracy, Fields, accuracy
from kompetensnav.cli.evaluate_baselines import Bm25, CharacterTfIdf, EditDistance, EmbeddingAlone
from kompetensnav.cli.evaluate_melo import gold_kind
from kompetensnav.cli.evaluate_vectors import ShownCache
from kompetensnav.cli.screen import Screen
from kompetensnav.runtime.vectors import VectorCache
from tests.integrations.test_melo import FILES, melo_set


class Letters:
    """Stands for an embedding model: pairs of letters in hashed places. Counts what it is asked for."""

    name = "letters"
    dimensions = 384

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        self.asked += texts
        rows = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in zip(rows, texts, strict=True):
            padded = f" {text.strip().lower()} "
            for i in range(len(padded) - 1):
                row[zlib.crc32(padded[i : i + 2].encode()) % self.dimensions] += 1
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.fixture
def encoder(monkeypatch: pytest.MonkeyPatch) -> Letters:
    model = Letters()
    monkeypatch.setattr("kompetensnav.cli.evaluate.local_encoder", lambda: model)
    return model


@pytest.fixture
def no_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kompetensnav.cli.evaluate.local_encoder", lambda: None)


@pytest.fixture
def run(starter, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable:
    """Run a command line in this process; (exit code, standard output, standard error)."""

    def command(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["kompetensnav", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
            raise SystemExit(0)
        captured = capsys.readouterr()
        return int(ended.value.code or 0), captured.out, captured.err

    return command


def body_of(result: tuple[int, str, str]) -> dict:
    code, out, err = result
    assert code == 0, err
    return json.loads(out)


def untold_keys(
    body: dict, without: tuple[str, ...] = ("baselines", "parts", "kinds", "mentions", "by_gold")
) -> list[str]:
    """Keys of an object, and of the objects in it whose keys are not data, that the reference does not name."""
    page = (Path(__file__).parents[2] / "docs" / "reference" / "evaluate.md").read_text(encoding="utf-8")
    inner = [v for k, v in body.items() if isinstance(v, dict) and k not in without]
    keys = [*body, *(key for value in inner for key in value)]
    return [key for key in keys if f"`{key.removeprefix('strict_')}`" not in page]


# MELO


def test_melo_gives_our_figures_and_those_of_the_baselines(run, encoder: Letters, tmp_path: Path) -> None:
    body = body_of(run("evaluate", "melo", melo_set(tmp_path), "--json"))
    assert (body["set"], body["mode"], body["order"]) == ("dnk_q_da_c_da", "closed", "plain")
    assert (body["query_language"], body["corpus_languages"]) == ("da", ["da"])
    assert (body["queries"], body["queries_measured"], body["labels"], body["concepts"]) == (3, 2, 3, 2)
    assert body["taxonomy_version"] is None
    assert set(body["baselines"]) == {"tfidf", "bm25", "edit", "embedding"}
    assert untold_keys(body) == []
    for method in (body, *body["baselines"].values()):
        assert {"mrr", "map", "hit_at_1", "hit_at_5", "hit_at_10", "by_gold", "seconds", "peak_mb"} <= set(method)
        assert {kind: m["n"] for kind, m in method["by_gold"].items()} == {"occupation": 1, "group": 1}
        assert method["by_gold"]["occupation"]["mrr"] == 1.0  # the query is a label
        assert method["hit_at_5"] == 1.0  # of three labels
        parts = [m["mrr"] for m in method["by_gold"].values()]
        assert method["mrr"] == pytest.approx(sum(parts) / 2)


def test_melo_by_hand_for_the_edit_distance(run, no_encoder: None, tmp_path: Path) -> None:
    """*chef* shares one letter of six with *Ledere*, and fewer of seven and twelve with the others."""
    body = body_of(run("evaluate", "melo", melo_set(tmp_path), "--json"))
    edit = body["baselines"]["edit"]
    assert (edit["mrr"], edit["hit_at_1"]) == (1.0, 1.0)
    assert edit["by_gold"]["occupation"]["map"] == 1.0
    assert set(body["baselines"]) == {"tfidf", "bm25", "edit"}


def test_melo_in_the_order_of_concepts_ranks_the_second_label_of_a_concept_later(
    run, no_encoder: None, tmp_path: Path
) -> None:
    folder = melo_set(tmp_path)
    plain = body_of(run("evaluate", "melo", folder, "--json"))["baselines"]["tfidf"]
    ordered = body_of(run("evaluate", "melo", folder, "--order", "concept", "--json"))["baselines"]["tfidf"]
    assert plain["by_gold"]["occupation"]["map"] == 1.0  # ranks 1 and 2
    assert ordered["by_gold"]["occupation"]["map"] == pytest.approx((1 + 2 / 3) / 2)  # ranks 1 and 3


def test_melo_in_open_mode_names_the_taxonomy_and_takes_other_sets(
    run, encoder: Letters, starter, tmp_path: Path
) -> None:
    german = {name: text.replace("_da_", "_de_").replace("svejser", "schweißer") for name, text in FILES.items()}
    pivot = melo_set(tmp_path, german, "deu_q_de_c_de")
    words = ["--mode", "open", "--taxonomy", starter.name, "--pivot", pivot, "--json"]
    body = body_of(run("evaluate", "melo", melo_set(tmp_path), *words))
    assert (body["mode"], body["taxonomy_version"], body["pivots"]) == ("open", starter.name, ["deu_q_de_c_de"])
    assert 0 < body["mrr"] <= 1


def test_melo_in_closed_mode_says_that_it_uses_no_taxonomy(run, no_encoder: None, starter, tmp_path: Path) -> None:
    code, out, err = run(
        "--lang", "en", "evaluate", "melo", melo_set(tmp_path), "--taxonomy", starter.name, "--json"
    )
    assert code == 0
    assert json.loads(out)["taxonomy_version"] is None
    assert "--taxonomy and --pivot are not used" in err


def test_several_folders_may_follow_pivot_but_one_set_is_measured(run, no_encoder: None, tmp_path: Path) -> None:
    one, two, three = (melo_set(tmp_path, name=f"set{i}_q_da_c_da") for i in range(3))
    body = body_of(run("evaluate", "melo", one, "--mode", "open", "--pivot", two, three, "--json"))
    assert (body["set"], body["pivots"]) == (one.name, [two.name, three.name])
    code, _, err = run("--lang", "en", "evaluate", "melo", one, two)
    assert code == 2
    assert "one set is measured at a time" in err


@pytest.mark.parametrize(
    ("language", "method", "title"), [("sv", "vår", "stängt, rak"), ("en", "ours", "closed, plain")]
)
def test_melo_prints_tables_in_the_language(
    run, no_encoder: None, tmp_path: Path, language: str, method: str, title: str
) -> None:
    code, out, err = run("--lang", language, "evaluate", "melo", melo_set(tmp_path))
    assert code == 0, err
    assert title in out
    rows = [line.split() for line in out.splitlines()]
    assert sum(1 for row in rows if row[:1] == [method]) == 3  # all, occupations, groups
    assert ("1,000" if language == "sv" else "1.000") in out
    assert "1 " in out.splitlines()[-1]  # one query without a right answer
    assert "vektorer" in err or "embedding" in err  # no model, and says so


def test_a_broken_set_is_told_and_nothing_is_run(run, encoder: Letters, tmp_path: Path) -> None:
    folder = melo_set(tmp_path, FILES | {"queries.tsv": "Q1 svejser\n"})
    code, out, err = run("--lang", "en", "evaluate", "melo", folder)
    assert (code, out) == (2, "")
    assert "queries.tsv, line 1: the line has 1 values" in err
    assert encoder.asked == []


@pytest.mark.parametrize(
    ("addresses", "kind"),
    [
        ({"http://x/esco/occupation/1"}, "occupation"),
        ({"http://x/esco/isco/C1", "http://x/esco/isco/C2"}, "group"),
        ({"http://x/esco/isco/C1", "http://x/esco/occupation/1"}, "both"),
        ({"http://x/skill/1"}, "other"),
        ({"http://x/skill/1", "http://x/esco/isco/C1"}, "other"),
    ],
)
def test_queries_are_told_apart_by_what_answers_them(addresses: set[str], kind: str) -> None:
    assert gold_kind(addresses) == kind


# Baselines


def test_baselines_score_what_is_written_alike_highest(tmp_path: Path) -> None:
    labels = ["Svetsare", "Kock", "svetsare och smed"]
    model, cache = Letters(), VectorCache(tmp_path)
    for ranker in (
        CharacterTfIdf(labels),
        Bm25(labels),
        EditDistance(labels),
        EmbeddingAlone(labels, model, cache),
    ):
        scores = ranker.scores(["svetsare", "KOCK"])
        assert scores.shape == (2, 3)
        assert scores.argmax(axis=1).tolist() == [0, 1]


def test_baselines_by_hand(tmp_path: Path) -> None:
    assert EditDistance(["kocka", "abc"]).scores(["Kock"])[0].tolist() == pytest.approx([0.8, 0.25])
    assert CharacterTfIdf(["kock", "smed"]).scores(["kock"])[0].tolist() == pytest.approx([1, 0])
    assert Bm25(["kock", "smed"]).scores(["xyz", "..."]).tolist() == [[0, 0], [0, 0]]


def test_labels_that_read_alike_tie(tmp_path: Path) -> None:
    labels = [*(f"yrke {i}" for i in range(333)), "Kock", "kock"]
    scores = EmbeddingAlone(labels, Letters(), VectorCache(tmp_path)).scores(["kokerska"])
    assert scores[0, -1] == scores[0, -2]


def test_the_cache_with_a_bar_gives_the_same_vectors_and_asks_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KOMPETENSNAV_HOME", str(tmp_path / "home"))
    texts = [f"yrke {i}" for i in range(300)]
    model = Letters()
    shown = ShownCache(Screen("en")).vectors(model, texts)
    assert shown == pytest.approx(VectorCache(tmp_path / "plain").vectors(Letters(), texts))
    assert len(model.asked) == len(texts)
    ShownCache(Screen("en")).vectors(model, texts)
    assert len(model.asked) == len(texts)


def test_what_work_costs_is_said_with_and_without_a_peak_that_can_be_reset(monkeypatch: pytest.MonkeyPatch) -> None:
    result, cost = evaluate_cost.costed(lambda: len(bytearray(50_000_000)))
    assert result == 50_000_000
    assert cost.seconds >= 0
    assert cost.peak_mb > 50
    monkeypatch.setattr(evaluate_cost, "_RESET", Path("/nowhere/clear_refs"))
    assert evaluate_cost.costed(lambda: None)[1].peak_mb > 50


# Adverts


def hit(key: str, headline: str, text: str, occupation: str, group: str) -> dict:
    return {
        "id": key,
        "headline": headline,
        "description": {"text": text},
        "occupation": {"concept_id": f"none-{key}", "label": occupation},
        "occupation_group": {"legacy_ams_taxonomy_id": group},
    }


HITS = [
    hit("1", "Svetsare till Boden", "Vi söker en svetsare med B-körkort.", "Svetsare", "7212"),
    hit("2", "Sjuksköterska", "Du är legitimerad sjuksköterska.", "no such occupation at all", "2221"),
    hit("3", "Sommarjobb", "Kom till oss.", "", "9999"),
]


def adverts_file(folder: Path, hits: list[dict]) -> Path:
    path = folder / "adverts.json"
    path.write_text(json.dumps({"hits": hits}), encoding="utf-8")
    return path


def test_adverts_compares_what_the_words_say_with_the_fields(
    run, no_encoder: None, starter, tmp_path: Path
) -> None:
    body = body_of(run("evaluate", "adverts", adverts_file(tmp_path, HITS), "--json"))
    assert (body["adverts"], body["taxonomy_version"]) == (3, starter.name)
    assert body["ssyk4"] == {"n": 3} | dict.fromkeys(("top_1", "top_3", "top_5"), pytest.approx(2 / 3, abs=1e-6))
    assert [g["guessed"][:1] for g in body["guesses"]] == [["7212"], ["2221"], []]
    assert body["occupation"]["n"] == 1  # of the other two no label is known
    assert body["mentions"]["driving_licence"] == 1
    assert set(body["baselines"]) == {"tfidf", "bm25", "edit"}
    assert body["baselines"]["tfidf"]["ssyk4"]["n"] == 3
    assert untold_keys(body) == []


def test_the_fields_of_an_advert_change_no_guess(run, no_encoder: None, tmp_path: Path) -> None:
    other = [
        h | {"occupation": {"label": "Kock"}, "occupation_group": {"legacy_ams_taxonomy_id": "5120"}} for h in HITS
    ]
    first = body_of(run("evaluate", "adverts", adverts_file(tmp_path, HITS), "--json"))
    second = body_of(run("evaluate", "adverts", adverts_file(tmp_path, other), "--json"))
    assert [g["guessed"] for g in first["guesses"]] == [g["guessed"] for g in second["guesses"]]
    assert second["ssyk4"]["top_5"] == 0


def test_adverts_prints_a_table(run, no_encoder: None, tmp_path: Path) -> None:
    code, out, err = run("--lang", "en", "evaluate", "adverts", adverts_file(tmp_path, HITS))
    assert code == 0, err
    assert "SSYK group in 3 adverts, occupation in 1" in out
    [row] = [line.split() for line in out.splitlines() if line.split()[:1] == ["ours"]]
    assert row[1:4] == ["66.7"] * 3


def test_adverts_without_fields_of_their_own_cannot_be_compared(run, no_encoder: None, tmp_path: Path) -> None:
    bare = [{k: v for k, v in h.items() if not k.startswith("occupation")} for h in HITS]
    code, _, err = run("--lang", "en", "evaluate", "adverts", adverts_file(tmp_path, bare))
    assert code == 2
    assert "states an occupation" in err


@pytest.mark.parametrize(
    ("code", "expected"),
    [("1211", "1210"), ("1212", "1210"), ("1210", "1210"), ("2221", "2221"), ("0000", "0000"), (None, None)],
)
def test_groups_that_the_employment_service_merges_are_one(starter, code: str | None, expected: str | None) -> None:
    assert Fields(starter).group(code) == expected


def test_accuracy_by_hand() -> None:
    ranked = [["a", "b"], ["b", "c", "a"], ["x", "y", "z", "w", "a"], [], ["a"]]
    found = accuracy(ranked, ["a", "a", "a", "a", None])
    assert found == Accuracy(4, {1: 0.25, 3: 0.5, 5: 0.75})
    assert accuracy([], []) == Accuracy(0, {1: 0.0, 3: 0.0, 5: 0.0})


# Extraction

ADVERT = "Svetsare till Boden\n\nDu har B-körkort. Truckkort är meriterande."
CV = "Anna\nSpråk\nSvenska, engelska\n"


def mark(text: str, phrase: str, kind: str, polarity: str = "mentioned", **facts: object) -> dict:
    start = text.index(phrase)
    return {"start": start, "end": start + len(phrase), "kind": kind, "polarity": polarity, **facts}


def gold_document(source: str, text: str, part: str, *marks: dict) -> dict:
    digest = hashlib.sha256(text.encode()).hexdigest()
    return {"source": source, "sha256": digest, "length": len(text), "part": part, "mentions": list(marks)}


def gold_set(folder: Path, cv: str = CV) -> tuple[Path, Path]:
    """(folder of the marks, folder of the texts); the CV's text is as given, its marks are for the one above."""
    gold, data = folder / "gold", folder / "data"
    (data / "jobads").mkdir(parents=True)
    (data / "cv-samples" / "cv").mkdir(parents=True)
    gold.mkdir()
    headline, _, body = ADVERT.partition("\n\n")
    adverts_file(data / "jobads", [hit("7", headline, body, "", "")]).rename(
        data / "jobads" / "jobsearch_sample.json"
    )
    (data / "cv-samples" / "cv" / "a.txt").write_bytes(b"\xef\xbb\xbf" + cv.replace("\n", "\r\n").encode())
    advert = gold_document(
        "jobads/7",
        ADVERT,
        "dev",
        mark(ADVERT, "Svetsare", "occupation", ssyk4="7212"),
        mark(ADVERT, "B-körkort", "driving_licence", "must", code="drive:B"),
    )
    languages = [mark(CV, "Svenska", "language", code="lang:sv"), mark(CV, "engelska", "language", code="lang:de")]
    for name, document in (("adverts", advert), ("cvs", gold_document("cv/a.txt", CV, "test", *languages))):
        (gold / f"{name}.json").write_text(json.dumps([document]), encoding="utf-8")
    return gold, data


def test_extraction_compares_with_marks_by_kind_and_part(run, tmp_path: Path) -> None:
    gold, data = gold_set(tmp_path)
    body = body_of(run("evaluate", "extraction", "--gold", gold, "--data", data, "--json"))
    assert body["documents"] == 2
    assert set(body["parts"]) == {"dev", "test", "adverts", "cvs"}
    assert untold_keys(body) == []
    assert body["kinds"]["driving_licence"]["f1"] == 1.0
    assert body["kinds"]["driving_licence"]["strict_f1"] == 1.0
    assert body["polarity"] == {"n": 1, "accuracy": 1.0}
    assert body["ssyk4"] == {"n": 1, "accuracy": 1.0}
    language = body["parts"]["test"]["kinds"]["language"]
    assert (language["gold"], language["found"], language["recall"]) == (
        2,
        2,
        0.5,
    )  # one mark names another language
    assert body["parts"]["dev"]["kinds"]["occupation"]["recall"] == 1.0
    assert "language" not in body["parts"]["adverts"]["kinds"]


def test_extraction_prints_a_table_for_each_part(run, tmp_path: Path) -> None:
    gold, data = gold_set(tmp_path)
    code, out, err = run("--lang", "en", "evaluate", "extraction", "--gold", gold, "--data", data)
    assert code == 0, err
    assert [p for p in ("All", "For development", "Held out", "Adverts", "CVs") if f"{p}: " not in out] == []
    assert "required or merit 100.0 % right of 1" in out


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda d: d | {"sha256": "0" * 64}, "is not the one that was marked"),
        (lambda d: d | {"source": "jobads/8"}, "jobads/8 is not in the folder"),
        (lambda d: d | {"source": "elsewhere/7"}, "elsewhere/7 is not in the folder"),
        (lambda d: d | {"part": "other"}, "guide of the gold set"),
        (lambda d: d | {"mentions": [d["mentions"][0] | {"end": 9_999}]}, "guide of the gold set"),
        (lambda d: d | {"mentions": [d["mentions"][0] | {"kind": "colour"}]}, "guide of the gold set"),
        (lambda d: d | {"mentions": [{"start": 1}]}, "guide of the gold set"),
        (lambda d: {}, "guide of the gold set"),
    ],
)
def test_a_document_that_does_not_fit_stops_the_comparison(
    run, tmp_path: Path, change: Callable[[dict], dict], expected: str
) -> None:
    gold, data = gold_set(tmp_path)
    [document] = json.loads((gold / "adverts.json").read_text(encoding="utf-8"))
    (gold / "adverts.json").write_text(json.dumps([change(document)]), encoding="utf-8")
    code, out, err = run("--lang", "en", "evaluate", "extraction", "--gold", gold, "--data", data)
    assert (code, out) == (2, "")
    assert expected in err
    assert "adverts.json, field [0]: " in err


def test_a_text_that_was_changed_since_it_was_marked_is_told(run, tmp_path: Path) -> None:
    gold, data = gold_set(tmp_path, cv=CV + "Norska\n")
    code, _, err = run("--lang", "en", "evaluate", "extraction", "--gold", gold, "--data", data)
    assert code == 2
    assert "the text cv/a.txt is not the one that was marked" in err


def test_extraction_says_which_folder_is_missing(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gold, data = gold_set(tmp_path)
    monkeypatch.delenv("KOMPETENSNAV_SHARED_DATA", raising=False)
    for words, expected in (
        (["--gold", gold], "--data"),
        (["--gold", gold, "--data", tmp_path / "nowhere"], "--data"),
        (["--gold", tmp_path / "nowhere", "--data", data], "--gold"),
    ):
        code, _, err = run("--lang", "en", "evaluate", "extraction", *words)
        assert code == 2
        assert expected in err
