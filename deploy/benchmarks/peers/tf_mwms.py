"""TensorFlow's MultiWorkerMirroredStrategy: two local processes, a custom loop with `strategy.run`.

Each worker has one thread for computing and half of every batch; the cluster is named by TF_CONFIG,
as in TensorFlow's tutorial. The batches are the same, in the same order, as everywhere else, and
the loop over them is in `tf.function`.
"""

import json
import os
import socket
import subprocess
import sys

WORKERS = 2


def launch() -> int:
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in range(WORKERS)]
    addresses = [f"127.0.0.1:{probe.getsockname()[1]}" for probe in probes]
    for probe in probes:
        probe.close()
    processes = []
    for index in range(WORKERS):
        config = {"cluster": {"worker": addresses}, "task": {"type": "worker", "index": index}}
        environment = os.environ | {"TF_CONFIG": json.dumps(config)}
        processes.append(subprocess.Popen([sys.executable, *sys.argv], env=environment))
    return max([process.wait() for process in processes], key=abs)


def train() -> None:
    import keras_model
    import keras
    import numpy as np
    import tensorflow as tf

    import mnist
    from steps import Clock, options, report, steps_of

    asked = options()
    tf.config.threading.set_intra_op_parallelism_threads(asked.threads)
    strategy = tf.distribute.MultiWorkerMirroredStrategy()
    keras.utils.set_random_seed(1)
    images, labels = (array[: asked.limit] for array in mnist.training())
    examples, steps = len(images), steps_of(len(images), asked.batch_size)

    with strategy.scope():
        network = keras_model.model()
        optimizer = keras_model.optimizer(network)
        losses_function = keras.losses.SparseCategoricalCrossentropy(reduction=None)

    def halves(context):
        """The worker's half of every batch, in order."""
        index, size = context.input_pipeline_id, asked.batch_size
        parts = [
            np.array_split(np.arange(start, min(start + size, examples)), WORKERS)[index]
            for start in range(0, examples, size)
        ]
        mine = np.concatenate(parts)
        data = tf.data.Dataset.from_tensor_slices((images[mine], labels[mine]))
        return data.batch(size // WORKERS).prefetch(tf.data.AUTOTUNE)

    batches = strategy.distribute_datasets_from_function(halves)

    def replica_step(images, labels):
        with tf.GradientTape() as tape:
            predictions = network(images, training=True)
            losses = losses_function(labels, predictions)
            size = tf.shape(labels)[0] * WORKERS
            loss = tf.nn.compute_average_loss(losses, global_batch_size=size)
        gradients = tape.gradient(loss, network.trainable_weights)
        optimizer.apply(gradients, network.trainable_weights)
        hits = tf.argmax(predictions, axis=1, output_type=labels.dtype) == labels
        return tf.stack([tf.reduce_sum(losses), tf.reduce_sum(tf.cast(hits, tf.float32))])

    @tf.function
    def train_epoch(batches):
        sums = tf.zeros(2)
        for images, labels in batches:
            sums += strategy.run(replica_step, args=(images, labels))
        return sums

    epochs = []
    for _ in range(asked.epochs):
        clock = Clock()
        sums = train_epoch(batches)
        sums.numpy()
        epoch = clock.finish(steps)
        sums = strategy.reduce(tf.distribute.ReduceOp.SUM, sums, axis=None)
        loss, accuracy = (sums / examples).numpy().tolist()
        epochs.append(epoch | {"loss": loss, "accuracy": accuracy})

    if json.loads(os.environ["TF_CONFIG"])["task"]["index"] == 0:
        version = f"{tf.__version__}, Keras {keras.__version__}"
        report("mwms", version, epochs, workers=WORKERS, batchSize=asked.batch_size)


if __name__ == "__main__":
    if "TF_CONFIG" in os.environ:
        train()
    else:
        sys.exit(launch())
