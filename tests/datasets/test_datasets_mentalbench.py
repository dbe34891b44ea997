"""MentalBench-100k in invented miniature, in the shape of its release."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections import Counter
from contextlib import suppress
from pathlib import Path
from unittest import SkipTest

import openpyxl
import pytest

from mentaleval import SEVEN, DataError, Exchange, Reason, RecordedRating
from mentaleval.testing import conformance
from mentaleval_datasets import MentalBench100k
from mentaleval_datasets.mentalalign import RESPONDER_FAMILIES
from mentaleval_datasets.mentalbench import RESPONDERS
from mentaleval_datasets.mentalbench_ratings import Rated, joined

HEADER = ("context", *RESPONDERS.values())
CONTEXTS = ("I cannot sleep.", "My sister left.", "I lost my work.")


def table(*rows: tuple[str, ...], header: tuple[str, ...] = HEADER) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([header, *rows])
    return text.getvalue()


def row(context: str, **said: str) -> tuple[str, ...]:
    return (context, *(said.get(who, f"{who} to {context}") for who in RESPONDERS))


@pytest.fixture
def bench(tmp_path, monkeypatch):
    monkeypatch.setenv("MENTALEVAL_DATA", str(tmp_path / "nothing"))

    def made(*rows, header=HEADER, name="MentalBench-100k.zip", **options) -> MentalBench100k:
        path = tmp_path / name
        if path.suffix == ".zip":
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr("MentalBench-100k.csv", table(*rows, header=header))
        else:
            path.write_text(table(*rows, header=header), encoding="utf-8", newline="")
        return MentalBench100k(path=path, **options)

    return made


def rated(folder: Path, rater: str, *rows: tuple[int, str], value: int = 4) -> Path:
    kind = "human" if rater == "human" else "judge"
    book = openpyxl.Workbook()
    cell = json.dumps({name.title(): value for name in SEVEN.names})
    book.active.append(["ConvID", "context", *(f"{kind}_response_{who}" for who in RESPONDERS)])
    for number, context in rows:
        book.active.append([number, context, *(cell for _ in RESPONDERS)])
    folder.mkdir(exist_ok=True, parents=True)
    name = "Human_judge.xlsx" if rater == "human" else f"{rater}_llm_judge.xlsx"
    book.save(folder / name)
    return folder


def test_responders_are_those_of_mentalalign():
    assert set(RESPONDERS) == {MentalBench100k.original, *RESPONDER_FAMILIES}


@pytest.mark.parametrize("name", ["MentalBench-100k.zip", "MentalBench-100k.csv"])
def test_a_row_is_ten_exchanges_of_one_context(bench, name):
    dataset = bench(*map(row, CONTEXTS), name=name)
    exchanges = list(dataset.exchanges())
    assert [e.context for e in exchanges] == [c for c in CONTEXTS for _ in range(10)]
    assert [e.responder for e in exchanges[:10]] == list(RESPONDERS)
    assert exchanges[0].response == "original to I cannot sleep."
    assert exchanges[0].id.startswith("1-")
    assert list(dataset.ratings()) == []
    assert dataset.counts() == {"rows": 3, "conversations": 3, "blank contexts": 0}


def test_the_folder_may_hold_the_archive_or_its_table(bench, tmp_path):
    dataset = bench(row("A"))
    assert list(MentalBench100k(path=tmp_path).exchanges()) == list(dataset.exchanges())
    (tmp_path / "other.zip").write_bytes(b"")
    with pytest.raises(
        DataError, match=r"one \.zip or \.csv file; it has MentalBench-100k\.zip, o"
    ):
        list(MentalBench100k(path=tmp_path).exchanges())


def test_a_reply_that_is_none_is_blank_and_counted(bench):
    dataset = bench(row("A", qwen_2="nan", qwen_3=" \n"), row(" nan "), row("C", qwen_2="NaN"))
    blank = [(e.context, e.responder) for e in dataset.exchanges() if not e.response]
    assert blank == [("A", "qwen_2"), ("A", "qwen_3"), ("C", "qwen_2")]
    assert {e.id[0] for e in dataset.exchanges()} == {"1", "3"}
    assert dataset.counts() == {
        "rows": 3,
        "conversations": 2,
        "blank contexts": 1,
        "blank responses: qwen_2": 2,
        "blank responses: qwen_3": 1,
    }


def test_columns_are_known_in_other_spellings_and_orders_and_others_are_passed_over(bench):
    header = ("response_length", "GPT-4o-mini", *reversed(HEADER))
    said = row("A")
    rows = [("7", said[7], *reversed(said))]
    plain = bench(*rows, header=("n", "other", *header[2:]), name="a.csv").exchanges()
    assert {(e.responder, e.response) for e in plain} == {(w, f"{w} to A") for w in RESPONDERS}


def test_a_missing_column_is_named_with_the_closest(bench):
    header = tuple(name.replace("Qwen-3", "Qwen3-4B") for name in HEADER)
    with pytest.raises(DataError, match=r"no column 'Qwen-3'\. Did you mean"):
        list(bench(row("A"), header=header).exchanges())


def test_an_empty_table_says_so(bench):
    with pytest.raises(DataError, match="no rows under its header"):
        list(bench().exchanges())


def test_a_download_that_broke_off_is_refused(bench):
    dataset = bench(*map(row, CONTEXTS))
    content = dataset.path.read_bytes()
    dataset.path.write_bytes(content[: len(content) // 2])
    with pytest.raises(DataError, match="no zip archive that can be read"):
        list(dataset.exchanges())


def test_a_pointer_in_place_of_the_archive_is_refused(bench):
    dataset = bench(row("A"))
    dataset.path.write_text("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n")
    with pytest.raises(DataError, match="no zip archive"):
        list(dataset.exchanges())


def test_ratings_are_joined_by_number_and_context(bench, tmp_path):
    folder = rated(tmp_path / "rated", "human", *enumerate(CONTEXTS, 1))
    rated(folder, "claude", (1, " i cannot  SLEEP."), (2, "Another."), (3, CONTEXTS[1]))
    dataset = bench(*map(row, CONTEXTS), mentalalign=folder)
    ids = {e.id for e in dataset.exchanges()}
    found = Counter((r.rater, r.exchange_id) for r in dataset.ratings())
    assert set(found.values()) == {70}
    assert {i for rater, i in found if rater == "human"} == ids
    assert {i for rater, i in found if rater == "claude"} == {"1-" + min(ids)[2:]}
    said = {(e.id, e.responder): e.response for e in dataset.exchanges()}
    assert all(r.response_id for r in dataset.ratings() if said[r.exchange_id, r.responder])
    counts = dataset.counts()
    assert {k: n for k, n in counts.items() if k.startswith("claude")} == {
        "claude: conversations rated": 3,
        "claude: joined": 1,
        "claude: context not in the benchmark": 1,
        "claude: number and context disagree": 1,
    }


def test_ratings_of_the_default_folder_are_joined(bench, tmp_path, monkeypatch):
    dataset = bench(row("A"))
    monkeypatch.setenv("MENTALEVAL_DATA", str(tmp_path / "data"))
    (tmp_path / "data").mkdir()
    assert list(dataset.ratings()) == []
    rated(tmp_path / "data" / "mentalalign-70k", "human", (1, "A"))
    assert len(list(dataset.ratings())) == 70


def test_a_folder_of_ratings_that_is_asked_for_must_be_there(bench, tmp_path):
    with pytest.raises(DataError, match=r"mentalalign-70k.*does not exist"):
        list(bench(row("A"), mentalalign=tmp_path / "none").ratings())


def test_a_blank_response_is_unrated_whatever_the_experts_wrote(bench, tmp_path):
    folder = rated(tmp_path / "rated", "human", (1, "A"))
    dataset = bench(row("A", qwen_2="nan"), mentalalign=folder)
    found = [r for r in dataset.ratings() if r.responder == "qwen_2"]
    assert {(r.rating, r.reason, r.raw, r.response_id) for r in found} == {
        (None, Reason.NO_RESPONSE, 4.0, None)
    }
    assert dataset.counts()["human: ratings of blank responses"] == 7


def a_rating(number: int, context: str, rater: str = "human") -> RecordedRating:
    return RecordedRating(
        f"{number}-{context}", "x", rater, "human", "empathy", 3.0, context_hash=context
    )


def join(here: str, rated: dict[int, str]) -> tuple[list[str], dict[str, int]]:
    """Return what is joined of conversations that are letters, and the counts."""
    conversations = [Rated(n, f"{n}-{c}", c, {"x": "r"}) for n, c in enumerate(here, 1)]
    tally: Counter[str] = Counter()
    records = [a_rating(n, c) for n, c in rated.items()]
    found = [r.exchange_id for r in joined(records, conversations, tally)]
    return found, {name.removeprefix("human: "): number for name, number in tally.items()}


def test_where_all_numbers_are_shifted_alike_those_that_are_not_are_left_out():
    found, counts = join("xabcdef", {1: "a", 2: "b", 3: "c", 4: "d", 5: "f", 9: "z"})
    assert found == ["2-a", "3-b", "4-c", "5-d"]  # f stands at 7, and shifted it would be at 6
    assert counts == {
        "conversations rated": 6,
        "joined": 4,
        "context not in the benchmark": 1,
        "number and context disagree": 1,
    }


def test_a_context_that_stands_twice_is_joined_by_its_number_alone():
    found, _ = join("abcb", {1: "a", 3: "c", 4: "b"})
    assert found == ["1-a", "3-c", "4-b"]


def test_where_the_numbers_are_others_altogether_nothing_is_joined():
    found, counts = join("abcdefgh", {11: "c", 25: "a", 31: "b", 40: "h", 57: "e"})
    assert found == []
    assert counts["number and context disagree"] == 5


def test_of_two_shifts_that_agree_as_often_none_is_the_one():
    assert join("ab", {1: "a", 3: "b"})[0] == ["1-a"]  # half of them agree without a shift


def test_few_ratings_that_are_joined_are_cautioned_of_and_none_too(bench, tmp_path):
    folder = rated(tmp_path / "rated", "human", *enumerate(CONTEXTS, 1))
    rated(folder, "claude", (1, CONTEXTS[0]), (2, CONTEXTS[2]), (3, CONTEXTS[2]))
    rows = [*map(row, CONTEXTS)]
    *_, few = bench(*rows, mentalalign=folder).cautions()
    assert few.startswith("only 2 of 3 conversations that 'claude' rated are joined")
    (none,) = bench(*rows).cautions()
    assert none.startswith("no human ratings are joined: mentalalign-70k is not here")


def test_ratings_that_are_there_and_damaged_are_no_ratings_that_are_not_there(
    bench, tmp_path, monkeypatch
):
    dataset = bench(row("A"))
    monkeypatch.setenv("MENTALEVAL_DATA", str(tmp_path / "data"))
    folder = rated(tmp_path / "data" / "mentalalign-70k", "human", (1, "A"))
    (folder / "mentaleval-data.json").write_text("{")
    with pytest.raises(DataError, match=r"mentaleval-data\.json"):
        list(dataset.ratings())


def test_it_keeps_the_contract(bench, tmp_path):
    folder = rated(tmp_path / "rated", "human", *enumerate(CONTEXTS, 1))
    dataset = bench(*map(row, CONTEXTS), row("D", qwen_2="nan"), mentalalign=folder)
    for check in conformance(dataset):
        with suppress(SkipTest):  # a check that does not apply
            check()


def test_the_real_ratings_join_a_table_of_the_real_contexts(bench, real_data):
    from mentaleval_datasets.workbook import read_workbook  # noqa: PLC0415

    folder = real_data("mentalalign-70k")
    rows = read_workbook(folder / "claude_llm_judge.xlsx").rows
    human = folder / "Human_judge.xlsx"
    dataset = bench(*(row(r.context) for r in rows), row("One more."), mentalalign=human)
    counts = dataset.counts()
    assert counts["conversations"] == 1_001
    assert counts["human: joined"] == 981
    assert (
        counts["human: conversations rated"]
        == 1_000
        == sum(
            n for name, n in counts.items() if name.startswith("human: ") and "rated" not in name
        )
    )


def test_exchanges_are_read_one_at_a_time(bench):
    exchanges = bench(row("A"), ("B", *("x",) * 11), name="a.csv").exchanges()
    assert isinstance(next(exchanges), Exchange)  # the row with a cell too many is not yet read
    with pytest.raises(DataError, match=r"row 3: 12 cells under 11 columns"):
        list(exchanges)
