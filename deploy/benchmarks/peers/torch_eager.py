"""PyTorch in one process, eager.

Batches are views of tensors in memory: a DataLoader's copying and collating would cost more than
the step. Denormal numbers are flushed to zero, as JAX and TensorFlow do unasked: RMSprop's averages
for weights behind rarely lit pixels decay into them, and from the second epoch on PyTorch's steps
would take a third longer.
"""

import torch
from torch import nn

import mnist
import torch_model
from steps import Clock, options, report, steps_of

asked = options()
torch.set_flush_denormal(True)
torch.set_num_threads(asked.threads)
torch.manual_seed(1)
images, labels = (torch.from_numpy(array[: asked.limit].copy()) for array in mnist.training())
labels = labels.long()
network = torch_model.model()
optimizer = torch_model.optimizer(network)
loss_function = nn.CrossEntropyLoss()

epochs = []
for _ in range(asked.epochs):
    network.train()
    total, hits = torch.zeros(()), torch.zeros((), dtype=torch.long)
    batches = zip(images.split(asked.batch_size), labels.split(asked.batch_size))
    clock = Clock()
    for x, y in batches:
        logits = network(x)
        loss = loss_function(logits, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        with torch.no_grad():
            total += loss * len(y)
            hits += (logits.argmax(1) == y).sum()
        clock.step()
    epoch = clock.finish(steps_of(len(images), asked.batch_size))
    epoch |= {"loss": total.item() / len(images), "accuracy": hits.item() / len(images)}
    epochs.append(epoch)

report("torch", torch.__version__, epochs, threads=asked.threads, batchSize=asked.batch_size)
