"""Writes clipping.json and clipping.bin beside it: ten steps of Keras's optimizers with clipped gradients, and
of AdamW with variables that do not decay.

    python3 -m venv fixtures
    fixtures/bin/pip install keras==3.15.1 tensorflow-cpu==2.21.0 numpy==2.4.6
    fixtures/bin/python Tests/LearningTests/Fixtures/make_clipping.py

The form of the files is that of make_cases.py, which asserts the versions.
"""

from make_cases import Numbers, Output, copied, keras, np, tf

KINDS = ["SGD", "RMSprop", "Adam", "AdamW"]


def clipping(output):
    """Two variables, kernel and bias. Drawn in turn: their lengths (1 to 6 each), the scale of gradients as a
    power of ten from -3 to 3, the starts, and each step's gradients."""
    for place, kind in enumerate(["clipvalue", "clipnorm", "global_clipnorm", "exclude"]):
        for index in range(100):
            case = 50_000 + 1_000 * place + index
            drawn = Numbers(case + 500_000)
            settings = {"optimizer": drawn.below(4), "limit": drawn.pick([0.01, 0.1, 1.0, 10.0])}
            if kind == "exclude":
                settings["optimizer"] = 3
            options = {"learning_rate": 0.01}
            if kind != "exclude":
                options[kind] = settings["limit"]
            elif settings["optimizer"] == 3:
                options["weight_decay"] = settings["limit"]
            optimizer = getattr(keras.optimizers, KINDS[settings["optimizer"]])(**options)
            numbers = Numbers(case)
            shapes = [1 + numbers.below(6), 1 + numbers.below(6)]
            scale = [1e-3, 1e-2, 1e-1, 1.0, 1e1, 1e2, 1e3][numbers.below(7)]
            variables = [
                keras.Variable(numbers.uniform(shape, -1, 1), name=name)
                for shape, name in zip(shapes, ["kernel", "bias"])
            ]
            if kind == "exclude":
                optimizer.exclude_from_weight_decay(var_names=["bias"])
            optimizer.build(variables)
            steps = []
            for _ in range(10):
                gradients = [tf.constant(numbers.uniform(shape, -scale, scale)) for shape in shapes]
                optimizer.apply(gradients, variables)
                steps.append(np.concatenate([copied(variable) for variable in variables]))
            output.add("clipping", case, kind, settings, {"weights": steps})


if __name__ == "__main__":
    output = Output()
    clipping(output)
    output.write("clipping")
