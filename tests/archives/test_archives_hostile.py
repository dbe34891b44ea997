"""Archives that a stranger made: honest ones are read, hostile and broken ones are refused."""

from __future__ import annotations

import stat
import struct
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile, ZipInfo

import pytest

from mentaleval import DataError, only_member
from mentaleval.archives import require_sound

TEXT = 'context,response\r\nI cannot sleep,"Since\nwhen?"\r\n'


def archive(path: Path, *members: tuple[str | ZipInfo, str | bytes], packed=ZIP_DEFLATED) -> Path:
    with ZipFile(path, "w", packed) as made:
        for name, content in members:
            made.writestr(name, content)
    return path


def read(path: Path) -> str:
    with only_member(path) as stream:
        return stream.read()


def test_the_one_file_is_read_as_it_is_and_nothing_is_unpacked(tmp_path):
    packed = archive(
        tmp_path / "a.zip",
        ("data/", ""),
        ("data/bench.CSV", "\ufeff" + TEXT),
        ("README.md", "hello"),
        ("__MACOSX/data/._bench.csv", b"\x00\x05"),
    )
    require_sound(packed)
    assert read(packed) == TEXT
    assert [file.name for file in tmp_path.iterdir()] == ["a.zip"]


@pytest.mark.parametrize(("names", "found"), [((), "no file"), (("a.txt",), "'a.txt'")])
def test_an_archive_without_a_table_says_what_it_holds(tmp_path, names, found):
    packed = archive(tmp_path / "a.zip", *((name, "x") for name in names))
    with pytest.raises(DataError, match=rf"should hold one \.csv file; it has {found}"):
        read(packed)


def test_an_archive_with_two_tables_names_both(tmp_path):
    packed = archive(tmp_path / "a.zip", ("a.csv", "x"), ("b.csv", "x"), ("c.txt", "x"))
    with pytest.raises(DataError, match=r"it has 'a\.csv', 'b\.csv'\."):
        read(packed)


@pytest.mark.parametrize(
    "name", ["../a.csv", "/etc/a.csv", "x/../../a.csv", "..\\a.csv", "C:\\a.csv", "a.csv\0.txt"]
)
def test_a_name_that_leads_out_of_the_archive_is_refused(tmp_path, name):
    member = ZipInfo("a" * len(name))
    packed = archive(tmp_path / "a.zip", (member, TEXT))
    stored = packed.read_bytes().replace(member.filename.encode(), name.encode())
    packed.write_bytes(stored)  # in the directory and before the file itself
    with pytest.raises(DataError, match=r"leads out of the archive\. Nothing of it was read"):
        require_sound(packed)
    with pytest.raises(DataError, match="leads out of the archive"):
        read(packed)


def test_a_name_with_dots_or_a_colon_inside_is_honest(tmp_path):
    packed = archive(tmp_path / "a.zip", ("it..is: 2025.csv", TEXT))
    require_sound(packed)
    assert read(packed) == TEXT


def test_a_link_is_refused(tmp_path):
    link = ZipInfo("a.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with pytest.raises(DataError, match=r"its file 'a\.csv' is a link"):
        require_sound(archive(tmp_path / "a.zip", (link, "/etc/passwd")))


def test_a_name_that_comes_twice_is_refused(tmp_path):
    with pytest.warns(UserWarning, match="Duplicate name"):
        packed = archive(tmp_path / "a.zip", ("a.csv", TEXT), ("a.csv", "other"))
    with pytest.raises(DataError, match=r"'a\.csv' is there twice"):
        require_sound(packed)


def test_an_encrypted_file_is_refused(tmp_path):
    packed = archive(tmp_path / "a.zip", ("a.csv", TEXT))
    content = bytearray(packed.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    packed.write_bytes(bytes(content))
    with pytest.raises(DataError, match="is encrypted"):
        require_sound(packed)


def test_an_uncommon_packing_is_refused(tmp_path):
    packed = archive(tmp_path / "a.zip", ("a.csv", TEXT), packed=ZIP_BZIP2)
    with pytest.raises(DataError, match=r"packed in an uncommon way \(method 12\)"):
        require_sound(packed)


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path):
    packed = archive(tmp_path / "a.zip", ("a.csv", b"\0" * 2**22))
    with pytest.raises(DataError, match=r"unpacks to 1,0\d\d times its size, more than 200"):
        read(packed)


def test_files_that_are_too_large_together_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("mentaleval.archives.MOST_BYTES", 2 * len(TEXT) - 1)
    require_sound(archive(tmp_path / "a.zip", ("a.csv", TEXT)))
    with pytest.raises(DataError, match="its files have 96 bytes, more than 95"):
        require_sound(archive(tmp_path / "b.zip", ("a.csv", TEXT), ("b.csv", TEXT)))


def test_an_archive_of_very_many_files_is_refused(tmp_path):
    packed = archive(tmp_path / "a.zip", *((f"{n}.csv", "") for n in range(1_001)))
    with pytest.raises(DataError, match=r"it holds 1,001 files, more than 1,000"):
        require_sound(packed)


def test_no_more_is_read_than_the_directory_says(tmp_path):
    packed = archive(tmp_path / "a.zip", ("a.csv", TEXT * 1_000))
    content = bytearray(packed.read_bytes())
    entry = content.index(b"PK\x01\x02")
    content[entry + 24 : entry + 28] = struct.pack("<I", len(TEXT))
    packed.write_bytes(bytes(content))
    with pytest.raises(DataError, match=r"damaged: its file 'a\.csv' cannot be read to the end"):
        read(packed)


def test_a_file_cut_off_in_the_archive_is_damaged_not_short(tmp_path):
    packed = archive(tmp_path / "a.zip", ("a.csv", "".join(map(str, range(20_000)))))
    content = bytearray(packed.read_bytes())
    content[5_000:5_100] = b"\xff" * 100
    packed.write_bytes(bytes(content))
    with pytest.raises(DataError, match="damaged"):
        read(packed)


@pytest.mark.parametrize("content", [b"", b"context,response\n", b"PK\x03\x04 and no more"])
def test_what_is_no_archive_is_said_to_be_none(tmp_path, content):
    path = tmp_path / "a.zip"
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"a\.zip is no zip archive that can be read"):
        require_sound(path)


def test_an_archive_that_breaks_off_is_no_archive(tmp_path):
    packed = archive(tmp_path / "a.zip", ("a.csv", TEXT))
    packed.write_bytes(packed.read_bytes()[:-30])
    with pytest.raises(DataError, match="was it downloaded to its end"):
        require_sound(packed)


def test_a_file_that_is_not_there_says_so(tmp_path):
    with pytest.raises(DataError, match=r"none\.zip cannot be read: No such file"):
        require_sound(tmp_path / "none.zip")
