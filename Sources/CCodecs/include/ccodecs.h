// The system's compression libraries, as their own headers give them.

#ifndef CCODECS_H
#define CCODECS_H

#include <brotli/decode.h>
#include <bzlib.h>
#include <lz4.h>
#include <lz4frame.h>
#include <snappy-c.h>
#include <stddef.h>
#include <stdint.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

/// inflateInit2() is a macro: a stream that reads gzip members (header and trailer checked).
static inline int lake_inflate_init_gzip(z_stream *_Nonnull stream) {
    return inflateInit2(stream, 15 + 16);
}

/// The same for a stream of gzip or zlib members, told apart by their headers.
static inline int lake_inflate_init_any(z_stream *_Nonnull stream) {
    return inflateInit2(stream, 15 + 32);
}

/// The same for bare deflate data (RFC 1951).
static inline int lake_inflate_init_raw(z_stream *_Nonnull stream) {
    return inflateInit2(stream, -15);
}

/// deflateInit2() is a macro: a stream that writes one gzip member.
static inline int lake_deflate_init_gzip(z_stream *_Nonnull stream, int level) {
    return deflateInit2(stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
}

/// The same for bare deflate data (RFC 1951).
static inline int lake_deflate_init_raw(z_stream *_Nonnull stream, int level) {
    return deflateInit2(stream, level, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY);
}

#endif
