#include "gram.h"

#if defined(__x86_64__)

#include <immintrin.h>

/* Rows of a piece: the columns of a block stay in the first cache meanwhile. */
enum { PIECE = 512, LANES = 8 };

static ptrdiff_t least(ptrdiff_t a, ptrdiff_t b) { return a < b ? a : b; }

/* The fixed tree, after the sum of lanes 0 … 3 with lanes 4 … 7. */
__attribute__((target("avx2,fma")))
static double sum_of_four(__m256d v) {
  __m128d two = _mm_add_pd(_mm256_castpd256_pd128(v), _mm256_extractf128_pd(v, 1));
  return _mm_cvtsd_f64(two) + _mm_cvtsd_f64(_mm_unpackhi_pd(two, two));
}

/* Blocks of 4 × 4 products; a column beyond the last stands for the last, unused. */
__attribute__((target("avx512f")))
static void add_wide(ptrdiff_t columns, ptrdiff_t rows, const double *values, ptrdiff_t stride,
                     double *sums) {
  for (ptrdiff_t first = 0; first < rows; first += PIECE) {
    ptrdiff_t count = least(rows - first, PIECE);
    ptrdiff_t whole = count / LANES * LANES;
    __mmask8 rest = (__mmask8)((1u << (count - whole)) - 1);
    for (ptrdiff_t j = 0; j < columns; j += 4) {
      for (ptrdiff_t i = j; i < columns; i += 4) {
        const double *left[4], *right[4];
        for (int q = 0; q < 4; q++) {
          left[q] = values + first + least(i + q, columns - 1) * stride;
          right[q] = values + first + least(j + q, columns - 1) * stride;
        }
        __m512d lanes[4][4];
        for (int r = 0; r < 4; r++)
          for (int q = 0; q < 4; q++) lanes[r][q] = _mm512_setzero_pd();
        for (ptrdiff_t k = 0; k < whole; k += LANES) {
          __m512d x[4];
          for (int q = 0; q < 4; q++) x[q] = _mm512_loadu_pd(left[q] + k);
          for (int r = 0; r < 4; r++) {
            __m512d y = _mm512_loadu_pd(right[r] + k);
            for (int q = 0; q < 4; q++) lanes[r][q] = _mm512_fmadd_pd(x[q], y, lanes[r][q]);
          }
        }
        if (rest) {
          for (int r = 0; r < 4; r++) {
            __m512d y = _mm512_maskz_loadu_pd(rest, right[r] + whole);
            for (int q = 0; q < 4; q++) {
              __m512d x = _mm512_maskz_loadu_pd(rest, left[q] + whole);
              lanes[r][q] = _mm512_fmadd_pd(x, y, lanes[r][q]);
            }
          }
        }
        for (int r = 0; r < 4 && j + r < columns; r++)
          for (int q = 0; q < 4 && i + q < columns; q++)
            if (i + q >= j + r)
              sums[i + q + (j + r) * columns] += sum_of_four(_mm256_add_pd(
                  _mm512_castpd512_pd256(lanes[r][q]), _mm512_extractf64x4_pd(lanes[r][q], 1)));
      }
    }
  }
}

/* Blocks of 3 × 4 products, as many as fit in 16 registers; first lanes 0 … 3 of
   every eight rows, then lanes 4 … 7. */
__attribute__((target("avx2,fma")))
static void add_narrow(ptrdiff_t columns, ptrdiff_t rows, const double *values,
                       ptrdiff_t stride, double *sums) {
  for (ptrdiff_t first = 0; first < rows; first += PIECE) {
    ptrdiff_t count = least(rows - first, PIECE);
    ptrdiff_t whole = count / LANES * LANES;
    for (ptrdiff_t j = 0; j < columns; j += 4) {
      for (ptrdiff_t i = j; i < columns; i += 3) {
        const double *left[3], *right[4];
        for (int q = 0; q < 3; q++) left[q] = values + first + least(i + q, columns - 1) * stride;
        for (int r = 0; r < 4; r++) right[r] = values + first + least(j + r, columns - 1) * stride;
        __m256d low[4][3];
        for (int half = 0; half < 2; half++) {
          __m256d lanes[4][3];
          for (int r = 0; r < 4; r++)
            for (int q = 0; q < 3; q++) lanes[r][q] = _mm256_setzero_pd();
          for (ptrdiff_t k = 4 * half; k < whole; k += LANES) {
            __m256d x[3];
            for (int q = 0; q < 3; q++) x[q] = _mm256_loadu_pd(left[q] + k);
            for (int r = 0; r < 4; r++) {
              __m256d y = _mm256_loadu_pd(right[r] + k);
              for (int q = 0; q < 3; q++) lanes[r][q] = _mm256_fmadd_pd(x[q], y, lanes[r][q]);
            }
          }
          ptrdiff_t rest = least(count - whole - 4 * half, 4);
          if (rest > 0) {
            __m256i mask = _mm256_cmpgt_epi64(_mm256_set1_epi64x(rest),
                                              _mm256_setr_epi64x(0, 1, 2, 3));
            for (int r = 0; r < 4; r++) {
              __m256d y = _mm256_maskload_pd(right[r] + whole + 4 * half, mask);
              for (int q = 0; q < 3; q++) {
                __m256d x = _mm256_maskload_pd(left[q] + whole + 4 * half, mask);
                lanes[r][q] = _mm256_fmadd_pd(x, y, lanes[r][q]);
              }
            }
          }
          for (int r = 0; r < 4; r++)
            for (int q = 0; q < 3; q++)
              low[r][q] = half == 0 ? lanes[r][q] : _mm256_add_pd(low[r][q], lanes[r][q]);
        }
        for (int r = 0; r < 4 && j + r < columns; r++)
          for (int q = 0; q < 3 && i + q < columns; q++)
            if (i + q >= j + r) sums[i + q + (j + r) * columns] += sum_of_four(low[r][q]);
      }
    }
  }
}

bool apportion_add_gram_narrow(ptrdiff_t columns, ptrdiff_t rows, const double *values,
                               ptrdiff_t stride, double *sums) {
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return false;
  add_narrow(columns, rows, values, stride, sums);
  return true;
}

bool apportion_add_gram(ptrdiff_t columns, ptrdiff_t rows, const double *values,
                        ptrdiff_t stride, double *sums) {
  if (!__builtin_cpu_supports("avx512f"))
    return apportion_add_gram_narrow(columns, rows, values, stride, sums);
  add_wide(columns, rows, values, stride, sums);
  return true;
}

#else

bool apportion_add_gram(ptrdiff_t columns, ptrdiff_t rows, const double *values,
                        ptrdiff_t stride, double *sums) {
  return false;
}

bool apportion_add_gram_narrow(ptrdiff_t columns, ptrdiff_t rows, const double *values,
                               ptrdiff_t stride, double *sums) {
  return false;
}

#endif
