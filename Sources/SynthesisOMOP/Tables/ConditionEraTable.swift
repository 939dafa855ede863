// CONDITION_ERA: stretches of one condition, derived from the occurrences
// (Eras/ConditionEras.swift).

import Columnar
import OMOP
import Synthesis

/// Gathers rows of CONDITION_ERA.
struct ConditionEraTable {
    private struct Row {
        let person: Int64
        let ordinal: Int32
        let era: ConditionEra
    }

    private var columns = RowColumns<Row>()

    var rowCount: Int { columns.count }

    mutating func append(_ frame: PersonFrame, _ eras: [ConditionEra]) {
        for (ordinal, era) in eras.enumerated() {
            columns.append(
                Row(person: frame.number, ordinal: Int32(truncatingIfNeeded: ordinal), era: era))
        }
        if columns.isChunkFull { flush() }
    }

    mutating func take() -> TypedBatch {
        flush()
        return columns.take()
    }

    private mutating func flush() {
        columns.begin()
        columns.long { RecordID.event(person: $0.person, ordinal: Int($0.ordinal)) }
        columns.long(\.person)
        columns.int(\.era.conceptID)
        columns.date(\.era.span.start)
        columns.date(\.era.span.end)
        columns.int(\.era.count)
        columns.end()
    }
}
