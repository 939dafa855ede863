// The limits of plausible values, in the few forms that the threshold file writes.
//
//     '19500101'                  a date
//     DATEADD(dd,1,GETDATE())     the day after the reference date
//     YEAR(GETDATE())+1           the year after that of the reference date
//     0.0000001                   a number

import Columnar
import OMOP

/// The least or the greatest plausible value.
enum PlausibleLimit: Hashable {
    /// Days since 1970-01-01.
    case day(Int32)
    case number(Double)

    /// - Parameter asOf: the reference date, in days since 1970-01-01.
    /// - Returns: nil for a form that is not among the ones above.
    init?(_ text: String, asOf: Int32) {
        let folded = text.uppercased().filter { $0 != " " }
        switch folded {
        case "DATEADD(DD,1,GETDATE())": self = .day(asOf + 1)
        case "YEAR(GETDATE())+1": self = .number(Double(CalendarDay.parts(asOf).year + 1))
        default:
            if folded.count == 10, folded.hasPrefix("'"), folded.hasSuffix("'"),
                let compact = Int64(folded.dropFirst().dropLast()),
                let days = CalendarReading.days(
                    year: compact / 10_000, month: compact / 100 % 100, day: compact % 100)
            {
                self = .day(Int32(truncatingIfNeeded: days))
            } else if let number = Double(folded) {
                self = .number(number)
            } else {
                return nil
            }
        }
    }
}
