// The few loops that have to run at the speed of the machine: elementwise passes, and the product of
// a matrix that is mostly zero. Those of operators on tensors of any shape stand in operator_loops.h.
//
// SwiftPM builds for the baseline CPU. These loops are compiled once for each CPU level and chosen
// when the program is loaded. Each gives the same bits at every level: no reassociated sums, no
// contraction into fused multiply-add where none is asked for, exact square root and division, and exp
// and log of our own.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// out[i] = in[i] / 255
void tandem_scale_bytes(float *out, const uint8_t *in, size_t count);

// out[i] = a[i] + b[i]; out may be a or b.
void tandem_add(float *out, const float *a, const float *b, size_t count);
// The same; returns whether all sums are finite.
bool tandem_add_checking(float *out, const float *a, const float *b, size_t count);

// out[i] = a[i] * b[i]; out may be a or b.
void tandem_multiply(float *out, const float *a, const float *b, size_t count);

// out[i] = in[i] * factor; out may be in.
void tandem_scale(float *out, const float *in, float factor, size_t count);

// out[r, c] = in[r, c] * factors[r]; out may be in.
void tandem_scale_rows(
    float *out, const float *in, const float *factors, size_t rows, size_t columns);

// out[i] = max(in[i], 0), and NaN stays NaN; out may be in.
void tandem_relu(float *out, const float *in, size_t count);

// out[i] = output[i] > 0 ? gradient[i] : 0
void tandem_relu_gradient(float *out, const float *output, const float *gradient, size_t count);

// out[r, c] = in[r, c] + bias[c]; out may be in.
void tandem_add_bias(float *out, const float *in, const float *bias, size_t rows, size_t columns);

// out[r, c] = max(in[r, c] + bias[c], 0); out may be in.
void tandem_add_bias_relu(
    float *out, const float *in, const float *bias, size_t rows, size_t columns);

// out[c] = (accumulate ? out[c] : 0) + in[0, c] + in[1, c] + …, in this order.
void tandem_column_sums(
    float *out, const float *in, size_t rows, size_t columns, bool accumulate);

// The mean of each column, and its variance about that mean, each summed in doubles from the first row to
// the last; scratch has room for 2 * columns.
void tandem_column_moments(
    float *mean, float *variance, double *scratch, const float *in, size_t rows, size_t columns);

// out[i] = 1 / sqrt(variance[i] + epsilon)
void tandem_inverse_deviations(
    float *out, const float *variance, float epsilon, size_t count);

// normal[r, c] = (in[r, c] - mean[c]) * inverse[c], out[r, c] = normal[r, c] * scale[c] + offset[c]
void tandem_normalize_columns(
    float *out, float *normal, const float *in, const float *mean, const float *inverse,
    const float *scale, const float *offset, size_t rows, size_t columns);

// The gradients of scale and offset: for each column the sums of gradient * normal and of gradient, in
// doubles from the first row to the last; scratch has room for 2 * columns.
void tandem_normalize_sums(
    float *scales, float *offsets, double *scratch, const float *normal, const float *gradient,
    size_t rows, size_t columns);

// The gradient of what was normalized. If the moments are its own, they depend on it, too.
void tandem_normalize_gradient(
    float *out, const float *normal, const float *gradient, const float *inverse,
    const float *scale, const float *scales, const float *offsets, bool has_moments, size_t rows,
    size_t columns);

// live[c] = whether some in[r, c] is not +0.
void tandem_live_columns(uint8_t *live, const float *in, size_t rows, size_t columns);

// A matrix of which most is zero, as blocks: of each group of four rows, the columns in which one of
// them is not +0, and the four values; rows that are missing in the last group count as zero. There
// are counts[g] blocks of group g, and they begin where all columns of all groups before it would
// end. Columns and values have room for every column of every group, which they write over.
enum { TANDEM_BLOCK_ROWS = 4 };

// Makes the blocks of a matrix whose rows begin every stride floats and whose columns are called by
// numbers; returns how many there are. Gives up, and returns more than most, when its first rows have
// more than their part of that.
size_t tandem_sparse_blocks(
    uint32_t *counts, uint32_t *columns, float *values, const float *in, size_t stride,
    const uint32_t *numbers, size_t rows, size_t width, size_t most);

