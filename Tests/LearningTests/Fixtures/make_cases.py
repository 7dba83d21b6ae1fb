"""Writes cases.json and cases.bin beside it: what Keras computes on many random cases. Other scripts
import it to write more.

    python3 -m venv fixtures
    fixtures/bin/pip install keras==3.15.1 tensorflow-cpu==2.21.0 numpy==2.4.6
    fixtures/bin/python Tests/LearningTests/Fixtures/make_cases.py

A case has a number, from which the tests make its inputs again with the same generator (`Numbers`
here, `CaseNumbers` there), and the settings that were drawn for it. What came out stands in cases.bin,
little-endian Float32 one after the other; cases.json says for each output where it begins and what
shape it has, by group and kind of case.
"""

import json
import os
import pathlib

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras  # noqa: E402
import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402

VERSIONS = {"keras": "3.15.1", "tensorflow": "2.21.0", "numpy": "2.4.6"}
assert VERSIONS == {
    "keras": keras.__version__,
    "tensorflow": tf.__version__,
    "numpy": np.__version__,
}, "other versions may compute other values: install those that are named above"

FOLDER = pathlib.Path(__file__).parent
MASK = (1 << 64) - 1


class Numbers:
    """SplitMix64, begun at a case's number: the inputs of the case."""

    def __init__(self, case):
        self.state = (case * 0x9E3779B97F4A7C15) & MASK

    def word(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)

    def below(self, bound):
        """A whole number below a bound."""
        return (self.word() >> 40) * bound >> 24

    def uniform(self, shape, low, high):
        """Float32 between low and high, computed in Float64 and rounded once."""
        count = int(np.prod(shape, dtype=int))
        values = [low + (high - low) * ((self.word() >> 40) / (1 << 24)) for _ in range(count)]
        return np.array(values, np.float64).astype(np.float32).reshape(shape)

    def labels(self, count, classes):
        return np.array([self.below(classes) for _ in range(count)], np.int64)

    def pick(self, choices):
        return choices[self.below(len(choices))]


class Output:
    """The two files."""

    def __init__(self):
        self.cases = {}
        self.values = []
        self.count = 0

    def add(self, group, case, kind, settings, outputs):
        places = {}
        for name, values in outputs.items():
            array = np.asarray(values, np.float32)
            places[name] = [self.count, *array.shape]
            self.values.append(array.flatten())
            self.count += array.size
        self.cases.setdefault(group, {}).setdefault(kind, []).append(
            {"number": case, "settings": settings, "outputs": places}
        )

    def write(self, name="cases"):
        # One line a case: differences that can be read.
        def listed(values, indent, show):
            lines = ",\n".join(indent + show(value) for value in values)
            return f"\n{lines}\n"

        def compact(value):
            return json.dumps(value, separators=(",", ":"))

        def kinds(item):
            parts = listed(
                item[1].items(), "", lambda kind: f'"{kind[0]}": [{listed(kind[1], "", compact)}]'
            )
            return f'"{item[0]}": {{{parts}}}'

        groups = listed(self.cases.items(), "", kinds)
        text = f'{{"versions": {json.dumps(VERSIONS)}, "groups": {{{groups}}}}}\n'
        json.loads(text)
        (FOLDER / f"{name}.json").write_text(text, encoding="utf-8")
        np.concatenate(self.values).astype("<f4").tofile(FOLDER / f"{name}.bin")


def copied(variable):
    return keras.ops.convert_to_numpy(variable).copy()


