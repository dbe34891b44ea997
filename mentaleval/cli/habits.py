"""The habits of people who come from lm-evaluation-harness: its flags, with its meaning."""

from __future__ import annotations

import argparse
import difflib
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from mentaleval.cli.values import Named, comma_pairs
from mentaleval.contract import Responder
from mentaleval.errors import UsageError

if TYPE_CHECKING:
    from mentaleval.bridge.log_folder import LogFolder

_PROVIDERS: Final = {
    "openai-chat-completions": "openai",
    "openai-completions": "openai",
    "anthropic-chat": "anthropic",
    "anthropic-chat-completions": "anthropic",
    "anthropic": "anthropic",
    "hf": "hf",
    "hf-auto": "hf",
    "huggingface": "hf",
    "vllm": "vllm",
    "sglang": "sglang",
}
"""lm-evaluation-harness's model types, and Inspect's provider of the same."""
_MODEL_KEYS: Final = ("pretrained", "model")
_GENERATION: Final = {
    "max_gen_toks": "max_tokens",
    "max_new_tokens": "max_tokens",
    "max_tokens": "max_tokens",
    "temperature": "temperature",
}
_TRUTH: Final = {"true": True, "false": False}
_GREEDY: Final = "0"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add lm-evaluation-harness's flags."""
    group = parser.add_argument_group("as in lm-evaluation-harness")
    group.add_argument("--tasks", type=_names, metavar="A,B", help="several tasks, in turn")
    group.add_argument("--model", metavar="MODEL", help="a responder: a model, or its type there")
    group.add_argument("--model_args", metavar="K=V,...", help="arguments of --model")
    group.add_argument(
        "--gen_kwargs", metavar="K=V,...", help="generation settings of the responders"
    )
    group.add_argument(
        "--output_path",
        type=log_folder,
        metavar="DIR",
        help="as --log-dir: logs and results go there",
    )
    group.add_argument(
        "--log_samples", action="store_true", help="samples are always logged; nothing to switch"
    )
    group.add_argument(
        "--include_path", metavar="DIR", help="refused: plugins are installed, not included"
    )


def log_folder(text: str) -> LogFolder:
    """Read the path or the URL of a folder of logs, for the options that take one."""
    from mentaleval.bridge.log_folder import LogFolder  # noqa: PLC0415

    try:
        return LogFolder.named(text)
    except UsageError as error:
        raise argparse.ArgumentTypeError(f"{error.message} {error.hint}") from error


def apply(args: argparse.Namespace) -> None:
    """Turn the flags into ours.

    Raises
    ------
    UsageError
        When two of them say different things, or one has no counterpart.
    """
    if args.include_path is not None:
        raise UsageError(
            "--include_path has no counterpart: tasks, data sets, responders and judges are "
            "found through the entry points of installed packages.",
            hint="put yours into a package with the entry-point group 'mentaleval' and "
            "`pip install -e` it",
        )
    if args.tasks and args.task is not None:
        raise UsageError(f"TASK ({args.task}) and --tasks ({','.join(args.tasks)}): give one.")
    if args.output_path is not None:
        if args.log_dir is not None:
            raise UsageError("--log-dir and --output_path mean the same: give one.")
        args.log_dir = args.output_path
    _apply_model(args)
    if args.gen_kwargs:
        args.responders = args.responders or Named()
        settings, greedy = _generation(args.gen_kwargs)
        args.responders.shared.update(settings)
        if greedy:
            args.responders.shared.setdefault("temperature", _GREEDY)


def _apply_model(args: argparse.Namespace) -> None:
    model_args = comma_pairs(args.model_args, "--model_args") if args.model_args else {}
    if args.model is None:
        if model_args:
            raise UsageError("--model_args needs --model.")
        args.model_args = None
        return
    name = args.model
    if name in _PROVIDERS:
        found = [model_args.pop(key) for key in _MODEL_KEYS if key in model_args]
        if not found:
            raise UsageError(
                f"--model {name} needs --model_args {_MODEL_KEYS[0]}=NAME to say which model.",
                hint=f"or name it at once: --model {_PROVIDERS[name]}/NAME",
            )
        name = f"{_PROVIDERS[name]}/{found[0]}"
    args.responders = args.responders or Named()
    args.responders.items.append((name, {}))
    args.model_args = {key: _cast(value) for key, value in model_args.items()}


def require_one_model(args: argparse.Namespace, responders: Sequence[Responder]) -> None:
    """Make sure that ``--model_args`` reach no other model than the one of ``--model``.

    Raises
    ------
    UsageError
        When another responder is a model too.
    """
    models = [r.label for r in responders if getattr(r, "model", None) is not None]
    if args.model_args and len(models) > 1:
        raise UsageError(
            f"{_whose(args)}, but {len(models)} models respond: {', '.join(models)}.",
            hint="name only that one, and give the other models a run of their own",
        )


def _whose(args: argparse.Namespace) -> str:
    if args.model is None:
        return "model_args of a run file are for one model"
    return f"--model_args are for --model {args.model} only"


def _cast(value: Any) -> Any:
    """Read a truth value or a number as lm-evaluation-harness does; the rest stays as it is."""
    if not isinstance(value, str):
        return value
    if value.lower() in _TRUTH:
        return _TRUTH[value.lower()]
    for read in () if "_" in value else (int, float):  # Python reads 2024_01 as a number
        try:
            number = read(value)
        except ValueError:
            continue
        return number if isinstance(number, int) or math.isfinite(number) else value
    return value


def _generation(text: str) -> tuple[dict[str, Any], bool]:
    """Return the settings, and whether the text asks for no sampling at all."""
    settings = {}
    greedy = False
    for key, value in comma_pairs(text, "--gen_kwargs").items():
        if key == "do_sample":  # said by the temperature here
            if _cast(value) not in (True, False):
                raise UsageError(f"--gen_kwargs do_sample is True or False; found {value!r}.")
            greedy = not _cast(value)
            continue
        if key not in _GENERATION:
            raise UsageError(
                f"--gen_kwargs has no setting {key!r} here.{near(key, tuple(_GENERATION))}"
            )
        settings[_GENERATION[key]] = value
    return settings, greedy


def near(name: str, names: Sequence[str]) -> str:
    """Say which of *names* may have been meant, or all of them."""
    found = difflib.get_close_matches(name, names, n=1)
    return f" Did you mean {found[0]!r}?" if found else f" There are: {', '.join(names)}."


def _names(text: str) -> list[str]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    if not names:
        raise argparse.ArgumentTypeError(f"{text!r} names no task")
    return list(dict.fromkeys(names))
