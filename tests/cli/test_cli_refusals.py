"""What the command line refuses: one message, status 2, and nothing done."""

from __future__ import annotations

import pytest

from mentaleval.cli import main
from mentaleval.plugins import installed

pytestmark = pytest.mark.filterwarnings("ignore")  # of libraries that Inspect brings


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["run", "guidence"], "no task is called 'guidence'. Did you mean 'guidance'?"),
        (["run", "guidance", "--tasks", "empathy"], "TASK (guidance) and --tasks (empathy)"),
        (["run", "--include_path", "x"], "entry points"),
        (["run", "--model_args", "a=b"], "--model_args needs --model"),
        (["run", "--model", "openai/x", "--model_args", "api_key=abc"], "end up in the logs"),
        (
            ["run", "--model", "openai/x", "--model_args", '{"headers": {"token": "abc"}}'],
            "--model_args headers.token=...: a key on the command line would end up in the logs",
        ),
        (["run", "--model", "hf"], "needs --model_args pretrained=NAME"),
        (["run", "--gen_kwargs", "temprature=1"], "Did you mean 'temperature'?"),
        (["run", "--dataset", "deno"], "no dataset is called 'deno'. Did you mean 'demo'?"),
        (["run", "--judge", "lexicla"], "no judge is called 'lexicla'. Did you mean 'lexical'?"),
        (["run", "--judge", "nosuch/model"], "'nosuch/model' cannot"),
        (["run", "--judge", "openai/gpt-4o"], "cannot use the model 'openai/gpt-4o'"),
        (["run", "--judge", "openai/"], "'openai/' is not a model name"),
        (["run", "--judge", "/x"], "'/x' is not a model name"),
        (["run", "--responder", "a//b"], "'a//b' is not a model name"),
        (["run", "--judge", "rubric", "-J", "model=openai/ /x"], "is not a model name"),
        (["run", ""], "no task is called ''"),
        (["run", "--dataset", ""], "no dataset is called ''"),
        (["run", "--gen_kwargs", "do_sample=maybe"], "do_sample is True or False"),
        (
            ["run", "--model", "hf/x", "--model_args", "a=1", "--responder", "hf/y"],
            "--model_args are for --model hf/x only, but 2 models respond: hf/y, hf/x",
        ),
        (["run", "--json", "/no/such/dir/x.json"], "there is no folder '/no/such/dir'"),
        (["run", "--json", "/"], "it is a folder"),
        (["run", "--tasks", "empathy,safety", "--json", "x.json"], "the verdicts of one task"),
        (["run", "--dry-run", "--json", "x.json"], "--dry-run asks no model"),
        (["run", "--log-dir", "/proc/nope"], "the folder of logs /proc/nope cannot be used"),
        (["reliability", "demo", "--json", "/no/such/dir/x.json"], "no folder '/no/such/dir'"),
        (["reliability", "demo", "--json", ""], "cannot write ''"),
        (["reliability", "demo", "--figures", "-"], "--figures takes the name of a folder"),
        (["compare", "demo", "--tables", "-"], "--tables takes the name of a folder"),
        (["compare", "demo", "--html", "a", "--tables", "a"], "to be a file and --tables a folder"),
        (["compare", "demo", "--html", "a", "--tables", "a/b"], "file and --tables a folder"),
        (["reliability", "demo", "--html", "a.md", "--tables", "."], "written to that folder by"),
        (["ratings", "nowhere", "--out", "/no/such/dir/x.csv"], "no folder '/no/such/dir'"),
        (["run", "--judge", "rubric"], "the judge 'rubric' needs a model"),
        (["run", "--responder", "model"], "the responder 'model' needs a model"),
        (["run", "--judge", "lexical", "--judge", "lexical"], "asked for twice"),
        (["run", "--judge", "keyword", "-J", "wrod=x"], "has no option 'wrod'. Did you mean"),
        (["run", "--judge", "rubric", "-J", "calls=both"], "option 'calls' cannot be 'both'"),
        (["run", "--responder", "recorded", "-R", "responder=wram"], "'warm'"),
        (["reliability", "demo", "-D", "hf_token=abc"], "and reports, and this is called like"),
        (
            ["reliability", "demo", "--html", "x.html", "--viewer", "http://me:key@host/"],
            "give it without a user, a key",
        ),
        (
            ["reliability", "demo", "--html", "x.html", "--viewer", "http://host/?token=key"],
            "give it without a user, a key",
        ),
        (["reliability", "demo", "--html", "x.html", "--viewer", "http://[bad"], "--viewer"),
        (["reliability", "nowhere.csv"], "nowhere.csv"),
        (["reliability", "demmo"], "Did you mean the data set 'demo'?"),
        (["reliability", "counsel-chat"], "counsel-chat"),
        (["reliability", "mentalalign-70k", "-D", "path=/no/such/folder"], "/no/such/folder"),
        (["reliability", "demo", "--thresholds", "0.9", "0.5"], "usable before trusted"),
        (["reliability", "demo", "--exclude", "lexcal=warm"], "lexcal"),
        (["ratings", "demo", "--out", "x.docx"], ".docx"),
        (["ratings", "demo", "--out", "/no/such/folder/x.csv"], "/no/such/folder"),
        (["view", "nowhere"], "no folder of logs at 'nowhere'"),
        (["view", ".", "--bundle", ""], "--bundle takes the name of a folder"),
        (["view", ".", "--bundle", "-"], "--bundle takes the name of a folder"),
    ],
)
def test_bad_input_gets_one_message_and_status_2(command, said, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("MENTALEVAL_DATA", "OPENAI_API_KEY", "AZUREAI_OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert main(command) == 2
    out, err = capsys.readouterr()
    assert said in err
    assert err.startswith("error: ")
    assert "Traceback" not in err
    assert out == ""
    assert not list(tmp_path.iterdir())  # nothing done


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["run", "--limit", "2.5"], "is not a whole number of at least 1 or a share below 1"),
        (["run", "--limit", "0"], "is not a whole number of at least 1 or a share below 1"),
        (["run", "--epochs", "none"], "'none' is not a number"),
        (["run", "--max-unrated", "2"], "not a share between 0 and 1"),
        (["run", "--tasks", ""], "'' names no task"),
        (["run", "--tasks", " ,"], "' ,' names no task"),
        (["run", "--seed", "-5"], "'-5' is not a whole number from 0 to 2**63 - 1"),
        (["run", "--seed", str(2**63)], "is not a whole number from 0 to 2**63 - 1"),
        (["run", "--seed", "1.5"], "'1.5' is not a whole number"),
        (["reliability", "demo", "--seed", "-5"], "'-5' is not a whole number"),
        (["run", "-J", "word"], "'word' has no '='"),
        (["reliability", "demo", "--exclude", "x"], "not JUDGE=RESPONDER"),
        (["reliabilty"], "invalid choice"),
        (["list", "judge"], "invalid choice"),
    ],
)
def test_wrong_options_are_refused_by_the_grammar(command, said, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(command)
    assert stopped.value.code == 2
    assert said in capsys.readouterr().err


def test_debug_shows_the_traceback():
    with pytest.raises(Exception, match="no task is called"):
        main(["run", "guidence", "--debug"])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Expecting value"),
        (b"{", "Expecting property name"),
        (b"\xff\xfe", "codec can't decode"),
        (b"[1]", "no JSON object but [1]"),
        (b'{"identity": 7}', "'identity' is no JSON object but 7"),
    ],
)
def test_a_folder_whose_marker_cannot_be_read_is_left_alone(content, said, tmp_path, capsys):
    marker = tmp_path / "mentaleval-run.json"
    marker.write_bytes(content)
    assert main(["run", "empathy", "--limit", "1", "--log-dir", str(tmp_path)]) == 2
    err = capsys.readouterr().err
    assert err.startswith(f"error: {marker} does not say which run the folder belongs to")
    assert said in err
    left = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert left == {marker.name: content, "mentaleval-run.lock": b""}


