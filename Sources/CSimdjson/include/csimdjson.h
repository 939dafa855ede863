// The structural index of simdjson: where the tokens of a JSON text stand.
//
// Stage 1 of simdjson (the part its On-Demand front end walks) checks UTF-8, finds strings and
// writes the offset of each structural character ({ } [ ] : ,), of each opening quote and of the
// first byte of each other scalar. The walk over that index is written in Swift (Sources/JSON).

#ifndef CSIMDJSON_H
#define CSIMDJSON_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Bytes behind a text that the indexer may read (never interpret, never write).
#define LAKE_JSON_PADDING 64

/// What the indexer found.
enum {
    LAKE_JSON_OK = 0,
    /// No token at all: only white space.
    LAKE_JSON_EMPTY = 1,
    /// A string that does not end.
    LAKE_JSON_UNCLOSED_STRING = 2,
    /// A control character (below U+0020) inside a string.
    LAKE_JSON_CONTROL_CHARACTER = 3,
    /// Bytes that are not UTF-8.
    LAKE_JSON_INVALID_UTF8 = 4,
    /// Longer than the indexer can hold, or no memory.
    LAKE_JSON_CAPACITY = 5,
    LAKE_JSON_OTHER = 6,
};

typedef struct lake_json_indexer lake_json_indexer;

/// A new indexer, or NULL when there is no memory. One thread at a time.
lake_json_indexer *_Nullable lake_json_indexer_create(void);
void lake_json_indexer_destroy(lake_json_indexer *_Nullable indexer);

/// Indexes `length` bytes; `text` must be readable for LAKE_JSON_PADDING bytes more.
/// On success `*offsets` points at `*count` ascending offsets, valid until the next call.
int lake_json_index(
    lake_json_indexer *_Nonnull indexer, const uint8_t *_Nonnull text, size_t length,
    const uint32_t *_Nullable *_Nonnull offsets, size_t *_Nonnull count);

/// The name of the kernel in use (haswell, icelake, westmere, arm64, fallback, …).
const char *_Nonnull lake_json_kernel(void);

#ifdef __cplusplus
}
#endif

#endif
