"""Workbooks that a stranger made: honest ones pass, and those that would do harm are refused."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import xlsxwriter

from mentaleval import DataError, require_sound_workbook
from mentaleval.sheets.returned_workbook import read_book
from mentaleval_datasets import MentalAlign70k

HEADER = ("ConvID", "context", "human_response_original")


@pytest.fixture
def workbook(tmp_path):
    """Write a workbook with the cells of one conversation, and these."""

    def write(*cells: tuple[int, int, str], name: str = "Human_judge.xlsx") -> Path:
        book = xlsxwriter.Workbook(tmp_path / name)
        sheet = book.add_worksheet()
        for at, title in enumerate(HEADER):
            sheet.write(0, at, title)
            sheet.write(1, at, "1")
        for row, column, text in cells:
            sheet.write(row, column, text)
        book.close()
        return tmp_path / name

    return write


def repacked(path: Path, part: str, old: bytes, new: bytes) -> Path:
    with ZipFile(path) as archive:
        parts = {member.filename: archive.read(member) for member in archive.infolist()}
    assert old in parts[part]
    parts[part] = parts[part].replace(old, new)
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def refused(path: Path, said: str) -> None:
    """Each reader of a stranger's workbook refuses it before it is read."""
    for read in (
        require_sound_workbook,
        read_book,
        lambda p: list(MentalAlign70k(path=p).ratings()),
    ):
        with pytest.raises(DataError, match=said):
            read(path)


def test_an_honest_workbook_passes_and_a_far_row_alone_does_no_harm(workbook):
    require_sound_workbook(workbook())
    require_sound_workbook(workbook((1_000_000, 3, "x")))
    empty = b'<sheetData><row r="1048576" s="1"><c r="XFD1048576" s="1"/></row>'
    require_sound_workbook(repacked(workbook(), "xl/worksheets/sheet1.xml", b"<sheetData>", empty))


def test_an_old_workbook_is_no_archive_and_left_to_its_reader(tmp_path):
    (tmp_path / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0")
    require_sound_workbook(tmp_path / "old.xls")


def test_a_bomb_in_a_workbook_is_refused_before_it_is_unpacked(workbook):
    bomb = b"<sst" + b" " * 2**22
    refused(
        repacked(workbook(), "xl/sharedStrings.xml", b"<sst", bomb), "unpacks to 9.. times its size"
    )


def test_a_workbook_that_would_fill_the_memory_is_refused(workbook, monkeypatch):
    monkeypatch.setattr("mentaleval.archives.MOST_WORKBOOK_BYTES", 5_000)
    refused(workbook(), "its files have .* bytes, more than 5,000")


def test_a_lone_cell_far_off_is_refused(workbook):
    refused(workbook((1_048_575, 16_383, "x")), "1,048,576 rows and 16,384 columns, more than 10,")


def test_a_far_cell_without_its_name_is_refused(workbook):
    path = workbook()
    far = b'<row r="1048576">' + b"<c/>" * 16 + b'<c t="str"><v>x</v></c></row></sheetData>'
    repacked(path, "xl/worksheets/sheet1.xml", b"</sheetData>", far)
    refused(path, "1,048,576 rows and 17 columns")


@pytest.mark.parametrize("encoding", [b"gb2312", b"shift_jis", b"no-such"])
def test_a_part_in_an_encoding_that_is_not_known_is_looked_through_all_the_same(workbook, encoding):
    part, declared = "xl/worksheets/sheet1.xml", b'encoding="' + encoding + b'"'
    near = repacked(workbook(), part, b'encoding="UTF-8"', declared)
    require_sound_workbook(near)
    far = repacked(workbook((1_000_000, 16_000, "x")), part, b'encoding="UTF-8"', declared)
    with pytest.raises(DataError, match="cells"):
        require_sound_workbook(far)
