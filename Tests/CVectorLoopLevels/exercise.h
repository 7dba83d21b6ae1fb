// Calls every loop of vector_loops.h, under whatever names it has here.
#include <stdlib.h>
#include <string.h>

#include "vector_loop_levels.h"
#include "exercise_operators.h"
#include "vector_loops.h"

void EXERCISE(const float *values, size_t columns, TandemRecord record, void *context) {
  enum { ROWS_IN = tandem_exercise_rows, WIDTH = 83, CLASSES = 10 };
  const size_t count = ROWS_IN * columns;
  const float *a = values, *b = values + count;
  float *out = calloc(2 * count + ROWS_IN * WIDTH + WIDTH * columns + 64, sizeof *out);
  float *more = out + count;
  uint8_t *bytes = calloc(count + 64, 1);
  const uint32_t key[2] = {0x12345678, 0x9abcdef0};
#define FLOATS(loop, number) record(context, loop, out, (number) * sizeof *out)
#define BYTES(loop, number) record(context, loop, bytes, number)
#define NUMBER(loop, expression)                   \
  do {                                             \
    uint64_t number = (expression);                \
    record(context, loop, &number, sizeof number); \
  } while (0)

  for (size_t i = 0; i < count; i++) bytes[i] = (uint8_t)(i * 37);
  tandem_scale_bytes(out, bytes, count);
  FLOATS("scale bytes", count);
  tandem_add(out, a, b, count);
  FLOATS("add", count);
  NUMBER("add, checking", tandem_add_checking(out, b, a, count));
  FLOATS("add, checking", count);
  tandem_multiply(out, a, b, count);
  FLOATS("multiply", count);
  tandem_scale(out, a, 1.1f, count);
  FLOATS("scale", count);
  tandem_scale_rows(out, a, b, ROWS_IN, columns);
  FLOATS("scale rows", count);
  tandem_relu(out, a, count);
  FLOATS("relu", count);
  tandem_relu_gradient(out, a, b, count);
  FLOATS("relu gradient", count);
  tandem_add_bias(out, a, b, ROWS_IN, columns);
  FLOATS("add bias", count);
  tandem_add_bias_relu(out, a, b, ROWS_IN, columns);
  FLOATS("add bias, relu", count);
  tandem_column_sums(out, a, ROWS_IN, columns, false);
  tandem_column_sums(out, b, ROWS_IN, columns, true);
  FLOATS("column sums", columns);

  double *scratch = calloc(2 * columns, sizeof *scratch);
  float *moments = calloc(5 * columns + 1, sizeof *moments);
  float *inverse = moments + 2 * columns, *sums = moments + 3 * columns;
  tandem_column_moments(moments, moments + columns, scratch, a, ROWS_IN, columns);
  tandem_inverse_deviations(inverse, moments + columns, 1e-3f, columns);
  record(context, "column moments", moments, 3 * columns * sizeof *moments);
  tandem_normalize_columns(out, more, a, moments, inverse, b, a, ROWS_IN, columns);
  FLOATS("normalize columns", count);
  tandem_normalize_sums(sums, sums + columns, scratch, more, b, ROWS_IN, columns);
  record(context, "normalize sums", sums, 2 * columns * sizeof *sums);
  tandem_normalize_gradient(
      out, more, b, inverse, a, sums, sums + columns, true, ROWS_IN, columns);
  FLOATS("normalize gradient", count);
  free(scratch);
  free(moments);

  tandem_exp(out, a, count);
  FLOATS("exp", count);
  tandem_log(out, a, count);
  FLOATS("log", count);
  NUMBER("all finite", tandem_all_finite(a, count));
  NUMBER("divide, checking", tandem_divide_checking(out, a, 3.7, count));
  FLOATS("divide, checking", count);
  tandem_clip(out, a, 0.5f, count);
  FLOATS("clip", count);
  memcpy(out, a, count * sizeof *out);
  tandem_follow(out, b, 0.01f, count);
  FLOATS("follow", count);
  {
    double squares = tandem_sum_of_squares(a, count);
    record(context, "sum of squares", &squares, sizeof squares);
  }

  memcpy(out, a, count * sizeof *out);
  for (size_t i = 0; i < count; i++) more[i] = b[i] * b[i];
  for (int step = 0; step < 3; step++)
    tandem_rmsprop(out, more, b, count, 0.001f, 0.9f, 1e-7f);
  FLOATS("RMSprop", 2 * count);

  {
    float *slots = calloc(4 * count + 1, sizeof *slots);
    float *first = slots + count, *second = first + count, *third = second + count;
#define OPTIMIZER(name, update)                             \
  do {                                                      \
    memset(slots, 0, 4 * count * sizeof *slots);            \
    memcpy(slots, a, count * sizeof *slots);                \
    for (int step = 0; step < 3; step++) update;            \
    record(context, name, slots, 4 * count * sizeof *slots); \
  } while (0)
    OPTIMIZER("SGD", tandem_sgd(slots, b, count, 0.01f));
    OPTIMIZER("SGD, momentum", tandem_sgd_momentum(slots, first, b, count, 0.01f, 0.9f));
    OPTIMIZER("SGD, Nesterov", tandem_sgd_nesterov(slots, first, b, count, 0.01f, 0.9f));
    OPTIMIZER(
        "RMSprop, momentum",
        tandem_rmsprop_momentum(slots, first, second, b, count, 0.01f, 0.9f, 0.8f, 1e-7f));
    OPTIMIZER(
        "RMSprop, centered",
        tandem_rmsprop_centered(slots, first, second, b, count, 0.01f, 0.9f, 1e-7f));
    OPTIMIZER(
        "RMSprop, both",
        tandem_rmsprop_centered_momentum(
            slots, first, second, third, b, count, 0.01f, 0.9f, 0.8f, 1e-7f));
    OPTIMIZER("Adam", tandem_adam(slots, first, second, b, count, 0.01f, 0.1f, 0.001f, 1e-7f));
    OPTIMIZER(
        "AdamW",
        tandem_adam_decaying(
            slots, first, second, b, count, 0.01f, 0.1f, 0.001f, 1e-7f, 0.01f, 0.004f));
#undef OPTIMIZER
    free(slots);
  }

  tandem_live_columns(bytes, a, ROWS_IN, columns);
  BYTES("live columns", columns);
  tandem_live_blocks(bytes, a, count, 7);
  BYTES("live blocks", (count + 6) / 7);
  tandem_changed_blocks(bytes, a, b, count, 3);
  BYTES("changed blocks", (count + 2) / 3);

  tandem_dropout(out, bytes, a, ROWS_IN, columns, 1u << 30, 1.25f, key, 5, 6, 7);
  FLOATS("dropout", count);
  BYTES("dropout", count);
  tandem_dropout_gradient(out, bytes, b, 1.25f, count);
  FLOATS("dropout gradient", count);
  tandem_random_uniform(out, count, -0.3f, 0.7f, key);
  FLOATS("random uniform", count);
  tandem_random_normal(out, count, 0.5f, 1.5f, key);
  FLOATS("random normal", count);
  tandem_random_truncated_normal(out, count, -0.5f, 0.05f, key);
  FLOATS("random truncated normal", count);
  tandem_random_uniform_rows(out, ROWS_IN, columns, -0.3f, 0.7f, key, 5, 6, 7);
  FLOATS("random uniform, by rows", count);
  tandem_random_normal_rows(out, ROWS_IN, columns, 0.5f, 1.5f, key, 5, 6, 7);
  FLOATS("random normal, by rows", count);

  if (columns > 0) {
    uint8_t labels[ROWS_IN];
    for (size_t row = 0; row < ROWS_IN; row++) labels[row] = (uint8_t)(row * 5 % columns);
    tandem_softmax(out, a, ROWS_IN, columns);
    FLOATS("softmax", count);
    tandem_softmax_gradient(more, out, b, ROWS_IN, columns);
    record(context, "softmax gradient", more, count * sizeof *more);
    tandem_clipped_cross_entropy(
        more + count, more, out, labels, ROWS_IN, columns, 1e-7f, 1 - 1e-7f);
    record(context, "clipped cross entropy", more, (count + ROWS_IN) * sizeof *more);
    NUMBER("count matches", tandem_count_matches(out, labels, ROWS_IN, columns));
    tandem_softmax_cross_entropy(more + count, more, a, labels, ROWS_IN, columns);
    record(context, "softmax cross entropy", more, (count + ROWS_IN) * sizeof *more);
    int32_t wide[ROWS_IN];
    for (size_t row = 0; row < ROWS_IN; row++) wide[row] = labels[row];
    tandem_softmax_cross_entropy_int32(more + count, more, a, wide, ROWS_IN, columns);
    record(context, "softmax cross entropy, int32", more, (count + ROWS_IN) * sizeof *more);
    tandem_clipped_cross_entropy_int32(
        more + count, more, out, wide, ROWS_IN, columns, 1e-7f, 1 - 1e-7f);
    record(context, "clipped cross entropy, int32", more, (count + ROWS_IN) * sizeof *more);
    NUMBER("count matches, int32", tandem_count_matches_int32(out, wide, ROWS_IN, columns));

    const size_t groups = (ROWS_IN + TANDEM_BLOCK_ROWS - 1) / TANDEM_BLOCK_ROWS;
    uint32_t counts[ROWS_IN];
    uint32_t *numbers = calloc(columns + groups * columns, sizeof *numbers);
    uint32_t *places = numbers + columns;
    float *blocks = calloc(groups * columns * TANDEM_BLOCK_ROWS, sizeof *blocks);
    float *right = out + ROWS_IN * WIDTH;
    for (size_t i = 0; i < columns; i++) numbers[i] = (uint32_t)i;
    for (size_t i = 0; i < columns * WIDTH; i++) right[i] = values[i % (2 * count)];
    NUMBER(
        "sparse blocks",
        tandem_sparse_blocks(
            counts, places, blocks, a, columns, numbers, ROWS_IN, columns, SIZE_MAX / 64));
    record(context, "sparse blocks", counts, groups * sizeof *counts);
    tandem_sparse_product(out, counts, places, blocks, ROWS_IN, columns, right, WIDTH);
    FLOATS("sparse product", ROWS_IN * WIDTH);
    free(numbers);
    free(blocks);

    const size_t bands = (columns + TANDEM_BLOCK_ROWS - 1) / TANDEM_BLOCK_ROWS;
    uint32_t *tallies = calloc(bands + bands * ROWS_IN, sizeof *tallies);
    blocks = calloc(bands * ROWS_IN * TANDEM_BLOCK_ROWS, sizeof *blocks);
    NUMBER(
        "sparse blocks, transposed",
        tandem_sparse_blocks_transposed(
            tallies, tallies + bands, blocks, a, columns, ROWS_IN, columns));
    record(context, "sparse blocks, transposed", tallies, bands * sizeof *tallies);
    record(
        context, "sparse blocks, transposed", blocks,
        bands * ROWS_IN * TANDEM_BLOCK_ROWS * sizeof *blocks);
    free(tallies);
    free(blocks);
  }
  free(out);
  free(bytes);
  exercise_operators(values, columns, record, context);
}