def test_weights_in_a_local_folder_are_a_model_name(tmp_path, capsys):
    command = ["run", "empathy", "--limit", "1", "--dry-run"]
    assert main([*command, "--model", "hf", "--model_args", f"pretrained={tmp_path}"]) == 0
    assert f"responder hf/{tmp_path}" in capsys.readouterr().out
    assert main([*command, "--model", "hf", "--model_args", f"pretrained={tmp_path}/no"]) == 2
    assert "is not a model name" in capsys.readouterr().err


def test_two_judges_that_ask_one_model_are_told_of_their_one_name(monkeypatch, capsys):
    class Second(type(installed().judge("rubric"))):
        name = "second"

    class Registry:
        def judge(self, name, options):
            return Second(**options) if name == "second" else installed().judge(name, options)

        def __getattr__(self, name):
            return getattr(installed(), name)

    monkeypatch.setattr("mentaleval.cli.run_settings.installed", Registry)
    judges = ["--judge", "rubric", "-J", "model=a/b", "--judge", "second", "-J", "model=a/b"]
    assert main(["run", "--dry-run", *judges]) == 2
    err = capsys.readouterr().err
    assert "two judges would have the one name 'a/b' in the ratings: rubric {" in err
    assert "and second {" in err
    assert "twice" not in err
    assert main(["run", "--limit", "1", "--dry-run", *judges, "-J", "max_tokens=500"]) == 0


