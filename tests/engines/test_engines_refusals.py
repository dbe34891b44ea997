"""What no engine can do is said in one message, before anything is begun."""

from __future__ import annotations

import sys

import pytest
from distributed import LocalCluster

from mentaleval.cli import main
from mentaleval.cli.engines import told_without
from mentaleval.engines import cluster
from mentaleval.errors import EngineError

RUN = ("run", "guidance", "--limit", "1")


def _said(capsys, *words: str) -> str:
    assert main([*RUN, *words]) == 2
    found = capsys.readouterr()
    assert found.out == ""
    return found.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--scheduler", "tcp://127.0.0.1:1"], "--scheduler is an option of --engine dask"),
        (["--workers", "2"], "--workers is an option of --engine dask"),
        (["--shards", "2"], "--shards is an option of --engine dask"),
        (
            ["--engine", "dask", "--scheduler", "tcp://127.0.0.1:1", "--workers", "2"],
            "--workers starts workers on this machine",
        ),
        (["--engine", "dask", "--shard", "1/2"], "does all shards of a run"),
    ],
)
def test_options_that_do_not_belong_together_are_refused(words, said, capsys):
    assert said in _said(capsys, *words)


@pytest.mark.parametrize("words", [["plan", "demo", "--width", "0.1"], ["reliability", "demo"]])
def test_an_analysis_refuses_the_scheduler_of_no_engine(words, capsys):
    assert main([*words, "--scheduler", "tcp://127.0.0.1:1"]) == 2
    assert "--scheduler is an option of --engine dask" in capsys.readouterr().err


def test_without_dask_it_is_said_how_to_install_it(monkeypatch, capsys, tmp_path):
    monkeypatch.setitem(sys.modules, "distributed", None)
    said = _said(capsys, "--engine", "dask", "--log-dir", str(tmp_path / "logs"))
    assert "Dask, which is not installed" in said
    assert "pip install 'mentaleval[dask]'" in said


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("tcp://127.0.0.1:1", "Timed out"),
        ("127.0.0.1", "missing port number"),
        ("nonsense://127.0.0.1:8786", "unknown address scheme"),
        ("tls://127.0.0.1:8786", "TLS configuration"),
        ("tls://127.0.0.1:8786", "hint: for tls:// Dask's own configuration names certificates"),
    ],
)
def test_where_no_scheduler_is_the_address_is_named(address, why, monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(cluster, "PATIENCE", 0.3)
    where = ("--engine", "dask", "--scheduler", address, "--log-dir", str(tmp_path / "logs"))
    said = _said(capsys, *where)
    assert f"--scheduler {address}: no Dask scheduler can be reached there" in said
    assert why in said


def test_a_scheduler_without_a_worker_is_refused(capsys, tmp_path):
    with LocalCluster(
        n_workers=0,
        processes=False,
        protocol="tcp",
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
    ) as one:
        address = one.scheduler_address
        where = ("--engine", "dask", "--scheduler", address, "--log-dir", str(tmp_path / "logs"))
        assert "the scheduler has no worker" in _said(capsys, *where)


def test_another_number_of_shards_than_the_folders_is_refused_before_dask_starts(
    monkeypatch, capsys, tmp_path
):
    (tmp_path / "mentaleval-shards.json").write_text('{"shards": 4}')
    monkeypatch.setitem(sys.modules, "distributed", None)
    said = _said(capsys, "--engine", "dask", "--shards", "3", "--log-dir", str(tmp_path))
    assert "holds this run in 4 shards, and --shards 3 divides it in another way" in said


@pytest.mark.parametrize("divided", [("--engine", "dask"), ("--shard", "1/2")])
def test_a_data_set_whose_result_is_of_a_whole_run_is_not_divided(divided, capsys, tmp_path):
    where = ("--dataset", "canaries", "--log-dir", str(tmp_path / "logs"), *divided)
    said = _said(capsys, *where)
    assert f"{' '.join(divided)} divides a run, and the data set 'canaries'" in said
    assert not (tmp_path / "logs").exists()


def test_whoever_lacks_the_certificate_is_not_let_in():
    with cluster.connected(None, 1, ()) as client:
        address = client.scheduler.address
        assert address.startswith("tls://127.0.0.1:")
        with pytest.raises(EngineError, match="no Dask scheduler can be reached"):
            cluster._at(address.replace("tls", "tcp"), 2).__enter__()


def test_a_shard_is_told_nothing_of_the_engine():
    words = ["run", "guidance", "--engine=dask", "--shards", "8", "--json", "-", "--seed", "1"]
    words += ["-J", "model=x/shards", "--workers", "2"]
    kept = ["run", "guidance", "--seed", "1", "-J", "model=x/shards"]
    assert told_without(words, ("engine", "shards", "json", "workers")) == kept
