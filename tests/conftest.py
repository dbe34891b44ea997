"""What tests share: where real data is, commands that start fast, a model provider by a script."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

sys.path.insert(0, str(Path(__file__).with_name("preloaded")))

from preloaded import Preloaded, preloading

settings.register_profile("mentaleval", deadline=None)  # no test asserts a time
settings.load_profile("mentaleval")

_BESIDE = Path(__file__).resolve().parents[2] / "shared"


LONG = (
    "wire/test_wire_thousand",
    "docs/test_docs_examples",
    "wire/test_wire_faults",
    "testing/test_testing_conformance_first_party",
    "scaffold/test_scaffold_alone",
    "plugins/test_plugins_process",
    "plugins/test_plugins_lacking",
    "bridge/test_bridge_third_party",
    "interrupted/",
    "browser/test_browser_many",
    "browser/test_browser_demo",
    "browser/test_browser_real",
)
"""What takes longest begins first, so that in the end no worker is alone with it."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the long files first, and of the others those that have slow tests."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}

    def place(item: pytest.Item) -> tuple[int, bool]:
        known = [n for n, long in enumerate(LONG) if f"/tests/{long}" in item.path.as_posix()]
        return min(known, default=len(LONG)), item.path not in slow

    items.sort(key=place)


@pytest.fixture(autouse=True)
def no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Print as in a pipe: whoever runs the tests may have told their width."""
    monkeypatch.delenv("COLUMNS", raising=False)


def _folder(variable: str, beside: str) -> Path:
    return Path(os.environ.get(variable) or _BESIDE / beside)


def _require(path: Path, what: str) -> Path:
    if path.exists():
        return path
    reason = f"{what} is not at {path}; set MENTALEVAL_DATA to a folder that has it"
    if os.environ.get("MENTALEVAL_REQUIRE_DATA") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def real_data() -> Callable[[str], Path]:
    """Give the folder of a real data set, or skip the test where it is not."""
    folder = _folder("MENTALEVAL_DATA", "data")
    return lambda name: _require(folder / name, f"the data set {name!r}")


@pytest.fixture(scope="session")
def published_tables() -> Path:
    """Give the file of the paper's tables, or skip the test where it is not."""
    folder = _folder("MENTALEVAL_REFERENCE", "reference")
    return _require(folder / "published_tables.json", "the paper's tables")


@pytest.fixture(scope="session")
def preloaded() -> Iterator[Preloaded]:
    """Give what starts commands in processes that need not import anything first."""
    with preloading() as found:
        yield found


def _lacking(what: str) -> None:
    if os.environ.get("MENTALEVAL_REQUIRE_PROGRAMS") == "1":
        pytest.fail(f"{what} is not installed")
    pytest.skip(f"{what} is not installed")


@pytest.fixture(scope="session")
def chromium() -> str:
    """Give where Chromium is, or skip the test where the browser or its driver is not."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        _lacking("chromium")
    if importlib.util.find_spec("playwright") is None:
        _lacking("the Python package playwright")
    return found


@pytest.fixture(scope="module")  # while it runs, nobody else in this process can use asyncio
def browser(chromium: str) -> Iterator[Any]:
    """Give a running Chromium."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    with sync_playwright() as driver:
        launched = driver.chromium.launch(
            executable_path=chromium, headless=True, args=["--no-sandbox"]
        )
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def object_store() -> Iterator[str]:
    """Give the address of an object store on loopback, which speaks as S3 does."""
    from moto.server import ThreadedMotoServer  # noqa: PLC0415

    one = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    one.start()
    _, port = one.get_host_and_port()
    yield f"http://127.0.0.1:{port}"
    one.stop()


@pytest.fixture
def bucket(
    object_store: str,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> str:
    """Give the name of a bucket of the test's own, and the environment that leads to it."""
    import boto3  # noqa: PLC0415

    environment = {
        "AWS_ACCESS_KEY_ID": "a-key-of-nobody",
        "AWS_SECRET_ACCESS_KEY": "a-secret-of-nobody",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": object_store,
        "NO_PROXY": "127.0.0.1",
        "XDG_CACHE_HOME": str(tmp_path / "first"),
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    name = f"bucket-{abs(hash(request.node.name))}"
    boto3.client("s3").create_bucket(Bucket=name)
    return name


class ScriptedModels:
    """What the models ``scripted/NAME`` answer, and what they were asked."""

    def __init__(self) -> None:
        self.answers: dict[str, Callable[[str], str]] = {}
        self.calls: list[tuple[str, str, Any]] = []
        self.counts_tokens = True

    def prompts(self, name: str) -> list[str]:
        return [prompt for called, prompt, _ in self.calls if called == name]


_MODELS = ScriptedModels()


def _register_provider() -> None:
    from inspect_ai.model import ModelAPI, ModelOutput, ModelUsage, modelapi  # noqa: PLC0415

    @modelapi(name="scripted")
    class Scripted(ModelAPI):
        async def generate(self, input, tools, tool_choice, config):  # noqa: A002
            del tools, tool_choice
            prompt = input[-1].text
            _MODELS.calls.append((self.model_name, prompt, config))
            output = ModelOutput.from_content(
                self.model_name, _MODELS.answers[self.model_name](prompt)
            )
            if _MODELS.counts_tokens:
                output.usage = ModelUsage(input_tokens=1, output_tokens=1, total_tokens=2)
            return output

    del Scripted


@pytest.fixture
def scripted_models() -> ScriptedModels:
    """Offer Inspect models ``scripted/NAME`` that answer from ``answers[NAME](prompt)``."""
    if not _MODELS.calls and not getattr(_MODELS, "registered", False):
        _register_provider()
        _MODELS.registered = True
    _MODELS.answers.clear()
    _MODELS.calls.clear()
    _MODELS.counts_tokens = True
    return _MODELS
