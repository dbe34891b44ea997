"""OpenAI's batches: a file of requests goes in, a file of answers comes out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final

Body = dict[str, Any]
_FILE: Final = re.compile(rb'name="file".*?\r\n\r\n(.*?)\r\n--', re.DOTALL)


@dataclass(slots=True)
class Batches:
    """Files and batches by their names. A batch is done when it is first looked at.

    Parameters
    ----------
    ask
        Answers one request: the status and the body.
    """

    ask: Callable[[Body], tuple[int, Body]]
    files: dict[str, bytes] = field(default_factory=dict)
    batches: dict[str, Body] = field(default_factory=dict)
    _numbers: count[int] = field(default_factory=lambda: count(1))

    def upload(self, form: bytes) -> Body:
        """Keep the file of a multipart form."""
        found = _FILE.search(form)
        return self._keep(found[1] if found else b"", purpose="batch")

    def create(self, wanted: Body) -> Body:
        """Start a batch."""
        batch: Body = {
            "id": f"batch_{next(self._numbers)}",
            "object": "batch",
            "endpoint": wanted["endpoint"],
            "input_file_id": wanted["input_file_id"],
            "completion_window": wanted["completion_window"],
            "created_at": 0,
            "status": "in_progress",
        }
        self.batches[batch["id"]] = batch
        return dict(batch)

    def look(self, name: str) -> Body:
        """Carry out a batch, and return how it stands."""
        batch = self.batches[name]
        if batch["status"] == "in_progress":
            batch["status"] = "completed"
            batch.update(self._carried_out(self.files[batch["input_file_id"]]))
        return dict(batch)

    def _carried_out(self, requests: bytes) -> Body:
        good, bad = [], []
        for line in requests.splitlines():
            request = json.loads(line)
            status, body = self.ask(request["body"])
            entry = {"id": "batch_req", "custom_id": request["custom_id"]}
            if status == 200:
                good.append({**entry, "response": {"status_code": 200, "body": body}})
            else:
                trouble = {"code": status, "message": body["error"]["message"]}
                bad.append({**entry, "response": None, "error": trouble})
        counts = {"total": len(good) + len(bad), "completed": len(good), "failed": len(bad)}
        files = {
            f"{kind}_file_id": self._keep(_lines(entries), purpose="batch_output")["id"]
            for kind, entries in (("output", good), ("error", bad))
            if entries
        }
        return {**files, "request_counts": counts}

    def _keep(self, content: bytes, *, purpose: str) -> Body:
        name = f"file-{next(self._numbers)}"
        self.files[name] = content
        return {
            "id": name,
            "object": "file",
            "bytes": len(content),
            "created_at": 0,
            "filename": f"{name}.jsonl",
            "purpose": purpose,
            "status": "processed",
        }


def _lines(entries: list[Body]) -> bytes:
    return "".join(f"{json.dumps(entry)}\n" for entry in entries).encode()
