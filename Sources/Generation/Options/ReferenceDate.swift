// The reference date as users write it.

import Iceberg

/// "Today" of a run.
package enum ReferenceDate {
    /// Days since 1970-01-01 of `YYYY-MM-DD`; nil for what is no date.
    package static func day(_ text: String) -> Int32? {
        guard text.utf8.count == 10,
            let milliseconds = timestampMilliseconds(text + " 00:00:00")
        else { return nil }
        return Int32(exactly: milliseconds / 86_400_000)
    }
}
