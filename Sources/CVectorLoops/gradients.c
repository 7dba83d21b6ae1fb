#include "loop_support.h"

LOOP bool tandem_divide_checking(float *out, const float *in, double divisor, size_t count) {
  uint32_t faulty = 0;
  for (size_t i = 0; i < count; i++) {
    float quotient = (float)((double)in[i] / divisor);
    faulty |= is_faulty(quotient);
    out[i] = quotient;
  }
  return faulty == 0;
}

LOOP void tandem_clip(float *out, const float *in, float limit, size_t count) {
  for (size_t i = 0; i < count; i++) {
    float x = in[i];
    x = x > limit ? limit : x;
    out[i] = x < -limit ? -limit : x;
  }
}

LOOP double tandem_sum_of_squares(const float *in, size_t count) {
  enum { SQUARE_LANES = 8 };
  double lanes[SQUARE_LANES] = {0};
  size_t whole = count / SQUARE_LANES * SQUARE_LANES;
  for (size_t start = 0; start < whole; start += SQUARE_LANES)
    for (size_t i = 0; i < SQUARE_LANES; i++) {
      double x = in[start + i];
      lanes[i] += x * x;
    }
  for (size_t i = whole; i < count; i++) {
    double x = in[i];
    lanes[i - whole] += x * x;
  }
  for (size_t half = SQUARE_LANES / 2; half > 0; half /= 2)
    for (size_t i = 0; i < half; i++) lanes[i] += lanes[i + half];
  return lanes[0];
}

LOOP void tandem_follow(float *restrict follower, const float *restrict in, float rest, size_t count) {
  for (size_t i = 0; i < count; i++) follower[i] = follower[i] + (in[i] - follower[i]) * rest;
}
