#include "exponential.h"

#include <math.h>

/* eᶻ = 2ᵏ eʳ with k the whole number nearest to z / ln 2 and |r| ≤ ½ ln 2, eʳ by
   Taylor's series to r¹³ / 13!, whose next term is below 2⁻⁵⁷ (Cody & Waite 1980, ch. 6). */

static void exp_of_library(double *values, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i++) {
    double z = values[i];
    values[i] = exp(z < -690 ? -690 : z > 690 ? 690 : z);
  }
}

#if defined(__x86_64__)

#include <immintrin.h>

/* ln 2 in two parts: products of the first with whole numbers up to 2⁵² 2⁻⁴¹ are exact. */
#define LN2_HIGH 0x1.62e42fee00000p-1
#define LN2_LOW 0x1.a39ef35793c76p-33
#define LOG2_E 0x1.71547652b82fep+0
/* Added to a double, leaves its nearest whole number in the last bits. */
#define SHIFTER 0x1.8p+52

static const double inverse_factorials[] = {
    1.0 / 6227020800.0, 1.0 / 479001600.0, 1.0 / 39916800.0, 1.0 / 3628800.0, 1.0 / 362880.0,
    1.0 / 40320.0,      1.0 / 5040.0,      1.0 / 720.0,      1.0 / 120.0,     1.0 / 24.0,
    1.0 / 6.0,          0.5,               1.0,              1.0};

__attribute__((target("avx512f")))
static __m512d exp_of_eight(__m512d x) {
  __m512d z = _mm512_min_pd(_mm512_set1_pd(690), _mm512_max_pd(_mm512_set1_pd(-690), x));
  __m512d shifted = _mm512_fmadd_pd(z, _mm512_set1_pd(LOG2_E), _mm512_set1_pd(SHIFTER));
  __m512d k = _mm512_sub_pd(shifted, _mm512_set1_pd(SHIFTER));
  __m512d r = _mm512_fnmadd_pd(k, _mm512_set1_pd(LN2_HIGH), z);
  r = _mm512_fnmadd_pd(k, _mm512_set1_pd(LN2_LOW), r);
  __m512d sum = _mm512_set1_pd(inverse_factorials[0]);
  for (int i = 1; i < 14; i++)
    sum = _mm512_fmadd_pd(sum, r, _mm512_set1_pd(inverse_factorials[i]));
  __m512i exponent = _mm512_slli_epi64(_mm512_castpd_si512(shifted), 52);
  __m512d result = _mm512_castsi512_pd(_mm512_add_epi64(_mm512_castpd_si512(sum), exponent));
  return _mm512_mask_mov_pd(result, _mm512_cmp_pd_mask(x, x, _CMP_UNORD_Q), x);
}

__attribute__((target("avx512f")))
static void exp_wide(double *values, ptrdiff_t count) {
  ptrdiff_t i = 0;
  for (; i + 8 <= count; i += 8) {
    _mm512_storeu_pd(values + i, exp_of_eight(_mm512_loadu_pd(values + i)));
  }
  if (i < count) {
    __mmask8 rest = (__mmask8)((1u << (count - i)) - 1);
    __m512d x = _mm512_maskz_loadu_pd(rest, values + i);
    _mm512_mask_storeu_pd(values + i, rest, exp_of_eight(x));
  }
}

__attribute__((target("avx2,fma")))
static __m256d exp_of_four(__m256d x) {
  __m256d z = _mm256_min_pd(_mm256_set1_pd(690), _mm256_max_pd(_mm256_set1_pd(-690), x));
  __m256d shifted = _mm256_fmadd_pd(z, _mm256_set1_pd(LOG2_E), _mm256_set1_pd(SHIFTER));
  __m256d k = _mm256_sub_pd(shifted, _mm256_set1_pd(SHIFTER));
  __m256d r = _mm256_fnmadd_pd(k, _mm256_set1_pd(LN2_HIGH), z);
  r = _mm256_fnmadd_pd(k, _mm256_set1_pd(LN2_LOW), r);
  __m256d sum = _mm256_set1_pd(inverse_factorials[0]);
  for (int i = 1; i < 14; i++)
    sum = _mm256_fmadd_pd(sum, r, _mm256_set1_pd(inverse_factorials[i]));
  __m256i exponent = _mm256_slli_epi64(_mm256_castpd_si256(shifted), 52);
  __m256d result = _mm256_castsi256_pd(_mm256_add_epi64(_mm256_castpd_si256(sum), exponent));
  return _mm256_blendv_pd(result, x, _mm256_cmp_pd(x, x, _CMP_UNORD_Q));
}

__attribute__((target("avx2,fma")))
static void exp_narrow(double *values, ptrdiff_t count) {
  ptrdiff_t i = 0;
  for (; i + 4 <= count; i += 4) {
    _mm256_storeu_pd(values + i, exp_of_four(_mm256_loadu_pd(values + i)));
  }
  if (i < count) {
    __m256i rest = _mm256_cmpgt_epi64(_mm256_set1_epi64x(count - i),
                                      _mm256_setr_epi64x(0, 1, 2, 3));
    __m256d x = _mm256_maskload_pd(values + i, rest);
    _mm256_maskstore_pd(values + i, rest, exp_of_four(x));
  }
}

void apportion_exp_narrow(double *values, ptrdiff_t count) {
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    exp_narrow(values, count);
  } else {
    exp_of_library(values, count);
  }
}

void apportion_exp(double *values, ptrdiff_t count) {
  if (__builtin_cpu_supports("avx512f")) {
    exp_wide(values, count);
  } else {
    apportion_exp_narrow(values, count);
  }
}

#else

void apportion_exp_narrow(double *values, ptrdiff_t count) { exp_of_library(values, count); }

void apportion_exp(double *values, ptrdiff_t count) { exp_of_library(values, count); }

#endif
