"""Keras 3 on TensorFlow: the custom loop of the Keras book over `tf.data`, in `tf.function`.

The loop over the epoch's batches is in the function too, as TensorFlow's guide to `tf.function`
advises: at batch 32 that takes nearly half off the step. Keeping the batches with `cache` makes it no
faster. With --validate each epoch is followed by validation, as in a whole training run.
"""

import keras_model
import keras
import tensorflow as tf

import mnist
from steps import Clock, options, report, steps_of

asked = options()
tf.config.threading.set_intra_op_parallelism_threads(asked.threads)
keras.utils.set_random_seed(1)

network = keras_model.model()
optimizer = keras_model.optimizer(network)
loss_function = keras.losses.SparseCategoricalCrossentropy()
mean_loss = keras.metrics.Mean("loss")
accuracy = keras.metrics.SparseCategoricalAccuracy()


def dataset(examples):
    images, labels = (array[: asked.limit] for array in examples)
    data = tf.data.Dataset.from_tensor_slices((images, labels)).batch(asked.batch_size)
    return len(images), data.prefetch(tf.data.AUTOTUNE)


def update_metrics(labels, predictions, loss):
    mean_loss.update_state(loss, sample_weight=tf.shape(labels)[0])
    accuracy.update_state(labels, predictions)


@tf.function
def train_epoch(data):
    for images, labels in data:
        with tf.GradientTape() as tape:
            predictions = network(images, training=True)
            loss = loss_function(labels, predictions)
        gradients = tape.gradient(loss, network.trainable_weights)
        optimizer.apply(gradients, network.trainable_weights)
        update_metrics(labels, predictions, loss)


@tf.function
def validate_epoch(data):
    for images, labels in data:
        predictions = network(images, training=False)
        update_metrics(labels, predictions, loss_function(labels, predictions))


def results() -> dict:
    found = {"loss": float(mean_loss.result()), "accuracy": float(accuracy.result())}
    mean_loss.reset_state()
    accuracy.reset_state()
    return found


examples, training = dataset(mnist.training())
validation = dataset(mnist.validation())[1] if asked.validate else None
epochs = []
for _ in range(asked.epochs):
    clock = Clock()
    train_epoch(training)
    mean_loss.result().numpy()
    epoch = clock.finish(steps_of(examples, asked.batch_size))
    epoch |= results()
    if validation is not None:
        validate_epoch(validation)
        epoch["validation"] = results()
    epochs.append(epoch)

version = f"{keras.__version__}, TensorFlow {tf.__version__}"
report("keras", version, epochs, threads=asked.threads, batchSize=asked.batch_size)