def optimizers(output):
    """Ten steps on one vector. Drawn in turn: its length (1 to 8), the scale of gradients as a power of
    ten from -3 to 3, the start, and each step's gradient, of whose elements one in eight is zero."""
    rates = [0.1, 0.01, 1e-3, 1e-4]
    kinds = {
        "SGD": lambda n: {
            "learning_rate": n.pick(rates),
            "momentum": n.pick([0.0, 0.9, 0.5]),
            "nesterov": n.pick([0, 1]),
        },
        "RMSprop": lambda n: {
            "learning_rate": n.pick(rates),
            "rho": n.pick([0.9, 0.5, 0.95]),
            "momentum": n.pick([0.0, 0.9, 0.5]),
            "epsilon": n.pick([1e-7, 1e-3]),
            "centered": n.pick([0, 1]),
        },
        "Adam": lambda n: {
            "learning_rate": n.pick(rates),
            "beta_1": n.pick([0.9, 0.5, 0.0]),
            "beta_2": n.pick([0.999, 0.9, 0.99]),
            "epsilon": n.pick([1e-7, 1e-3]),
        },
        "AdamW": lambda n: {
            "learning_rate": n.pick(rates),
            "weight_decay": n.pick([0.004, 0.1, 0.0]),
            "beta_1": n.pick([0.9, 0.5]),
            "beta_2": n.pick([0.999, 0.9]),
            "epsilon": n.pick([1e-7, 1e-3]),
        },
    }
    slots = {
        "SGD": ["momentums"],
        "RMSprop": ["_velocities", "_average_gradients", "_momentums"],
        "Adam": ["_momentums", "_velocities"],
        "AdamW": ["_momentums", "_velocities"],
    }
    for kind, draw in kinds.items():
        for index in range(100):
            case = 1000 * (list(kinds).index(kind) + 1) + index
            settings = draw(Numbers(case + 500_000)) if index > 0 else {}
            options = {k: bool(v) if k in ("nesterov", "centered") else v for k, v in settings.items()}
            optimizer = getattr(keras.optimizers, kind)(**options)
            numbers = Numbers(case)
            count = 1 + numbers.below(8)
            scale = 10.0 ** (numbers.below(7) - 3)
            start = numbers.uniform(count, -1, 1)
            variable = keras.Variable(start)
            optimizer.build([variable])
            weights = []
            for _ in range(10):
                gradient = numbers.uniform(count, -scale, scale)
                for element in range(count):
                    if numbers.below(8) == 0:
                        gradient[element] = 0
                optimizer.apply([tf.constant(gradient)], [variable])
                weights.append(copied(variable))
            outputs = {"weights": weights}
            for slot in slots[kind]:
                held = getattr(optimizer, slot, [])
                if len(held) > 0 and held[0] is not None:
                    outputs[slot.strip("_")] = copied(held[0])
            output.add("optimizers", case, kind, settings, outputs)


def schedules(output):
    """The rates of some steps, each drawn below 3,000."""
    for index in range(100):
        case = 10_000 + index
        numbers = Numbers(case)
        steps = [0, 1] + [numbers.below(3_000) for _ in range(10)]
        initial = float(numbers.pick([0.1, 1e-3, 2.0]))
        length = 1 + numbers.below(2_000)
        kind = numbers.pick(["exponential", "cosine", "warmup", "piecewise"])
        if kind == "exponential":
            settings = {
                "initial": initial,
                "steps": length,
                "factor": numbers.pick([0.96, 0.5, 1.01]),
                "staircase": numbers.pick([0, 1]),
            }
            schedule = keras.optimizers.schedules.ExponentialDecay(
                initial, length, settings["factor"], bool(settings["staircase"])
            )
        elif kind == "cosine":
            settings = {"initial": initial, "steps": length, "floor": numbers.pick([0.0, 0.1])}
            schedule = keras.optimizers.schedules.CosineDecay(initial, length, settings["floor"])
        elif kind == "warmup":
            settings = {
                "initial": numbers.pick([0.0, 0.01]),
                "steps": length,
                "floor": numbers.pick([0.0, 0.1]),
                "peak": initial,
                "warmup": numbers.below(1_000) + 1,
            }
            schedule = keras.optimizers.schedules.CosineDecay(
                settings["initial"],
                length,
                settings["floor"],
                warmup_target=initial,
                warmup_steps=settings["warmup"],
            )
        else:
            # The second of the steps drawn is itself a boundary.
            settings = {"first": steps[2], "second": steps[2] + length, "initial": initial}
            schedule = keras.optimizers.schedules.PiecewiseConstantDecay(
                [steps[2], steps[2] + length], [initial, initial / 2, initial / 8]
            )
        rates = [copied(schedule(tf.constant(step, tf.int64))) for step in steps]
        output.add("schedules", case, kind, settings, {"rates": rates})


