"""Where the cluster is: said by the environment or a command, and never reached unencrypted from elsewhere."""

from pathlib import Path

import pytest

from kompetensnav.runtime.cluster.settings import ClusterSettings
from kompetensnav.runtime.problems import InputError


def test_the_environment_says_where_the_cluster_is() -> None:
    said = {
        "KOMPETENSNAV_CLUSTER_SCHEDULER": " tls://head:8786 ",
        "KOMPETENSNAV_CLUSTER_FOLDER": "s3://region/people",
        "KOMPETENSNAV_CLUSTER_CA": "ca.pem",
        "KOMPETENSNAV_CLUSTER_CERT": "cert.pem",
        "KOMPETENSNAV_CLUSTER_KEY": "key.pem",
        "KOMPETENSNAV_CLUSTER_TIMEOUT": "2.5",
    }
    settings = ClusterSettings.of(said)
    expected = ClusterSettings("tls://head:8786", "s3://region/people", "ca.pem", "cert.pem", "key.pem", 2.5)
    assert settings == expected
    assert settings.at("tls://other:1").scheduler == "tls://other:1"
    assert settings.at("") == settings


def test_the_folder_is_in_the_home_unless_another_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOMPETENSNAV_HOME", str(tmp_path))
    assert ClusterSettings.of({}).folder == str(tmp_path / "cluster" / "people")


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:8786", "tcp://localhost:8786", "tcp://[::1]:8786"])
def test_this_machine_may_be_reached_without_certificates(address) -> None:
    assert ClusterSettings(address, "").security() is None


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("", "cluster.no-scheduler"),
        ("head", "cluster.odd-address"),
        ("head:8786", "cluster.odd-address"),
        ("tcp://head", "cluster.odd-address"),
        ("tcp://head:port", "cluster.odd-address"),
        ("tcp://head:99999", "cluster.odd-address"),
        ("http://head:8786", "cluster.odd-address"),
        ("tcp://head:8786", "cluster.not-encrypted"),
        ("tcp://192.0.2.1:8786", "cluster.not-encrypted"),
        ("tcp://localhost.example:8786", "cluster.not-encrypted"),
        ("tls://head:8786", "cluster.no-certificate"),
        ("tls://127.0.0.1:8786", "cluster.no-certificate"),
    ],
)
def test_what_cannot_be_reached_safely_is_refused(address, code) -> None:
    with pytest.raises(InputError) as error:
        ClusterSettings(address, "").security()
    assert [p.code for p in error.value.problems] == [code]


def test_the_certificates_that_are_missing_are_named(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("")
    with pytest.raises(InputError) as error:
        ClusterSettings("tls://head:8786", "", str(tmp_path / "ca.pem"), str(tmp_path / "none.pem")).security()
    names = "KOMPETENSNAV_CLUSTER_CERT, KOMPETENSNAV_CLUSTER_KEY"
    assert error.value.problems[0].values == {"names": names}


@pytest.mark.parametrize("text", ["soon", "0", "-1", "inf", "nan"])
def test_a_timeout_is_a_number_of_seconds(text) -> None:
    with pytest.raises(InputError) as error:
        ClusterSettings.of({"KOMPETENSNAV_CLUSTER_TIMEOUT": text})
    assert [p.code for p in error.value.problems] == ["cluster.odd-timeout"]
