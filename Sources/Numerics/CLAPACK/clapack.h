#ifndef APPORTION_CLAPACK_H
#define APPORTION_CLAPACK_H

/* Both defines are needed before lapacke.h: without them its complex types are
   C99 `_Complex`, which Swift cannot import. */
#define HAVE_LAPACK_CONFIG_H
#define LAPACK_COMPLEX_STRUCTURE

#include <cblas.h>
#include <lapacke.h>

#endif
