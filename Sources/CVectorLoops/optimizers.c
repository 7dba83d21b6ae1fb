#include "loop_support.h"

// Arithmetic below the smallest normal number is several times slower, so what an optimizer remembers
// is zero once it has died away.
INLINE float remembered(float x) { return __builtin_elementwise_abs(x) < 0x1p-120f ? 0.0f : x; }

// So is a square that could not count against anything.
INLINE float square_of(float gradient) {
  float counted = __builtin_elementwise_abs(gradient) < 0x1p-60f ? 0.0f : gradient;
  return counted * counted;
}

LOOP void tandem_sgd(
    float *restrict weights, const float *restrict gradient, size_t count, float rate) {
  for (size_t i = 0; i < count; i++) weights[i] = weights[i] - gradient[i] * rate;
}

LOOP void tandem_sgd_momentum(
    float *restrict weights, float *restrict momentum, const float *restrict gradient, size_t count,
    float rate, float factor) {
  for (size_t i = 0; i < count; i++) {
    float m = remembered(momentum[i] * factor - gradient[i] * rate);
    momentum[i] = m;
    weights[i] = weights[i] + m;
  }
}

LOOP void tandem_sgd_nesterov(
    float *restrict weights, float *restrict momentum, const float *restrict gradient, size_t count,
    float rate, float factor) {
  for (size_t i = 0; i < count; i++) {
    float step = gradient[i] * rate;
    float m = remembered(momentum[i] * factor - step);
    momentum[i] = m;
    weights[i] = weights[i] + (m * factor - step);
  }
}

INLINE void rmsprop_variant(
    float *restrict weights, float *restrict velocity, float *restrict average,
    float *restrict momentum, const float *restrict gradient, size_t count, float rate, float rho,
    float factor, float epsilon, const bool is_centered, const bool has_momentum) {
  float rest = 1.0f - rho;
  for (size_t i = 0; i < count; i++) {
    float g = gradient[i];
    float v = remembered(rho * velocity[i] + rest * square_of(g));
    velocity[i] = v;
    if (is_centered) {
      float mean = remembered(rho * average[i] + rest * g);
      average[i] = mean;
      // A variance is not negative but by rounding.
      v = v - mean * mean;
      v = v < 0.0f ? 0.0f : v;
    }
    float increment = (rate * g) / __builtin_elementwise_sqrt(v + epsilon);
    if (has_momentum) {
      increment = remembered(factor * momentum[i] + increment);
      momentum[i] = increment;
    }
    weights[i] = weights[i] - increment;
  }
}

LOOP void tandem_rmsprop_momentum(
    float *restrict weights, float *restrict velocity, float *restrict momentum,
    const float *restrict gradient, size_t count, float rate, float rho, float factor,
    float epsilon) {
  rmsprop_variant(
      weights, velocity, 0, momentum, gradient, count, rate, rho, factor, epsilon, false, true);
}

LOOP void tandem_rmsprop_centered(
    float *restrict weights, float *restrict velocity, float *restrict average,
    const float *restrict gradient, size_t count, float rate, float rho, float epsilon) {
  rmsprop_variant(
      weights, velocity, average, 0, gradient, count, rate, rho, 0, epsilon, true, false);
}

LOOP void tandem_rmsprop_centered_momentum(
    float *restrict weights, float *restrict velocity, float *restrict average,
    float *restrict momentum, const float *restrict gradient, size_t count, float rate, float rho,
    float factor, float epsilon) {
  rmsprop_variant(
      weights, velocity, average, momentum, gradient, count, rate, rho, factor, epsilon, true,
      true);
}

INLINE void adam_variant(
    float *restrict weights, float *restrict momentum, float *restrict velocity,
    const float *restrict gradient, size_t count, float rate, float beta1_rest, float beta2_rest,
    float epsilon, float learning_rate, float decay, const bool decays) {
  for (size_t i = 0; i < count; i++) {
    float g = gradient[i];
    float w = weights[i];
    if (decays) w = w - (w * decay) * learning_rate;
    float m = remembered(momentum[i] + (g - momentum[i]) * beta1_rest);
    float v = remembered(velocity[i] + (square_of(g) - velocity[i]) * beta2_rest);
    momentum[i] = m;
    velocity[i] = v;
    weights[i] = w - (m * rate) / (__builtin_elementwise_sqrt(v) + epsilon);
  }
}

LOOP void tandem_adam(
    float *restrict weights, float *restrict momentum, float *restrict velocity,
    const float *restrict gradient, size_t count, float rate, float beta1_rest, float beta2_rest,
    float epsilon) {
  adam_variant(
      weights, momentum, velocity, gradient, count, rate, beta1_rest, beta2_rest, epsilon, 0, 0,
      false);
}

LOOP void tandem_adam_decaying(
    float *restrict weights, float *restrict momentum, float *restrict velocity,
    const float *restrict gradient, size_t count, float rate, float beta1_rest, float beta2_rest,
    float epsilon, float learning_rate, float decay) {
  adam_variant(
      weights, momentum, velocity, gradient, count, rate, beta1_rest, beta2_rest, epsilon,
      learning_rate, decay, true);
}