def initializers(output):
    """The deviation and the largest magnitude of what Keras draws for kernels of a shape; and orthonormal
    columns of a matrix that is drawn between -1 and 1."""
    kinds = {
        "glorotUniform": keras.initializers.GlorotUniform,
        "glorotNormal": keras.initializers.GlorotNormal,
        "heUniform": keras.initializers.HeUniform,
        "heNormal": keras.initializers.HeNormal,
        "lecunUniform": keras.initializers.LecunUniform,
        "lecunNormal": keras.initializers.LecunNormal,
        "truncatedNormal": keras.initializers.TruncatedNormal,
        "normal": keras.initializers.RandomNormal,
        "uniform": keras.initializers.RandomUniform,
    }
    shapes = [[300, 200], [3, 40_000], [5, 5, 40, 60], [50_000]]
    for kind, initializer in kinds.items():
        for index, shape in enumerate(shapes):
            values = copied(initializer(seed=index)(tuple(shape))).astype(np.float64)
            figures = [values.std(), np.abs(values).max()]
            settings = {f"axis{axis}": length for axis, length in enumerate(shape)}
            output.add("initializers", 20_000 + index, kind, settings, {"figures": figures})
    for index in range(20):
        case = 21_000 + index
        numbers = Numbers(case)
        columns = 1 + numbers.below(6)
        rows = columns + numbers.below(6)
        matrix = numbers.uniform((rows, columns), -1, 1).astype(np.float64)
        q, r = np.linalg.qr(matrix)
        output.add("initializers", case, "orthonormal", {}, {"q": q * np.sign(np.diag(r))})


def metrics(output):
    """A metric over three batches, its result after each. Drawn in turn: the number of classes (2 to 5), how
    many steps between 0 and 1 predictions are rounded to (0 for not at all), whether there are sample
    weights; then for each batch its rows (1 to 6), predictions, labels of every element (0 or 1), classes
    of the rows, targets, and sample weights, of which one in four is 0."""

    def one_hot(labels, classes):
        return np.eye(classes, dtype=np.float32)[labels]

    def confusion(classes):
        total = np.zeros((classes, classes))

        def update(batch):
            nonlocal total
            total = total + np.asarray(
                tf.math.confusion_matrix(
                    batch["classes"],
                    batch["predicted"].argmax(axis=1),
                    classes,
                    batch["weights"],
                    tf.float32,
                )
            )
            return total

        return update

    def keras_metric(metric, *names):
        def update(batch):
            metric.update_state(*(batch[name] for name in names), sample_weight=batch["weights"])
            return copied(metric.result())

        return update

    thresholds = [0.5, 0.25, 0.9]
    kinds = {
        "mean": lambda n, k: ({}, keras_metric(keras.metrics.Mean(), "targets")),
        "sum": lambda n, k: ({}, keras_metric(keras.metrics.Sum(), "targets")),
        "sparse_categorical_accuracy": lambda n, k: (
            {},
            keras_metric(keras.metrics.SparseCategoricalAccuracy(), "classes", "predicted"),
        ),
        "categorical_accuracy": lambda n, k: (
            {},
            keras_metric(keras.metrics.CategoricalAccuracy(), "one_hot", "predicted"),
        ),
        "binary_accuracy": lambda n, k: threshold_metric(n, keras.metrics.BinaryAccuracy),
        "mean_squared_error": lambda n, k: (
            {},
            keras_metric(keras.metrics.MeanSquaredError(), "targets", "predicted"),
        ),
        "precision": lambda n, k: class_metric(n, k, keras.metrics.Precision),
        "recall": lambda n, k: class_metric(n, k, keras.metrics.Recall),
        "auc": lambda n, k: auc(n),
        "confusion_matrix": lambda n, k: ({}, confusion(k)),
    }

    def threshold_metric(numbers, kind):
        settings = {"threshold": numbers.pick(thresholds)}
        return settings, keras_metric(kind(threshold=settings["threshold"]), "labels", "predicted")

    def class_metric(numbers, classes, kind):
        settings = {"threshold": numbers.pick(thresholds)}
        if numbers.below(2) == 1:
            settings["class"] = numbers.below(classes)
        metric = kind(thresholds=settings["threshold"], class_id=settings.get("class"))
        return settings, keras_metric(metric, "labels", "predicted")

    def auc(numbers):
        settings = {
            "thresholds": numbers.pick([200, 3, 10]),
            "pr": numbers.below(2),
            "summation": numbers.below(3),
        }
        metric = keras.metrics.AUC(
            num_thresholds=settings["thresholds"],
            curve=["ROC", "PR"][settings["pr"]],
            summation_method=["interpolation", "minoring", "majoring"][settings["summation"]],
        )
        return settings, keras_metric(metric, "labels", "predicted")

    for kind, make in kinds.items():
        for index in range(100):
            case = 30_000 + 1_000 * list(kinds).index(kind) + index
            numbers = Numbers(case)
            classes = 2 + numbers.below(4)
            levels = numbers.pick([0, 4, 199])
            is_weighted = numbers.below(2) == 1
            settings, update = make(Numbers(case + 500_000), classes)
            results = []
            for _ in range(3):
                rows = 1 + numbers.below(6)
                predicted = numbers.uniform((rows, classes), 0, 1)
                if levels > 0:
                    steps = np.floor(predicted.astype(np.float64) * levels + 0.5)
                    predicted = (steps / levels).astype(np.float32)
                labels = numbers.labels(rows * classes, 2).reshape(rows, classes)
                batch = {
                    "predicted": predicted,
                    "labels": labels.astype(np.float32),
                    "classes": numbers.labels(rows, classes),
                    "targets": numbers.uniform((rows, classes), -2, 2),
                }
                batch["one_hot"] = one_hot(batch["classes"], classes)
                weights = numbers.uniform(rows, 0, 2)
                for row in range(rows):
                    if numbers.below(4) == 0:
                        weights[row] = 0
                batch["weights"] = weights if is_weighted else None
                results.append(update(batch))
            output.add("metrics", case, kind, settings, {"results": results})


