"""Files that are whole or not there at all."""

from pathlib import Path

import pytest

from kompetensnav.runtime.problems import InputError
from kompetensnav.runtime.writing import refuse_overwriting, whole_file


def test_a_file_takes_its_name_when_it_is_whole(tmp_path: Path) -> None:
    with whole_file(tmp_path / "new" / "a.txt") as stream:
        stream.write("å\n")
        assert not (tmp_path / "new" / "a.txt").exists()
    assert (tmp_path / "new" / "a.txt").read_bytes() == "å\n".encode()
    assert [p.name for p in (tmp_path / "new").iterdir()] == ["a.txt"]


def test_what_breaks_off_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("old")
    with pytest.raises(ZeroDivisionError), whole_file(tmp_path / "a.txt") as stream:
        stream.write("half")
        raise ZeroDivisionError
    assert (tmp_path / "a.txt").read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


def test_a_folder_that_cannot_be_made_and_a_folder_as_a_name_are_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match=r"file\.cannot-write"), whole_file(tmp_path / "file" / "a.txt"):
        pass
    (tmp_path / "folder").mkdir()
    with pytest.raises(InputError, match=r"file\.is-a-folder"), whole_file(tmp_path / "folder"):
        pass
    assert [p.name for p in sorted(tmp_path.iterdir())] == ["file", "folder"]


def test_an_input_is_never_the_output_under_another_name(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("")
    (tmp_path / "b.txt").symlink_to(tmp_path / "a.txt")
    with pytest.raises(InputError, match=r"file\.would-overwrite"):
        refuse_overwriting(tmp_path / "b.txt", tmp_path / "a.txt")
    refuse_overwriting(tmp_path / "c.txt", tmp_path / "a.txt", tmp_path / "none.txt")
