// What the program sets for its whole process, since it is its own.

import Glibc
import SQLiteBridge

/// To be called first.
package func prepareProcess() {
    turnOffMemoryStatistics()
    // A file above the limit of sizes (ulimit -f) is a write that fails, which can be told.
    signal(SIGXFSZ, SIG_IGN)
}
