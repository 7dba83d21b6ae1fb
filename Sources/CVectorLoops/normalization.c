#include "loop_support.h"

LOOP void tandem_column_moments(
    float *mean, float *variance, double *scratch, const float *in, size_t rows, size_t columns) {
  double *centre = scratch, *spread = scratch + columns;
  memset(scratch, 0, 2 * columns * sizeof *scratch);
  for (size_t r = 0; r < rows; r++)
    for (size_t c = 0; c < columns; c++) centre[c] += (double)in[r * columns + c];
  for (size_t c = 0; c < columns; c++) centre[c] = centre[c] / (double)rows;
  for (size_t r = 0; r < rows; r++)
    for (size_t c = 0; c < columns; c++) {
      double distance = (double)in[r * columns + c] - centre[c];
      spread[c] += distance * distance;
    }
  for (size_t c = 0; c < columns; c++) {
    mean[c] = (float)centre[c];
    variance[c] = (float)(spread[c] / (double)rows);
  }
}

LOOP void tandem_inverse_deviations(
    float *out, const float *variance, float epsilon, size_t count) {
  for (size_t i = 0; i < count; i++) out[i] = 1.0f / __builtin_elementwise_sqrt(variance[i] + epsilon);
}

LOOP void tandem_normalize_columns(
    float *out, float *normal, const float *in, const float *mean, const float *inverse,
    const float *scale, const float *offset, size_t rows, size_t columns) {
  for (size_t r = 0; r < rows; r++)
    for (size_t c = 0; c < columns; c++) {
      size_t i = r * columns + c;
      float n = (in[i] - mean[c]) * inverse[c];
      normal[i] = n;
      out[i] = n * scale[c] + offset[c];
    }
}

LOOP void tandem_normalize_sums(
    float *scales, float *offsets, double *scratch, const float *normal, const float *gradient,
    size_t rows, size_t columns) {
  memset(scratch, 0, 2 * columns * sizeof *scratch);
  for (size_t r = 0; r < rows; r++)
    for (size_t c = 0; c < columns; c++) {
      double g = (double)gradient[r * columns + c];
      scratch[c] += g * (double)normal[r * columns + c];
      scratch[columns + c] += g;
    }
  for (size_t c = 0; c < columns; c++) {
    scales[c] = (float)scratch[c];
    offsets[c] = (float)scratch[columns + c];
  }
}

LOOP void tandem_normalize_gradient(
    float *out, const float *normal, const float *gradient, const float *inverse,
    const float *scale, const float *scales, const float *offsets, bool has_moments, size_t rows,
    size_t columns) {
  float part = has_moments ? 1.0f / (float)rows : 0.0f;
  for (size_t r = 0; r < rows; r++)
    for (size_t c = 0; c < columns; c++) {
      size_t i = r * columns + c;
      float g = gradient[i] - (offsets[c] + normal[i] * scales[c]) * part;
      out[i] = g * (scale[c] * inverse[c]);
    }
}
