"""Previews run the tool's own dry run, and never the command itself."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from cloud_assist.command.assessment import assess
from cloud_assist.knowledge.run_preview import preview, without_blank_ends
from cloud_assist.settings import Settings


async def shown(command: str, settings: Settings) -> str:
    here = replace(settings, cwd=Path.cwd())
    assessment = assess(command, environ=here.environ, cwd=here.cwd, protected_globs=())
    return await preview(assessment, here)


async def test_removing_files_lists_them_and_leaves_them(settings: Settings) -> None:
    Path("old").mkdir()
    Path("old/report.txt").write_text("x")
    text = await shown("rm -r old", settings)
    assert "report.txt" in text
    assert Path("old/report.txt").exists()


async def test_git_clean_says_what_it_would_remove(settings: Settings) -> None:
    import subprocess

    subprocess.run(["git", "init", "-q", "."], check=True)
    Path("untracked").write_text("x")
    text = await shown("git clean -fd", settings)
    assert "Would remove untracked" in text
    assert Path("untracked").exists()


async def test_what_cannot_be_previewed_says_why_and_runs_nothing(settings: Settings) -> None:
    text = await shown("touch made && rm other", settings)
    assert text.startswith("No preview available: Only a single command")
    assert not Path("made").exists()


async def test_a_failing_preview_shows_its_error(settings: Settings) -> None:
    text = await shown("rm missing-file", settings)
    assert "No such file" in text
    assert "exit 2" in text


def test_a_table_keeps_the_indent_of_its_first_line() -> None:
    assert without_blank_ends("\n \n  NAME\nx web\n\n") == "  NAME\nx web"
    assert without_blank_ends(" \n") == ""
