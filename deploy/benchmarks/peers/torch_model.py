"""The model and the optimizer as PyTorch writes them, for one process and for DDP.

Weights begin as Keras draws them. RMSprop has Keras's rate, decay and epsilon; PyTorch adds epsilon
outside the root, where Keras has it inside, which moves the loss a little and costs nothing.
"""

import torch
from torch import nn

from steps import CLASSES, EPSILON, HIDDEN, PIXELS, RATE, RHO


def model() -> nn.Module:
    """784 pixels, 512 relu, dropout 0.5, 10 logits: softmax is part of the loss."""
    network = nn.Sequential(
        nn.Linear(PIXELS, HIDDEN), nn.ReLU(), nn.Dropout(0.5), nn.Linear(HIDDEN, CLASSES)
    )
    for layer in network:
        if isinstance(layer, nn.Linear):
            nn.init.xavier_uniform_(layer.weight)
            nn.init.zeros_(layer.bias)
    return network


def optimizer(network: nn.Module) -> torch.optim.Optimizer:
    """RMSprop with Keras's defaults."""
    return torch.optim.RMSprop(network.parameters(), lr=RATE, alpha=RHO, eps=EPSILON)
