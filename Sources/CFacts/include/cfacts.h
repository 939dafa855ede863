// Tables of facts, put in the binary by #embed. Each accessor gives the bytes of one file.

#ifndef CFACTS_H
#define CFACTS_H

#include <stddef.h>

/// r4_resources.csv: the names of the R4 resource types.
const unsigned char *_Nonnull lake_facts_r4_resources(size_t *_Nonnull count);

/// r4_elements.csv: the elements of every R4 resource and complex type.
const unsigned char *_Nonnull lake_facts_r4_elements(size_t *_Nonnull count);

#endif
