#include "loop_support.h"
#include "operator_loops.h"

// log(1 + e) for e in 0...1, exact also where e is small: 2 artanh(e / (2 + e)) as its series, whose
// argument is at most 1/3.
INLINE float log1p_of_fraction(float e) {
  float s = e / (2.0f + e);
  float z = s * s;
  float p = 1.0f / 15;
  p = p * z + 1.0f / 13;
  p = p * z + 1.0f / 11;
  p = p * z + 1.0f / 9;
  p = p * z + 1.0f / 7;
  p = p * z + 1.0f / 5;
  p = p * z + 1.0f / 3;
  return (s + s) + (s + s) * (p * z);
}

LOOP void tandem_binary_cross_entropy(
    float *loss, float *difference, const float *logits, const float *labels, size_t count) {
  for (size_t i = 0; i < count; i++) {
    float x = logits[i], label = labels[i];
    float e = exp_of(-__builtin_elementwise_abs(x));
    float share = (x >= 0 ? 1.0f : e) / (1.0f + e);
    loss[i] = ((x >= 0 ? x : 0.0f) - x * label) + log1p_of_fraction(e);
    difference[i] = share - label;
  }
}
