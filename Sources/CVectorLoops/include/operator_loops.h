// The loops of operators on tensors of any shape, under the same rule as those of vector_loops.h: the
// same bits at every CPU level.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Functions of one number. Some have a parameter.
typedef enum {
  TANDEM_NEGATE,
  TANDEM_EXP,
  TANDEM_LOG,
  TANDEM_SQRT,
  TANDEM_SQUARE,
  TANDEM_ABS,
  TANDEM_SIGN,
  TANDEM_TANH,
  TANDEM_SIGMOID,
  TANDEM_SOFTPLUS,
  TANDEM_ERF,
  TANDEM_LOG1P,
  TANDEM_POW,         // The exponent.
  TANDEM_LEAKY_RELU,  // The slope below 0.
  TANDEM_ELU,         // What it tends to, negated.
  TANDEM_GELU,
  TANDEM_SIN,
  TANDEM_COS,
  TANDEM_UNARY_COUNT
} TandemUnary;

// out[i] = f(in[i])
void tandem_unary(
    TandemUnary function, float *out, const float *in, float parameter, size_t count);

// out[i] = gradient[i] * f'(x), where kept is the function's result for exp, sqrt, tanh, sigmoid and
// elu, and its argument x for the others.
void tandem_unary_gradient(
    TandemUnary function, float *out, const float *kept, const float *gradient, float parameter,
    size_t count);

// Functions of two numbers; comparisons give 1 or 0. A NaN is the largest and the smallest number.
typedef enum {
  TANDEM_FIRST,
  TANDEM_ADD,
  TANDEM_SUBTRACT,
  TANDEM_MULTIPLY,
  TANDEM_DIVIDE,
  TANDEM_MAXIMUM,
  TANDEM_MINIMUM,
  TANDEM_GREATER,
  TANDEM_GREATER_EQUAL,
  TANDEM_LESS,
  TANDEM_LESS_EQUAL,
  TANDEM_EQUAL,
  TANDEM_NOT_EQUAL,
  TANDEM_BINARY_COUNT
} TandemBinary;

// How operands are read along the four axes of a result. A step of 0 repeats an element; along the
// last axis a step is 0 or 1.
typedef struct {
  size_t lengths[4];
  size_t first[4];
  size_t second[4];
  size_t third[4];
} TandemBroadcast;

// out = f(a, b)
void tandem_binary(
    TandemBinary function, float *out, const float *a, const float *b,
    const TandemBroadcast *broadcast);

// out = condition is not 0 ? a : b
void tandem_select(
    float *out, const float *condition, const float *a, const float *b,
    const TandemBroadcast *broadcast);

// Reductions of [outer, length, inner] along the middle axis. Sums add from the first to the last if
// inner is not 1, and else in 16 lanes, element i to lane i % 16, the lanes being folded by halves.
void tandem_sums(float *out, const float *in, size_t outer, size_t length, size_t inner);
// Of numbers with a NaN among them, NaN is the largest and the smallest. length is at least 1.
void tandem_maxima(float *out, const float *in, size_t outer, size_t length, size_t inner);
void tandem_minima(float *out, const float *in, size_t outer, size_t length, size_t inner);
// Where the first of the largest numbers stands, or the first NaN.
void tandem_argmax(int32_t *out, const float *in, size_t outer, size_t length, size_t inner);

// Each row: x - max - log(sum(exp(x - max))), the sum taken from left to right.
void tandem_log_softmax(float *out, const float *in, size_t rows, size_t columns);
// Each row: out = gradient - exp(output) * sum(gradient), the sum taken from left to right.
void tandem_log_softmax_gradient(
    float *out, const float *output, const float *gradient, size_t rows, size_t columns);

// Each row: inverse[r] = 1 / sqrt(variance + epsilon), normal = (in - mean) * inverse[r] and
// out = normal * scale + offset. The mean, and the variance about it, are sums in doubles of eight lanes,
// element i in lane i % 8, the lanes being folded by halves.
void tandem_normalize_rows(
    float *out, float *normal, float *inverse, const float *in, const float *scale,
    const float *offset, float epsilon, size_t rows, size_t columns);
// The gradient of in: with h = gradient * scale, (h - mean(h) - normal * mean(h * normal)) * inverse[r];
// the means are sums of the same kind.
void tandem_normalize_rows_gradient(
    float *out, const float *normal, const float *gradient, const float *inverse,
    const float *scale, size_t rows, size_t columns);

// loss[i] = max(x, 0) - x * label + log(1 + e^-|x|), x being logits[i], and
// difference[i] = 1 / (1 + e^-x) - label.
void tandem_binary_cross_entropy(
    float *loss, float *difference, const float *logits, const float *labels, size_t count);

// out[i, j, k, l] = in[i * steps[0] + j * steps[1] + k * steps[2] + l * steps[3]]
void tandem_permute(
    float *out, const float *in, const size_t lengths[4], const size_t steps[4]);
