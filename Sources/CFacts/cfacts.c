#include "cfacts.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char r4_resources[] = {
#embed "r4_resources.csv"
};

static const unsigned char r4_elements[] = {
#embed "r4_elements.csv"
};

const unsigned char *lake_facts_r4_resources(size_t *count) {
    *count = sizeof r4_resources;
    return r4_resources;
}

const unsigned char *lake_facts_r4_elements(size_t *count) {
    *count = sizeof r4_elements;
    return r4_elements;
}