// Makes the blocks of a matrix of so many rows, with its rows and columns exchanged; returns how many
// there are.
size_t tandem_sparse_blocks_transposed(
    uint32_t *counts, uint32_t *columns, float *values, const float *in, size_t stride, size_t rows,
    size_t width);

// out[r, c] = sum of value[r, k] * right[k, c] over the blocks of row r, each added in its turn by a
// fused multiply-add; inner is how many columns each group has room for.
void tandem_sparse_product(
    float *out, const uint32_t *counts, const uint32_t *columns, const float *values, size_t rows,
    size_t inner, const float *right, size_t width);

// live[b] = whether some element of block b, of so many elements but for the last, is not +0.
void tandem_live_blocks(uint8_t *live, const float *in, size_t count, size_t length);

// changed[b] = whether some element of block b has other bits after than before.
void tandem_changed_blocks(
    uint8_t *changed, const float *before, const float *after, size_t count, size_t length);

// Each row: exp(x - max) / sum, the sum taken from left to right.
void tandem_softmax(float *out, const float *in, size_t rows, size_t columns);

// Each row: out = output * (gradient - sum(output * gradient)).
void tandem_softmax_gradient(
    float *out, const float *output, const float *gradient, size_t rows, size_t columns);

// For each row of logits: loss = log(sum(exp(x - max))) + max - x[label], and
// difference = softmax(x) - onehot(label).
void tandem_softmax_cross_entropy(
    float *loss, float *difference, const float *logits, const uint8_t *labels, size_t rows,
    size_t columns);
void tandem_softmax_cross_entropy_int32(
    float *loss, float *difference, const float *logits, const int32_t *labels, size_t rows,
    size_t columns);

// For each row of probabilities, q = clip(p, low, high): loss = log(sum(q)) - log(q[label]), and
// difference = 1 / sum(q) - onehot(label) / q, but 0 where p was clipped.
void tandem_clipped_cross_entropy(
    float *loss, float *difference, const float *probabilities, const uint8_t *labels, size_t rows,
    size_t columns, float low, float high);
void tandem_clipped_cross_entropy_int32(
    float *loss, float *difference, const float *probabilities, const int32_t *labels, size_t rows,
    size_t columns, float low, float high);

// The number of rows whose first largest column is the label; a row with a NaN counts as wrong.
size_t tandem_count_matches(
    const float *scores, const uint8_t *labels, size_t rows, size_t columns);
size_t tandem_count_matches_int32(
    const float *scores, const int32_t *labels, size_t rows, size_t columns);

// mask[r, c] = word >= threshold, the word being element c of the Philox4x32-10 address
// (first_row + r, step, epoch), and out = mask ? in * scale : 0.
void tandem_dropout(
    float *out, uint8_t *mask, const float *in, size_t rows, size_t columns, uint32_t threshold,
    float scale, const uint32_t key[2], uint32_t first_row, uint32_t step, uint32_t epoch);

// out[i] = mask[i] ? gradient[i] * scale : 0
void tandem_dropout_gradient(
    float *out, const uint8_t *mask, const float *gradient, float scale, size_t count);

// out[i] = low + (high - low) * u, u being the upper 24 bits of word i of Philox4x32-10, / 2^24.
void tandem_random_uniform(
    float *out, size_t count, float low, float high, const uint32_t key[2]);

// out[i] = mean + deviation * z, z being the normal deviates of words 2 (i / 2) and 2 (i / 2) + 1 of
// Philox4x32-10: sqrt(-2 log u) times the cosine, or for odd i the sine, of 2 pi v.
void tandem_random_normal(
    float *out, size_t count, float mean, float deviation, const uint32_t key[2]);

// Both for each row by itself: of the words of the Philox4x32-10 address (first_row + r, step, epoch).
void tandem_random_uniform_rows(
    float *out, size_t rows, size_t columns, float low, float high, const uint32_t key[2],
    uint32_t first_row, uint32_t step, uint32_t epoch);
