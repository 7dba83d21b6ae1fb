#include "operator_loops.h"
#include "transcendental.h"

#define EACH(expression)                    \
  for (size_t i = 0; i < count; i++) {      \
    float x = in[i];                        \
    out[i] = expression;                    \
  }                                         \
  break

LOOP void tandem_unary(
    TandemUnary function, float *out, const float *in, float parameter, size_t count) {
  const Power power = power_of(function == TANDEM_POW ? parameter : 0);
  switch (function) {
    case TANDEM_NEGATE: EACH(-x);
    case TANDEM_EXP: EACH(exp_of(x));
    case TANDEM_LOG: EACH(log_of(x));
    case TANDEM_SQRT: EACH(__builtin_elementwise_sqrt(x));
    case TANDEM_SQUARE: EACH(x * x);
    case TANDEM_ABS: EACH(__builtin_elementwise_abs(x));
    case TANDEM_SIGN: EACH(x > 0 ? 1.0f : x < 0 ? -1.0f : x);
    case TANDEM_TANH: EACH((float)wide_tanh(x));
    case TANDEM_SIGMOID: EACH((float)wide_sigmoid(x));
    case TANDEM_SOFTPLUS: EACH((float)wide_softplus(x));
    case TANDEM_ERF: EACH((float)wide_erf(x));
    case TANDEM_LOG1P:
      for (size_t i = 0; i < count; i++) {
        float x = in[i];
        float y = (float)wide_log_of(1 + (double)x, x);
        y = x == -1 ? -__builtin_inff() : y;
        y = x < -1 ? __builtin_nanf("") : y;
        out[i] = x != x || x == __builtin_inff() || x == 0 ? x : y;
      }
      break;
    case TANDEM_POW: EACH(raised(x, power));
    case TANDEM_LEAKY_RELU: EACH(x > 0 ? x : parameter * x);
    case TANDEM_ELU: EACH(x > 0 ? x : (float)(parameter * wide_expm1(x)));
    case TANDEM_GELU:
      // The product with minus infinity would be NaN.
      EACH(x < -1e3f ? 0.0f : (float)(x * wide_normal_share(x)));
    case TANDEM_SIN: EACH((float)wide_sine(x, 0));
    case TANDEM_COS: EACH((float)wide_sine(x, 1));
    case TANDEM_UNARY_COUNT: break;
  }
}

#undef EACH
#define EACH(factor)                        \
  for (size_t i = 0; i < count; i++) {      \
    float g = gradient[i], k = kept[i];     \
    out[i] = factor;                        \
  }                                         \
  break

LOOP void tandem_unary_gradient(
    TandemUnary function, float *out, const float *kept, const float *gradient, float parameter,
    size_t count) {
  const Power power = power_of(function == TANDEM_POW ? parameter - 1 : 0);
  switch (function) {
    case TANDEM_NEGATE:
      for (size_t i = 0; i < count; i++) out[i] = -gradient[i];
      break;
    case TANDEM_EXP: EACH(g * k);
    case TANDEM_LOG: EACH(g / k);
    case TANDEM_SQRT: EACH((0.5f * g) / k);
    case TANDEM_SQUARE: EACH(g * (k + k));
    case TANDEM_ABS: EACH(g * (k > 0 ? 1.0f : k < 0 ? -1.0f : k));
    case TANDEM_SIGN:
      for (size_t i = 0; i < count; i++) out[i] = 0;
      break;
    case TANDEM_TANH: EACH(g * (1 - k * k));
    case TANDEM_SIGMOID: EACH(g * (k * (1 - k)));
    case TANDEM_SOFTPLUS: EACH(g * (float)wide_sigmoid(k));
    case TANDEM_ERF: EACH(g * (float)(1.1283791670955126 * wide_exp(-((double)k * k))));
    case TANDEM_LOG1P: EACH(g / (1 + k));
    case TANDEM_POW:
      if (parameter == 0) {
        for (size_t i = 0; i < count; i++) out[i] = 0;
        break;
      }
      EACH(g * (parameter * raised(k, power)));
    case TANDEM_LEAKY_RELU: EACH(k > 0 ? g : parameter * g);
    case TANDEM_ELU: EACH(k > 0 ? g : g * (k + parameter));
    case TANDEM_GELU: EACH(g * (float)wide_gelu_slope(k));
    case TANDEM_SIN: EACH(g * (float)wide_sine(k, 1));
    case TANDEM_COS: EACH(g * -(float)wide_sine(k, 0));
    case TANDEM_UNARY_COUNT: break;
  }
}
#undef EACH
