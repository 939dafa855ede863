// CONDITION_OCCURRENCE: a row for each condition, observation or procedure whose code is a
// condition. Start is the onset, end the abatement. Of the clinical states only `resolved` has a
// status concept.

import Columnar
import OMOP
import Synthesis

/// Gathers rows of CONDITION_OCCURRENCE.
struct ConditionOccurrenceTable {
    private struct Row: EventRow {
        let key: EventKey
        let concept: Int32
        let start: Int64
        /// `Absent.moment` while it lasts.
        let end: Int64
        let type: Int32
        let sourceCode: Int32
        let sourceConcept: Int32
    }

    private static let statuses = WorldText.column(["resolved"])

    private var columns = RowColumns<Row>()
    private let text: WorldText
    private let routing: CodeRouting

    init(text: WorldText, routing: CodeRouting) {
        self.text = text
        self.routing = routing
    }

    var rowCount: Int { columns.count }

    mutating func append(_ frame: PersonFrame, _ person: SimulatedPerson, _ staged: [StagedRow]) {
        for (ordinal, row) in staged.enumerated() {
            let event = RoutedEvent(row, of: person)
            var end = Absent.moment
            var type = ConceptID.typeEHR
            if row.source == .condition {
                let condition = person.conditions[Int(row.index)]
                end = frame.knownEnd(condition.abatement) ?? Absent.moment
                if condition.isProblem { type = ConceptID.typeEHRProblemList }
            }
            columns.append(
                Row(
                    key: frame.key(ordinal: ordinal, encounter: event.encounter),
                    concept: row.conceptID, start: row.time, end: end, type: type,
                    sourceCode: WorldText.index(event.code, in: text.codes),
                    sourceConcept: routing.sourceConcept(event.code)))
        }
        if columns.isChunkFull { flush() }
    }

    mutating func take() -> TypedBatch {
        flush()
        return columns.take()
    }

    private mutating func flush() {
        columns.begin()
        columns.ids()
        columns.persons()
        columns.int(\.concept)
        columns.date { CalendarTime.day($0.start) }
        columns.datetime(\.start)
        columns.optionalDate {
            $0.end == Absent.moment ? Absent.day : CalendarTime.day($0.end)
        }
        columns.optionalDatetime(\.end)
        columns.int(\.type)
        columns.optionalInt {
            $0.end == Absent.moment ? Absent.concept : ConceptID.statusResolved
        }
        columns.nullTexts()
        columns.providers()
        columns.visits()
        columns.visitDetails()
        columns.text(text.codes, \.sourceCode)
        columns.int(\.sourceConcept)
        columns.text(Self.statuses) { $0.end == Absent.moment ? -1 : 0 }
        columns.end()
    }
}
