// Calls every loop of operator_loops.h, under whatever names it has here.
#pragma once
#include <stdlib.h>

#include "operator_loops.h"
#include "vector_loop_levels.h"

static void exercise_operators(
    const float *values, size_t columns, TandemRecord record, void *context) {
  enum { ROWS_IN = tandem_exercise_rows };
  const size_t count = ROWS_IN * columns;
  const float *a = values, *b = values + count;
  float *out = calloc(count + 64, sizeof *out);
#define FLOATS(loop, number) record(context, loop, out, (number) * sizeof *out)

  static const float parameters[] = {0.3f, 2, -3, 0.5f};
  for (int function = 0; function < TANDEM_UNARY_COUNT; function++)
    for (int i = 0; i < 4; i++) {
      tandem_unary(function, out, a, parameters[i], count);
      FLOATS("unary", count);
      tandem_unary_gradient(function, out, a, b, parameters[i], count);
      FLOATS("unary gradient", count);
    }
  const TandemBroadcast readings[] = {
      {{1, 1, 1, count}, {0, 0, 0, 1}, {0, 0, 0, 1}, {0, 0, 0, 1}},
      {{1, 1, ROWS_IN, columns}, {0, 0, columns, 1}, {0, 0, 0, 1}, {0, 0, 1, 0}},
      {{1, 1, ROWS_IN, columns}, {0, 0, 1, 0}, {0, 0, columns, 1}, {0, 0, 0, 1}},
      {{1, ROWS_IN, 1, columns}, {0, columns, 0, 1}, {0, 1, 0, 0}, {0, 0, 0, 0}},
  };
  if (columns > 0)
    for (int reading = 0; reading < 4; reading++) {
      for (int function = 0; function < TANDEM_BINARY_COUNT; function++) {
        tandem_binary(function, out, a, b, &readings[reading]);
        FLOATS("binary", count);
      }
      tandem_select(out, b, a, b, &readings[reading]);
      FLOATS("select", count);
      // A number in place of either operand, or of both.
      for (int numbers = 1; numbers < 4; numbers++) {
        TandemBroadcast steps = readings[0];
        steps.second[3] = numbers & 1 ? 0 : 1;
        steps.third[3] = numbers & 2 ? 0 : 1;
        tandem_select(out, b, a, b, &steps);
        FLOATS("select of numbers", count);
      }
    }
  // As rows, as columns, and as planes of rows.
  const size_t shapes[][3] = {
      {ROWS_IN, columns, 1}, {1, ROWS_IN, columns}, {2, ROWS_IN / 2, columns}};
  for (int shape = 0; shape < 3; shape++) {
    const size_t outer = shapes[shape][0], length = shapes[shape][1], inner = shapes[shape][2];
    tandem_sums(out, a, outer, length, inner);
    FLOATS("sums", outer * inner);
    if (columns == 0) continue;
    tandem_maxima(out, a, outer, length, inner);
    FLOATS("maxima", outer * inner);
    tandem_minima(out, a, outer, length, inner);
    FLOATS("minima", outer * inner);
    int32_t *places = calloc(outer * inner, sizeof *places);
    tandem_argmax(places, a, outer, length, inner);
    record(context, "argmax", places, outer * inner * sizeof *places);
    free(places);
  }
  if (columns > 0) {
    tandem_log_softmax(out, a, ROWS_IN, columns);
    FLOATS("log softmax", count);
    float *gradient = calloc(count, sizeof *gradient);
    tandem_log_softmax_gradient(gradient, out, b, ROWS_IN, columns);
    record(context, "log softmax gradient", gradient, count * sizeof *gradient);
    free(gradient);
  }
  {
    float *normal = calloc(2 * count + ROWS_IN, sizeof *normal);
    float *inverse = normal + count, *gradient = inverse + ROWS_IN;
    tandem_normalize_rows(out, normal, inverse, a, b, a, 1e-3f, ROWS_IN, columns);
    FLOATS("normalize rows", count);
    tandem_normalize_rows_gradient(gradient, normal, b, inverse, a, ROWS_IN, columns);
    record(context, "normalize rows gradient", normal, (2 * count + ROWS_IN) * sizeof *normal);
    tandem_binary_cross_entropy(out, gradient, a, b, count);
    FLOATS("binary cross entropy", count);
    record(context, "binary cross entropy", gradient, count * sizeof *gradient);
    free(normal);
  }
  const size_t lengths[] = {1, 2, columns, ROWS_IN / 2}, steps[] = {0, columns, 1, 2 * columns};
  tandem_permute(out, a, lengths, steps);
  FLOATS("permute", count);
#undef FLOATS
  free(out);
}
