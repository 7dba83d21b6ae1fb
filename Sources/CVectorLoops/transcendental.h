// Functions that a libm computes differently from machine to machine, in Float64 of basic operations
// alone: rounded to Float32 they are within 1 unit in the last place, mostly the nearest number.
#pragma once
#include "loop_support.h"

INLINE uint64_t wide_bits_of(double x) {
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

INLINE double wide_of(uint64_t bits) {
  double x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

INLINE double wide_magnitude(double x) { return wide_of(wide_bits_of(x) & 0x7fffffffffffffffu); }

// The magnitude of the one with the sign of the other.
INLINE double wide_signed(double magnitude, double sign) {
  return wide_of(
      (wide_bits_of(magnitude) & 0x7fffffffffffffffu) |
      (wide_bits_of(sign) & 0x8000000000000000u));
}

// Added to a number below 2^51, leaves the nearest whole number in the lowest bits.
static const double rounder = 0x1.8p52;

// e^x - 1 = scale * rest + (scale - 1), scale being a power of two, for x from -700 to 700.
INLINE double wide_exponential_rest(double x, double *scale) {
  double rounded = x * 0x1.71547652b82fep+0 + rounder;
  double n = rounded - rounder;
  double r = (x - n * 0x1.62e42fefa2000p-1) - n * 0x1.9ef35793c7673p-41;
  // The series of e^r - 1, |r| being at most ln(2) / 2.
  double p = 1.0 / 39916800;
  p = p * r + 1.0 / 3628800;
  p = p * r + 1.0 / 362880;
  p = p * r + 1.0 / 40320;
  p = p * r + 1.0 / 5040;
  p = p * r + 1.0 / 720;
  p = p * r + 1.0 / 120;
  p = p * r + 1.0 / 24;
  p = p * r + 1.0 / 6;
  p = p * r + 0.5;
  *scale = wide_of((wide_bits_of(rounded) << 52) + 0x3ff0000000000000u);
  return (p * r) * r + r;
}

INLINE double wide_exp(double x) {
  double clamped = x < -700 ? -700 : x;
  clamped = clamped > 700 ? 700 : clamped;
  double scale;
  double rest = wide_exponential_rest(clamped, &scale);
  return x != x ? x : scale * rest + scale;
}

// e^x - 1, exact also where x is small.
INLINE double wide_expm1(double x) {
  double clamped = x < -700 ? -700 : x;
  clamped = clamped > 700 ? 700 : clamped;
  double scale;
  double rest = wide_exponential_rest(clamped, &scale);
  return x != x ? x : scale * rest + (scale - 1);
}

// The logarithm of u, a positive finite number, which is 1 + x: exact also where x is small.
INLINE double wide_log_of(double u, double x) {
  // u = 2^k * m, m between √½ and √2.
  uint64_t bits = wide_bits_of(u);
  uint64_t moved = bits + (0x3ff0000000000000u - 0x3fe6a09e667f3bcdu);
  double m = wide_of(bits + 0x3ff0000000000000u - (moved & 0xfff0000000000000u));
  double k = wide_of((moved >> 52) | 0x4330000000000000u) - (0x1p52 + 1023);
  double f = k == 0 ? x : m - 1;
  // log(1 + f) = 2 artanh(f / (2 + f)).
  double s = f / (2 + f);
  double z = s * s;
  double p = 2.0 / 19;
  p = p * z + 2.0 / 17;
  p = p * z + 2.0 / 15;
  p = p * z + 2.0 / 13;
  p = p * z + 2.0 / 11;
  p = p * z + 2.0 / 9;
  p = p * z + 2.0 / 7;
  p = p * z + 2.0 / 5;
  p = p * z + 2.0 / 3;
  p = p * z + 2;
  return k * 0x1.62e42fefa39efp-1 + p * s;
}

INLINE double wide_sigmoid(double x) { return 1 / (1 + wide_exp(-x)); }

INLINE double wide_softplus(double x) {
  double small = wide_exp(-wide_magnitude(x));
  double rest = wide_log_of(1 + small, small);
  rest = x > 0 ? x + rest : rest;
  return x != x ? x : rest;
}

INLINE double wide_tanh(double x) {
  double magnitude = wide_magnitude(x);
  double grown = wide_expm1(magnitude > 30 ? 60 : magnitude + magnitude);
  return x != x ? x : wide_signed(grown / (grown + 2), x);
}

// The error function to within 1e-14; ±1 from ±4 on, as rounded to Float32 it is.
INLINE double wide_erf(double x) {
  // erf(x) / x as a polynomial in x² from 0 to 16, through Chebyshev's points.
  double t = (x * x - 8) * 0.125;
  double p = 1.470596054227332e-07;
  p = p * t - 4.877086856145344e-07;
  p = p * t + 6.435055673730993e-07;
  p = p * t - 1.7848993024438428e-06;
  p = p * t + 7.17946533355761e-06;
  p = p * t - 1.9631487154950747e-05;
  p = p * t + 4.751330675829427e-05;
  p = p * t - 0.00011653664526997821;
  p = p * t + 0.00027577056977207826;
  p = p * t - 0.0006137606235525727;
  p = p * t + 0.0012925067184882686;
  p = p * t - 0.002577846611250372;
  p = p * t + 0.0048535834651676395;
  p = p * t - 0.008606338067955617;
  p = p * t + 0.01434959246109288;
  p = p * t - 0.022473544656357074;
  p = p * t + 0.03306063349320292;
  p = p * t - 0.04576511340256077;
  p = p * t + 0.05988690492345173;
  p = p * t - 0.07472786553616904;
  p = p * t + 0.09020899411407204;
  p = p * t - 0.10771044253534588;
  p = p * t + 0.13167511689468112;
  p = p * t - 0.17657623330130645;
  p = p * t + 0.35353099564340495;
  double y = x * p;
  y = x > 4 ? 1 : y;
  return x < -4 ? -1 : y;
}

// The probability that a normal deviate is below x.
INLINE double wide_normal_share(double x) { return 0.5 + 0.5 * wide_erf(x * 0.7071067811865476); }

// The density of normal deviates at x.
INLINE double wide_normal_density(double x) {
  return 0.3989422804014327 * wide_exp(-0.5 * (x * x));
}

INLINE double wide_gelu_slope(double x) {
  // An infinite one times a density of 0 would be NaN.
  double clamped = x < -1e3 ? -1e3 : x;
  clamped = clamped > 1e3 ? 1e3 : clamped;
  return wide_normal_share(clamped) + clamped * wide_normal_density(clamped);
}

// The sine of x and of x plus as many quarter turns: to within 1 unit up to 4,000,000 in magnitude,
// less exact beyond. NaN from 2^30 on, where neighbouring numbers lie turns apart.
INLINE double wide_sine(double x, uint64_t quarters) {
  double rounded = x * 0x1.45f306dc9c883p-1 + rounder;
  double n = rounded - rounder;
  double r = x - n * 0x1.921fb54400000p+0;
  r = r - n * 0x1.0b4611a400000p-34;
  r = r - n * 0x1.13198a2e03707p-65;
  double z = r * r;
  double sine = -1.0 / 1307674368000;
  sine = sine * z + 1.0 / 6227020800;
  sine = sine * z - 1.0 / 39916800;
  sine = sine * z + 1.0 / 362880;
  sine = sine * z - 1.0 / 5040;
  sine = sine * z + 1.0 / 120;
  sine = sine * z - 1.0 / 6;
  sine = (sine * z) * r + r;
  double cosine = 1.0 / 20922789888000;
  cosine = cosine * z - 1.0 / 87178291200;
  cosine = cosine * z + 1.0 / 479001600;
  cosine = cosine * z - 1.0 / 3628800;
  cosine = cosine * z + 1.0 / 40320;
  cosine = cosine * z - 1.0 / 720;
  cosine = cosine * z + 1.0 / 24;
  cosine = cosine * z - 0.5;
  cosine = cosine * z + 1;
  uint64_t quadrant = wide_bits_of(rounded) + quarters;
  double y = (quadrant & 1) != 0 ? cosine : sine;
  y = wide_of(wide_bits_of(y) ^ ((quadrant & 2) << 62));
  return wide_magnitude(x) < 0x1p30 ? y : __builtin_nan("");
}

// An exponent, and what has to be known of it.
typedef struct {
  double value;
  bool is_whole;
  bool is_odd;
} Power;

INLINE Power power_of(float exponent) {
  float size = __builtin_elementwise_abs(exponent);
  // From 2^24 on all numbers are even.
  bool is_small = size < 16777216.0f;
  int32_t whole = is_small ? (int32_t)exponent : 0;
  Power power = {exponent, !is_small || (float)whole == exponent, (whole & 1) != 0};
  return power;
}

// x to a finite power; NaN for a negative x and a power that is not whole.
INLINE float raised(float x, Power power) {
  double size = wide_magnitude(x);
  double edge = (size == 0) == (power.value > 0) ? 0 : __builtin_inf();
  double y = wide_exp(power.value * wide_log_of(size, size - 1));
  y = size == 0 || size == __builtin_inf() ? edge : y;
  y = power.value == 0 ? 1 : y;
  bool is_negative = bits_of(x) >> 31 != 0;
  y = is_negative && power.is_odd ? -y : y;
  y = x < 0 && !power.is_whole ? __builtin_nan("") : y;
  return x != x && power.value != 0 ? x : (float)y;
}
