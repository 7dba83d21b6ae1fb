"""Writes the *.json beside it: what Keras and NumPy compute, for the tests to compare with.

    python3 -m venv fixtures && fixtures/bin/pip install tensorflow-cpu keras numpy
    fixtures/bin/python Tests/LearningTests/Fixtures/make_fixtures.py

Each file holds `generator` (what wrote it) and `cases`. A case has a `name`, `settings` (name to
number), `inputs` and `outputs` (name to tensor). A tensor has a `shape` and its `values` in row-major
order, each the shortest decimal that reads back as the same Float32; labels are whole numbers, and a
scalar has the shape []. Inputs are seeded; outputs may move in the last digits with the version or
the processor.
"""

import json
import os
import pathlib
import warnings

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras  # noqa: E402
import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402

SEED = 20261
FOLDER = pathlib.Path(__file__).parent

# One class is a case like any other here.
warnings.filterwarnings("ignore", message="You are using a softmax over axis -1")


class Draw:
    """Seeded Float32 inputs, of few digits so that the files stay small."""

    def __init__(self, seed):
        self.generator = np.random.default_rng(seed)

    def normal(self, *shape, scale=1.0):
        return np.round(self.generator.normal(0, scale, shape), 4).astype(np.float32)

    def labels(self, count, classes):
        return self.generator.integers(0, classes, count)


def number(value):
    """A Python number that prints as the shortest decimal of the Float32, or as an integer."""
    if isinstance(value, np.integer):
        return int(value)
    decimal = float(str(np.float32(value)))
    assert np.isfinite(decimal)
    return decimal


def copied(variable):
    """The values as they stand: a variable changes in place."""
    return keras.ops.convert_to_numpy(variable).copy()


def tensor(values):
    array = np.asarray(values)
    return {"shape": list(array.shape), "values": [number(value) for value in array.flatten()]}


def case(name, inputs, outputs, **settings):
    return {
        "name": name,
        "settings": settings,
        "inputs": {key: tensor(value) for key, value in inputs.items()},
        "outputs": {key: tensor(value) for key, value in outputs.items()},
    }


def write(file, source, cases):
    document = {
        "generator": {
            "source": source,
            "seed": SEED,
            "keras": keras.__version__,
            "tensorflow": tf.__version__,
            "numpy": np.__version__,
        },
        "cases": cases,
    }
    # One line a case: short files, and differences that can be read.
    head = json.dumps(document["generator"])
    lines = ",\n".join("    " + json.dumps(case, ensure_ascii=False) for case in cases)
    text = f'{{\n  "generator": {head},\n  "cases": [\n{lines}\n  ]\n}}\n'
    json.loads(text)
    (FOLDER / file).write_text(text, encoding="utf-8")


def products(draw):
    """Matrix products, summed in Float64 and rounded once; an operand may be given transposed."""
    cases = []
    for rows, columns, inner in [(1, 1, 1), (2, 3, 4), (5, 1, 7), (1, 6, 3), (4, 9, 17)]:
        left, right = draw.normal(rows, inner), draw.normal(inner, columns)
        product = (left.astype(np.float64) @ right.astype(np.float64)).astype(np.float32)
        for name, a, b in [
            ("neither", left, right),
            ("left", left.T, right),
            ("right", left, right.T),
            ("both", left.T, right.T),
        ]:
            cases.append(
                case(
                    f"{rows}×{inner} by {inner}×{columns}, {name} transposed",
                    {"left": a, "right": b},
                    {"product": product},
                    transposesLeft=int(name in ("left", "both")),
                    transposesRight=int(name in ("right", "both")),
                )
            )
    return cases


def activations(draw):
    """y = activation(x), and the gradient of Σ upstream · y by x."""
    inputs = {
        "ordinary": draw.normal(3, 5, scale=2),
        "one class": draw.normal(4, 1),
        "zeros and ties": np.array([[0, -0.0, 0], [1, 1, 1], [-2, 3, 3]], np.float32),
        "far apart": np.array([[-80, 0, 80], [500, 499, -500], [-1000, -1000, -1001]], np.float32),
    }
    cases = []
    for function in ["relu", "softmax"]:
        for name, x in inputs.items():
            upstream = draw.normal(*x.shape)
            variable = tf.Variable(x)
            with tf.GradientTape() as tape:
                y = getattr(keras.ops, function)(variable)
                total = tf.reduce_sum(tf.constant(upstream) * y)
            gradient = tape.gradient(total, variable)
            cases.append(
                case(
                    f"{function}, {name}",
                    {"x": x, "upstream": upstream},
                    {"y": y, "gradient": gradient},
                )
            )
    return cases


