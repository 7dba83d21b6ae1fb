"""Writes the arrays beside it: what NumPy saves, for the tests to read.

    python3 -m venv fixtures && fixtures/bin/pip install numpy==2.4.6
    fixtures/bin/python Tests/DatasetsTests/Fixtures/make_fixtures.py

`arrays/` holds a .npy for each type, order of bytes and order of axes, and one for each version of the
format. `expected.json` says what each holds: `dtype` (as it is kept), `shape`, and the `values` in
row-major order, each as text that reads back as the same number, or the `sha256` of their little-endian
bytes where they are many. The .npz hold the same arrays as archives of several kinds.
"""

import hashlib
import io
import json
import pathlib
import sys
import zipfile

import numpy as np

assert np.__version__ == "2.4.6", np.__version__
assert sys.byteorder == "little"

FOLDER = pathlib.Path(__file__).parent
KEPT = {"b": "uint8", "u": "int32", "i": "int32", "f": "float32"}

EXPECTED = {}


def kept(array):
    """What the reader makes of an array."""
    name = "uint8" if array.dtype in (np.uint8, np.bool_) else KEPT[array.dtype.kind]
    with np.errstate(over="raise"):
        return array.astype(name)


def expect(file, array):
    values = kept(array)
    entry = {"dtype": values.dtype.name, "shape": list(values.shape)}
    if values.size <= 100:
        entry["values"] = " ".join(str(value) for value in values.flatten(order="C"))
    else:
        entry["sha256"] = hashlib.sha256(values.tobytes(order="C")).hexdigest()
    EXPECTED[file] = entry


def interesting(dtype):
    """Twelve numbers of a type that fit into what they are kept as, its extremes among them."""
    if dtype == np.bool_:
        return np.array([0, 1, 1, 0, 1, 0, 0, 0, 1, 1, 1, 0], dtype)
    if dtype.kind == "f":
        rounded = [0.1, 1 / 3, 16777217.0] if dtype.itemsize == 8 else [0.1, 1 / 3, 2048.0]
        tiny = {2: 6e-8, 4: 1e-45, 8: 1e-45}[dtype.itemsize]
        large = {2: 65504.0, 4: 3.4e38, 8: 3.4028235677973366e38}[dtype.itemsize]
        # The last one of Float64 lies just below the middle between the largest Float32 and beyond.
        large = np.nextafter(large, 0) if dtype.itemsize == 8 else large
        return np.array(
            [0.0, -0.0, 1.5, -2.25, *rounded, tiny, large, -large, np.inf, -np.inf], dtype
        )
    limits = np.iinfo(dtype)
    low = max(limits.min, -(2**31))
    high = min(limits.max, 2**31 - 1)
    return np.array([0, 1, 2, 3, 5, 7, 100, 101, high, high - 1, low, low + 1], dtype)


def arrays():
    for code in "b1 u1 i1 u2 i2 u4 i4 u8 i8 f2 f4 f8".split():
        for order in "<>" if code[1] != "1" else "|":
            dtype = np.dtype(order + code)
            values = interesting(np.dtype(code)).astype(dtype)
            yield f"{code}{'-big' if order == '>' else ''}", values.reshape(2, 3, 2)
            yield (
                f"{code}{'-big' if order == '>' else ''}-fortran",
                np.asfortranarray(values.reshape(2, 3, 2)),
            )
    yield "scalar", np.array(2.5, np.float32)
    yield "nothing", np.zeros((0, 4), np.int32)
    yield "one-axis", np.arange(5, dtype=np.uint8)
    yield "long-fortran", np.asfortranarray(np.arange(37 * 21, dtype=np.int16).reshape(37, 21))
    yield "ones-fortran", np.asfortranarray(np.arange(6, dtype=np.int32).reshape(1, 3, 1, 2))


def write_arrays():
    folder = FOLDER / "arrays"
    folder.mkdir(exist_ok=True)
    for name, array in arrays():
        file = f"{name}.npy"
        np.save(folder / file, array)
        expect(file, array)
    array = np.arange(6, dtype=np.float32).reshape(2, 3)
    for version in [(1, 0), (2, 0), (3, 0)]:
        file = f"version-{version[0]}.npy"
        with open(folder / file, "wb") as stream:
            np.lib.format.write_array(stream, array, version=version)
        expect(file, array)
    refused = {
        "complex": np.array([1j], np.complex64),
        "text": np.array(["a"]),
        "records": np.array([(1, 2.0)], dtype=[("a", "<i4"), ("b", "<f4")]),
        "objects": np.array([{}], dtype=object),
        "dates": np.array(["2026-01-01"], dtype="datetime64[D]"),
    }
    for name, array in refused.items():
        np.save(folder / f"refused-{name}.npy", array, allow_pickle=True)
    np.save(folder / "misfit-i8.npy", np.array([1, 2, 2**31, 4], np.int64))
    np.save(folder / "misfit-u4.npy", np.array([[2**31]], np.uint32))
    np.save(folder / "misfit-f8.npy", np.array([1, 1e39], np.float64))


def members():
    generator = np.random.default_rng(20261)
    return {
        "x_train": generator.integers(0, 256, (6, 28, 28), np.uint8) // 64 * 64,
        "y_train": np.arange(6, dtype=np.uint8),
        "x_test": generator.integers(0, 256, (2, 28, 28), np.uint8) // 64 * 64,
        "y_test": np.array([7, 2], np.int64),
    }


class Pipe(io.RawIOBase):
    """What can't be sought in, so that sizes are written behind the members."""

    def __init__(self):
        self.bytes = b""

    def writable(self):
        return True

    def write(self, piece):
        self.bytes += bytes(piece)
        return len(piece)


def npy(array):
    stream = io.BytesIO()
    np.save(stream, array)
    return stream.getvalue()


def write_archives():
    data = members()
    np.savez(FOLDER / "stored.npz", **data)
    np.savez_compressed(FOLDER / "mnist.npz", **data)
    for archive in ["stored.npz", "mnist.npz", "piped.npz", "large.npz"]:
        for name, array in data.items():
            expect(f"{archive}/{name}", array)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in data.items():
            with archive.open(f"{name}.npy", "w") as member:
                member.write(npy(array))
    (FOLDER / "piped.npz").write_bytes(pipe.bytes)

    # With limits so low, Python writes what it otherwise writes beyond 4 GB and 65,535 members.
    limits = zipfile.ZIP64_LIMIT, zipfile.ZIP_FILECOUNT_LIMIT
    zipfile.ZIP64_LIMIT, zipfile.ZIP_FILECOUNT_LIMIT = 100, 1
    with zipfile.ZipFile(FOLDER / "large.npz", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in data.items():
            with archive.open(f"{name}.npy", "w", force_zip64=True) as member:
                member.write(npy(array))
    zipfile.ZIP64_LIMIT, zipfile.ZIP_FILECOUNT_LIMIT = limits

    with zipfile.ZipFile(FOLDER / "odd.npz", "w") as archive:
        archive.writestr("ü.npy", npy(np.array([1], np.int32)))
        archive.writestr("twice.npy", npy(np.array([1], np.int32)))
        archive.writestr("TWICE.npy", npy(np.array([2], np.int32)))
        archive.writestr("notes.txt", "no array")
        archive.writestr("bzip2.npy", npy(np.array([1], np.int32)), zipfile.ZIP_BZIP2)
        archive.writestr("objects.npy", npy(np.array([{}], dtype=object)))
    np.savez(FOLDER / "empty.npz")


def main():
    write_arrays()
    write_archives()
    (FOLDER / "expected.json").write_text(json.dumps(EXPECTED, indent=1) + "\n")


main()
