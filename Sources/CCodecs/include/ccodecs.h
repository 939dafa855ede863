// The system's compression libraries, as their own headers give them.

#ifndef CCODECS_H
#define CCODECS_H

#include <stddef.h>
#include <stdint.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

/// inflateInit2() is a macro: a stream that reads gzip members (header and trailer checked).
static inline int lake_inflate_init_gzip(z_stream *_Nonnull stream) {
    return inflateInit2(stream, 15 + 16);
}

#endif
