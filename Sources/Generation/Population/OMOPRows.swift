// Rows of one OMOP table.

package import Columnar
package import SynthesisOMOP

/// Some rows of a table, in the order of its columns.
package struct OMOPRows: Sendable {
    package let table: OMOPTable
    package var batch: TypedBatch

    package init(_ table: OMOPTable, _ batch: TypedBatch) {
        self.table = table
        self.batch = batch
    }
}
