"""Items as a tree that folds."""

from __future__ import annotations

from collections.abc import Sequence

from rich.style import Style
from rich.text import Text
from textual import on
from textual.widgets import Tree
from textual.widgets.tree import TreeNode

from cloud_assist.results.tree import Branch, branches

_MOST_BRANCHES = 2_000
"""Entries of one object or list that are shown."""


class ItemTree(Tree[Branch | None]):
    """Unfolds an entry when it is opened, so that a large item costs nothing before."""

    DEFAULT_CSS = """
    ItemTree { height: 1fr; background: $background; padding: 0 1; scrollbar-size: 1 1; }
    """

    def __init__(self) -> None:
        super().__init__("")
        self.show_root = False
        self.guide_depth = 2

    def show(self, items: Sequence[object], *, record: bool) -> None:
        """Show these items; the only one is shown opened."""
        self.clear()
        self._unfold(self.root, items[0] if record and items else list(items))
        self.root.expand()
        if self.root.children:
            self.move_cursor(self.root.children[0])

    @on(Tree.NodeExpanded)
    def _opened(self, event: Tree.NodeExpanded[Branch | None]) -> None:
        node = event.node
        if node.data is not None and not node.children:
            self._unfold(node, node.data.value)

    @staticmethod
    def _unfold(node: TreeNode[Branch | None], value: object) -> None:
        for number, branch in enumerate(branches(value)):
            if number == _MOST_BRANCHES:
                node.add_leaf(Text(f"… more than {_MOST_BRANCHES:,}"))
                return
            told = f"  {branch.told}" if branch.folds else f": {branch.told}"
            label = Text.assemble((branch.label, Style(bold=True)), (told, Style(dim=branch.folds)))
            if branch.folds:
                node.add(label, branch)
            else:
                node.add_leaf(label, branch)
