"""How the providers write an answer: OpenAI's two interfaces and Anthropic's."""

from __future__ import annotations

import json
from typing import Any, Final

from answers import Answer

Body = dict[str, Any]


def prompt_of(body: Body) -> str:
    """Return all text of a request, in order."""
    parts = [body.get("system"), body.get("messages"), body.get("input")]
    return "\n\n".join(text for part in parts for text in _texts(part))


def _texts(part: Any) -> list[str]:
    if isinstance(part, str):
        return [part]
    if isinstance(part, list):
        return [text for one in part for text in _texts(one)]
    if isinstance(part, dict):
        return _texts(part.get("content") or part.get("text"))
    return []


def chat_completion(model: str, answer: Answer) -> Body:
    """Write an answer of ``/v1/chat/completions``."""
    refused = answer.stop == "refusal"
    message = {
        "role": "assistant",
        "content": None if refused else answer.text,
        "refusal": answer.text if refused else None,
    }
    finish = "stop" if refused else answer.stop
    sent, received = answer.tokens
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 0,
        "model": model,
        "choices": [{"index": 0, "message": message, "finish_reason": finish, "logprobs": None}],
        "usage": {
            "prompt_tokens": sent,
            "completion_tokens": received,
            "total_tokens": sent + received,
        },
    }


def response(model: str, answer: Answer) -> Body:
    """Write an answer of ``/v1/responses``."""
    refused = answer.stop == "refusal"
    said: Body = (
        {"type": "refusal", "refusal": answer.text}
        if refused
        else {"type": "output_text", "text": answer.text or "", "annotations": []}
    )
    message = {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "status": "completed",
        "content": [said],
    }
    why = {"length": "max_output_tokens", "content_filter": "content_filter"}.get(answer.stop)
    sent, received = answer.tokens
    return {
        "id": "resp_1",
        "object": "response",
        "created_at": 0,
        "model": model,
        "status": "incomplete" if why else "completed",
        "incomplete_details": {"reason": why} if why else None,
        "error": None,
        "output": [message],
        "parallel_tool_calls": False,
        "tool_choice": "auto",
        "tools": [],
        "usage": {
            "input_tokens": sent,
            "input_tokens_details": {"cached_tokens": 0},
            "output_tokens": received,
            "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": sent + received,
        },
    }


_STOP_REASON: Final = {
    "stop": "end_turn",
    "length": "max_tokens",
    "content_filter": "refusal",
    "refusal": "refusal",
}


def message(model: str, answer: Answer) -> Body:
    """Write an answer of ``/v1/messages``."""
    sent, received = answer.tokens
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": model,
        "content": [{"type": "text", "text": answer.text}] if answer.text else [],
        "stop_reason": _STOP_REASON[answer.stop],
        "stop_sequence": None,
        "usage": {"input_tokens": sent, "output_tokens": received},
    }


def message_stream(whole: Body) -> bytes:
    """Write an answer of ``/v1/messages`` as a stream of events."""
    usage = {**whole["usage"], "output_tokens": 1}
    head = {**whole, "content": [], "stop_reason": None, "usage": usage}
    events: list[Body] = [{"type": "message_start", "message": head}]
    for index, block in enumerate(whole["content"]):
        at = {"index": index}
        delta = {"type": "text_delta", "text": block["text"]}
        events += [
            {"type": "content_block_start", **at, "content_block": {"type": "text", "text": ""}},
            {"type": "content_block_delta", **at, "delta": delta},
            {"type": "content_block_stop", **at},
        ]
    end = {"stop_reason": whole["stop_reason"], "stop_sequence": None}
    events.append({"type": "message_delta", "delta": end, "usage": whole["usage"]})
    events.append({"type": "message_stop"})
    lines = (f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in events)
    return "".join(lines).encode()


def error(status: int, kind: str) -> Body:
    """Write an error so that both families of clients understand it."""
    code = "context_length_exceeded" if status == 400 else kind
    words = {400: "prompt is too long: maximum context length exceeded"}.get(status, kind)
    return {"type": "error", "error": {"type": kind, "code": code, "message": words}}
