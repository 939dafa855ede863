// From simulated persons to batches of OMOP rows, one for each table that is wanted.
//
//     SimulatedPerson ── StagedRows (which table, in which order) ─┬─ MeasurementTable
//                     └─ PersonFrame (visits, last day)            ├─ …
//                                                                  └─ LedgerRows
//
// The rows of a table come in the order of the persons and, of one person, in the order of date. A
// worker has a builder of its own; nothing of a person depends on those before.

package import Columnar
package import OMOP
package import Synthesis

/// Gathers the rows of persons. One thread at a time.
package final class OMOPRowBuilder {
    private var tables: RowTables

    /// - Parameters:
    ///   - vocabulary: concepts that it does not have become 0.
    ///   - tables: those to gather; what persons share is made by `sharedBatch`. A person has to be
    ///     simulated with the scopes of all of them.
    ///   - findsReferences: whether `referenced` is kept.
    package init(
        world: SyntheticWorld, vocabulary: Vocabulary, tables: Set<OMOPTable>,
        findsReferences: Bool = true
    ) {
        self.tables = RowTables(
            world: world, vocabulary: vocabulary, tables: tables, findsReferences: findsReferences)
    }

    /// What has to be simulated of a person for some tables.
    package static func scope(of tables: Set<OMOPTable>) -> SimulationScope {
        tables.reduce(into: []) { $0.formUnion($1.scope) }
    }

    /// Whom the persons so far refer to; `take` keeps it.
    package var referenced: ReferencedProviders { tables.referenced }

    /// The rows gathered and not yet taken, of all tables. Cheap enough to ask after each person.
    package var rowCount: Int { tables.rowCount }

    /// The same of one table.
    package func rowCount(of table: OMOPTable) -> Int { tables.rowCount(of: table) }

    /// Appends the rows of the first `count` persons to the wanted tables; they are as before when
    /// it returns.
    package func append(_ persons: inout [SimulatedPerson], count: Int) {
        // Each for itself: one that stands in the list would be a copy.
        var person = SimulatedPerson()
        for place in 0..<count {
            swap(&person, &persons[place])
            tables.append(person)
            swap(&person, &persons[place])
        }
    }

    /// Hands the rows on, in the order of `OMOPTable.allCases`, and begins new ones. A wanted table
    /// without rows is there too.
    package func take() -> [(OMOPTable, TypedBatch)] { tables.take() }
}
