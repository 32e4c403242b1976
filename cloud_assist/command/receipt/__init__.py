"""The target receipt: what a command would hit, from its flags, the environment and files, without any network call."""

from __future__ import annotations

from cloud_assist.command.receipt.playground import leaves_playground
from cloud_assist.command.receipt.target import CommandTarget, ambient_target, command_target, surrounding_target

__all__ = ["CommandTarget", "ambient_target", "command_target", "leaves_playground", "surrounding_target"]
