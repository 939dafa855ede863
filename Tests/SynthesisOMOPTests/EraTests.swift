// The era rules: cases by hand, and the replay by another implementation.

import Testing

@testable import SynthesisOMOP

@Suite("Eras")
struct EraTests {
    private func conditionEras(_ spans: [(Int32, Int32?)], lastDay: Int32 = 10_000) -> [String] {
        var input = spans.map { ConditionOccurrence(conceptID: 1, start: $0.0, end: $0.1) }
        return ConditionEras.eras(of: &input, lastDay: lastDay).map {
            "\($0.span.start)-\($0.span.end) \($0.count)"
        }
    }

    @Test("30 days between are one era, 31 are two")
    func conditionGap() {
        #expect(conditionEras([(0, 10), (40, 50)]) == ["0-50 2"])
        #expect(conditionEras([(0, 10), (41, 50)]) == ["0-10 1", "41-50 1"])
    }

    @Test("An occurrence without end lasts to the next day, but not past the reference date")
    func conditionOpen() {
        #expect(conditionEras([(0, nil), (31, nil)]) == ["0-32 2"])
        #expect(conditionEras([(0, nil), (32, nil)]) == ["0-1 1", "32-33 1"])
        #expect(conditionEras([(100, nil)], lastDay: 100) == ["100-100 1"])
    }

    @Test("The latest end counts, not the last one")
    func conditionNested() {
        #expect(conditionEras([(0, 100), (10, 20), (125, 126)]) == ["0-126 3"])
    }

    private func drugEras(_ spans: [(Int32, Int32)]) -> [String] {
        var input = spans.map {
            IngredientExposure(ingredientID: 1, span: DaySpan(start: $0.0, end: $0.1))
        }
        return DrugEras.eras(of: &input).map {
            "\($0.span.start)-\($0.span.end) \($0.exposureCount) \($0.gapDays)"
        }
    }

    @Test("Gap days are those without exposure")
    func drugGap() {
        #expect(drugEras([(0, 9), (20, 29)]) == ["0-29 2 11"])
        #expect(drugEras([(0, 9), (5, 20), (20, 29)]) == ["0-29 3 0"])
        #expect(drugEras([(0, 10), (40, 50)]) == ["0-50 2 30"])
        #expect(drugEras([(0, 10), (41, 50)]) == ["0-10 1 0", "41-50 1 0"])
    }

    private func rows(_ text: String) -> [[Int32?]] {
        text.split(separator: ";").map { $0.split(separator: " ").map { Int32($0) } }
    }

    @Test("Random data, against the replay")
    func replay() {
        var conditions: [String] = []
        var drugs: [String] = []
        let input = rows(EraReplayData.input)
        for person in Int32(0)..<60 {
            let own = input.filter { $0[0] == person }
            var occurrences = own.map {
                ConditionOccurrence(conceptID: $0[1] ?? 0, start: $0[2] ?? 0, end: $0[3])
            }
            for era in ConditionEras.eras(of: &occurrences, lastDay: 10_000) {
                let span = "\(era.span.start) \(era.span.end)"
                conditions.append("\(person) \(era.conceptID) \(span) \(era.count)")
            }
            var exposures = own.map { row in
                let start = row[2] ?? 0
                return IngredientExposure(
                    ingredientID: row[1] ?? 0, span: DaySpan(start: start, end: row[3] ?? start + 1)
                )
            }
            for era in DrugEras.eras(of: &exposures) {
                let span = "\(era.span.start) \(era.span.end)"
                drugs.append(
                    "\(person) \(era.ingredientID) \(span) \(era.exposureCount) \(era.gapDays)")
            }
        }
        #expect(conditions == EraReplayData.conditionEras.split(separator: ";").map(String.init))
        #expect(drugs == EraReplayData.drugEras.split(separator: ";").map(String.init))
    }
}

@Suite("Observation periods")
struct ObservationPeriodTests {
    private func periods(
        _ events: [(Int32, Int32)], death: Int32? = nil, asOf: Int32 = 10_000
    ) -> [String] {
        var input = events.map { DaySpan(start: $0.0, end: $0.1) }
        return ObservationPeriods.periods(
            of: &input, deathDay: death, lastDay: min(death ?? asOf, asOf), asOfDay: asOf
        ).map { "\($0.start)-\($0.end)" }
    }

    @Test("548 days without an event open a period, 547 do not")
    func gap() {
        #expect(periods([(0, 10), (557, 560)]) == ["0-620"])
        #expect(periods([(0, 10), (558, 560)]) == ["0-70", "558-620"])
    }

    @Test("A period ends 60 days after the last event or death, or on the reference date")
    func end() {
        #expect(periods([(0, 0)], asOf: 40) == ["0-40"])
        #expect(periods([(0, 100)], death: 20, asOf: 1_000) == ["0-80"])
        #expect(periods([], death: 20) == ["20-20"])
        #expect(periods([], asOf: 40) == ["40-40"])
    }
}
