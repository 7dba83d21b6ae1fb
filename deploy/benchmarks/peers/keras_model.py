"""The model, its loss, optimizer and metrics as Keras 3 writes them, on TensorFlow."""

import os

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras  # noqa: E402  (after the settings that it reads)
from keras import layers  # noqa: E402

from steps import CLASSES, HIDDEN, PIXELS  # noqa: E402


def model() -> keras.Model:
    """784 pixels, 512 relu, dropout 0.5, 10 softmax."""
    return keras.Sequential(
        [
            keras.Input((PIXELS,)),
            layers.Dense(HIDDEN, activation="relu"),
            layers.Dropout(0.5),
            layers.Dense(CLASSES, activation="softmax"),
        ]
    )


def optimizer(network: keras.Model) -> keras.optimizers.Optimizer:
    """RMSprop, its slots made."""
    rmsprop = keras.optimizers.RMSprop()
    rmsprop.build(network.trainable_variables)
    return rmsprop
