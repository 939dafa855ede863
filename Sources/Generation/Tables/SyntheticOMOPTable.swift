// The rows of one OMOP table of a population that is simulated while it is read.

package import Columnar
package import Synthesis
import SynthesisFHIR
package import SynthesisOMOP

/// `synthetic_person(count, seed)` and its like. Nothing is stored: each scan simulates anew, and
/// conditions on person_id spare the others.
package final class SyntheticOMOPTable: TableSource {
    package let schema: TableSchema
    private let table: OMOPTable
    private let prepared: PreparedWorld
    private var world: SyntheticWorld { prepared.world }
    private let count: Int64
    private let defects: Double
    private let personColumn: Int?

    package init(_ table: OMOPTable, world: SyntheticWorld, count: Int64, defects: Double) {
        self.table = table
        prepared = PreparedWorld(world, hasEvents: false)
        self.count = count
        self.defects = defects
        schema = SyntheticOMOPTable.schema(of: table)
        // Rows are told apart by their key, which must then be a number of the person's own.
        let hasKey = table.isPerPerson && schema.fields.first?.name != "resource_type"
        personColumn = hasKey && !table.isShared ? schema.index(of: "person_id") : nil
    }

    /// The columns of a table.
    package static func schema(of table: OMOPTable) -> TableSchema {
        TableSchema(table.columns.map { Field($0.name, $0.type.dataType) })
    }

    package func estimate() -> ScanEstimate {
        ScanEstimate(rowCount: max(1, Double(count) * table.rowsPerPerson), sizeBytes: 0)
    }

    package func evaluates(_ shape: Predicate.Shape, on column: Int) -> Bool {
        guard column == personColumn else { return false }
        switch shape {
        case .equal, .range, .isIn: return true
        case .isNull, .isNotNull, .prefix: return false
        }
    }

    package func isUnique(_ column: Int) -> Bool { personColumn != nil && column == 0 }
    package var hasRowNumbers: Bool { personColumn != nil }

    /// One person is simulated in a fraction of the time of all; many, several times each, are not.
    package func scansBeforeKeeping(_ column: Int) -> Int {
        column == personColumn ? Int(clamping: min(count / 8, 1000)) + 1 : 1
    }

    package func isUnchanged(since other: any TableSource) -> Bool {
        guard let other = other as? SyntheticOMOPTable else { return false }
        return other.table == table && other.world === world && other.count == count
            && other.defects == defects
    }

    package func open(
        _ request: ScanRequest, in environment: ScanEnvironment
    ) throws(LakeError) -> any BatchStream {
        if let grouping = request.grouping {
            return try open(request, grouping: grouping, in: environment)
        }
        let selection = PersonSelection(count: count, tests: request.predicates.map(\.test))
        return TypedBatchStream(
            try PopulationStream(
                world: prepared, plan: plan, selection: selection, defects: defects, environment),
            table: table, world: world, columns: request.columns, environment)
    }

    /// What has to be simulated for the table.
    private var plan: ChunkPlan {
        if table == .syntheticDefect {
            return ChunkPlan(
                resources: Set(SyntheticResource.allCases), tables: Set(OMOPTable.allCases))
        }
        if table.isPerPerson { return ChunkPlan(resources: [], tables: [table]) }
        if table.isVocabulary { return ChunkPlan(resources: [], tables: []) }
        // Who is referred to shows in the visits and the coverages.
        return ChunkPlan(resources: [], tables: [.person, .visitOccurrence, .payerPlanPeriod])
    }
}