@pytest.mark.parametrize("dry", [True, False])
def test_a_limit_on_cost_is_refused_for_a_model_that_is_asked_elsewhere(
    dry, monkeypatch, tmp_path, capsys
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OPENAI_API_KEY", "none")
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    model = ["--model", "openai/gpt-4o", "--model_args", "base_url=http://127.0.0.1:9/v1"]
    command = ["run", "--limit", "1", *model, "--max-cost", "1"]
    assert main([*command, *(["--dry-run"] if dry else [])]) == 2
    said = "for the model 'openai/gpt-4o' at the address in --model_args base_url."
    assert said in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("variable", "model"),
    [
        ("LAB_BASE_URL", "openai-api/lab/judge"),
        ("MY_LAB_BASE_URL", "openai-api/my-lab/judge"),
        ("OPENAI_BASE_URL", "openai/gpt-4o"),
        ("INSPECT_EVAL_MODEL_BASE_URL", "anthropic/claude-3-7-sonnet-latest"),
    ],
)
def test_a_password_in_an_address_is_refused_before_it_reaches_a_log(
    variable, model, monkeypatch, tmp_path, capsys
):
    monkeypatch.chdir(tmp_path)
    for provider in ("LAB", "MY_LAB", "OPENAI", "ANTHROPIC"):
        monkeypatch.setenv(f"{provider}_API_KEY", "none")
        monkeypatch.delenv(f"{provider}_BASE_URL", raising=False)
    monkeypatch.setenv(variable, "http://somebody:hidden-word@127.0.0.1:9/v1")
    assert main(["run", "safety", "--limit", "1", "--judge", model]) == 2
    err = capsys.readouterr().err
    assert err.startswith(f"error: {variable}: the address of the model '{model}' holds")
    assert "_API_KEY" in err
    assert "hidden-word" not in err
    assert not list(tmp_path.iterdir())


def test_a_user_in_the_arguments_of_a_model_is_refused_too(monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LAB_API_KEY", "none")
    monkeypatch.setenv("OTHER_BASE_URL", "http://somebody:hidden-word@127.0.0.1:9/v1")  # not asked
    model = ["--model", "openai-api/lab/x", "--model_args", "base_url=http://hidden-word@h/v1"]
    assert main(["run", "safety", "--limit", "1", *model]) == 2
    err = capsys.readouterr().err
    assert err.startswith("error: --model_args base_url: the address of the model")
    assert "hidden-word" not in err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "words",
    [
        ["demo", "--html", "loop"],
        ["demo", "--json", "loop"],
        ["demo", "--tables", "loop"],
        ["loop", "--json", "-"],
        ["loop.csv", "--json", "-"],
        ["demo", "--humans", "loop.csv", "--json", "-"],
        ["demo", "--html", "nowhere"],
    ],
)
def test_a_link_that_leads_nowhere_is_refused_in_one_line(here, words, capsys):
    for name in ("loop", "loop.csv"):
        (here / name).symlink_to(name)
    (here / "nowhere").symlink_to("no/such/file.html")
    assert main(["reliability", *words]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("error: ")
    assert "Traceback" not in err


def test_a_source_is_no_folder_for_tables(here, capsys):
    (here / "logs").mkdir()
    assert main(["reliability", "logs", "--tables", "./logs"]) == 2
    assert "--tables ./logs: it is read too" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--html", "--json"])
def test_no_result_is_written_over_what_a_data_set_reads(tmp_path, capsys, option):
    file = tmp_path / "conversations.csv"
    file.write_text("the only copy", encoding="utf-8")
    words = ["reliability", "table", "-D", f"path={file}", option, str(file)]
    assert main(words) == 2
    assert "that file is read too" in capsys.readouterr().err
    assert file.read_text(encoding="utf-8") == "the only copy"


@pytest.mark.parametrize("name", ["judgements/one.eval", "mentaleval-run.json"])
def test_no_result_is_written_over_what_a_run_wrote(tmp_path, capsys, name):
    file = tmp_path / "run" / name
    file.parent.mkdir(parents=True)
    file.write_text("paid for", encoding="utf-8")
    assert main(["reliability", str(tmp_path / "run"), "--html", str(file)]) == 2
    assert "that file is read too" in capsys.readouterr().err
    assert file.read_text(encoding="utf-8") == "paid for"
