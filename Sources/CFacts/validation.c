#include "cfacts.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char r4_bindings[] = {
#embed "r4_bindings.csv"
};

const unsigned char *lake_facts_r4_bindings(size_t *count) {
    *count = sizeof r4_bindings;
    return r4_bindings;
}

static const unsigned char r4_required_codes[] = {
#embed "r4_required_codes.csv"
};

const unsigned char *lake_facts_r4_required_codes(size_t *count) {
    *count = sizeof r4_required_codes;
    return r4_required_codes;
}

static const unsigned char r4_invariants[] = {
#embed "r4_invariants.csv"
};

const unsigned char *lake_facts_r4_invariants(size_t *count) {
    *count = sizeof r4_invariants;
    return r4_invariants;
}
