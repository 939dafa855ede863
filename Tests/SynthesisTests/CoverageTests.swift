import Columnar
import OMOP
import Testing

@testable import Synthesis

@Suite("Coverage")
struct CoverageTests {
    private func make(
        historyYears: Int = 10
    ) throws -> (PersonSampler, PopulationTables, SyntheticOptions) {
        var options = SyntheticOptions()
        options.seed = 5
        options.historyYears = historyYears
        let tables = try PopulationTables()
        let sampler = try PersonSampler(
            options: options, tables: tables, network: .make(seed: 5, tables: tables))
        return (sampler, tables, options)
    }

    @Test("Spans are in order, apart, within life, and overlap the history")
    func order() throws {
        let (sampler, tables, options) = try make()
        var person = Demographics()
        var spans: [CoverageSpan] = []
        let windowStart = Int64(CalendarDay.days(year: 2016, month: 1, day: 1)) * 86_400
        for number in 1...20_000 as ClosedRange<Int64> {
            sampler.sample(number, into: &person)
            sampler.sampleCoverages(number, person, into: &spans)
            for (index, span) in spans.enumerated() {
                #expect(span.start >= person.birth && span.end >= span.start)
                #expect(span.end >= windowStart && span.start < options.asOf)
                #expect(tables.payers.indices.contains(Int(span.payer)))
                if let death = person.death { #expect(span.end <= death) }
                guard index > 0 else { continue }
                #expect(span.start > spans[index - 1].end)
                #expect(
                    span.start > spans[index - 1].end + 1 || span.payer != spans[index - 1].payer)
            }
            if let last = spans.last, last.end != .max, last.end != person.death {
                // A gap at the end: uninsured.
                #expect(last.end < options.asOf)
            }
        }
    }

    /// Four standard errors at the numbers of each band.
    @Test("On a day, the kinds have the shares of the ages", arguments: [0, 1000, 2500])
    func shares(daysBack: Int32) throws {
        let (sampler, tables, options) = try make()
        let day = options.asOfDay - daysBack
        let moment = Int64(day) * 86_400 + 40_000
        var counts: [Int: [String: Int]] = [:]
        var person = Demographics()
        var spans: [CoverageSpan] = []
        for number in 1...60_000 as ClosedRange<Int64> {
            sampler.sample(number, into: &person)
            guard person.death ?? .max > moment, person.birth <= moment else { continue }
            sampler.sampleCoverages(number, person, into: &spans)
            let span = spans.first { $0.start <= moment && $0.end >= moment }
            let name = span.map { tables.payers[Int($0.payer)].name }
            let age = person.age(onDay: day)
            let kind =
                switch name {
                case nil: "uninsured"
                case "Medicare", "Medicaid", "Dual Eligible": name ?? ""
                default: "private"
                }
            counts[age < 19 ? 0 : age < 65 ? 19 : 65, default: [:]][kind, default: 0] += 1
        }
        func check(_ band: Int, _ kind: String, _ share: Double) {
            let total = Double(counts[band, default: [:]].values.reduce(0, +))
            let found = Double(counts[band]?[kind] ?? 0) / total
            #expect(abs(found - share) < 4 * (share * (1 - share) / total).squareRoot())
        }
        check(0, "Medicaid", 0.36)
        check(0, "uninsured", 0.05)
        check(19, "Medicaid", 0.13)
        check(19, "uninsured", 0.11)
        check(19, "private", 0.76)
        check(65, "Dual Eligible", 0.16)
        check(65, "Medicare", 0.84)
    }

    @Test("A shorter history shows the same spans, fewer of them")
    func history() throws {
        let (long, _, _) = try make(historyYears: 10)
        let (short, _, _) = try make(historyYears: 2)
        var person = Demographics()
        var all: [CoverageSpan] = []
        var some: [CoverageSpan] = []
        for number in 1...2000 as ClosedRange<Int64> {
            long.sample(number, into: &person)
            long.sampleCoverages(number, person, into: &all)
            short.sampleCoverages(number, person, into: &some)
            #expect(all.suffix(some.count).map(\.start) == some.map(\.start))
            #expect(all.suffix(some.count).map(\.payer) == some.map(\.payer))
        }
    }
}
