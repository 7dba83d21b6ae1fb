#include "loop_support.h"
#include "operator_loops.h"

INLINE float lane_sum(const float *in, size_t count) {
  enum { SUM_LANES = 16 };
  float lanes[SUM_LANES] = {0};
  size_t whole = count / SUM_LANES * SUM_LANES;
  for (size_t start = 0; start < whole; start += SUM_LANES)
    for (size_t i = 0; i < SUM_LANES; i++) lanes[i] += in[start + i];
  for (size_t i = whole; i < count; i++) lanes[i - whole] += in[i];
  for (size_t half = SUM_LANES / 2; half > 0; half /= 2)
    for (size_t i = 0; i < half; i++) lanes[i] += lanes[i + half];
  return lanes[0];
}

LOOP void tandem_sums(float *out, const float *in, size_t outer, size_t length, size_t inner) {
  if (inner == 1) {
    for (size_t o = 0; o < outer; o++) out[o] = lane_sum(in + o * length, length);
    return;
  }
  memset(out, 0, outer * inner * sizeof *out);
  for (size_t o = 0; o < outer; o++)
    for (size_t r = 0; r < length; r++)
      for (size_t i = 0; i < inner; i++) out[o * inner + i] += in[(o * length + r) * inner + i];
}

#define EXTREMES(is_beyond)                                                \
  for (size_t o = 0; o < outer; o++) {                                     \
    memcpy(out + o * inner, in + o * length * inner, inner * sizeof *out); \
    for (size_t r = 1; r < length; r++)                                    \
      for (size_t i = 0; i < inner; i++) {                                 \
        float x = in[(o * length + r) * inner + i], y = out[o * inner + i]; \
        out[o * inner + i] = is_beyond || x != x ? x : y;                  \
      }                                                                    \
  }

LOOP void tandem_maxima(float *out, const float *in, size_t outer, size_t length, size_t inner) {
  EXTREMES(x > y)
}

LOOP void tandem_minima(float *out, const float *in, size_t outer, size_t length, size_t inner) {
  EXTREMES(x < y)
}
#undef EXTREMES

LOOP void tandem_argmax(
    int32_t *out, const float *in, size_t outer, size_t length, size_t inner) {
  for (size_t o = 0; o < outer; o++)
    for (size_t i = 0; i < inner; i++) {
      const float *x = in + o * length * inner + i;
      size_t best = 0;
      for (size_t r = 1; r < length; r++) {
        float found = x[r * inner], largest = x[best * inner];
        best = found > largest || (found != found && largest == largest) ? r : best;
      }
      out[o * inner + i] = (int32_t)best;
    }
}

LOOP void tandem_log_softmax(float *out, const float *in, size_t rows, size_t columns) {
  for (size_t r = 0; r < rows; r++) {
    const float *x = in + r * columns;
    float *y = out + r * columns;
    float largest = x[0];
    for (size_t c = 1; c < columns; c++)
      largest = x[c] > largest || x[c] != x[c] ? x[c] : largest;
    for (size_t c = 0; c < columns; c++) y[c] = exp_of(x[c] - largest);
    float sum = 0.0f;
    for (size_t c = 0; c < columns; c++) sum += y[c];
    float logarithm = log_of(sum);
    for (size_t c = 0; c < columns; c++) y[c] = (x[c] - largest) - logarithm;
  }
}

LOOP void tandem_log_softmax_gradient(
    float *out, const float *output, const float *gradient, size_t rows, size_t columns) {
  for (size_t r = 0; r < rows; r++) {
    const float *y = output + r * columns, *g = gradient + r * columns;
    float sum = 0.0f;
    for (size_t c = 0; c < columns; c++) sum += g[c];
    for (size_t c = 0; c < columns; c++) out[r * columns + c] = g[c] - exp_of(y[c]) * sum;
  }
}
