// SQLite hands out its table of routines only to extension entry points. A program that is linked
// with SQLite gets it by registering an automatic extension, opening a database in memory, which
// calls it, and taking the registration back. The references are weak: the loadable extension,
// which contains this file too, must not need libsqlite3.

#include "csqlite.h"

#undef sqlite3_auto_extension
#undef sqlite3_cancel_auto_extension
#undef sqlite3_open_v2
#undef sqlite3_close
#undef sqlite3_config

extern int sqlite3_auto_extension(void (*)(void)) __attribute__((weak));
extern int sqlite3_cancel_auto_extension(void (*)(void)) __attribute__((weak));
extern int sqlite3_open_v2(const char *, sqlite3 **, int, const char *) __attribute__((weak));
extern int sqlite3_close(sqlite3 *) __attribute__((weak));
extern int sqlite3_config(int, ...) __attribute__((weak));

static __thread const sqlite3_api_routines *captured;

static int capture(sqlite3 *db, char **message, const sqlite3_api_routines *api) {
    (void)db;
    (void)message;
    captured = api;
    return SQLITE_OK;
}

const sqlite3_api_routines *lake_linked_routines(void) {
    if (!sqlite3_auto_extension || !sqlite3_cancel_auto_extension || !sqlite3_open_v2 ||
        !sqlite3_close) {
        return 0;
    }
    sqlite3 *db = 0;
    captured = 0;
    if (sqlite3_auto_extension((void (*)(void))capture) != SQLITE_OK) {
        return 0;
    }
    sqlite3_open_v2(":memory:", &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, 0);
    sqlite3_cancel_auto_extension((void (*)(void))capture);
    sqlite3_close(db);
    return captured;
}

void lake_linked_without_statistics(void) {
    if (sqlite3_config) {
        sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    }
}
