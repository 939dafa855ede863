// simdjson's On-Demand front end alone: parses each line of a text in memory and walks the members of its object,
// looking for one. Prints the seconds of the best of seven passes: the yardstick for `Tests/Benchmarks/run`.

#include <chrono>
#include <cstdio>
#include <cstring>
#include <simdjson.h>

static size_t pass(const simdjson::padded_string &text, simdjson::ondemand::parser &parser) {
    const char *at = text.data();
    const char *end = at + text.size();
    size_t found = 0;
    while (at < end) {
        auto *line_end = static_cast<const char *>(memchr(at, '\n', end - at));
        if (!line_end) { line_end = end; }
        simdjson::ondemand::document document;
        simdjson::ondemand::object object;
        size_t capacity = text.size() + simdjson::SIMDJSON_PADDING - (at - text.data());
        if (!parser.iterate(at, line_end - at, capacity).get(document) && !document.get_object().get(object)) {
            for (auto field : object) {
                simdjson::ondemand::raw_json_string key;
                if (!field.key().get(key) && key.unsafe_is_equal("gender")) { found++; }
            }
        }
        at = line_end + 1;
    }
    return found;
}

int main(int count, char **arguments) {
    if (count != 2) { return 2; }
    auto text = simdjson::padded_string::load(arguments[1]);
    if (text.error()) { return 1; }
    simdjson::ondemand::parser parser;
    double best = 1e9;
    for (int i = 0; i < 7; i++) {
        auto begin = std::chrono::steady_clock::now();
        if (pass(text.value(), parser) == 0) { return 1; }
        std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
        if (seconds.count() < best) { best = seconds.count(); }
    }
    printf("%f\n", best);
}
