"""Whether all systems learn the same: a fast step that learns nothing would be no step.

Draws differ between systems, so bits do. What six seeds of the book's loop give, and a margin, is
where a first epoch at batch 32 must end; at other batch sizes each must be near the others.
An epoch of few steps is not looked at: its end still depends on where the weights began. After the
last of the epochs that are timed, the loss must be lower than after the first.
"""

import statistics

from goals import Samples
from systems import EXAMPLES

LOSS, ACCURACY = (0.27, 0.31), (0.905, 0.92)
FEW_STEPS = 90
LOSS_MARGIN, ACCURACY_MARGIN = 0.10, 0.02


def differences(samples: Samples, limit: int) -> list[str]:
    """A line for each run that learned something else."""
    found = []
    for batch_size, by_system in samples.items():
        learned = [(name, s) for name, runs in by_system.items() for s in runs if s]
        for name, s in learned:
            if not s.last_loss < s.loss:
                found.append(
                    f"{name}, batch {batch_size}: loss {s.loss:.4f} after one epoch, "
                    f"{s.last_loss:.4f} after the last"
                )
        if not learned or limit < FEW_STEPS * batch_size:
            continue
        if batch_size == 32 and limit == EXAMPLES:
            losses, accuracies = LOSS, ACCURACY
        else:
            loss = statistics.median(s.loss for _, s in learned)
            accuracy = statistics.median(s.accuracy for _, s in learned)
            losses = (loss * (1 - LOSS_MARGIN), loss * (1 + LOSS_MARGIN))
            accuracies = (accuracy - ACCURACY_MARGIN, accuracy + ACCURACY_MARGIN)
        for name, s in learned:
            for what, value, (least, most) in (
                ("loss", s.loss, losses),
                ("accuracy", s.accuracy, accuracies),
            ):
                if not least <= value <= most:
                    found.append(
                        f"{name}, batch {batch_size}: {what} {value:.4f} after one epoch is not "
                        f"from {least:.4f} to {most:.4f}"
                    )
    return found