def normalised(values):
    """Each row divided by its sum, added from left to right in Float64, and rounded once."""
    rows = values.astype(np.float64).reshape(-1, values.shape[-1])
    rows = [[value / total for value in row] for row in rows.tolist() for total in [sum_of(row)]]
    return np.array(rows, np.float64).astype(np.float32).reshape(values.shape)


def sum_of(row):
    total = 0.0
    for value in row:
        total += value
    return total


REDUCTIONS = ["none", "sum", "sum_over_batch_size"]


def loss_of(kind, settings, reduction):
    options = {
        "from_logits": bool(settings.get("from_logits", 0)),
        "label_smoothing": settings.get("label_smoothing", 0.0),
        "delta": settings.get("delta", 1.0),
    }
    names = {
        "SparseCategoricalCrossentropy": ["from_logits"],
        "CategoricalCrossentropy": ["from_logits", "label_smoothing"],
        "BinaryCrossentropy": ["from_logits", "label_smoothing"],
        "Huber": ["delta"],
    }
    chosen = {name: options[name] for name in names.get(kind, [])}
    return getattr(keras.losses, kind)(reduction=reduction, **chosen)


LOSSES = [
    "SparseCategoricalCrossentropy",
    "CategoricalCrossentropy",
    "BinaryCrossentropy",
    "MeanSquaredError",
    "MeanAbsoluteError",
    "Huber",
    "KLDivergence",
]


def loss_settings(kind, numbers):
    settings = {}
    if kind.endswith("Crossentropy"):
        settings["from_logits"] = numbers.pick([0, 1])
    if kind in ("CategoricalCrossentropy", "BinaryCrossentropy"):
        settings["label_smoothing"] = numbers.pick([0.0, 0.1, 0.3])
    if kind == "Huber":
        settings["delta"] = numbers.pick([1.0, 0.5, 2.0])
    return settings


def expected_of(kind, numbers, shape):
    """Labels or targets, and the same as what could be predicted."""
    if kind == "SparseCategoricalCrossentropy":
        labels = numbers.labels(int(np.prod(shape[:-1])), shape[-1]).reshape(shape[:-1])
        return labels, np.eye(shape[-1], dtype=np.float32)[labels]
    if kind == "BinaryCrossentropy":
        if numbers.below(2) == 0:
            values = numbers.labels(int(np.prod(shape)), 2).reshape(shape).astype(np.float32)
        else:
            values = numbers.uniform(shape, 0, 1)
        return values, values
    if kind in ("CategoricalCrossentropy", "KLDivergence"):
        if numbers.below(2) == 0:
            labels = numbers.labels(int(np.prod(shape[:-1])), shape[-1]).reshape(shape[:-1])
            values = np.eye(shape[-1], dtype=np.float32)[labels]
        else:
            values = normalised(numbers.uniform(shape, 0, 1))
        return values, values
    values = numbers.uniform(shape, -2, 2)
    return values, values


