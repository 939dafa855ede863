#include "csimdjson.h"

#include <memory>
#include <new>
#include <simdjson.h>

struct lake_json_indexer {
    std::unique_ptr<simdjson::internal::dom_parser_implementation> parser;
};

namespace {
// Never nested deeper than this by simdjson itself: only its second stage, which we do not run,
// counts.
constexpr size_t depth = 1;

int answer(simdjson::error_code error) noexcept {
    switch (error) {
    case simdjson::SUCCESS: return LAKE_JSON_OK;
    case simdjson::EMPTY: return LAKE_JSON_EMPTY;
    case simdjson::UNCLOSED_STRING: return LAKE_JSON_UNCLOSED_STRING;
    case simdjson::UNESCAPED_CHARS: return LAKE_JSON_CONTROL_CHARACTER;
    case simdjson::UTF8_ERROR: return LAKE_JSON_INVALID_UTF8;
    case simdjson::CAPACITY:
    case simdjson::MEMALLOC: return LAKE_JSON_CAPACITY;
    default: return LAKE_JSON_OTHER;
    }
}
} // namespace

lake_json_indexer *lake_json_indexer_create(void) {
    return new (std::nothrow) lake_json_indexer{};
}

void lake_json_indexer_destroy(lake_json_indexer *indexer) { delete indexer; }

int lake_json_index(
    lake_json_indexer *indexer, const uint8_t *text, size_t length, const uint32_t **offsets,
    size_t *count) {
    *offsets = nullptr;
    *count = 0;
    if (length == 0) { return LAKE_JSON_EMPTY; }
    try {
        if (!indexer->parser) {
            auto error = simdjson::get_active_implementation()->create_dom_parser_implementation(
                length < 65536 ? 65536 : length, depth, indexer->parser);
            if (error) { return answer(error); }
        } else if (indexer->parser->capacity() < length) {
            auto error = indexer->parser->allocate(length + length / 2, depth);
            if (error) { return answer(error); }
        }
        auto error = indexer->parser->stage1(text, length, simdjson::stage1_mode::regular);
        if (error) { return answer(error); }
    } catch (...) { return LAKE_JSON_CAPACITY; }
    *offsets = indexer->parser->structural_indexes.get();
    *count = indexer->parser->n_structural_indexes;
    return LAKE_JSON_OK;
}

const char *lake_json_kernel(void) {
    try {
        static const std::string name = simdjson::get_active_implementation()->name();
        return name.c_str();
    } catch (...) { return "unknown"; }
}
