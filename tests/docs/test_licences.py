"""What the licence check refuses, and that what is installed here passes."""

from __future__ import annotations

import pytest

from scripts.licences import EXTRAS, GPL_MENTIONED, LGPL_ACCEPTED, Licence, closure, licence_of, objection


@pytest.mark.parametrize(
    ("package", "text", "base", "refused"),
    [
        ("a", "MIT", True, False),
        ("a", "Apache-2.0 OR BSD-3-Clause", True, False),
        ("a", "Mozilla Public License 2.0 (MPL 2.0)", True, False),
        ("a", "", False, True),
        ("a", "GPL-3.0-only", False, True),
        ("a", "AGPL-3.0-or-later", False, True),
        ("a", "GNU General Public License v2 (GPLv2)", False, True),
        ("a", "GNU Affero General Public License v3", False, True),
        ("a", "LGPL-3.0-only", False, True),
        ("psycopg", "LGPL-3.0-only", False, False),
        ("psycopg", "LGPL-3.0-only", True, True),
        ("psycopg", "GPL-3.0-only", False, True),
        ("pyte", "GNU Lesser General Public License v3 (LGPLv3)", False, False),
        ("docutils", "BSD License; GNU General Public License (GPL)", False, False),
        ("docutils", "BSD License; GNU General Public License (GPL)", True, True),
    ],
)
def test_which_licences_are_refused(package: str, text: str, base: bool, refused: bool) -> None:
    assert bool(objection(Licence(package, text), base=base)) is refused


def test_the_base_install_is_free_of_gpl_and_lgpl() -> None:
    base = [licence_of(each) for each in closure(())]
    assert {"textual", "langgraph", "tree-sitter-bash", "cryptography"} <= {each.package for each in base}
    assert [each for each in base if objection(each, base=True)] == []


def test_every_exception_is_a_package_that_an_extra_brings() -> None:
    base = {licence_of(each).package for each in closure(())}
    everything = {licence_of(each).package for each in closure(EXTRAS)}
    assert {*LGPL_ACCEPTED, *GPL_MENTIONED} <= everything - base
