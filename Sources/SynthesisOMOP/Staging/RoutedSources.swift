// Which lists of a person can have rows in which table, worked out from the codes of a catalogue: a
// table without rows of procedures needs none to be simulated.
//
//     conditions, observations, procedures  ── the domains of their codes ──▶  tables

package import OMOP
package import Synthesis

/// The sources of each table whose rows the domain of a code decides.
package struct RoutedSources: Sendable {
    /// By `EventTable`.
    private var scopes = [SimulationScope](repeating: [], count: EventTable.allCases.count)
    /// By `EventTable`, then by code: the procedures that have rows in it.
    private var procedures: [[Bool]]

    /// - Returns: nil for a catalogue made by hand, of which any code may be in any list.
    package init?(_ catalogue: Catalogue, vocabulary: Vocabulary) {
        guard let clinical = catalogue.clinical else { return nil }
        let routing = CodeRouting(codes: catalogue.codes, vocabulary: vocabulary)
        procedures = [[Bool]](
            repeating: [Bool](repeating: false, count: catalogue.codes.count),
            count: EventTable.allCases.count)
        for entry in clinical.conditions { add(entry.code, .conditions, .condition, routing) }
        for entry in clinical.measures {
            // A code without a target goes where its category says: either of the two.
            add(entry.code, .observations, .measurement, routing)
            add(entry.code, .observations, .observation, routing)
        }
        for row in clinical.visitProcedures + clinical.care.flatMap(\.procedures) {
            add(row.code, .procedures, .procedure, routing)
            for target in routing.range(row.code) {
                procedures[Int(routing[target].table.rawValue)][Int(row.code)] = true
            }
        }
        // The halves of a blood pressure, whose panel has no row.
        scopes[Int(EventTable.measurement.rawValue)].insert(.observations)
    }

    private mutating func add(
        _ code: Int32, _ part: SimulationScope, _ suggested: EventTable, _ routing: CodeRouting
    ) {
        scopes[Int(suggested.rawValue)].insert(part)
        for target in routing.range(code) {
            // Only prescriptions, administrations and immunizations are exposures.
            let table = routing[target].table
            scopes[Int((table == .drug ? .observation : table).rawValue)].insert(part)
        }
    }

    /// What has to be simulated for a table: `table.scope` without the parts that have no rows.
    package func scope(of table: OMOPTable) -> SimulationScope {
        let event: EventTable
        switch table {
        case .conditionOccurrence, .conditionEra: event = .condition
        case .procedureOccurrence: event = .procedure
        case .measurement: event = .measurement
        default: return table.scope
        }
        return scopes[Int(event.rawValue)].union(.encounters)
    }

    /// The procedures that some tables have rows of, by code in `Catalogue.codes`; empty where that
    /// may be any.
    package func procedures(of tables: Set<OMOPTable>) -> [Bool] {
        var isWanted: [Bool] = []
        for table in tables {
            let more: [Bool]
            switch table {
            case .conditionOccurrence, .conditionEra:
                more = procedures[Int(EventTable.condition.rawValue)]
            case .measurement: more = procedures[Int(EventTable.measurement.rawValue)]
            default:
                if table.scope.isDisjoint(with: [.procedures, .claims]) { continue }
                return []
            }
            isWanted = isWanted.isEmpty ? more : zip(isWanted, more).map { $0 || $1 }
        }
        return isWanted
    }
}
