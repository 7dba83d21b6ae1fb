"""Writes cartpole.json beside it: episodes of Gymnasium's CartPole-v1.

    python3 -m venv fixtures
    fixtures/bin/pip install gymnasium==1.4.0 numpy==2.4.6
    fixtures/bin/python Tests/ProgramsTests/CartPole/Fixtures/make_cartpole.py

Of each episode the pushes, every fifth state and the last one, and how it ended. Pushes are random, all to
one side, or by a rule that keeps the pole upright to the end.
"""

import json
import pathlib

import gymnasium
import numpy as np

VERSIONS = {"gymnasium": "1.4.0", "numpy": "2.4.6"}
assert VERSIONS == {"gymnasium": gymnasium.__version__, "numpy": np.__version__}, "see above"


def episode(seed, rule):
    world = gymnasium.make("CartPole-v1")
    observation, _ = world.reset(seed=seed)
    random = np.random.default_rng(seed)
    states, pushes, rewards = [world.unwrapped.state.tolist()], "", 0.0
    while True:
        push = rule(observation, random)
        observation, reward, terminated, truncated, _ = world.step(push)
        pushes += str(push)
        rewards += reward
        if len(pushes) % 5 == 0 or terminated or truncated:
            states.append([float(number) for number in world.unwrapped.state])
        if terminated or truncated:
            return {
                "pushes": pushes,
                "states": states,
                "observation": observation.astype(float).tolist(),
                "rewards": rewards,
                "terminated": terminated,
                "truncated": truncated,
            }


def balancing(observation, _):
    position, velocity, angle, angular_velocity = observation.astype(np.float64)
    return int(angle + 0.5 * angular_velocity + 0.02 * position + 0.05 * velocity > 0)


RULES = [
    lambda observation, random: int(random.integers(2)),
    lambda observation, random: 1,
    lambda observation, random: 0,
    balancing,
]

if __name__ == "__main__":
    episodes = [episode(seed, RULES[seed % 4]) for seed in range(12)]
    assert sum(e["truncated"] for e in episodes) >= 1 and sum(e["terminated"] for e in episodes) >= 8
    lines = ",\n".join(json.dumps(e, separators=(",", ":")) for e in episodes)
    text = f'{{"versions": {json.dumps(VERSIONS)}, "episodes": [\n{lines}\n]}}\n'
    path = pathlib.Path(__file__).parent / "cartpole.json"
    path.write_text(text, encoding="utf-8")
