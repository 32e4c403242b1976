"""A stand-in for a Kubernetes API server: config maps of one namespace, each stored as a file, slowly."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

KUBECONFIG = """apiVersion: v1
kind: Config
clusters: [{{name: c, cluster: {{server: "http://127.0.0.1:{port}"}}}}]
users: [{{name: u, user: {{}}}}]
contexts: [{{name: x, context: {{cluster: c, user: u}}}}]
current-context: x
"""
_SLOW_S = 0.1
"""How long a change takes."""
_RESOURCE = {
    "name": "configmaps",
    "singularName": "configmap",
    "namespaced": True,
    "kind": "ConfigMap",
    "verbs": ["create", "get", "list", "patch", "delete"],
}
_NOT_FOUND = {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "NotFound", "code": 404}
_ROOTS: dict[str, dict[str, Any]] = {
    "/api": {"kind": "APIVersions", "versions": ["v1"]},
    "/apis": {"kind": "APIGroupList", "apiVersion": "v1", "groups": []},
    "/api/v1": {"kind": "APIResourceList", "groupVersion": "v1", "resources": [_RESOURCE]},
    "/version": {"major": "1", "minor": "32", "gitVersion": "v1.32.0"},
}


def serve(folder: Path) -> int:
    """Serve on a free port of this machine, storing in `folder`, for as long as this program lives; return the port."""
    folder.mkdir()

    class Handler(_Handler):
        store = folder

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_port


class _Handler(BaseHTTPRequestHandler):
    store: Path
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path in _ROOTS:
            self._answer(200, _ROOTS[path])
        elif "/configmaps/" in path and self._file(path).exists():
            self._answer(200, json.loads(self._file(path).read_text()))
        else:
            self._answer(
                404, {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "NotFound", "code": 404}
            )

    def do_POST(self) -> None:
        self._store(json.loads(self._body()), 201)

    def do_PATCH(self) -> None:
        stored = json.loads(self._file(self.path.partition("?")[0]).read_text())
        self._store(stored | json.loads(self._body()), 200)

    def _store(self, thing: dict[str, Any], status: int) -> None:
        time.sleep(_SLOW_S)
        file = self.store / f"{thing['metadata']['name']}.json"
        new = file.with_suffix(".new")
        new.write_text(json.dumps(thing))
        new.replace(file)
        self._answer(status, thing)

    def _file(self, path: str) -> Path:
        return self.store / f"{path.rpartition('/')[2]}.json"

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers["Content-Length"]))

    def _answer(self, status: int, thing: dict[str, Any]) -> None:
        data = json.dumps(thing).encode()
        with contextlib.suppress(ConnectionError):  # who asked may have been stopped
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as http.server has it
        """Say nothing."""
