"""JAX: the whole step under `jax.jit`, its state donated, its batches on the device already.

Of the ways that JAX's documentation feeds a step, batches put on the device beforehand and NumPy
slices are the fastest here; slicing one big array inside the compiled step is slower on two cores.
So are draws by the generator "rbg"; labels as one-hot vectors take as long as the picked logarithms.
With --scan the epoch, not the step, is what is compiled, by `jax.lax.scan`: the loop is then no
longer the program's own, so this is for information.
"""

import jax
import jax.numpy as jnp

import mnist
from steps import CLASSES, EPSILON, HIDDEN, PIXELS, RATE, RHO, Clock, options, report, steps_of

asked = options()
images, labels = (array[: asked.limit] for array in mnist.training())
batches = [
    (jnp.asarray(images[i : i + asked.batch_size]), jnp.asarray(labels[i : i + asked.batch_size]))
    for i in range(0, len(images), asked.batch_size)
]


def initial_weights(key):
    first, second = jax.random.split(key)
    glorot = jax.nn.initializers.glorot_uniform()
    return {
        "w1": glorot(first, (PIXELS, HIDDEN)),
        "b1": jnp.zeros(HIDDEN),
        "w2": glorot(second, (HIDDEN, CLASSES)),
        "b2": jnp.zeros(CLASSES),
    }


def loss_and_hits(weights, x, y, key):
    hidden = jax.nn.relu(x @ weights["w1"] + weights["b1"])
    hidden = jnp.where(jax.random.bernoulli(key, 0.5, hidden.shape), hidden / 0.5, 0.0)
    logits = hidden @ weights["w2"] + weights["b2"]
    chances = jax.nn.log_softmax(logits)
    loss = -jnp.take_along_axis(chances, y[:, None], axis=1).mean()
    return loss, (logits.argmax(axis=1) == y).sum()


def train_step(state, batch):
    (weights, squares, key, loss_sum, hits), (x, y) = state, batch
    key, drop = jax.random.split(key)
    (loss, hit), gradients = jax.value_and_grad(loss_and_hits, has_aux=True)(weights, x, y, drop)
    squares = jax.tree.map(lambda s, g: RHO * s + (1 - RHO) * g * g, squares, gradients)
    weights = jax.tree.map(
        lambda w, s, g: w - RATE * g / jnp.sqrt(s + EPSILON), weights, squares, gradients
    )
    return weights, squares, key, loss_sum + loss * len(y), hits + hit


def train_steps(state, batches):
    return jax.lax.scan(lambda state, batch: (train_step(state, batch), None), state, batches)[0]


step, scan = (jax.jit(function, donate_argnums=0) for function in (train_step, train_steps))
if asked.scan:
    # The last batch may be short, and then it is a step of its own.
    equal = [batch for batch in batches if len(batch[1]) == asked.batch_size]
    batches = [(scan, tuple(map(jnp.stack, zip(*equal))))] + [
        (step, batch) for batch in batches[len(equal) :]
    ]
else:
    batches = [(step, batch) for batch in batches]

weights = initial_weights(jax.random.key(1))
state = (weights, jax.tree.map(jnp.zeros_like, weights), jax.random.key(2))
epochs = []
for _ in range(asked.epochs):
    state = (*state[:3], jnp.float32(0), jnp.int32(0))
    clock = Clock()
    for compiled, batch in batches:
        state = compiled(state, batch)
    jax.block_until_ready(state)
    epoch = clock.finish(steps_of(len(images), asked.batch_size))
    epoch |= {"loss": float(state[3]) / len(images), "accuracy": int(state[4]) / len(images)}
    epochs.append(epoch)

report("jax", jax.__version__, epochs, threads=asked.threads, batchSize=asked.batch_size)
