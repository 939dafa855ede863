// What the program sets for its whole process, since it is its own.

import SQLiteBridge

/// To be called first.
package func prepareProcess() { turnOffMemoryStatistics() }