def dense(draw):
    """y = Dense(x), and the gradients of Σ upstream · y by x, kernel and bias."""
    cases = []
    for activation in ["linear", "relu", "softmax"]:
        for batch, inputs, units in [(1, 1, 1), (4, 6, 5), (3, 2, 8)]:
            layer = keras.layers.Dense(units, activation=activation)
            layer.build((batch, inputs))
            kernel, bias = draw.normal(inputs, units, scale=0.7), draw.normal(units, scale=0.3)
            layer.set_weights([kernel, bias])
            upstream = draw.normal(batch, units)
            x = draw.normal(batch, inputs)
            variable = tf.Variable(x)
            with tf.GradientTape() as tape:
                y = layer(variable)
                total = tf.reduce_sum(tf.constant(upstream) * y)
            dx, dkernel, dbias = tape.gradient(
                total, [variable, layer.kernel.value, layer.bias.value]
            )
            cases.append(
                case(
                    f"{activation}, {inputs} to {units}, batch of {batch}",
                    {"x": x, "kernel": kernel, "bias": bias, "upstream": upstream},
                    {"y": y, "xGradient": dx, "kernelGradient": dkernel, "biasGradient": dbias},
                )
            )
    return cases


def losses(draw):
    """SparseCategoricalCrossentropy: each row's loss, their mean, and its gradient by the scores.

    `fromLogits` is 0 for probabilities and 1 for logits. With 2 the scores are logits that pass
    through a softmax layer first: there Keras works from the logits, and the gradient is by these.
    """
    ordinary = draw.normal(4, 5)
    labels = draw.labels(4, 5)
    probabilities = np.asarray(keras.ops.softmax(ordinary)).astype(np.float32)
    certain = np.array(
        [[1, 0, 0], [0, 1, 0], [1e-8, 1, 1e-9], [0.5, 0.5, 5e-8], [2e-7, 1 - 2e-7, 0]], np.float32
    )
    unnormalised = np.array([[0.5, 0.7, 0.1], [0.1, 0.1, 0.1], [0.9, 0.9, 0.9]], np.float32)
    extreme = np.array([[60, 0, -60], [-60, 0, 60], [300, 299, 0], [0, 0, 0]], np.float32)
    settings = [
        ("probabilities", 0, probabilities, labels),
        ("probabilities clipped, class likely", 0, certain, np.array([0, 1, 1, 0, 1])),
        ("probabilities clipped, class unlikely", 0, certain, np.array([1, 0, 0, 2, 0])),
        ("probabilities that do not sum to 1", 0, unnormalised, np.array([1, 0, 2])),
        ("logits", 1, ordinary, labels),
        ("logits far apart", 1, extreme, np.array([0, 0, 1, 2])),
        ("softmax layer", 2, ordinary, labels),
        ("softmax layer, logits far apart", 2, extreme, np.array([0, 0, 1, 2])),
    ]
    cases = []
    for name, kind, scores, expected in settings:
        rows = keras.losses.SparseCategoricalCrossentropy(from_logits=kind == 1, reduction=None)
        mean = keras.losses.SparseCategoricalCrossentropy(from_logits=kind == 1)
        through = keras.layers.Activation("softmax" if kind == 2 else "linear")
        variable = tf.Variable(scores)
        with tf.GradientTape() as tape:
            loss = mean(expected, through(tf.identity(variable)))
        gradient = tape.gradient(loss, variable)
        cases.append(
            case(
                name,
                {"scores": scores, "labels": expected},
                {
                    "losses": rows(expected, through(tf.identity(variable))),
                    "mean": loss,
                    "gradient": gradient,
                },
                fromLogits=kind,
            )
        )
    return cases


def model(draw):
    """Input 6 → Dense 5 relu → Dense 3 softmax, five steps of RMSprop over batches of 4.

    Each case is a step and starts from the weights and velocities that the step before left.
    """
    layers = [keras.layers.Dense(5, activation="relu"), keras.layers.Dense(3, activation="softmax")]
    network = keras.Sequential([keras.Input((6,)), *layers])
    network.set_weights(
        [
            draw.normal(6, 5, scale=0.6),
            draw.normal(5, scale=0.2),
            draw.normal(5, 3, scale=0.6),
            draw.normal(3, scale=0.2),
        ]
    )
    loss_function = keras.losses.SparseCategoricalCrossentropy()
    optimizer = keras.optimizers.RMSprop()
    variables = network.trainable_variables
    optimizer.build(variables)
    names = ["dense1/kernel", "dense1/bias", "dense2/kernel", "dense2/bias"]

    def snapshot(prefix, values):
        return {f"{prefix}/{name}": copied(value) for name, value in zip(names, values)}

    def state():
        return snapshot("weights", variables) | snapshot("velocity", optimizer._velocities)

    cases = []
    for step in range(5):
        before, x, labels = state(), draw.normal(4, 6), draw.labels(4, 3)
        with tf.GradientTape() as tape:
            probabilities = network(x, training=True)
            loss = loss_function(labels, probabilities)
        gradients = tape.gradient(loss, [variable.value for variable in variables])
        optimizer.apply(gradients, variables)
        cases.append(
            case(
                f"step {step}",
                {"x": x, "labels": labels} | before,
                {"probabilities": probabilities, "loss": loss}
                | snapshot("gradient", gradients)
                | state(),
                step=step,
            )
        )
    return cases


