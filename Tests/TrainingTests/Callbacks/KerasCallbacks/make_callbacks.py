"""Writes callbacks.json beside it: what Keras's callbacks decide on many made-up sequences of figures.

    python3 -m venv fixtures
    fixtures/bin/pip install keras==3.15.1 tensorflow-cpu==2.21.0 numpy==2.4.6
    fixtures/bin/python Tests/TrainingTests/Callbacks/KerasCallbacks/make_callbacks.py

Nothing is trained: a callback is told figures, one epoch after the other, of a model that only has a
learning rate and can be stopped. A figure that is no number stands as null.
"""

import json
import math
import os
import pathlib
import random

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras  # noqa: E402
import numpy as np  # noqa: E402

VERSIONS = {"keras": "3.15.1", "numpy": "2.4.6"}
assert VERSIONS == {"keras": keras.__version__, "numpy": np.__version__}, (
    "other versions may decide otherwise: install those that are named above")

EPOCHS = 14


class Optimizer:
    def __init__(self, rate):
        self._rate = np.float32(rate)

    @property
    def learning_rate(self):
        return self._rate

    @learning_rate.setter
    def learning_rate(self, rate):
        self._rate = np.float32(rate)


class Model:
    """As much of a model as the callbacks look at. Its weights are the number of the epoch."""

    metrics = []
    metrics_names = []

    def __init__(self, rate=0.01):
        self.optimizer = Optimizer(rate)
        self.stop_training = False
        self.epoch = None
        self.restored = None

    def get_weights(self):
        return self.epoch

    def set_weights(self, weights):
        self.restored = weights


def figures(rng):
    """Falls or rises, with steps back, plateaus, and now and then no number. No difference of two is so
    near to what counts as an improvement that Float32 and Float64 disagree."""
    direction = rng.choice([-1, 1])
    value, found = 1.0, []
    for _ in range(EPOCHS):
        value += direction * rng.choice([0, 0, 0.0507, 0.1003, -0.0511, 0.0053])
        found.append(None if rng.random() < 0.04 else round(value, 4))
    return found


def early_stopping(rng):
    options = {
        "min_delta": rng.choice([0, 0, 0.02]), "patience": rng.choice([0, 1, 2, 3]),
        "mode": rng.choice(["min", "max", "auto"]),
        "baseline": rng.choice([None, None, 0.9, 1.1]),
        "restore_best_weights": rng.random() < 0.5, "start_from_epoch": rng.choice([0, 0, 2])}
    values, model = figures(rng), Model()
    callback = keras.callbacks.EarlyStopping(monitor="val_loss", **options)
    callback.set_model(model)
    callback.on_train_begin()
    last = EPOCHS - 1
    for epoch, value in enumerate(values):
        model.epoch = epoch
        callback.on_epoch_end(epoch, {"val_loss": math.nan if value is None else value})
        if model.stop_training:
            last = epoch
            break
    callback.on_train_end()
    return {
        "options": options, "values": values, "stopped": model.stop_training, "last": last,
        "restored": model.restored}


def plateau(rng):
    options = {
        "factor": rng.choice([0.1, 0.5]), "patience": rng.choice([0, 1, 2, 3]),
        "mode": rng.choice(["min", "max", "auto"]), "min_delta": rng.choice([1e-4, 0.02]),
        "cooldown": rng.choice([0, 0, 1, 3]), "min_lr": rng.choice([0.0, 0.0, 0.002])}
    values, model, rates = figures(rng), Model(), []
    callback = keras.callbacks.ReduceLROnPlateau(monitor="val_loss", **options)
    callback.set_model(model)
    callback.on_train_begin()
    for epoch, value in enumerate(values):
        callback.on_epoch_end(epoch, {"val_loss": math.nan if value is None else value})
        rates.append(float(model.optimizer.learning_rate))
    return {"options": options, "values": values, "rates": rates}


def main():
    rng = random.Random(19)
    found = {
        "versions": VERSIONS,
        "early_stopping": [early_stopping(rng) for _ in range(100)],
        "plateau": [plateau(rng) for _ in range(100)]}
    path = pathlib.Path(__file__).parent / "callbacks.json"
    with open(path, "w", encoding="ascii") as file:
        json.dump(found, file, separators=(",", ":"))
        file.write("\n")


main()
