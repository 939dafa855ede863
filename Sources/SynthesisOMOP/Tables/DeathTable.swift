// DEATH: one row for each person who died, with the cause where it is known.

import Columnar
import OMOP
import Synthesis

/// Gathers rows of DEATH.
struct DeathTable {
    private struct Row {
        let person: Int64
        let time: Int64
        /// -1 for a cause that is not known.
        let cause: Int32
        let sourceCode: Int32
        let sourceConcept: Int32
    }

    private var columns = RowColumns<Row>()
    private let text: WorldText
    private let routing: CodeRouting

    init(text: WorldText, routing: CodeRouting) {
        self.text = text
        self.routing = routing
    }

    var rowCount: Int { columns.count }

    mutating func append(_ frame: PersonFrame, _ person: SimulatedPerson) {
        guard let time = person.demographics.death else { return }
        let index = Int(person.demographics.causeOfDeath)
        guard index >= 0, index < person.conditions.count else {
            columns.append(
                Row(
                    person: frame.number, time: time, cause: Absent.concept, sourceCode: -1,
                    sourceConcept: Absent.concept))
            return
        }
        let code = person.conditions[index].code
        columns.append(
            Row(
                person: frame.number, time: time,
                cause: routing.firstConcept(code, in: .condition),
                sourceCode: WorldText.index(code, in: text.codes),
                sourceConcept: routing.sourceConcept(code)))
        if columns.isChunkFull { flush() }
    }

    mutating func take() -> TypedBatch {
        flush()
        return columns.take()
    }

    private mutating func flush() {
        columns.begin()
        columns.long(\.person)
        columns.date { CalendarTime.day($0.time) }
        columns.datetime(\.time)
        columns.int(ConceptID.typeEHR)
        columns.optionalInt(\.cause)
        columns.text(text.codes, \.sourceCode)
        columns.optionalInt(\.sourceConcept)
        columns.end()
    }
}
