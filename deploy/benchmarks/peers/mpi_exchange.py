"""OpenMPI's all-reduce through mpi4py, two ranks of one machine, in shared memory.

Started by `mpirun`; sums in place, as a training step would.
"""

import numpy as np
from mpi4py import MPI

from exchange import FLOATS, measure, report

world = MPI.COMM_WORLD
numbers = np.zeros(FLOATS, np.float32)


def all_reduce() -> None:
    world.Allreduce(MPI.IN_PLACE, numbers, op=MPI.SUM)


world.Barrier()
times = measure(all_reduce)
if world.rank == 0:
    report("mpi", MPI.Get_library_version().split(",")[0], times)
