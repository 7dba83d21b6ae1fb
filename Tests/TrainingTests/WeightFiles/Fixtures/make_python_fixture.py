"""Writes written_by_python.safetensors with Python's safetensors library.

Run it with numpy and safetensors installed; the tests read the file it leaves beside itself.
"""

import pathlib

import numpy
from safetensors.numpy import save_file

tensors = {
    "dense/kernel": (numpy.arange(6, dtype=numpy.float32) / 4 - 1).reshape(2, 3),
    "dense/bias": numpy.array([0.1, -0.0, numpy.inf], dtype=numpy.float32),
    "scalar": numpy.array(3.5, dtype=numpy.float32),
    "empty": numpy.zeros((0, 7), dtype=numpy.float32),
    "größe \"quoted\"": numpy.array([1e-42], dtype=numpy.float32),
}
path = pathlib.Path(__file__).parent / "written_by_python.safetensors"
save_file(tensors, path, metadata={"program": "fixture", "note": "línea\n2"})