def rmsprop(draw):
    """RMSprop on one vector: row t holds the gradient of step t, and what the step left."""
    cases = []
    start = np.array([1, -1, 0.5, 0, 2, -3, 0.25], np.float32)
    gradients = draw.normal(5, 7)
    gradients[:, 3] = 0  # a weight that never has a gradient
    gradients[1:, 4] = 0  # one that loses it
    gradients[:, 5] *= 1000
    gradients[:, 6] *= np.float32(1e-5)  # where epsilon counts
    for name, settings in [
        ("defaults", {"learning_rate": 1e-3, "rho": 0.9, "epsilon": 1e-7}),
        ("rate 0.01, rho 0.5, epsilon 0.001", {"learning_rate": 0.01, "rho": 0.5, "epsilon": 1e-3}),
    ]:
        optimizer = keras.optimizers.RMSprop(**({} if name == "defaults" else settings))
        variable = keras.Variable(start)
        optimizer.build([variable])
        weights, velocity = [], []
        for gradient in gradients:
            optimizer.apply([tf.constant(gradient)], [variable])
            weights.append(copied(variable))
            velocity.append(copied(optimizer._velocities[0]))
        cases.append(
            case(
                name,
                {"start": start, "gradients": gradients},
                {"weights": weights, "velocity": velocity},
                learningRate=settings["learning_rate"],
                rho=settings["rho"],
                epsilon=settings["epsilon"],
            )
        )
    return cases


def metrics(draw):
    """Metrics over batches of uneven size; `batchSizes` cuts the inputs, and `results` has the
    metric after each batch, for the mean with each batch's value weighted by its size."""
    sizes = np.array([4, 1, 7, 3])
    edges = np.cumsum(sizes)
    parts = list(zip(edges - sizes, edges))
    cases = []

    values = np.abs(draw.normal(len(sizes)))
    mean = keras.metrics.Mean()
    results = []
    for value, size in zip(values, sizes):
        mean.update_state(value, sample_weight=float(size))
        results.append(copied(mean.result()))
    cases.append(
        case("mean, weighted", {"values": values, "batchSizes": sizes}, {"results": results})
    )

    values = np.abs(draw.normal(edges[-1]))
    mean, results = keras.metrics.Mean(), []
    for low, high in parts:
        mean.update_state(values[low:high])
        results.append(copied(mean.result()))
    cases.append(
        case("mean, elementwise", {"values": values, "batchSizes": sizes}, {"results": results})
    )

    scores = draw.normal(edges[-1], 4)
    scores[2] = [1, 3, 3, 0]  # of equal scores the first counts
    labels = draw.labels(edges[-1], 4)
    labels[[0, 3, 6, 7, 12]] = scores[[0, 3, 6, 7, 12]].argmax(axis=1)
    for name, tied in [("first of a tie", 1), ("second of a tie", 2)]:
        labels[2] = tied
        accuracy, results = keras.metrics.SparseCategoricalAccuracy(), []
        for low, high in parts:
            accuracy.update_state(labels[low:high], scores[low:high])
            results.append(copied(accuracy.result()))
        cases.append(
            case(
                f"sparse categorical accuracy, {name}",
                {"scores": scores, "labels": labels, "batchSizes": sizes},
                {"results": results},
            )
        )
    return cases


def conventions(draw):
    """Dropout's scale for what it keeps, and the limit between ± which glorot_uniform draws."""
    cases = []
    for rate in [0.0, 0.1, 0.25, 0.5, 0.9]:
        kept = copied(keras.layers.Dropout(rate, seed=1)(np.ones((4096,)), training=True))
        scale = kept[kept > 0]
        assert np.all(scale == scale[0])
        assert np.isclose(scale[0], 1 / (1 - rate))
        cases.append(case(f"dropout {rate}", {}, {"scale": scale[0]}, rate=rate))
    for fan_in, fan_out in [(784, 512), (512, 10), (1, 1), (3, 7)]:
        limit = np.sqrt(6 / (fan_in + fan_out))
        drawn = copied(keras.initializers.GlorotUniform(seed=1)((fan_in, fan_out)))
        assert np.abs(drawn).max() <= limit
        assert fan_in * fan_out < 1000 or np.abs(drawn).max() > 0.99 * limit
        cases.append(
            case(
                f"glorot uniform {fan_in}×{fan_out}",
                {},
                {"limit": limit},
                fanIn=fan_in,
                fanOut=fan_out,
            )
        )
    return cases


if __name__ == "__main__":
    for offset, (make, source) in enumerate(
        [
            (products, "NumPy"),
            (activations, "Keras"),
            (dense, "Keras"),
            (losses, "Keras"),
            (model, "Keras"),
            (rmsprop, "Keras"),
            (metrics, "Keras"),
            (conventions, "Keras"),
        ]
    ):
        # A seed of its own each, so that changing one file leaves the others alone.
        write(f"{make.__name__}.json", source, make(Draw(SEED + offset)))
