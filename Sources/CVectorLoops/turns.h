// Sine and cosine of our own, of angles in turns: a turn of 1 is 2 pi.
#pragma once
#include "loop_support.h"

// Both of an angle in 0...1, to within 1e-7. The angle is brought into an eighth of a turn around a
// multiple of a quarter, without rounding; there polynomials hold (coefficients by Moshier, Cephes).
INLINE void turn_of(float turn, float *cosine, float *sine) {
  float quarters = turn * 4.0f;
  float whole = (quarters + 12582912.0f) - 12582912.0f;
  float x = (quarters - whole) * 1.57079633f;
  float z = x * x;
  float s = -1.9515295891e-4f;
  s = s * z + 8.3321608736e-3f;
  s = s * z - 1.6666654611e-1f;
  s = (s * z) * x + x;
  float c = 2.443315711809948e-5f;
  c = c * z - 1.388731625493765e-3f;
  c = c * z + 4.166664568298827e-2f;
  c = ((c * z) * z - 0.5f * z) + 1.0f;
  int32_t quadrant = (int32_t)whole;
  bool odd = quadrant & 1;
  float cosine_part = odd ? -s : c;
  float sine_part = odd ? c : s;
  bool half = quadrant & 2;
  *cosine = half ? -cosine_part : cosine_part;
  *sine = half ? -sine_part : sine_part;
}
