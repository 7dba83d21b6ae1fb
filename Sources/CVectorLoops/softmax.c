#include "loop_support.h"

// The largest element of a row, or NaN if there is one.
INLINE float row_maximum(const float *row, size_t columns) {
  float largest = row[0];
  for (size_t c = 1; c < columns; c++)
    largest = row[c] > largest || row[c] != row[c] ? row[c] : largest;
  return largest;
}

// Writes exp(x - max) and returns the sum, from left to right.
INLINE float row_exponentials(float *out, const float *row, size_t columns, float largest) {
  for (size_t c = 0; c < columns; c++) out[c] = exp_of(row[c] - largest);
  float sum = 0.0f;
  for (size_t c = 0; c < columns; c++) sum += out[c];
  return sum;
}

LOOP void tandem_softmax(float *out, const float *in, size_t rows, size_t columns) {
  for (size_t r = 0; r < rows; r++) {
    float *y = out + r * columns;
    const float *x = in + r * columns;
    float sum = row_exponentials(y, x, columns, row_maximum(x, columns));
    for (size_t c = 0; c < columns; c++) y[c] = y[c] / sum;
  }
}

LOOP void tandem_softmax_gradient(
    float *out, const float *output, const float *gradient, size_t rows, size_t columns) {
  for (size_t r = 0; r < rows; r++) {
    const float *y = output + r * columns;
    const float *g = gradient + r * columns;
    float dot = 0.0f;
    for (size_t c = 0; c < columns; c++) dot += y[c] * g[c];
    for (size_t c = 0; c < columns; c++) out[r * columns + c] = y[c] * (g[c] - dot);
  }
}

// The loops over labels exist for bytes and for 32 bits, each compiled for its own.
INLINE void softmax_cross_entropy_row(
    float *loss, float *d, const float *x, size_t label, size_t columns) {
  float largest = row_maximum(x, columns);
  float sum = row_exponentials(d, x, columns, largest);
  for (size_t c = 0; c < columns; c++) d[c] = d[c] / sum;
  d[label] -= 1.0f;
  *loss = log_of(sum) + (largest - x[label]);
}

LOOP void tandem_softmax_cross_entropy(
    float *loss, float *difference, const float *logits, const uint8_t *labels, size_t rows,
    size_t columns) {
  for (size_t r = 0; r < rows; r++)
    softmax_cross_entropy_row(
        loss + r, difference + r * columns, logits + r * columns, labels[r], columns);
}

LOOP void tandem_softmax_cross_entropy_int32(
    float *loss, float *difference, const float *logits, const int32_t *labels, size_t rows,
    size_t columns) {
  for (size_t r = 0; r < rows; r++)
    softmax_cross_entropy_row(
        loss + r, difference + r * columns, logits + r * columns, (size_t)labels[r], columns);
}

INLINE void clipped_cross_entropy_row(
    float *loss, float *d, const float *p, size_t label, size_t columns, float low, float high) {
  for (size_t c = 0; c < columns; c++) d[c] = p[c] < low ? low : p[c] > high ? high : p[c];
  float sum = 0.0f;
  for (size_t c = 0; c < columns; c++) sum += d[c];
  float chosen = d[label];
  float inverse = 1.0f / sum;
  *loss = log_of(sum) - log_of(chosen);
  for (size_t c = 0; c < columns; c++) d[c] = p[c] < low || p[c] > high ? 0.0f : inverse;
  float p_label = p[label];
  d[label] -= p_label < low || p_label > high ? 0.0f : 1.0f / chosen;
}

LOOP void tandem_clipped_cross_entropy(
    float *loss, float *difference, const float *probabilities, const uint8_t *labels, size_t rows,
    size_t columns, float low, float high) {
  for (size_t r = 0; r < rows; r++)
    clipped_cross_entropy_row(
        loss + r, difference + r * columns, probabilities + r * columns, labels[r], columns, low,
        high);
}

LOOP void tandem_clipped_cross_entropy_int32(
    float *loss, float *difference, const float *probabilities, const int32_t *labels, size_t rows,
    size_t columns, float low, float high) {
  for (size_t r = 0; r < rows; r++)
    clipped_cross_entropy_row(
        loss + r, difference + r * columns, probabilities + r * columns, (size_t)labels[r], columns,
        low, high);
}

// Whether the first largest column is the label.
INLINE bool row_matches(const float *x, size_t label, size_t columns) {
  size_t best = 0;
  bool ordered = true;
  for (size_t c = 0; c < columns; c++) {
    ordered &= x[c] == x[c];
    best = x[c] > x[best] ? c : best;
  }
  return ordered && best == label;
}

LOOP size_t tandem_count_matches(
    const float *scores, const uint8_t *labels, size_t rows, size_t columns) {
  size_t matches = 0;
  for (size_t r = 0; r < rows; r++) matches += row_matches(scores + r * columns, labels[r], columns);
  return matches;
}

LOOP size_t tandem_count_matches_int32(
    const float *scores, const int32_t *labels, size_t rows, size_t columns) {
  size_t matches = 0;
  for (size_t r = 0; r < rows; r++)
    matches += row_matches(scores + r * columns, (size_t)labels[r], columns);
  return matches;
}
