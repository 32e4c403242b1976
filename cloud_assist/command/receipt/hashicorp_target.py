"""Which server a `vault`, `bao`, `consul` or `nomad` command would reach.

Sources: "Environment variables" and "Command options" of the manuals of Vault, OpenBao, Consul and Nomad. An option
wins over its variable; without either each has an address on this machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cloud_assist.command.receipt.addresses import without_secrets
from cloud_assist.command.receipt.invocation import Invocation, Receipt
from cloud_assist.models import TargetEntry


@dataclass(frozen=True, slots=True)
class _Server:
    options: tuple[str, ...]
    variables: tuple[str, ...]
    otherwise: str
    others: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]
    """Further coordinates: options and variables."""


_VAULT = _Server(
    ("-address", "--address"),
    ("VAULT_ADDR",),
    "https://127.0.0.1:8200",
    {"namespace": (("-namespace", "--namespace", "-ns"), ("VAULT_NAMESPACE",)),
     "agent": (("-agent-address", "--agent-address"), ("VAULT_AGENT_ADDR",))},
)  # fmt: skip
_SERVERS = {
    "vault": _VAULT,
    "bao": _Server(
        _VAULT.options,
        ("BAO_ADDR", "VAULT_ADDR"),
        _VAULT.otherwise,
        {"namespace": (("-namespace", "--namespace", "-ns"), ("BAO_NAMESPACE", "VAULT_NAMESPACE"))},
    ),
    "consul": _Server(
        ("-http-addr", "--http-addr"),
        ("CONSUL_HTTP_ADDR",),
        "127.0.0.1:8500",
        {"namespace": (("-namespace", "--namespace"), ("CONSUL_NAMESPACE",)),
         "datacenter": (("-datacenter", "--datacenter"), ())},
    ),
    "nomad": _Server(
        ("-address", "--address"),
        ("NOMAD_ADDR",),
        "http://127.0.0.1:4646",
        {"namespace": (("-namespace", "--namespace"), ("NOMAD_NAMESPACE",)),
         "region": (("-region", "--region"), ("NOMAD_REGION",))},
    ),
}  # fmt: skip


def hashicorp_entries(call: Invocation) -> tuple[TargetEntry, ...]:
    """Return the receipt of one of these, or of the surroundings where a variable names a server."""
    if call.program:
        return _entries(call, call.program, _SERVERS[call.program])
    set_up = [name for name, server in _SERVERS.items() if call.variable(server.variables[0])]
    return tuple(entry for name in set_up for entry in _entries(call, name, _SERVERS[name]))


def _entries(call: Invocation, name: str, server: _Server) -> tuple[TargetEntry, ...]:
    receipt = Receipt(name)
    address, source = call.given(server.options, server.variables)
    receipt.add("server", without_secrets(address or server.otherwise), source or "no other is set")
    for coordinate, (options, variables) in server.others.items():
        value, source = call.given(options, variables)
        receipt.add(coordinate, without_secrets(value), source)
    return receipt.entries
