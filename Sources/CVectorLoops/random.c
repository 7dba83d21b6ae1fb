#include "loop_support.h"
#include "turns.h"

// So many Philox blocks are drawn side by side; each gives four words.
enum { LANES = 16 };

// Philox4x32-10 on the blocks first_block ..< first_block + LANES of one address, the words in
// element order.
INLINE void philox_blocks(
    uint32_t words[4 * LANES], uint32_t first_block, uint32_t example, uint32_t step,
    uint32_t epoch, const uint32_t key[2]) {
  uint32_t c0[LANES], c1[LANES], c2[LANES], c3[LANES];
  for (int i = 0; i < LANES; i++) {
    c0[i] = first_block + (uint32_t)i;
    c1[i] = example;
    c2[i] = step;
    c3[i] = epoch;
  }
  uint32_t k0 = key[0], k1 = key[1];
  for (int round = 0; round < 10; round++) {
    for (int i = 0; i < LANES; i++) {
      uint64_t left = (uint64_t)c0[i] * 0xD2511F53u;
      uint64_t right = (uint64_t)c2[i] * 0xCD9E8D57u;
      c0[i] = (uint32_t)(right >> 32) ^ c1[i] ^ k0;
      c2[i] = (uint32_t)(left >> 32) ^ c3[i] ^ k1;
      c1[i] = (uint32_t)right;
      c3[i] = (uint32_t)left;
    }
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  for (int i = 0; i < LANES; i++) {
    words[4 * i] = c0[i];
    words[4 * i + 1] = c1[i];
    words[4 * i + 2] = c2[i];
    words[4 * i + 3] = c3[i];
  }
}

LOOP void tandem_dropout(
    float *out, uint8_t *mask, const float *in, size_t rows, size_t columns, uint32_t threshold,
    float scale, const uint32_t key[2], uint32_t first_row, uint32_t step, uint32_t epoch) {
  uint32_t words[4 * LANES];
  for (size_t r = 0; r < rows; r++)
    for (size_t c = 0; c < columns; c += 4 * LANES) {
      philox_blocks(words, (uint32_t)(c / 4), first_row + (uint32_t)r, step, epoch, key);
      size_t width = columns - c < 4 * LANES ? columns - c : 4 * LANES;
      size_t start = r * columns + c;
      for (size_t i = 0; i < width; i++) {
        uint8_t kept = words[i] >= threshold;
        mask[start + i] = kept;
        out[start + i] = kept ? in[start + i] * scale : 0.0f;
      }
    }
}

LOOP void tandem_dropout_gradient(
    float *out, const uint8_t *mask, const float *gradient, float scale, size_t count) {
  for (size_t i = 0; i < count; i++) out[i] = mask[i] ? gradient[i] * scale : 0.0f;
}

INLINE void uniform_row(
    float *out, size_t count, float low, float high, const uint32_t key[2], uint32_t example,
    uint32_t step, uint32_t epoch) {
  uint32_t words[4 * LANES];
  float span = high - low;
  for (size_t start = 0; start < count; start += 4 * LANES) {
    philox_blocks(words, (uint32_t)(start / 4), example, step, epoch, key);
    size_t width = count - start < 4 * LANES ? count - start : 4 * LANES;
    for (size_t i = 0; i < width; i++)
      out[start + i] = low + span * ((float)(words[i] >> 8) * 0x1p-24f);
  }
}

LOOP void tandem_random_uniform(
    float *out, size_t count, float low, float high, const uint32_t key[2]) {
  uniform_row(out, count, low, high, key, 0, 0, 0);
}

LOOP void tandem_random_uniform_rows(
    float *out, size_t rows, size_t columns, float low, float high, const uint32_t key[2],
    uint32_t first_row, uint32_t step, uint32_t epoch) {
  for (size_t r = 0; r < rows; r++)
    uniform_row(out + r * columns, columns, low, high, key, first_row + (uint32_t)r, step, epoch);
}

// Makes a normal deviate of each word, two of each two (Box and Muller).
INLINE void normal_deviates(float out[4 * LANES], const uint32_t words[4 * LANES]) {
  for (int i = 0; i < 2 * LANES; i++) {
    // In (0, 1], so that the logarithm is finite, and in [0, 1).
    float uniform = (float)((words[2 * i] >> 8) + 1) * 0x1p-24f;
    float turn = (float)(words[2 * i + 1] >> 8) * 0x1p-24f;
    float radius = __builtin_elementwise_sqrt(-2.0f * log_of(uniform));
    float cosine, sine;
    turn_of(turn, &cosine, &sine);
    out[2 * i] = radius * cosine;
    out[2 * i + 1] = radius * sine;
  }
}

INLINE void normal_row(
    float *out, size_t count, float mean, float deviation, const uint32_t key[2],
    uint32_t example, uint32_t step, uint32_t epoch) {
  uint32_t words[4 * LANES];
  float deviates[4 * LANES];
  for (size_t start = 0; start < count; start += 4 * LANES) {
    philox_blocks(words, (uint32_t)(start / 4), example, step, epoch, key);
    normal_deviates(deviates, words);
    size_t width = count - start < 4 * LANES ? count - start : 4 * LANES;
    for (size_t i = 0; i < width; i++) out[start + i] = mean + deviation * deviates[i];
  }
}

LOOP void tandem_random_normal(
    float *out, size_t count, float mean, float deviation, const uint32_t key[2]) {
  normal_row(out, count, mean, deviation, key, 0, 0, 0);
}

LOOP void tandem_random_normal_rows(
    float *out, size_t rows, size_t columns, float mean, float deviation, const uint32_t key[2],
    uint32_t first_row, uint32_t step, uint32_t epoch) {
  for (size_t r = 0; r < rows; r++)
    normal_row(
        out + r * columns, columns, mean, deviation, key, first_row + (uint32_t)r, step, epoch);
}

LOOP void tandem_random_truncated_normal(
    float *out, size_t count, float mean, float deviation, const uint32_t key[2]) {
  uint32_t words[4 * LANES];
  float deviates[4 * LANES];
  for (size_t start = 0; start < count; start += 4 * LANES) {
    size_t width = count - start < 4 * LANES ? count - start : 4 * LANES;
    bool is_drawn[4 * LANES] = {false};
    size_t missing = width;
    // One in twenty-two is drawn again, at the address of the next example.
    for (uint32_t attempt = 0; missing > 0; attempt++) {
      philox_blocks(words, (uint32_t)(start / 4), attempt, 0, 0, key);
      normal_deviates(deviates, words);
      for (size_t i = 0; i < width; i++) {
        if (is_drawn[i] || __builtin_elementwise_abs(deviates[i]) > 2.0f) continue;
        out[start + i] = mean + deviation * deviates[i];
        is_drawn[i] = true;
        missing--;
      }
    }
  }
}
