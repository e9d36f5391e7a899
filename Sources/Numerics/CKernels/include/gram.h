#ifndef APPORTION_GRAM_H
#define APPORTION_GRAM_H

#include <stdbool.h>
#include <stddef.h>

/* Adds PᵀP to the lower triangle of `sums`, for the first `rows` rows of `columns`
   columns that begin `stride` values apart; `sums` is columns × columns, by columns.

   A product of two columns is summed in eight lanes of fused multiply-adds and
   a fixed tree, in pieces of 512 rows: the same bits in either width of vectors.
   Returns false, with `sums` untouched, on a processor that has none of them. */
bool apportion_add_gram(ptrdiff_t columns, ptrdiff_t rows, const double *values,
                        ptrdiff_t stride, double *sums);

/* The same in vectors of four values at most: for tests of one by the other. */
bool apportion_add_gram_narrow(ptrdiff_t columns, ptrdiff_t rows, const double *values,
                               ptrdiff_t stride, double *sums);

#endif
