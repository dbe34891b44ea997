"""Every example in the statistics room runs, and every public function has one."""

import doctest
import importlib
import inspect
import pkgutil

import pytest

from mentaleval import stats

MODULES = sorted(module.name for module in pkgutil.iter_modules(stats.__path__))


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name):
    module = importlib.import_module(f"mentaleval.stats.{name}")
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize("name", stats.__all__)
def test_every_public_function_has_an_example(name):
    thing = getattr(stats, name)
    assert not inspect.isfunction(thing) or ">>>" in thing.__doc__


@pytest.mark.parametrize("name", MODULES)
def test_rooms_files_and_functions_fit_on_a_screen(name):
    module = importlib.import_module(f"mentaleval.stats.{name}")
    assert len(inspect.getsource(module).splitlines()) <= 300
