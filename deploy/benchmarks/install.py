"""Installs the peers that were asked for into the virtual environment this runs in.

A peer that is there already is kept as it is. One that can't be installed is skipped, and said.
"""

import dataclasses
import pathlib
import re
import shutil
import subprocess
import sys


@dataclasses.dataclass(frozen=True)
class Peer:
    """What a peer needs: a module to import, and packages that bring it, the best choice first."""

    module: str
    choices: tuple[tuple[str, ...], ...]
    hint: str = ""


_TENSORFLOW = Peer("tensorflow", (("tensorflow-cpu",), ("tensorflow",)))
_TORCH = Peer("torch", (("torch",),))
PEERS = {
    "jax": Peer("jax", (("jax",),)),
    "torch": _TORCH,
    "keras": _TENSORFLOW,
    "ddp": _TORCH,
    "mwms": _TENSORFLOW,
    "mpi": Peer(
        "mpi4py.MPI",
        (("mpi4py", "openmpi"),),
        "with Debian's packages openmpi-bin and libopenmpi-dev it is built against those",
    ),
}


def mpirun() -> str | None:
    """MPI's launcher: the environment's, else the system's."""
    own = pathlib.Path(sys.executable).parent / "mpirun"
    return str(own) if own.exists() else shutil.which("mpirun")


def _imports(peer: Peer) -> bool:
    command = [sys.executable, "-c", f"import {peer.module}"]
    there = subprocess.run(command, capture_output=True).returncode == 0
    return there and (peer.module != "mpi4py.MPI" or mpirun() is not None)


def _pip(*arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "pip", "--disable-pip-version-check", *arguments],
        capture_output=True,
        text=True,
    )


def _choices(name: str, peer: Peer) -> tuple[tuple[str, ...], ...]:
    """PyTorch's build for processors is tried first, where pip knows of one: it needs no CUDA."""
    if peer is _TORCH:
        found = re.search(r"\d[\w.]*\+cpu", _pip("index", "versions", "torch").stdout)
        if found:
            return ((f"torch=={found.group()}",), *peer.choices)
    if name == "mpi" and shutil.which("mpirun"):
        return (("mpi4py",), *peer.choices)
    return peer.choices


def ensure(names: list[str]) -> dict[str, str]:
    """Installs what the named peers lack; gives those that can't be had, and why."""
    missing = {}
    for name in names:
        peer = PEERS[name]
        if _imports(peer):
            continue
        for packages in _choices(name, peer):
            print(f"    installing {' '.join(packages)} …", flush=True)
            result = _pip("install", *packages)
            if result.returncode == 0 and _imports(peer):
                break
        else:
            said = result.stderr.strip().splitlines()
            reason = said[-1] if said else f"installed, but `import {peer.module}` fails"
            missing[name] = f"{reason}; {peer.hint}" if peer.hint else reason
    return missing
