// SQLite as healthlake sees it: the types of sqlite3ext.h, the routines table that a host passes to
// an extension, and inline calls for what Swift cannot call itself (variadic routines).
//
// Nothing here links libsqlite3. All calls go through `sqlite3_api_routines`, so that the extension
// works in a host that carries its own, statically linked SQLite.

#ifndef CSQLITE_H
#define CSQLITE_H

#include <sqlite3ext.h>
#include <stdint.h>

/// A virtual table: SQLite's part, then ours. `object` is a retained Swift object.
typedef struct lake_vtab {
    sqlite3_vtab base;
    void *_Nullable object;
} lake_vtab;

/// One column of the batch that a cursor stands in, as flat pointers. See Columnar/ColumnVector.
typedef struct lake_column {
    /// One kind a row, or NULL when all rows are of `uniform_kind`.
    const uint8_t *_Nullable kinds;
    /// One word a row: the integer, the bits of the double, or offset << 32 | length.
    const uint64_t *_Nullable words;
    const uint8_t *_Nullable bytes;
    const uint8_t *_Nullable side_bytes;
    uint32_t uniform_kind;
    /// 0 when one value stands for all rows, else 1.
    uint32_t stride;
} lake_column;

/// A cursor: SQLite's part, the place in the current batch, then ours.
typedef struct lake_cursor {
    sqlite3_vtab_cursor base;
    /// Steps of the current batch, and the one the cursor stands on.
    int64_t step_count;
    int64_t step;
    /// Rows of this scan before the current batch.
    int64_t rows_before;
    /// The row of the batch at each step, or NULL when step and row are the same.
    const uint32_t *_Nullable selection;
    /// How often each row is handed over, or NULL for once; and how often the current one still is.
    const uint64_t *_Nullable repeats;
    int64_t repeats_left;
    /// The rowid of each row of the batch, or NULL when rows are counted.
    const uint64_t *_Nullable row_numbers;
    /// One entry for each field of the table; `words` is NULL for one that is not read.
    lake_column *_Nullable columns;
    /// Fields before the parameters of a table-valued function, and the number of those.
    int32_t visible_count;
    int32_t parameter_count;
    void *_Nullable object;
} lake_cursor;

/// An open file of a VFS of ours: SQLite's part, then ours. `object` is not retained.
typedef struct lake_file {
    sqlite3_file base;
    void *_Nullable object;
} lake_file;

/// sqlite3_vtab_config() with no further argument (SQLITE_VTAB_DIRECTONLY, _INNOCUOUS).
static inline int lake_vtab_config(
    const sqlite3_api_routines *_Nonnull api, sqlite3 *_Nonnull db, int option) {
    return api->vtab_config(db, option);
}

/// sqlite3_vtab_config() with an int (SQLITE_VTAB_CONSTRAINT_SUPPORT).
static inline int lake_vtab_config_flag(
    const sqlite3_api_routines *_Nonnull api, sqlite3 *_Nonnull db, int option, int value) {
    return api->vtab_config(db, option, value);
}

/// sqlite3_db_config() with an int and no result (SQLITE_DBCONFIG_…).
static inline int lake_db_config(
    const sqlite3_api_routines *_Nonnull api, sqlite3 *_Nonnull db, int option, int value) {
    return api->db_config(db, option, value, (int *)0);
}

/// A copy of `text` in memory of sqlite3_malloc(), as SQLite wants error messages.
static inline char *_Nullable lake_copy_message(
    const sqlite3_api_routines *_Nonnull api, const char *_Nonnull text) {
    return api->mprintf("%s", text);
}

/// Writes a REAL with up to `digits` significant digits, always with a point, as SQLite's printf
/// does; a 0 byte ends it. Returns how many bytes come before that.
static inline int lake_print_real(
    const sqlite3_api_routines *_Nonnull api, char *_Nonnull buffer, int capacity, int digits,
    double value) {
    api->xsnprintf(capacity, buffer, "%!.*g", digits, value);
    int count = 0;
    while (buffer[count]) {
        count++;
    }
    return count;
}

/// SQLITE_TRANSIENT: SQLite copies the bytes before the call returns.
static inline sqlite3_destructor_type _Nullable lake_transient(void) {
    return SQLITE_TRANSIENT;
}

/// The routines of the SQLite that this program is linked with, or NULL when it is linked with
/// none.
const sqlite3_api_routines *_Nullable lake_linked_routines(void);

/// Keeps the SQLite that this program is linked with from counting its memory. Only before its first
/// use.
void lake_linked_without_statistics(void);

#endif
