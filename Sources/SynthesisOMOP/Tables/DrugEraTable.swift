// DRUG_ERA: stretches of one ingredient, derived from the exposures (Eras/DrugEras.swift).

import Columnar
import OMOP
import Synthesis

/// Gathers rows of DRUG_ERA.
struct DrugEraTable {
    private struct Row {
        let person: Int64
        let ordinal: Int32
        let era: DrugEra
    }

    private var columns = RowColumns<Row>()

    var rowCount: Int { columns.count }

    mutating func append(_ frame: PersonFrame, _ eras: [DrugEra]) {
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
        columns.int(\.era.ingredientID)
        columns.date(\.era.span.start)
        columns.date(\.era.span.end)
        columns.int(\.era.exposureCount)
        columns.int(\.era.gapDays)
        columns.end()
    }
}
