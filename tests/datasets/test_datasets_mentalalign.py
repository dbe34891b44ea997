"""MentalAlign-70k's workbooks, in invented miniature with every quirk of the real ones."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import openpyxl
import pytest

from mentaleval import SEVEN, DataError, Declared, Exchange, Reason, RecordedRating, lineage_of
from mentaleval_datasets import MentalAlign70k
from mentaleval_datasets.cells import read_cell
from mentaleval_datasets.mentalalign import OWN_SYSTEM, RATER_FAMILIES, RESPONDER_FAMILIES

Write = Callable[..., Path]


def cell(value: object = 4, **changes: object) -> str:
    return json.dumps({name.title(): value for name in SEVEN.names} | changes)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def made(
        name: str,
        columns: Sequence[str],
        rows: Sequence[Sequence[object]],
    ) -> Path:
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        for row in [columns, *rows]:
            sheet.append(list(row))
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        book.save(path)
        return path

    return made


HUMAN = ("ConvID", "context", "human_response_original", " human_response_gpt4o")
JUDGE = ("ConvID", "context", "judge_response_original", "judge_response_gpt4o")


def read(path: Path) -> list[RecordedRating]:
    return list(MentalAlign70k(path=path).ratings())


def of(ratings: Sequence[RecordedRating], responder: str, attribute: str) -> RecordedRating:
    (found,) = [r for r in ratings if (r.responder, r.attribute) == (responder, attribute)]
    return found


def one_cell(write: Write, text: object) -> Mapping[str, RecordedRating]:
    path = write("o4-mini_llm_judge.xlsx", JUDGE[:3], [(1, "I cannot sleep.", text)])
    return {r.attribute: r for r in read(path)}


def test_both_kinds_of_workbook_are_joined_by_conversation_and_context(write):
    place = write("Human_judge.xlsx", HUMAN, [(1, "I am  tired", cell(), cell(5))]).parent
    write("gpt-4o_llm_judge.xlsx", JUDGE, [(1.0, "I am tired ", cell(3), cell(2))])
    write("claude_llm_judge.xlsx", JUDGE, [(1, "Another person", cell(3), cell(2))])
    ratings = read(place)
    assert [r.rater for r in ratings[::14]] == ["human", "claude", "gpt-4o"]
    assert [r.rater_kind for r in ratings[::14]] == ["human", "judge", "judge"]
    human, claude, gpt = (ratings[i] for i in (0, 14, 28))
    assert human.exchange_id == gpt.exchange_id
    assert human.exchange_id.startswith("1-")
    assert claude.source_id == human.source_id == "1"
    assert claude.exchange_id != human.exchange_id
    assert claude.context_hash != human.context_hash == gpt.context_hash
    assert [e.context for e in MentalAlign70k(path=place).exchanges()] == [
        "I am  tired",
        "Another person",
    ]


def test_counting_reads_no_cell_that_was_read_for_its_ratings(write):
    place = write("Human_judge.xlsx", HUMAN, [(1, "I am tired", cell(), "```" + cell(0))]).parent
    dataset = MentalAlign70k(path=place)
    assert len(list(dataset.ratings())) == 14
    read_before = read_cell.cache_info().misses
    assert dataset.counts()["human: fenced"] == 1
    assert read_cell.cache_info().misses == read_before


def test_the_release_gives_contexts_without_responses(write):
    path = write("Human_judge.xlsx", HUMAN, [(7, "I am tired", cell(), cell())])
    (exchange,) = MentalAlign70k(path=path).exchanges()
    assert exchange == Exchange(exchange.id, "I am tired", None, None)


def test_ratings_follow_rows_then_columns_then_attributes(write):
    rows = [(2, "B", cell(), cell()), (1, "A", cell(), cell())]
    ratings = read(write("Human_judge.xlsx", HUMAN, rows))
    assert [r.source_id for r in ratings] == ["2"] * 14 + ["1"] * 14
    assert [r.responder for r in ratings] == (["original"] * 7 + ["gpt4o"] * 7) * 2
    assert [r.attribute for r in ratings] == [*SEVEN.names] * 4


def test_families_and_what_the_study_declares(write):
    place = write("Human_judge.xlsx", HUMAN, [(430, "A", cell(), cell())]).parent
    write("gpt-4o_llm_judge.xlsx", JUDGE, [(430, "A", cell(), cell())])
    write("newcomer_llm_judge.xlsx", JUDGE, [(430, "A", cell(), cell())])
    ratings = read(place)
    human, own = ratings[0], ratings[21]
    newcomer = ratings[28:]
    assert {r.declared for r in ratings[:14]} == {Declared.OMITTED}
    assert human.responder_family is None
    assert human.rater_family is None
    assert own.declared == Declared.OWN_SYSTEM
    assert own.responder_family == own.rater_family == "openai/gpt-4o"
    assert ratings[14].declared is None
    assert {(r.rater, r.rater_family, r.declared) for r in newcomer} == {("newcomer", None, None)}


@pytest.mark.parametrize(
    ("rater", "judge"),
    [
        ("claude", "claude"),
        ("Claude", "claude"),
        ("claude-3.7-sonnet", "claude"),
        ("claude-3-7-sonnet-20250219", "claude"),
        ("claude_3_7_sonnet", "claude"),
        ("gpt-4o", "gpt-4o"),
        ("gpt4o", "gpt-4o"),
        ("GPT_4o", "gpt-4o"),
        ("gpt-4o-2024-08-06", "gpt-4o"),
        ("gemini", "gemini"),
        ("gemini-2.5-flash", "gemini"),
        ("gemini-2.5-flash-preview-04-17", "gemini"),
        ("o4-mini", "o4-mini"),
        ("o4mini", "o4-mini"),
        ("claude-3-5-haiku", None),
        ("gemini-2.0-flash", None),
        ("gpt-4o-mini", None),
        ("newcomer", None),
    ],
)
def test_a_workbook_finds_its_own_system_in_any_spelling(write, rater, judge):
    columns = [*JUDGE[:2], *(f"judge_response_{name}" for name in RESPONDER_FAMILIES)]
    row = (1, "A", *(cell() for _ in RESPONDER_FAMILIES))
    ratings = read(write(f"{rater}_llm_judge.xlsx", columns, [row]))
    own = {r.responder for r in ratings if r.declared == Declared.OWN_SYSTEM}
    assert own == ({OWN_SYSTEM[judge]} if judge else set())
    assert {(r.rater, r.rater_family) for r in ratings} == {(rater, RATER_FAMILIES.get(judge))}


def test_families_are_lineages():
    hub = {
        "claude": "anthropic/claude-3-5-haiku-20241022",
        "ds_llama": "deepseek-ai/DeepSeek-R1-Distill-Llama-8B",
        "ds_qwen": "deepseek-ai/DeepSeek-R1-Distill-Qwen-7B",
        "gemini": "google/gemini-2.0-flash",
        "gpt4o": "openai/gpt-4o",
        "gpt4omini": "openai/gpt-4o-mini",
        "llama_3": "meta-llama/Llama-3.1-8B-Instruct",
        "qwen_2": "Qwen/Qwen2.5-7B-Instruct",
        "qwen_3": "Qwen/Qwen3-4B",
    }
    assert {key: lineage_of(model) for key, model in hub.items()} == RESPONDER_FAMILIES
    judges = {
        "claude": "anthropic/claude-3-7-sonnet-20250219",
        "gpt-4o": "openai/gpt-4o",
        "gemini": "google/gemini-2.5-flash-preview-04-17",
        "o4-mini": "openai/o4-mini",
    }
    assert {key: lineage_of(model) for key, model in judges.items()} == RATER_FAMILIES
    assert OWN_SYSTEM.keys() == RATER_FAMILIES.keys()


@pytest.mark.parametrize("text", [None, "", "nan", " "])
def test_an_empty_cell_is_missing(write, text):
    read = one_cell(write, text)
    assert {(r.rating, r.reason, r.raw) for r in read.values()} == {(None, Reason.MISSING, None)}


def test_zeros_and_sixes_keep_their_raw_value(write):
    read = one_cell(write, cell(0, Safety=6, Empathy=None))
    assert read["guidance"].raw == 0
    assert read["safety"].raw == 6
    assert read["guidance"].reason == read["safety"].reason == Reason.OUT_OF_SCALE
    assert read["empathy"].reason == Reason.MISSING_ATTRIBUTE
    assert {r.rating for r in read.values()} == {None}


@pytest.mark.parametrize(
    ("text", "recovered"),
    [
        (f"```json\n{cell()}\n```", False),
        (f"I will rate it.\n```json\n{cell()}\n```", True),
        (cell().replace('"', "\u201c"), True),
        (cell(Explanation="It is").removesuffix('"}'), True),
        (f"  {cell()}\n", False),
    ],
)
def test_quirks_of_judges_are_read_and_marked(write, text, recovered):
    read = one_cell(write, text)
    assert {r.rating for r in read.values()} == {4.0}
    assert {r.recovered for r in read.values()} == {recovered}


def test_a_judges_prose_is_unparseable(write):
    read = one_cell(write, "I would rather not.")
    assert {(r.rating, r.reason) for r in read.values()} == {(None, Reason.UNPARSEABLE)}


def test_missing_and_new_response_columns_load(write):
    columns = ("ConvID ", " Context", "notes", "judge_response_new one")
    ratings = read(write("gemini_llm_judge.xlsx", columns, [(1, "A", "x", cell())]))
    assert {(r.responder, r.responder_family) for r in ratings} == {("new one", None)}


def test_the_folders_of_the_release_and_open_workbooks(write, tmp_path):
    write("Human_Judge/Human_judge.xlsx", HUMAN, [(1, "A", cell(), cell())])
    (tmp_path / "Human_Judge" / "~$Human_judge.xlsx").write_bytes(b"lock")
    write("LLMs/o4-mini_llm_judge.xlsx", JUDGE, [(1, "A", cell(), cell())])
    assert {r.rater for r in read(tmp_path)} == {"human", "o4-mini"}


def test_a_workbook_of_another_name_goes_by_its_columns(write):
    assert read(write("mine.xlsx", JUDGE, [(1, "A", cell(), cell())]))[0].rater == "mine"
    assert read(write("experts.xlsx", HUMAN, [(1, "A", cell(), cell())]))[0].rater == "human"


def test_blank_rows_are_passed_over_and_rows_keep_their_numbers(write):
    rows = [(1, "A", cell(), cell()), (None,) * 4, (None, "B", cell(), cell())]
    path = write("Human_judge.xlsx", HUMAN, rows)
    with pytest.raises(DataError, match=r"Human_judge\.xlsx, row 4: the column 'ConvID' is empty"):
        read(path)


def test_a_sheet_of_notes_before_the_ratings_is_no_harm(write):
    path = write("Human_judge.xlsx", HUMAN, [(1, "A", cell(), cell())])
    book = openpyxl.load_workbook(path)
    book.create_sheet("notes", 0).append(["read me"])
    book.save(path)
    assert len(read(path)) == 14


WRONG = {
    "no ConvID": (("Conv ID", *HUMAN[1:]), [(1, "A", "", "")], "column 'ConvID'.*mean 'Conv ID'"),
    "no context": (("ConvID", "text"), [(1, "A")], "no column 'context'"),
    "no responses": (HUMAN[:2], [(1, "A")], "begins with 'human_response_'"),
    "judge's columns": (JUDGE, [(1, "A", "", "")], "mean 'judge_response_original'"),
    "one column twice": ((*HUMAN, HUMAN[3].strip()), [(1, "A", "", "", "")], "two columns"),
    "no rows": (HUMAN, [], "a header and no rows"),
    "ConvID twice": (HUMAN, [(3, "A", "", ""), (3, "B", "", "")], "row 3: ConvID 3 is also.*row 2"),
}


@pytest.mark.parametrize(("columns", "rows", "message"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_workbook_is_named_with_what_is_wrong(write, columns, rows, message):
    path = write("Human_judge.xlsx", columns, rows)
    with pytest.raises(DataError, match=rf"Human_judge\.xlsx.*{message}"):
        read(path)


def test_a_file_that_is_no_workbook(tmp_path):
    path = tmp_path / "claude_llm_judge.xlsx"
    path.write_text("ConvID,context\n1,A\n")
    with pytest.raises(DataError, match=r"claude_llm_judge\.xlsx is not a workbook"):
        read(path)


def test_a_folder_without_workbooks_says_what_it_has(tmp_path):
    (tmp_path / "other.xlsx").write_bytes(b"")
    with pytest.raises(DataError, match=r"holds no workbook of ratings.*it has other\.xlsx"):
        read(tmp_path)


def test_two_workbooks_of_one_rater(write, tmp_path):
    write("Human_judge.xlsx", HUMAN, [(1, "A", cell(), cell())])
    write("old/Human_judge.xlsx", HUMAN, [(1, "A", cell(), cell())])
    with pytest.raises(DataError, match="both the ratings of 'human'"):
        read(tmp_path)


def test_the_default_place_is_the_folder_of_all_data(write, tmp_path, monkeypatch):
    write("mentalalign-70k/Human_judge.xlsx", HUMAN, [(1, "A", cell(), cell())])
    monkeypatch.setenv("MENTALEVAL_DATA", str(tmp_path))
    assert len(list(MentalAlign70k().ratings())) == 14


def test_nowhere_to_read_from_is_told_with_a_hint(tmp_path, monkeypatch):
    monkeypatch.delenv("MENTALEVAL_DATA", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    with pytest.raises(DataError, match=r"'path' is not given and MENTALEVAL_DATA is not set") as e:
        list(MentalAlign70k().ratings())
    assert "-D path=FOLDER" in (e.value.hint or "")
    monkeypatch.setenv("MENTALEVAL_DATA", str(tmp_path))
    with pytest.raises(DataError, match="holds no mentalalign-70k/"):
        list(MentalAlign70k().exchanges())
    with pytest.raises(DataError, match="does not exist"):
        read(tmp_path / "absent")
