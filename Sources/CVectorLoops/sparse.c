#include "loop_support.h"

// Sixteen floats wherever they lie: one register of AVX-512, two of AVX2.
typedef float Lanes __attribute__((vector_size(64), aligned(4)));

enum { LANES = 16, ROWS = TANDEM_BLOCK_ROWS };

// Keeps four rows' sums of a panel, which is so many times 16 columns wide, in registers.
INLINE void product_panel(
    float *out, const uint32_t *columns, const float *values, size_t blocks, size_t rows,
    const float *right, size_t width, const int panel) {
  Lanes sums[ROWS][4];
#pragma unroll
  for (int row = 0; row < ROWS; row++)
#pragma unroll
    for (int k = 0; k < panel; k++) sums[row][k] = (Lanes){0};
  for (size_t block = 0; block < blocks; block++) {
    const float *line = right + columns[block] * width;
    Lanes parts[4];
#pragma unroll
    for (int k = 0; k < panel; k++) parts[k] = *(const Lanes *)(line + k * LANES);
#pragma unroll
    for (int row = 0; row < ROWS; row++) {
      float x = values[block * ROWS + row];
      Lanes value = {x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x};
#pragma unroll
      for (int k = 0; k < panel; k++)
        sums[row][k] = __builtin_elementwise_fma(value, parts[k], sums[row][k]);
    }
  }
#pragma unroll
  for (int row = 0; row < ROWS; row++)
    if ((size_t)row < rows)
#pragma unroll
      for (int k = 0; k < panel; k++) *(Lanes *)(out + row * width + k * LANES) = sums[row][k];
}

// The columns behind the last whole register.
INLINE void product_rest(
    float *out, const uint32_t *columns, const float *values, size_t blocks, size_t rows,
    const float *right, size_t width, size_t from) {
  for (size_t row = 0; row < rows; row++)
    for (size_t column = from; column < width; column++) {
      float sum = 0;
      for (size_t block = 0; block < blocks; block++)
        sum = __builtin_elementwise_fma(
            values[block * ROWS + row], right[columns[block] * width + column], sum);
      out[row * width + column] = sum;
    }
}

// Goes through the groups of rows once for each band of columns, which stays in the second cache
// meanwhile.
INLINE void product(
    float *out, const uint32_t *counts, const uint32_t *columns, const float *values, size_t rows,
    size_t inner, const float *right, size_t width, const int panel) {
  const size_t whole = width / LANES * LANES;
  const size_t panels = (512u << 10) / sizeof(float) / (inner * 4 * LANES);
  const size_t length = (panels ? panels : 1) * 4 * LANES;
  for (size_t band = 0; band == 0 || band < whole; band += length) {
    const size_t end = band + length < whole ? band + length : whole;
    for (size_t row = 0; row < rows; row += ROWS) {
      const size_t blocks = counts[row / ROWS];
      const uint32_t *group_columns = columns + row / ROWS * inner;
      const float *group_values = values + row * inner;
      float *place = out + row * width;
      size_t column = band;
      for (; column + (size_t)panel * LANES <= end; column += (size_t)panel * LANES)
        product_panel(
            place + column, group_columns, group_values, blocks, rows - row, right + column, width,
            panel);
      for (; column < end; column += LANES)
        product_panel(
            place + column, group_columns, group_values, blocks, rows - row, right + column, width,
            1);
      if (end == whole && column < width)
        product_rest(
            place, group_columns, group_values, blocks,
            rows - row < ROWS ? rows - row : (size_t)ROWS, right, width, column);
    }
  }
}

#if defined(CLONES)
// With 32 registers of 16 floats there is room for panels of 64 columns.
__attribute__((target("arch=x86-64-v4"), min_vector_width(512))) static void wide_product(
    float *out, const uint32_t *counts, const uint32_t *columns, const float *values, size_t rows,
    size_t inner, const float *right, size_t width) {
  product(out, counts, columns, values, rows, inner, right, width, 4);
}

CLONES("arch=x86-64-v3", "default") static void narrow_product(
    float *out, const uint32_t *counts, const uint32_t *columns, const float *values, size_t rows,
    size_t inner, const float *right, size_t width) {
  product(out, counts, columns, values, rows, inner, right, width, 1);
}

void tandem_sparse_product(
    float *out, const uint32_t *counts, const uint32_t *columns, const float *values, size_t rows,
    size_t inner, const float *right, size_t width) {
  if (__builtin_cpu_supports("x86-64-v4"))
    wide_product(out, counts, columns, values, rows, inner, right, width);
  else
    narrow_product(out, counts, columns, values, rows, inner, right, width);
}
#else
LOOP void tandem_sparse_product(
    float *out, const uint32_t *counts, const uint32_t *columns, const float *values, size_t rows,
    size_t inner, const float *right, size_t width) {
  product(out, counts, columns, values, rows, inner, right, width, 1);
}
#endif

LOOP size_t tandem_sparse_blocks(
    uint32_t *counts, uint32_t *columns, float *values, const float *in, size_t stride,
    const uint32_t *numbers, size_t rows, size_t width, size_t most) {
  enum { CHUNK = 8, SAMPLE = 8 * ROWS };
  static const float zeros[CHUNK];
  size_t total = 0;
  for (size_t row = 0; row < rows; row += ROWS) {
    size_t count = 0;
    for (size_t column = 0; column < width; column += CHUNK) {
      const size_t length = width - column < CHUNK ? width - column : (size_t)CHUNK;
      const float *lines[ROWS];
      uint32_t any = 0;
      for (size_t k = 0; k < ROWS; k++) {
        lines[k] = row + k < rows ? in + (row + k) * stride + column : zeros;
        for (size_t i = 0; i < length; i++) any |= bits_of(lines[k][i]);
      }
      if (!any) continue;
      for (size_t i = 0; i < length; i++) {
        uint32_t bits = 0;
        for (size_t k = 0; k < ROWS; k++) {
          values[count * ROWS + k] = lines[k][i];
          bits |= bits_of(lines[k][i]);
        }
        columns[count] = numbers[column + i];
        // Written over by the next one if it holds nothing.
        count += bits != 0;
      }
    }
    *counts++ = (uint32_t)count;
    total += count;
    // A search in vain should end early.
    if ((row + ROWS) % SAMPLE == 0 && total * rows > most * (row + ROWS)) return most + 1;
    columns += width;
    values += width * ROWS;
  }
  return total;
}

LOOP size_t tandem_sparse_blocks_transposed(
    uint32_t *counts, uint32_t *columns, float *values, const float *in, size_t stride, size_t rows,
    size_t width) {
  const size_t groups = (width + ROWS - 1) / ROWS;
  memset(counts, 0, groups * sizeof *counts);
  size_t total = 0;
  for (size_t row = 0; row < rows; row++) {
    for (size_t group = 0; group < groups; group++) {
      const size_t column = group * ROWS;
      uint32_t parts[ROWS] = {0};
      // The first is one load of a register.
      if (width - column >= ROWS)
        memcpy(parts, in + row * stride + column, sizeof parts);
      else
        memcpy(parts, in + row * stride + column, (width - column) * sizeof *parts);
      const size_t place = group * rows + counts[group];
      memcpy(values + place * ROWS, parts, sizeof parts);
      columns[place] = (uint32_t)row;
      const uint32_t is_block = (parts[0] | parts[1] | parts[2] | parts[3]) != 0;
      counts[group] += is_block;
      total += is_block;
    }
  }
  return total;
}
