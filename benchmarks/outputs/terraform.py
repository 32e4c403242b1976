"""What terraform prints for a plan and a state; its built-in resources need no provider."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path


def make_terraform(folder: Path) -> None:
    """Write a plan as terraform prints it: for people, as JSON, as a stream of JSON lines; and a state."""
    work = folder / "terraform"
    work.mkdir()
    (work / "main.tf").write_text(
        """\
variable "size" { default = 40 }
resource "terraform_data" "web" {
  count = var.size
  input = { name = "web-${count.index}", size = count.index * 3 }
}
resource "terraform_data" "db" {
  for_each         = toset(["orders", "users"])
  input            = each.key
  triggers_replace = var.size
}
output "names" { value = [for one in terraform_data.web : one.input.name] }
"""
    )
    environ = {"PATH": os.environ["PATH"], "HOME": str(folder), "TF_IN_AUTOMATION": "1", "CHECKPOINT_DISABLE": "1"}

    def terraform(*arguments: str) -> bytes:
        command = ["terraform", *arguments]
        return subprocess.run(command, cwd=work, env=environ, capture_output=True, check=True, timeout=120).stdout

    terraform("init", "-input=false")
    terraform("apply", "-auto-approve", "-no-color", "-var=size=30")
    (folder / "terraform_state").write_bytes(terraform("show", "-json"))
    (folder / "terraform_plan_lines").write_bytes(terraform("plan", "-json", "-out=plan"))
    (folder / "terraform_plan").write_bytes(terraform("show", "-json", "plan"))
    (folder / "terraform_plan_text").write_bytes(terraform("show", "-no-color", "plan"))
    (folder / "terraform_output").write_bytes(terraform("output", "-json"))
