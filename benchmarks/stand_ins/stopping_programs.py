"""Stand-ins that hold a lock: a terraform with a provider process, and a package manager."""

from __future__ import annotations

from pathlib import Path

_TERRAFORM = '''#!/usr/bin/env python3
"""Creates things through a provider process, as terraform does: it is told to, answers, and only then the state is
saved. The provider ignores INT and dies of TERM; a thing that it creates while it dies is one that nobody knows."""
import json, os, signal, subprocess, sys, time
from pathlib import Path

PROVIDER = """
import signal, sys, time
from pathlib import Path
signal.signal(signal.SIGINT, signal.SIG_IGN)
for line in sys.stdin:
    (Path("things") / line.strip()).touch()
    time.sleep(0.15)
    print(line.strip(), flush=True)
"""
came = []
signal.signal(signal.SIGINT, lambda number, _: came.append(number))
Path("state.lock").touch(exist_ok=False)
provider = subprocess.Popen([sys.executable, "-c", PROVIDER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
known = []
for number in range(6):
    if came:
        break
    print(f"thing {number}: creating", flush=True)
    provider.stdin.write(f"{number}\\n")
    provider.stdin.flush()
    made = provider.stdout.readline().strip()
    if not made:
        sys.exit("the provider died")
    known.append(made)
    Path("state.new").write_text(json.dumps(known))
    Path("state.new").replace("state.json")
    if len(came) > 1:
        os._exit(1)
provider.stdin.close()
provider.wait()
Path("state.lock").unlink()
sys.exit(1 if came else 0)
'''
_PACKAGES = '''#!/usr/bin/env python3
"""Installs packages one after the other; asked to stop, it finishes the one that it is at, as apt does."""
import signal, sys, time
from pathlib import Path

came = []
signal.signal(signal.SIGINT, lambda number, _: came.append(number))
Path("lock").touch(exist_ok=False)
for name in sys.argv[3:]:
    if came:
        break
    print(f"Setting up {name} ...", flush=True)
    package = Path("things") / name
    package.write_text("unpacked")
    time.sleep(0.2)
    package.write_text("unpacked configured")
Path("lock").unlink()
sys.exit(100 if came else 0)
'''


def write(folder: Path) -> None:
    """Write both into a new folder for programs."""
    folder.mkdir()
    for name, text in (("terraform", _TERRAFORM), ("apt-get", _PACKAGES)):
        (folder / name).write_text(text)
        (folder / name).chmod(0o755)
