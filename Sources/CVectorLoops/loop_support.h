// What every file of loops begins with.
#pragma once
#include <string.h>

#include "vector_loops.h"

#pragma clang fp contract(off)

// Tests compile the loops once more for one CPU level at a time, and say for which.
#if defined(LOOP)
#elif defined(__x86_64__) && defined(__ELF__)
#define CLONES(...) __attribute__((target_clones(__VA_ARGS__)))
#define LOOP CLONES("arch=x86-64-v4", "arch=x86-64-v3", "default")
#else
#define LOOP
#endif

// A helper has to be inlined to be compiled for the CPU level of the loop that calls it.
#define INLINE static inline __attribute__((always_inline))

INLINE uint32_t bits_of(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

// 1 if x is infinite or NaN, else 0.
INLINE uint32_t is_faulty(float x) { return (bits_of(x) & 0x7f800000u) == 0x7f800000u; }

INLINE float float_of(uint32_t bits) {
  float x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

// e^x to within 1 unit in the last place; 0 below -87.3, infinity above 88.7.
// Range reduction by ln 2 in two parts, then a polynomial of degree 6 (Cody and Waite's scheme;
// coefficients by Moshier, Cephes).
INLINE float exp_of(float x) {
  float clamped = x < -87.3f ? -87.3f : x;
  clamped = clamped > 88.7f ? 88.7f : clamped;
  float n = (clamped * 1.44269504f + 12582912.0f) - 12582912.0f;
  float r = (clamped - n * 0.693359375f) - n * -2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = (p * r) * r + r + 1.0f;
  // In two factors, since 2^n overflows on its own for the largest arguments.
  int32_t whole = (int32_t)n;
  int32_t half = whole >> 1;
  float y = p * float_of((uint32_t)(half + 127) << 23) *
            float_of((uint32_t)(whole - half + 127) << 23);
  y = x < -87.3f ? 0.0f : y;
  y = x > 88.7f ? __builtin_inff() : y;
  return x != x ? x : y;
}

// The natural logarithm to within 1 unit in the last place; -infinity at 0, NaN below.
// Subnormal arguments count as the smallest normal number.
INLINE float log_of(float x) {
  float normal = x < 1.17549435e-38f ? 1.17549435e-38f : x;
  uint32_t bits = bits_of(normal);
  int32_t exponent = (int32_t)(bits >> 23) - 126;
  float mantissa = float_of((bits & 0x007fffffu) | 0x3f000000u);
  bool low = mantissa < 0.707106781f;
  float e = (float)(low ? exponent - 1 : exponent);
  float m = low ? (mantissa + mantissa) - 1.0f : mantissa - 1.0f;
  float z = m * m;
  float p = 7.0376836292e-2f;
  p = p * m - 1.1514610310e-1f;
  p = p * m + 1.1676998740e-1f;
  p = p * m - 1.2420140846e-1f;
  p = p * m + 1.4249322787e-1f;
  p = p * m - 1.6668057665e-1f;
  p = p * m + 2.0000714765e-1f;
  p = p * m - 2.4999993993e-1f;
  p = p * m + 3.3333331174e-1f;
  float y = (p * m) * z;
  y = y + e * -2.12194440e-4f;
  y = y - 0.5f * z;
  float result = (m + y) + e * 0.693359375f;
  result = x == 0.0f ? -__builtin_inff() : result;
  result = x == __builtin_inff() ? x : result;
  return x < 0.0f || x != x ? __builtin_nanf("") : result;
}
