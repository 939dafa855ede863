// The ledger of defects as a table.

import Columnar
import SynthesisOMOP

/// Rows of `synthetic_defect`.
enum DefectLedger {
    static func rows(_ defects: [PlantedDefect]) -> OMOPRows {
        func texts(_ value: (PlantedDefect) -> String) -> TypedColumn {
            var column = ByteColumn()
            for defect in defects { column.append(value(defect).utf8) }
            return TypedColumn(type: .string, count: defects.count, values: .bytes(column))
        }
        let columns = [
            texts(\.kind.layer), texts(\.kind.rawValue), texts(\.record), texts(\.id),
            texts(\.element), texts(\.original), texts(\.planted),
        ]
        return OMOPRows(
            .syntheticDefect, TypedBatch(rowCount: defects.count, columns: columns))
    }
}
