"""The digits that every system trains on, read from the four IDX files of MNIST."""

import functools
import gzip
import os
import pathlib

import numpy as np

HELD_OUT = 10_000

FILES = (
    "train-images-idx3-ubyte.gz",
    "train-labels-idx1-ubyte.gz",
    "t10k-images-idx3-ubyte.gz",
    "t10k-labels-idx1-ubyte.gz",
)


def directory() -> pathlib.Path:
    """Where the files are: TANDEM_DATA, else the cache that tandem itself fills."""
    named = os.environ.get("TANDEM_DATA")
    if named:
        places = [pathlib.Path(named)]
    else:
        cache = os.environ.get("XDG_CACHE_HOME", "")
        home = pathlib.Path(cache) if os.path.isabs(cache) else pathlib.Path.home() / ".cache"
        places = [home / "tandem" / "mnist"]
    for place in places:
        if all((place / name).is_file() for name in FILES):
            return place
    raise FileNotFoundError(f"The four packed files of MNIST are not in {places[0]}.")


def _read(name: str) -> np.ndarray:
    data = gzip.decompress((directory() / name).read_bytes())
    rank = data[3]
    shape = np.frombuffer(data, ">u4", rank, 4).astype(int)
    return np.frombuffer(data, np.uint8, offset=4 + 4 * rank).reshape(shape)


@functools.cache
def _examples(images: str, labels: str) -> tuple[np.ndarray, np.ndarray]:
    pixels = _read(images)
    pixels = pixels.reshape(len(pixels), -1).astype(np.float32) / 255
    return pixels, _read(labels).astype(np.int32)


def training() -> tuple[np.ndarray, np.ndarray]:
    """The 50,000 digits after the hold-out, as floats from 0 to 1, and their labels."""
    pixels, labels = _examples(FILES[0], FILES[1])
    return pixels[HELD_OUT:], labels[HELD_OUT:]


def validation() -> tuple[np.ndarray, np.ndarray]:
    """The 10,000 digits held out."""
    pixels, labels = _examples(FILES[0], FILES[1])
    return pixels[:HELD_OUT], labels[:HELD_OUT]
