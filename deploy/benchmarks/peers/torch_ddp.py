"""PyTorch's DistributedDataParallel over gloo: two ranks, one thread each.

Each rank has one half of every batch; the batches are the same, in the same order, as everywhere
else. Denormals are flushed to zero, for the reason said in torch_eager.py.
"""

import os
import socket

import torch
import torch.distributed as dist
import torch.multiprocessing as mp
from torch import nn
from torch.nn.parallel import DistributedDataParallel

import mnist
import torch_model
from steps import Clock, options, report, steps_of

RANKS = 2


def train(rank: int, asked) -> None:
    # Before gloo makes its threads, which inherit it.
    torch.set_flush_denormal(True)
    torch.set_num_threads(asked.threads)
    dist.init_process_group("gloo", rank=rank, world_size=RANKS)
    torch.manual_seed(1 + rank)
    images, labels = (torch.from_numpy(array[: asked.limit].copy()) for array in mnist.training())
    labels = labels.long()
    network = DistributedDataParallel(torch_model.model(), gradient_as_bucket_view=True)
    optimizer = torch_model.optimizer(network)
    loss_function = nn.CrossEntropyLoss()

    epochs = []
    for _ in range(asked.epochs):
        network.train()
        total, hits = torch.zeros(()), torch.zeros((), dtype=torch.long)
        batches = zip(images.split(asked.batch_size), labels.split(asked.batch_size))
        dist.barrier()
        clock = Clock()
        for x, y in batches:
            x, y = x.chunk(RANKS)[rank], y.chunk(RANKS)[rank]
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
        sums = torch.stack([total.double(), hits.double()])
        dist.all_reduce(sums)
        loss, accuracy = (sums / len(images)).tolist()
        epochs.append(epoch | {"loss": loss, "accuracy": accuracy})

    if rank == 0:
        report("ddp", torch.__version__, epochs, workers=RANKS, batchSize=asked.batch_size)
    dist.destroy_process_group()


if __name__ == "__main__":
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        os.environ |= {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(probe.getsockname()[1])}
    mp.spawn(train, args=(options(),), nprocs=RANKS)
