#ifndef APPORTION_EXPONENTIAL_H
#define APPORTION_EXPONENTIAL_H

#include <stddef.h>

/* Puts eᶻ in the place of each z, which is first brought into -690 ... 690; NaN stays.

   Within 1 unit in the last place. The same bits in either width of vectors; the
   library's on a processor without fused multiply-adds. */
void apportion_exp(double *values, ptrdiff_t count);

/* The same in vectors of four values at most: for tests of one by the other. */
void apportion_exp_narrow(double *values, ptrdiff_t count);

#endif
