// The insurance of a life.
//
// A person has a rank of income that lasts, and at each change of work (every four years in the
// mean, one at least) a new one around it:
//
//     rank = Φ(0.8 lasting + 0.6 new)     uniform over the population at any time
//
// The band of the person's age then says which kind of coverage that rank has. Bands in which
// nobody is insured privately (from 65 on) go by the lasting rank alone. Neighbours with the same
// payer become one span; where the kind is "uninsured" there is a gap. Lives are drawn from birth
// on, so spans do not depend on how much history is wanted.

import OMOP

/// Draws coverage spans.
struct CoverageSampler: Sendable {
    let tables: CoverageTables
    /// The first second of the history.
    let windowStart: Int64
    /// The first second after the reference date.
    let asOf: Int64

    private static let lastingWeight = 0.8
    private static let newWeight = 0.6
    private static let workYearsMin = 1.0
    private static let workYearsMore = 3.0

    /// Fills `spans` with those that overlap the history, in order.
    ///
    /// A span ends one second before the next begins, at death, or never (`Int64.max`).
    func sample(
        _ random: inout RandomStream, birth: Int64, death: Int64?, into spans: inout [CoverageSpan]
    ) {
        spans.removeAll(keepingCapacity: true)
        let birthDate = CalendarDay.parts(Int32(truncatingIfNeeded: dayOfSecond(birth)))
        let end = min(death ?? .max, asOf)
        let lasting = random.normal()
        let lastingRank = Normal.cumulative(lasting)
        var start = birth
        var changeOfWork = birth
        var rank = lastingRank
        var band = 0
        var bandEnd = endOfBand(0, birthDate)
        while start < end {
            if start >= changeOfWork {
                let years = Self.workYearsMin + random.exponential(mean: Self.workYearsMore)
                changeOfWork = (dayOfSecond(start) + Int64(years * 365.25)) * secondsPerDay
                rank = Normal.cumulative(
                    Self.lastingWeight * lasting + Self.newWeight * random.normal())
            }
            let isByWork = tables.bands[band].isByWork
            let kind = tables.bands[band].kind(atRank: isByWork ? rank : lastingRank)
            let payer = tables.payer(&random, kind)
            var next = isByWork ? changeOfWork : .max
            if bandEnd <= next, band + 1 < tables.bands.count {
                next = max(bandEnd, start)
                band += 1
                bandEnd = endOfBand(band, birthDate)
            }
            append(payer, from: start, to: next, death: death, &spans)
            start = next
        }
        spans.removeAll { $0.end < windowStart }
    }

    /// The second at which a person born on the date leaves a band of ages; never the last.
    private func endOfBand(
        _ band: Int, _ birthDate: (year: Int32, month: Int32, day: Int32)
    ) -> Int64 {
        guard band + 1 < tables.bands.count else { return .max }
        let years = Int32(truncatingIfNeeded: tables.bands[band + 1].ageFrom)
        return Int64(anniversary(of: birthDate, years: years)) * secondsPerDay
    }

    private func append(
        _ payer: Int32?, from start: Int64, to next: Int64, death: Int64?,
        _ spans: inout [CoverageSpan]
    ) {
        guard let payer, next > start else { return }
        let isLast = next >= min(death ?? .max, asOf)
        let end = isLast ? death ?? .max : next - 1
        if let last = spans.last, last.payer == payer, last.end == start - 1 {
            spans[spans.count - 1].end = end
        } else {
            spans.append(CoverageSpan(payer: payer, start: start, end: end))
        }
    }
}
