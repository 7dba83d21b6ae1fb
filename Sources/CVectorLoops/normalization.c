#include "loop_support.h"
#include "operator_loops.h"

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

// Sums along a row in doubles, in eight lanes that are folded by halves: element i goes to lane i % 8.
enum { ROW_LANES = 8 };

INLINE double folded(double lanes[ROW_LANES]) {
  for (size_t half = ROW_LANES / 2; half > 0; half /= 2)
    for (size_t i = 0; i < half; i++) lanes[i] += lanes[i + half];
  return lanes[0];
}

LOOP void tandem_normalize_rows(
    float *out, float *normal, float *inverse, const float *in, const float *scale,
    const float *offset, float epsilon, size_t rows, size_t columns) {
  const size_t whole = columns / ROW_LANES * ROW_LANES;
  for (size_t r = 0; r < rows; r++) {
    const float *x = in + r * columns;
    double lanes[ROW_LANES] = {0};
    for (size_t c = 0; c < whole; c += ROW_LANES)
      for (size_t i = 0; i < ROW_LANES; i++) lanes[i] += (double)x[c + i];
    for (size_t c = whole; c < columns; c++) lanes[c - whole] += (double)x[c];
    const double centre = folded(lanes) / (double)columns;
    double squares[ROW_LANES] = {0};
    for (size_t c = 0; c < whole; c += ROW_LANES)
      for (size_t i = 0; i < ROW_LANES; i++) {
        const double distance = (double)x[c + i] - centre;
        squares[i] += distance * distance;
      }
    for (size_t c = whole; c < columns; c++) {
      const double distance = (double)x[c] - centre;
      squares[c - whole] += distance * distance;
    }
    const float mean = (float)centre;
    const float variance = (float)(folded(squares) / (double)columns);
    const float factor = 1.0f / __builtin_elementwise_sqrt(variance + epsilon);
    inverse[r] = factor;
    for (size_t c = 0; c < columns; c++) {
      const float n = (x[c] - mean) * factor;
      normal[r * columns + c] = n;
      out[r * columns + c] = n * scale[c] + offset[c];
    }
  }
}

LOOP void tandem_normalize_rows_gradient(
    float *out, const float *normal, const float *gradient, const float *inverse,
    const float *scale, size_t rows, size_t columns) {
  const size_t whole = columns / ROW_LANES * ROW_LANES;
  for (size_t r = 0; r < rows; r++) {
    const float *n = normal + r * columns, *g = gradient + r * columns;
    double sums[ROW_LANES] = {0}, products[ROW_LANES] = {0};
    for (size_t c = 0; c < whole; c += ROW_LANES)
      for (size_t i = 0; i < ROW_LANES; i++) {
        const double scaled = (double)g[c + i] * (double)scale[c + i];
        sums[i] += scaled;
        products[i] += scaled * (double)n[c + i];
      }
    for (size_t c = whole; c < columns; c++) {
      const double scaled = (double)g[c] * (double)scale[c];
      sums[c - whole] += scaled;
      products[c - whole] += scaled * (double)n[c];
    }
    const float sum = (float)(folded(sums) / (double)columns);
    const float product = (float)(folded(products) / (double)columns);
    for (size_t c = 0; c < columns; c++)
      out[r * columns + c] = (g[c] * scale[c] - (sum + n[c] * product)) * inverse[r];
  }
}
