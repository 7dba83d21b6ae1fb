#include "loop_support.h"
#include "operator_loops.h"

// One row of a result, where an operand's elements follow each other or one is meant throughout.
#define EACH(expression)                      \
  if (first == 0) {                           \
    const float x = *a;                       \
    for (size_t i = 0; i < count; i++) {      \
      const float y = b[i];                   \
      out[i] = expression;                    \
    }                                         \
  } else if (second == 0) {                   \
    const float y = *b;                       \
    for (size_t i = 0; i < count; i++) {      \
      const float x = a[i];                   \
      out[i] = expression;                    \
    }                                         \
  } else {                                    \
    for (size_t i = 0; i < count; i++) {      \
      const float x = a[i], y = b[i];         \
      out[i] = expression;                    \
    }                                         \
  }                                           \
  break

INLINE void binary_row(
    TandemBinary function, float *out, const float *a, size_t first, const float *b,
    size_t second, size_t count) {
  if (first == 0 && second == 0) count = count < 1 ? count : 1;
  switch (function) {
    case TANDEM_FIRST:
      for (size_t i = 0; i < count; i++) out[i] = a[i * first];
      break;
    case TANDEM_ADD: EACH(x + y);
    case TANDEM_SUBTRACT: EACH(x - y);
    case TANDEM_MULTIPLY: EACH(x * y);
    case TANDEM_DIVIDE: EACH(x / y);
    case TANDEM_MAXIMUM: EACH(x >= y || x != x ? x : y);
    case TANDEM_MINIMUM: EACH(x <= y || x != x ? x : y);
    case TANDEM_GREATER: EACH(x > y ? 1.0f : 0.0f);
    case TANDEM_GREATER_EQUAL: EACH(x >= y ? 1.0f : 0.0f);
    case TANDEM_LESS: EACH(x < y ? 1.0f : 0.0f);
    case TANDEM_LESS_EQUAL: EACH(x <= y ? 1.0f : 0.0f);
    case TANDEM_EQUAL: EACH(x == y ? 1.0f : 0.0f);
    case TANDEM_NOT_EQUAL: EACH(x != y ? 1.0f : 0.0f);
    case TANDEM_BINARY_COUNT: break;
  }
}
#undef EACH

LOOP void tandem_binary(
    TandemBinary function, float *out, const float *a, const float *b,
    const TandemBroadcast *broadcast) {
  const size_t *n = broadcast->lengths, *f = broadcast->first, *s = broadcast->second;
  for (size_t i = 0; i < n[0]; i++)
    for (size_t j = 0; j < n[1]; j++)
      for (size_t k = 0; k < n[2]; k++) {
        binary_row(
            function, out, a + i * f[0] + j * f[1] + k * f[2], f[3],
            b + i * s[0] + j * s[1] + k * s[2], s[3], n[3]);
        out += n[3];
      }
}

INLINE void select_row(
    float *out, const float *c, size_t first, const float *x, size_t second, const float *y,
    size_t third, size_t count) {
  for (size_t i = 0; i < count; i++)
    out[i] = c[i * first] != 0 ? x[i * second] : y[i * third];
}

LOOP void tandem_select(
    float *out, const float *condition, const float *a, const float *b,
    const TandemBroadcast *broadcast) {
  const size_t *n = broadcast->lengths, *f = broadcast->first;
  const size_t *s = broadcast->second, *t = broadcast->third;
  for (size_t i = 0; i < n[0]; i++)
    for (size_t j = 0; j < n[1]; j++)
      for (size_t k = 0; k < n[2]; k++) {
        const float *c = condition + i * f[0] + j * f[1] + k * f[2];
        const float *x = a + i * s[0] + j * s[1] + k * s[2];
        const float *y = b + i * t[0] + j * t[1] + k * t[2];
        // With steps that the compiler knows, a row is read in whole vectors.
        switch (f[3] | s[3] << 1 | t[3] << 2) {
          case 7: select_row(out, c, 1, x, 1, y, 1, n[3]); break;
          case 5: select_row(out, c, 1, x, 0, y, 1, n[3]); break;
          case 3: select_row(out, c, 1, x, 1, y, 0, n[3]); break;
          case 1: select_row(out, c, 1, x, 0, y, 0, n[3]); break;
          default: select_row(out, c, f[3], x, s[3], y, t[3], n[3]);
        }
        out += n[3];
      }
}

LOOP void tandem_permute(
    float *out, const float *in, const size_t lengths[4], const size_t steps[4]) {
  // Squares, since neighbours in the result may lie far apart in the operand and the reverse.
  enum { SIDE = 16 };
  const size_t rows = lengths[2], columns = lengths[3];
  for (size_t i = 0; i < lengths[0]; i++)
    for (size_t j = 0; j < lengths[1]; j++) {
      const float *plane = in + i * steps[0] + j * steps[1];
      for (size_t top = 0; top < rows; top += SIDE)
        for (size_t left = 0; left < columns; left += SIDE) {
          const size_t bottom = rows - top < SIDE ? rows : top + SIDE;
          const size_t right = columns - left < SIDE ? columns : left + SIDE;
          for (size_t k = top; k < bottom; k++)
            for (size_t l = left; l < right; l++)
              out[k * columns + l] = plane[k * steps[2] + l * steps[3]];
        }
      out += rows * columns;
    }
}
