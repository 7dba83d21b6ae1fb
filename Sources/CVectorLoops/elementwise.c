#include "loop_support.h"

LOOP void tandem_scale_bytes(float *out, const uint8_t *in, size_t count) {
  for (size_t i = 0; i < count; i++) out[i] = (float)in[i] / 255.0f;
}

LOOP void tandem_add(float *out, const float *a, const float *b, size_t count) {
  for (size_t i = 0; i < count; i++) out[i] = a[i] + b[i];
}

LOOP bool tandem_add_checking(float *out, const float *a, const float *b, size_t count) {
  uint32_t faulty = 0;
  for (size_t i = 0; i < count; i++) {
    float sum = a[i] + b[i];
    faulty |= is_faulty(sum);
    out[i] = sum;
  }
  return faulty == 0;
}

LOOP void tandem_multiply(float *out, const float *a, const float *b, size_t count) {
  for (size_t i = 0; i < count; i++) out[i] = a[i] * b[i];
}

LOOP void tandem_scale(float *out, const float *in, float factor, size_t count) {
  for (size_t i = 0; i < count; i++) out[i] = in[i] * factor;
}

LOOP void tandem_scale_rows(
    float *out, const float *in, const float *factors, size_t rows, size_t columns) {
  for (size_t r = 0; r < rows; r++)
    for (size_t c = 0; c < columns; c++)
      out[r * columns + c] = in[r * columns + c] * factors[r];
}

LOOP void tandem_relu(float *out, const float *in, size_t count) {
  for (size_t i = 0; i < count; i++) out[i] = in[i] <= 0.0f ? 0.0f : in[i];
}

LOOP void tandem_relu_gradient(
    float *out, const float *output, const float *gradient, size_t count) {
  for (size_t i = 0; i < count; i++) {
    float g = gradient[i];
    out[i] = output[i] > 0.0f ? g : 0.0f;
  }
}

LOOP void tandem_add_bias(
    float *out, const float *in, const float *bias, size_t rows, size_t columns) {
  for (size_t r = 0; r < rows; r++)
    for (size_t c = 0; c < columns; c++)
      out[r * columns + c] = in[r * columns + c] + bias[c];
}

LOOP void tandem_add_bias_relu(
    float *out, const float *in, const float *bias, size_t rows, size_t columns) {
  for (size_t r = 0; r < rows; r++)
    for (size_t c = 0; c < columns; c++) {
      float sum = in[r * columns + c] + bias[c];
      out[r * columns + c] = sum <= 0.0f ? 0.0f : sum;
    }
}

LOOP void tandem_column_sums(
    float *out, const float *in, size_t rows, size_t columns, bool accumulate) {
  if (!accumulate) memset(out, 0, columns * sizeof *out);
  for (size_t r = 0; r < rows; r++)
    for (size_t c = 0; c < columns; c++) out[c] += in[r * columns + c];
}

LOOP void tandem_live_columns(uint8_t *live, const float *in, size_t rows, size_t columns) {
  memset(live, 0, columns);
  for (size_t r = 0; r < rows; r++)
    for (size_t c = 0; c < columns; c++) live[c] |= bits_of(in[r * columns + c]) != 0;
}

LOOP void tandem_live_blocks(uint8_t *live, const float *in, size_t count, size_t length) {
  for (size_t start = 0, block = 0; start < count; start += length, block++) {
    size_t end = count - start < length ? count : start + length;
    uint32_t bits = 0;
    for (size_t i = start; i < end; i++) bits |= bits_of(in[i]);
    live[block] = bits != 0;
  }
}

LOOP void tandem_changed_blocks(
    uint8_t *changed, const float *before, const float *after, size_t count, size_t length) {
  for (size_t start = 0, block = 0; start < count; start += length, block++) {
    size_t end = count - start < length ? count : start + length;
    uint32_t bits = 0;
    for (size_t i = start; i < end; i++) bits |= bits_of(before[i]) ^ bits_of(after[i]);
    changed[block] = bits != 0;
  }
}

LOOP void tandem_exp(float *out, const float *in, size_t count) {
  for (size_t i = 0; i < count; i++) out[i] = exp_of(in[i]);
}

LOOP void tandem_log(float *out, const float *in, size_t count) {
  for (size_t i = 0; i < count; i++) out[i] = log_of(in[i]);
}

LOOP bool tandem_all_finite(const float *in, size_t count) {
  uint32_t faulty = 0;
  for (size_t i = 0; i < count; i++) faulty |= is_faulty(in[i]);
  return faulty == 0;
}

LOOP void tandem_rmsprop(
    float *restrict weights, float *restrict velocity, const float *restrict gradient,
    size_t count, float rate, float rho, float epsilon) {
  enum { CHUNK = 64 };
  float rest = 1.0f - rho;
  for (size_t start = 0; start < count; start += CHUNK) {
    size_t end = count - start < CHUNK ? count : start + CHUNK;
    uint32_t bits = 0;
    for (size_t i = start; i < end; i++) bits |= bits_of(gradient[i]);
    // Nothing is taken from the weights, which are then not even read: memory is what this loop
    // waits for.
    if (bits == 0) {
      for (size_t i = start; i < end; i++) {
        float v = rho * velocity[i];
        velocity[i] = v < 0x1p-120f ? 0.0f : v;
      }
      continue;
    }
    for (size_t i = start; i < end; i++) {
      float g = gradient[i];
      // Squares too small to count against epsilon, and velocities that have died away, are zero:
      // arithmetic below the smallest normal number is several times slower.
      float counted = __builtin_elementwise_abs(g) < 0x1p-60f ? 0.0f : g;
      float v = rho * velocity[i] + rest * (counted * counted);
      v = v < 0x1p-120f ? 0.0f : v;
      velocity[i] = v;
      weights[i] = weights[i] - (rate * g) / __builtin_elementwise_sqrt(v + epsilon);
    }
  }
}
