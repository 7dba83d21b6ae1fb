// The sources of CVectorLoops, compiled for the one level that LOOP says, under names that LEVEL
// makes. Included by a file for each level.
#define tandem_adam LEVEL(adam)
#define tandem_adam_decaying LEVEL(adam_decaying)
#define tandem_add LEVEL(add)
#define tandem_add_bias LEVEL(add_bias)
#define tandem_add_bias_relu LEVEL(add_bias_relu)
#define tandem_add_checking LEVEL(add_checking)
#define tandem_all_finite LEVEL(all_finite)
#define tandem_argmax LEVEL(argmax)
#define tandem_binary LEVEL(binary)
#define tandem_binary_cross_entropy LEVEL(binary_cross_entropy)
#define tandem_changed_blocks LEVEL(changed_blocks)
#define tandem_clip LEVEL(clip)
#define tandem_clipped_cross_entropy LEVEL(clipped_cross_entropy)
#define tandem_clipped_cross_entropy_int32 LEVEL(clipped_cross_entropy_int32)
#define tandem_column_sums LEVEL(column_sums)
#define tandem_column_moments LEVEL(column_moments)
#define tandem_count_matches LEVEL(count_matches)
#define tandem_count_matches_int32 LEVEL(count_matches_int32)
#define tandem_divide_checking LEVEL(divide_checking)
#define tandem_dropout LEVEL(dropout)
#define tandem_dropout_gradient LEVEL(dropout_gradient)
#define tandem_exp LEVEL(exp)
#define tandem_follow LEVEL(follow)
#define tandem_inverse_deviations LEVEL(inverse_deviations)
#define tandem_live_blocks LEVEL(live_blocks)
#define tandem_live_columns LEVEL(live_columns)
#define tandem_log LEVEL(log)
#define tandem_log_softmax LEVEL(log_softmax)
#define tandem_log_softmax_gradient LEVEL(log_softmax_gradient)
#define tandem_maxima LEVEL(maxima)
#define tandem_minima LEVEL(minima)
#define tandem_multiply LEVEL(multiply)
#define tandem_normalize_columns LEVEL(normalize_columns)
#define tandem_normalize_gradient LEVEL(normalize_gradient)
#define tandem_normalize_rows LEVEL(normalize_rows)
#define tandem_normalize_rows_gradient LEVEL(normalize_rows_gradient)
#define tandem_normalize_sums LEVEL(normalize_sums)
#define tandem_permute LEVEL(permute)
#define tandem_random_normal LEVEL(random_normal)
#define tandem_random_normal_rows LEVEL(random_normal_rows)
#define tandem_random_truncated_normal LEVEL(random_truncated_normal)
#define tandem_random_uniform LEVEL(random_uniform)
#define tandem_random_uniform_rows LEVEL(random_uniform_rows)
#define tandem_relu LEVEL(relu)
#define tandem_relu_gradient LEVEL(relu_gradient)
#define tandem_rmsprop LEVEL(rmsprop)
#define tandem_rmsprop_centered LEVEL(rmsprop_centered)
#define tandem_rmsprop_centered_momentum LEVEL(rmsprop_centered_momentum)
#define tandem_rmsprop_momentum LEVEL(rmsprop_momentum)
#define tandem_scale LEVEL(scale)
#define tandem_scale_bytes LEVEL(scale_bytes)
#define tandem_scale_rows LEVEL(scale_rows)
#define tandem_select LEVEL(select)
#define tandem_sgd LEVEL(sgd)
#define tandem_sgd_momentum LEVEL(sgd_momentum)
#define tandem_sgd_nesterov LEVEL(sgd_nesterov)
#define tandem_softmax LEVEL(softmax)
#define tandem_softmax_cross_entropy LEVEL(softmax_cross_entropy)
#define tandem_softmax_cross_entropy_int32 LEVEL(softmax_cross_entropy_int32)
#define tandem_softmax_gradient LEVEL(softmax_gradient)
#define tandem_sparse_blocks LEVEL(sparse_blocks)
#define tandem_sparse_blocks_transposed LEVEL(sparse_blocks_transposed)
#define tandem_sparse_product LEVEL(sparse_product)
#define tandem_sum_of_squares LEVEL(sum_of_squares)
#define tandem_sums LEVEL(sums)
#define tandem_unary LEVEL(unary)
#define tandem_unary_gradient LEVEL(unary_gradient)

#include "../../Sources/CVectorLoops/elementwise.c"
#include "../../Sources/CVectorLoops/gradients.c"
#include "../../Sources/CVectorLoops/normalization.c"
#include "../../Sources/CVectorLoops/optimizers.c"
#include "../../Sources/CVectorLoops/softmax.c"
// Two files have a constant of this name.
#define LANES RANDOM_LANES
#include "../../Sources/CVectorLoops/random.c"
#undef LANES
#include "../../Sources/CVectorLoops/sparse.c"
#include "../../Sources/CVectorLoops/binary_cross_entropy.c"
#include "../../Sources/CVectorLoops/broadcasting.c"
#include "../../Sources/CVectorLoops/reductions.c"
#include "../../Sources/CVectorLoops/unary.c"

#include "exercise.h"
