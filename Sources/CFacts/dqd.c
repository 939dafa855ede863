#include "cfacts.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char dqd_checks[] = {
#embed "dqd_checks.csv"
};

const unsigned char *lake_facts_dqd_checks(size_t *count) {
    *count = sizeof dqd_checks;
    return dqd_checks;
}

static const unsigned char dqd_tables[] = {
#embed "dqd_tables.csv"
};

const unsigned char *lake_facts_dqd_tables(size_t *count) {
    *count = sizeof dqd_tables;
    return dqd_tables;
}

static const unsigned char dqd_fields[] = {
#embed "dqd_fields.csv"
};

const unsigned char *lake_facts_dqd_fields(size_t *count) {
    *count = sizeof dqd_fields;
    return dqd_fields;
}

static const unsigned char dqd_concepts[] = {
#embed "dqd_concepts.csv"
};

const unsigned char *lake_facts_dqd_concepts(size_t *count) {
    *count = sizeof dqd_concepts;
    return dqd_concepts;
}
