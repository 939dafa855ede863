// The day that checks call today.

import Columnar
import Glibc
import OMOP

enum CheckDay {
    /// Days since 1970-01-01 of `YYYY-MM-DD`; of the system's clock for NULL.
    ///
    /// - Throws: `LakeError.invalidInput` for what is no day.
    static func days(of day: Value) throws(LakeError) -> Int32 {
        guard day != .null else {
            return Int32(truncatingIfNeeded: Int64(time(nil)) / CalendarText.secondsPerDay)
        }
        guard let text = day.string, let days = CalendarDay.days(text) else {
            throw LakeError(
                .invalidInput, "as_of is no day", at: [.argument("as_of")],
                advice: "write '2026-01-01'")
        }
        return days
    }
}
