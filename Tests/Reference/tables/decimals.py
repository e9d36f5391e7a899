"""Writes decimals.csv: decimal texts and the bits of the nearest double.

Python's float() rounds correctly (David Gay's algorithm); the texts are random,
near the half-way points between doubles, and at the ends of the range.
Also prints the FNV-1a hash of the 128-bit powers of five, from exact integers.
Run: python3 decimals.py > decimals.csv
"""
import random
import struct
import sys
from fractions import Fraction

random.seed(20250309)


def bits(text):
    return struct.unpack("<Q", struct.pack("<d", float(text)))[0]


texts = """0 -0 1 0.1 0.3 5e-324 2.4703282292062327e-324 2.4703282292062328e-324
2.2250738585072011e-308 2.2250738585072014e-308 2.2250738585072012e-308
1.7976931348623157e308 1.7976931348623158e308 9007199254740993 9007199254740992.5
9007199254740991 123456789012345678901234567890 0.000000000000000000000000000001
1e22 1e23 8.5e23 1e-22 1e-23 6929495644600919.5 3.7455744005952583e15 1e-400
4503599627370496.5 4503599627370497.5 0.500000000000000166533453693773481063544750213623046875
179769313486231580793728971405301e276 1.00000000000000011102230246251565404236316680908203125
7.3177701707893310e15 2.5e-324 1e308 -40.70204715 -73.74883863 9223372036854775807.0""".split()
for _ in range(700):
    digits = random.randint(1, 19)
    mantissa = random.randrange(10 ** (digits - 1), 10**digits)
    texts.append(f"{mantissa}e{random.randint(-340, 308 - digits)}")
for _ in range(300):
    texts.append(repr(random.uniform(-1e6, 1e6)))
for _ in range(300):
    # Half way between two doubles, exactly and one unit beside.
    value = struct.unpack("<d", struct.pack("<Q", random.getrandbits(62) | 1 << 60))[0]
    if not 1e-60 < value < 1e60:
        continue
    step = struct.unpack("<d", struct.pack("<Q", bits(repr(value)) + 1))[0]
    middle = (Fraction(value) + Fraction(step)) / 2
    shift = 0
    while middle.denominator != 1:
        middle *= 10
        shift += 1
    whole = middle.numerator
    for delta in (-1, 0, 1):
        texts.append(f"{whole + delta}e{-shift}")
print("text,bits")
for text in texts:
    print(f"{text},{bits(text):016x}")

h = 0xCBF29CE484222325
for q in range(-342, 309):
    power = 5 ** abs(q)
    if q >= 0:
        top = power << 128 >> power.bit_length()
    else:
        top = (1 << (power.bit_length() + 127)) // power + (1 if q >= -27 else 0)
    assert top >> 127 == 1
    for byte in top.to_bytes(16, "big"):
        h = (h ^ byte) * 0x100000001B3 % 2**64
print(f"powers of five: {h:016x}", file=sys.stderr)
