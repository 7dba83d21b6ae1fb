"""Writes decimals.txt and orders.json beside it: what the tests of decimals and of shuffling compare
with, computed by other means than the code they test. Needs Python alone.

    python3 Tests/DatasetsTests/Fixtures/make_oracles.py

`decimals.txt` has a decimal number a line and the bits of the nearest Float32, a tie going to the even
one, found by fractions of whole numbers. `orders.json` has the orders of some seeds, epochs and counts,
by Fisher and Yates from Philox4x32-10.
"""

import hashlib
import json
import pathlib
import random
from fractions import Fraction

FOLDER = pathlib.Path(__file__).parent
LARGEST = Fraction((2**24 - 1) * 2**104)


def nearest(number):
    """The bits of the Float32 nearest to a fraction that is not negative."""
    exponent = -149
    scaled = number / Fraction(2) ** exponent
    while scaled >= 2**24:
        exponent += 1
        scaled /= 2
    whole = scaled.numerator // scaled.denominator
    rest = scaled - whole
    if rest > Fraction(1, 2) or rest == Fraction(1, 2) and whole % 2 == 1:
        whole += 1
    if whole == 2**24:
        whole, exponent = 2**23, exponent + 1
    if exponent > 104:
        return 0x7F800000
    return whole if whole < 2**23 else (exponent + 150) << 23 | whole - 2**23


def value(bits):
    """The fraction that bits stand for."""
    exponent, fraction = bits >> 23, bits & 0x7FFFFF
    if exponent == 0:
        return Fraction(fraction) * Fraction(2) ** -149
    return Fraction(fraction + 2**23) * Fraction(2) ** (exponent - 150)


def decimal(number, digits):
    """A fraction cut to some digits, as `d.ddde-x`."""
    exponent = 0
    while number >= 10:
        number, exponent = number / 10, exponent + 1
    while 0 < number < 1:
        number, exponent = number * 10, exponent - 1
    whole = str(int(number * 10 ** (digits - 1)))
    return f"{whole[0]}.{whole[1:]}e{exponent}"


def decimals():
    generator = random.Random(20261)
    texts = "0 -0 1 -1 .5 5. +3 00012 1e0 1E+2 7.038531e-26 16777217 16777219 0.1 1e-45 7e-46".split()
    texts += "3.4028235e38 3.40282356e38 3.4028236e38 1e-400 1e400 123456789012345678901234567890".split()
    texts += ["0." + "0" * 60 + "1e61", "1" + "0" * 60 + "e-60", "9" * 40 + "e-40"]
    for _ in range(60):
        low = generator.randrange(1, 0x7F7FFFFF)
        middle = (value(low) + value(low + 1)) / 2
        for digits in (9, 17, 19, 25, 140):
            texts.append(decimal(middle, digits))
    for _ in range(60):
        texts.append(f"{generator.uniform(-1, 1)!r}")
        texts.append(f"{generator.randrange(10**generator.randrange(1, 20))}e{generator.randrange(-30, 25)}")
        low = generator.randrange(0x3F000000, 0x4B000000)
        middle = (value(low) + value(low + 1)) / 2
        texts.append(decimal(middle + Fraction(generator.choice([-1, 1]), 10**17), 19))
    lines = []
    for text in texts:
        digits, _, power = text.lower().lstrip("+-").partition("e")
        whole, _, behind = digits.partition(".")
        number = Fraction(int(whole + behind)) * Fraction(10) ** (int(power or 0) - len(behind))
        sign = 0x80000000 if text.startswith("-") else 0
        lines.append(f"{text} {nearest(number) | sign:08x}\n")
    (FOLDER / "decimals.txt").write_text("".join(lines))


MASK64 = 2**64 - 1


def mixed(number):
    z = (number + 0x9E3779B97F4A7C15) & MASK64
    z = ((z ^ z >> 30) * 0xBF58476D1CE4E5B9) & MASK64
    z = ((z ^ z >> 27) * 0x94D049BB133111EB) & MASK64
    return z ^ z >> 31


def key(seed, path):
    number = 0xCBF29CE484222325
    for byte in path.encode():
        number = ((number ^ byte) * 0x100000001B3) & MASK64
    number = mixed(number ^ mixed(0))
    number = mixed((number + mixed(seed)) & MASK64)
    return number & 0xFFFFFFFF, number >> 32


def philox(counter, key):
    x, y, z, w = counter
    left, right = key
    for _ in range(10):
        one, two = x * 0xD2511F53, z * 0xCD9E8D57
        x, y, z, w = (
            two >> 32 ^ y ^ left, two & 0xFFFFFFFF, one >> 32 ^ w ^ right, one & 0xFFFFFFFF,
        )
        left, right = (left + 0x9E3779B9) & 0xFFFFFFFF, (right + 0xBB67AE85) & 0xFFFFFFFF
    return x, y, z, w


def draw(place, seed, epoch, path):
    """A number of 0...place, each by as many words as any other: by the rule of Lemire."""
    count = place + 1
    block = 0
    while True:
        for word in philox((block, place, 0, epoch), key(seed, path)):
            product = word * count
            if product & 0xFFFFFFFF >= 2**32 % count:
                return product >> 32
        block += 1


def order(count, seed, epoch, path="shuffle"):
    places = list(range(count))
    for place in range(count - 1, 0, -1):
        other = draw(place, seed, epoch, path)
        places[place], places[other] = places[other], places[place]
    return places


def orders():
    cases = []
    for count, seed, epoch in [(0, 1, 0), (1, 1, 0), (2, 1, 0), (10, 1, 0), (10, 1, 1), (10, 2, 0),
                               (1000, 7, 3), (20011, 2**64 - 1, 2**20 - 1)]:
        places = order(count, seed, epoch)
        text = " ".join(map(str, places))
        cases.append({"count": count, "seed": str(seed), "epoch": epoch, "first": places[:10],
                      "sha256": hashlib.sha256(text.encode()).hexdigest()})
    lines = ",\n ".join(json.dumps(case) for case in cases)
    (FOLDER / "orders.json").write_text(f"[\n {lines}\n]\n")


decimals()
orders()
