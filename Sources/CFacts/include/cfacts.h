// Tables of facts, put in the binary by #embed. Each accessor gives the bytes of one file.

#ifndef CFACTS_H
#define CFACTS_H

#include <stddef.h>

/// r4_resources.csv: the names of the R4 resource types.
const unsigned char *_Nonnull lake_facts_r4_resources(size_t *_Nonnull count);

/// r4_elements.csv: the elements of every R4 resource and complex type.
const unsigned char *_Nonnull lake_facts_r4_elements(size_t *_Nonnull count);

/// r4_bindings.csv: the elements whose codes must be of a value set.
const unsigned char *_Nonnull lake_facts_r4_bindings(size_t *_Nonnull count);

/// r4_required_codes.csv: the codes of these value sets that can be listed.
const unsigned char *_Nonnull lake_facts_r4_required_codes(size_t *_Nonnull count);

/// r4_invariants.csv: the constraints of R4, where they are defined.
const unsigned char *_Nonnull lake_facts_r4_invariants(size_t *_Nonnull count);

/// omop_tables.csv: the tables of the OMOP CDM 5.4.
const unsigned char *_Nonnull lake_facts_omop_tables(size_t *_Nonnull count);

/// omop_fields.csv: the fields of the OMOP CDM 5.4.
const unsigned char *_Nonnull lake_facts_omop_fields(size_t *_Nonnull count);

/// omop_concepts.csv: the vocabulary subset.
const unsigned char *_Nonnull lake_facts_omop_concepts(size_t *_Nonnull count);

/// omop_relationships.csv: relationships within the subset.
const unsigned char *_Nonnull lake_facts_omop_relationships(size_t *_Nonnull count);

/// omop_ancestors.csv: CONCEPT_ANCESTOR within the subset.
const unsigned char *_Nonnull lake_facts_omop_ancestors(size_t *_Nonnull count);

/// omop_metadata.csv: vocabularies, domains, classes and relationships of the subset.
const unsigned char *_Nonnull lake_facts_omop_metadata(size_t *_Nonnull count);

/// dqd_checks.csv: the kinds of checks of DataQualityDashboard for the OMOP CDM 5.4.
const unsigned char *_Nonnull lake_facts_dqd_checks(size_t *_Nonnull count);

/// dqd_tables.csv: its checks of tables, with thresholds.
const unsigned char *_Nonnull lake_facts_dqd_tables(size_t *_Nonnull count);

/// dqd_fields.csv: its checks of fields.
const unsigned char *_Nonnull lake_facts_dqd_fields(size_t *_Nonnull count);

/// dqd_concepts.csv: its checks of single concepts.
const unsigned char *_Nonnull lake_facts_dqd_concepts(size_t *_Nonnull count);

/// catalogue/NAME.csv: a table of the synthetic population; NULL when there is none of the name.
const unsigned char *_Nullable lake_facts_catalogue(
    const char *_Nonnull name, size_t *_Nonnull count);

#endif
