"""What --help lists is said whole in the classic terminal."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from cloud_assist.cli.commands import app


@pytest.mark.parametrize("group", [(), ("sessions",), ("audit",), ("catalog",), ("config",)])
def test_no_command_is_described_in_half_a_sentence(group: tuple[str, ...]) -> None:
    done = CliRunner().invoke(app, [*group, "--help"], terminal_width=80)
    assert done.exit_code == 0
    assert "..." not in done.stdout.partition("Commands:")[2]