void tandem_random_normal_rows(
    float *out, size_t rows, size_t columns, float mean, float deviation, const uint32_t key[2],
    uint32_t first_row, uint32_t step, uint32_t epoch);

// out[i] = mean + deviation * z, z being that of the first of the examples 0, 1, ... in which it lies within
// -2 and 2.
void tandem_random_truncated_normal(
    float *out, size_t count, float mean, float deviation, const uint32_t key[2]);

// velocity = rho * velocity + (1 - rho) * gradient^2, zero below 2^-120,
// weights = weights - rate * gradient / sqrt(velocity + epsilon)
void tandem_rmsprop(
    float *restrict weights, float *restrict velocity, const float *restrict gradient,
    size_t count, float rate, float rho, float epsilon);

// The optimizers below take what they remember for zero below 2^-120, and the square of a gradient below
// 2^-60.

// weights = weights - gradient * rate
void tandem_sgd(
    float *restrict weights, const float *restrict gradient, size_t count, float rate);

// momentum = momentum * factor - gradient * rate, weights = weights + momentum
void tandem_sgd_momentum(
    float *restrict weights, float *restrict momentum, const float *restrict gradient, size_t count,
    float rate, float factor);

// The same momentum; weights = weights + (momentum * factor - gradient * rate)
void tandem_sgd_nesterov(
    float *restrict weights, float *restrict momentum, const float *restrict gradient, size_t count,
    float rate, float factor);

// velocity as in RMSprop, momentum = factor * momentum + rate * gradient / sqrt(velocity + epsilon),
// weights = weights - momentum
void tandem_rmsprop_momentum(
    float *restrict weights, float *restrict velocity, float *restrict momentum,
    const float *restrict gradient, size_t count, float rate, float rho, float factor,
    float epsilon);

// velocity as in RMSprop, average = rho * average + (1 - rho) * gradient,
// weights = weights - rate * gradient / sqrt(max(velocity - average^2, 0) + epsilon)
void tandem_rmsprop_centered(
    float *restrict weights, float *restrict velocity, float *restrict average,
    const float *restrict gradient, size_t count, float rate, float rho, float epsilon);

// Both.
void tandem_rmsprop_centered_momentum(
    float *restrict weights, float *restrict velocity, float *restrict average,
    float *restrict momentum, const float *restrict gradient, size_t count, float rate, float rho,
    float factor, float epsilon);

// momentum += (gradient - momentum) * beta1_rest, velocity += (gradient^2 - velocity) * beta2_rest,
// weights = weights - momentum * rate / (sqrt(velocity) + epsilon)
void tandem_adam(
    float *restrict weights, float *restrict momentum, float *restrict velocity,
    const float *restrict gradient, size_t count, float rate, float beta1_rest, float beta2_rest,
    float epsilon);

// The same, after weights = weights - weights * decay * learning_rate.
void tandem_adam_decaying(
    float *restrict weights, float *restrict momentum, float *restrict velocity,
    const float *restrict gradient, size_t count, float rate, float beta1_rest, float beta2_rest,
    float epsilon, float learning_rate, float decay);

// out[i] = in[i] / divisor, divided in double and rounded once; out may be in. Returns whether all quotients
// are finite.
bool tandem_divide_checking(float *out, const float *in, double divisor, size_t count);

// out[i] = in[i], but at least -limit and at most limit, and NaN stays NaN; out may be in.
void tandem_clip(float *out, const float *in, float limit, size_t count);

// The sum of in[i]^2, gathered in eight lanes of double that are added in halves.
double tandem_sum_of_squares(const float *in, size_t count);

// follower[i] = follower[i] + (in[i] - follower[i]) * rest
void tandem_follow(
    float *restrict follower, const float *restrict in, float rest, size_t count);

// Whether no element is infinite or NaN.
bool tandem_all_finite(const float *in, size_t count);

// e to the power x, for tests of the loops above.
void tandem_exp(float *out, const float *in, size_t count);

// The natural logarithm, for tests of the loops above.
void tandem_log(float *out, const float *in, size_t count);
