"""A model in a GGUF file: its server, its name, and what people are told when it cannot be."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from contextlib import ExitStack

import pytest

from mentaleval import answering
from mentaleval.cli import main
from mentaleval.errors import PluginError, RunError, UsageError
from mentaleval.gguf.server import Served, serving
from mentaleval.plugins import installed


def _judge(path, **options):
    return installed().judge("local", {"gguf": str(path), **options})


def _responder(path, **options):
    return installed().responder("local", {"gguf": str(path), **options})


def _ours() -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if k.startswith("GGUF_")}


def _answers(address: str) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", int(address.rpartition(":")[2].split("/")[0]))) == 0


def test_responder_and_judges_share_one_server_until_the_last_leaves(llama, gguf):
    path = gguf()
    everybody = [_responder(path), _judge(path), _judge(path, calls="separate")]
    assert len({plugin.model for plugin in everybody}) == 1
    with ExitStack() as stack:
        for plugin in everybody:
            stack.enter_context(plugin.serving())
        with everybody[0].serving():
            pass
        assert len(llama.started) == 1
        address = next(v for k, v in _ours().items() if k.endswith("_BASE_URL"))
        assert address.startswith("http://127.0.0.1:")
        assert address.endswith("/v1")
        assert _answers(address)
    assert not _ours()
    assert not _answers(address)


def test_the_variables_are_those_that_the_provider_reads(llama, gguf):
    judge = _judge(gguf())
    provider, service, name = judge.model.split("/")
    prefix = service.upper().replace("-", "_")
    assert (provider, name) == ("openai-api", "Tiny-1B.Q4_0")
    with judge.serving():
        assert set(_ours()) == {f"{prefix}_BASE_URL", f"{prefix}_API_KEY"}
        assert llama.started[0].api_keys == [_ours()[f"{prefix}_API_KEY"]]


def test_different_files_and_settings_have_servers_of_their_own(llama, gguf):
    one, two = gguf("one.gguf", b"1"), gguf("two.gguf", b"2")
    judges = [_judge(one), _judge(two), _judge(one, threads=2), _judge(one, window=2048)]
    assert len({judge.model for judge in judges}) == 4
    with ExitStack() as stack:
        for judge in judges:
            stack.enter_context(judge.serving())
        assert len(_ours()) == 8
    assert [p.cpuparams.n_threads for p in llama.started] == [1, 1, 2, 1]
    assert [p.n_ctx for p in llama.started] == [4096, 4096, 4096, 2048]
    assert not _ours()


def test_a_server_neither_spins_nor_hoards_nor_talks(llama, gguf):
    with _judge(gguf()).serving():
        (params,) = llama.started
    assert (params.cpuparams.poll, params.cpuparams_batch.poll) == (0, 0)
    assert (params.n_parallel, params.cache_ram_mib, params.verbosity) == (1, 0, -1)


def test_a_later_run_of_the_same_process_finds_the_same_address(llama, gguf):
    judge = _judge(gguf(content=b"later"))
    seen = []
    for _ in range(2):
        with judge.serving():
            seen.append(_ours())
    assert seen[0] == seen[1]
    assert len(llama.started) == 2


@pytest.mark.usefixtures("llama")
def test_an_address_that_somebody_took_meanwhile_is_an_error(gguf):
    judge = _judge(gguf(content=b"taken"))
    with judge.serving():
        address = next(v for k, v in _ours().items() if k.endswith("_BASE_URL"))
    port = int(address.removesuffix("/v1").rpartition(":")[2])
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", port))
        other.listen()
        with pytest.raises(RunError, match=f"port {port}"), judge.serving():
            pass
    assert not _ours()


def test_one_name_for_two_models_is_refused_and_for_two_copies_is_not(llama, gguf):
    one, copy = gguf("a/m.gguf", b"1"), gguf("b/m.gguf", b"1")
    other = gguf("c/m.gguf", b"2")
    with _judge(one).serving():
        with _judge(copy).serving():
            assert len(llama.started) == 1
        with pytest.raises(UsageError, match="two different models have the name 'm'"):
            _judge(other).serving().__enter__()
    assert not _ours()


def test_a_label_tells_the_file_and_the_changed_options_but_no_folder(gguf, tmp_path):
    path = gguf()
    assert _judge(path).label == "local/Tiny-1B.Q4_0"
    assert _responder(path).label == "local/Tiny-1B.Q4_0"
    changed = _judge(path, threads=2, calls="separate", temperature=None)
    assert changed.label == "local/Tiny-1B.Q4_0[calls=separate,temperature=None,threads=2]"
    assert str(tmp_path) not in changed.label + changed.model


def test_a_file_whose_content_changes_is_another_model_under_the_same_label(gguf):
    path = gguf(content=b"before")
    before = _judge(path).model
    gguf(content=b"after it")
    assert _judge(path).model != before
    assert _judge(path).label == "local/Tiny-1B.Q4_0"


def test_options_make_the_same_plugin_again(gguf):
    for made in (_judge(gguf(), threads=2), _responder(gguf(), window=1024)):
        assert type(made).model_validate(made.options()) == made


def test_the_lineage_is_read_from_the_file_s_name(gguf):
    assert _judge(gguf("Qwen3-4B.gguf")).lineage == "alibaba/qwen3-4b"
    assert _responder(gguf("mine.gguf")).lineage == "local/mine"


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("none.gguf", "No such file or directory"),
        ("", "Is a directory"),
        ("text.gguf", "it is no GGUF file: it does not begin with GGUF"),
        ("short.gguf", "it is no GGUF file: it does not begin with GGUF"),
    ],
)
def test_a_path_to_no_model_is_said_before_anything_starts(llama, tmp_path, file, said):
    (tmp_path / "text.gguf").write_text("Dear reader")
    (tmp_path / "short.gguf").write_text("GG")
    for make in (_judge, _responder):
        with pytest.raises(PluginError) as error:
            make(tmp_path / file)
        assert f"option 'gguf' cannot be '{tmp_path / file}': {said}." in str(error.value)
    assert not llama.started


def test_without_the_option_people_are_told_which_one():
    for kind in ("judge", "responder"):
        with pytest.raises(PluginError, match="'local' needs the option 'gguf'"):
            getattr(installed(), kind)("local", {})


def test_without_the_package_a_run_ends_with_one_message(monkeypatch, gguf, tmp_path, capsys):
    monkeypatch.setitem(sys.modules, "xllamacpp", None)
    monkeypatch.chdir(tmp_path)
    assert (
        main(["run", "guidance", "--limit", "1", "--judge", "local", "-J", f"gguf={gguf()}"]) == 2
    )
    said = capsys.readouterr().err
    assert "needs the package xllamacpp" in said
    assert "pip install 'mentaleval[local]'" in said
    assert not _ours()


def test_a_model_that_does_not_load_is_tried_once_more_aloud(llama, gguf):
    llama.broken = True
    with pytest.raises(RunError, match="what it says about it stands above"):
        _judge(gguf()).serving().__enter__()
    assert [params.verbosity for params in llama.started] == [-1, 1]
    assert not _ours()


def test_a_model_larger_than_the_memory_is_refused(llama, gguf):
    path = gguf()
    os.truncate(path, os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") + 1)
    with pytest.raises(RunError, match="GB of memory"):
        serving(Served(path, "0" * 12, 1, 4096)).__enter__()
    assert not llama.started


def test_foretelling_and_listing_start_nothing_and_need_no_package(gguf, tmp_path):
    program = "import sys; sys.modules['xllamacpp'] = None; from mentaleval.cli import main; "
    local = ["--judge", "local", "-J", f"gguf={gguf()}"]
    for command in (["list"], ["run", "guidance", "--limit", "1", "--dry-run", *local]):
        done = subprocess.run(
            [sys.executable, "-c", f"{program} sys.exit(main({command!r}))"],
            capture_output=True, text=True, check=False, cwd=tmp_path,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert "local" in done.stdout


async def test_one_call_at_a_time_has_the_machine(gguf):
    under_way, most = 0, 0

    async def answer(prompt, **_):
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0)
        under_way -= 1
        return prompt

    path = gguf()
    with answering(answer):
        asked = [p.ask(str(i)) for i in range(3) for p in (_judge(path), _responder(path))]
        assert await asyncio.gather(*asked) == ["0", "0", "1", "1", "2", "2"]
    assert most == 1
