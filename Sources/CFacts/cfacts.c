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

static const unsigned char omop_tables[] = {
#embed "omop_tables.csv"
};

const unsigned char *lake_facts_omop_tables(size_t *count) {
    *count = sizeof omop_tables;
    return omop_tables;
}

static const unsigned char omop_fields[] = {
#embed "omop_fields.csv"
};

const unsigned char *lake_facts_omop_fields(size_t *count) {
    *count = sizeof omop_fields;
    return omop_fields;
}

static const unsigned char omop_concepts[] = {
#embed "omop_concepts.csv"
};

const unsigned char *lake_facts_omop_concepts(size_t *count) {
    *count = sizeof omop_concepts;
    return omop_concepts;
}

static const unsigned char omop_relationships[] = {
#embed "omop_relationships.csv"
};

const unsigned char *lake_facts_omop_relationships(size_t *count) {
    *count = sizeof omop_relationships;
    return omop_relationships;
}

static const unsigned char omop_ancestors[] = {
#embed "omop_ancestors.csv"
};

const unsigned char *lake_facts_omop_ancestors(size_t *count) {
    *count = sizeof omop_ancestors;
    return omop_ancestors;
}

static const unsigned char omop_metadata[] = {
#embed "omop_metadata.csv"
};

const unsigned char *lake_facts_omop_metadata(size_t *count) {
    *count = sizeof omop_metadata;
    return omop_metadata;
}
