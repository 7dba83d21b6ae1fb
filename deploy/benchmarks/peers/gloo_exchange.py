"""Gloo's all-reduce through torch.distributed, two ranks of one machine."""

import os
import socket

import torch
import torch.distributed as dist
import torch.multiprocessing as mp

from exchange import FLOATS, measure, report

RANKS = 2


def run(rank: int) -> None:
    dist.init_process_group("gloo", rank=rank, world_size=RANKS)
    torch.set_num_threads(1)
    numbers = torch.zeros(FLOATS)
    dist.barrier()
    times = measure(lambda: dist.all_reduce(numbers))
    if rank == 0:
        report("gloo", torch.__version__, times)
    dist.destroy_process_group()


if __name__ == "__main__":
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        os.environ |= {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(probe.getsockname()[1])}
    mp.spawn(run, nprocs=RANKS)