def predicted_of(kind, settings, numbers, shape, equal):
    """Predictions: ordinary ones, some of them at the edge, or what is expected."""
    edge = numbers.below(4)
    if kind in ("MeanSquaredError", "MeanAbsoluteError", "Huber"):
        values = numbers.uniform(shape, -3, 3)
        return equal if edge == 0 else values
    if settings.get("from_logits", 0):
        extent = numbers.pick([4, 30])
        values = numbers.uniform(shape, -extent, extent)
        return equal if edge == 0 else values
    values = numbers.uniform(shape, 0, 1)
    if kind != "BinaryCrossentropy":
        values = normalised(values)
    if edge == 0:
        return equal
    if edge == 1:
        # Probabilities 0 and 1: the largest of a row is certain.
        if kind == "BinaryCrossentropy":
            return (values >= 0.5).astype(np.float32)
        return np.eye(shape[-1], dtype=np.float32)[values.argmax(axis=-1)]
    return values


def losses(output):
    """A loss, what its reduction gives, and the gradient of that. Drawn in turn: rows (1 to 6), elements or
    classes (2 to 8), whether there is an axis of 3 between them, the reduction, whether there are sample
    weights; what is expected; predictions (see above); and the weights, of which one in four is 0."""
    for kind in LOSSES:
        for index in range(100):
            case = 50_000 + 1_000 * LOSSES.index(kind) + index
            settings = loss_settings(kind, Numbers(case + 500_000)) if index > 0 else {}
            numbers = Numbers(case)
            rows, columns = 1 + numbers.below(6), 2 + numbers.below(7)
            shape = (rows, 3, columns) if numbers.below(4) == 0 else (rows, columns)
            reduction = numbers.pick(REDUCTIONS)
            is_weighted = numbers.below(2) == 1
            expected, equal = expected_of(kind, numbers, shape)
            predicted = predicted_of(kind, settings, numbers, shape, equal)
            weights = numbers.uniform(shape[:-1], 0, 2)
            for place in np.ndindex(weights.shape):
                if numbers.below(4) == 0:
                    weights[place] = 0
            sample_weight = weights if is_weighted else None
            watched = tf.constant(predicted)
            with tf.GradientTape() as tape:
                tape.watch(watched)
                reduced = loss_of(kind, settings, reduction)(expected, watched, sample_weight)
            gradient = tape.gradient(reduced, watched)
            outputs = {
                "losses": loss_of(kind, settings, "none")(expected, predicted),
                "reduced": reduced,
                "gradient": gradient,
            }
            output.add("losses", case, kind, settings, outputs)


def loss_steps(output):
    """Ten steps of SGD on a dense layer, whose activation is softmax or sigmoid where a loss takes
    probabilities. Drawn in turn: rows (1 to 6), inputs (1 to 4), classes (2 to 5), kernel, bias, inputs; what
    is expected; and sample weights."""
    for kind in LOSSES:
        for index in range(100):
            case = 60_000 + 1_000 * LOSSES.index(kind) + index
            settings = loss_settings(kind, Numbers(case + 500_000)) if index > 0 else {}
            numbers = Numbers(case)
            rows, inputs, columns = (1 + numbers.below(6), 1 + numbers.below(4), 2 + numbers.below(4))
            activation = None
            if kind == "BinaryCrossentropy" and not settings.get("from_logits", 0):
                activation = "sigmoid"
            elif kind == "KLDivergence" or (
                kind.endswith("Crossentropy") and not settings.get("from_logits", 0)
            ):
                activation = "softmax"
            kernel = numbers.uniform((inputs, columns), -1, 1)
            bias = numbers.uniform(columns, -1, 1)
            x = numbers.uniform((rows, inputs), -1, 1)
            expected, _ = expected_of(kind, numbers, (rows, columns))
            weights = numbers.uniform(rows, 0, 2)
            dense = keras.layers.Dense(columns, activation=activation)
            dense.build((None, inputs))
            dense.set_weights([kernel, bias])
            optimizer = keras.optimizers.SGD(0.1)
            loss = loss_of(kind, settings, "sum_over_batch_size")
            steps = []
            for _ in range(10):
                with tf.GradientTape() as tape:
                    value = loss(expected, dense(x), weights)
                gradients = tape.gradient(value, [variable.value for variable in dense.variables])
                optimizer.apply(gradients, dense.trainable_variables)
                steps.append(copied(value))
            outputs = {"steps": steps, "kernel": copied(dense.kernel), "bias": copied(dense.bias)}
            output.add("loss_steps", case, kind, settings, outputs)


if __name__ == "__main__":
    output = Output()
    optimizers(output)
    schedules(output)
    initializers(output)
    metrics(output)
    losses(output)
    loss_steps(output)
    output.write()
