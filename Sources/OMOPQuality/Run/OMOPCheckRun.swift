// One run of all checks: each table is read once.
//
//     PERSON, DEATH, VISIT_OCCURRENCE, keys  →  lookups in memory
//     each table  →  one scan  →  kernels  →  counts
//     CONCEPT, CONCEPT_ANCESTOR  →  what the concepts that were met are  →  counts
//     counts  →  status

package import Columnar
import OMOP

/// What a run may use.
package struct OMOPCheckOptions {
    /// The reference date, in days since 1970-01-01: what the checks call today.
    package var asOf: Int32
    /// Threads that decode.
    package var threadCount: Int
    /// Of scans that keep rows.
    package var memoryBytesMax: Int
    /// Called between batches; throws when the user stopped the statement.
    package var checkpoint: () throws(LakeError) -> Void

    package init(
        asOf: Int32, threadCount: Int = 2, memoryBytesMax: Int = 192 << 20,
        checkpoint: @escaping () throws(LakeError) -> Void = { () throws(LakeError) in }
    ) {
        self.asOf = asOf
        self.threadCount = threadCount
        self.memoryBytesMax = memoryBytesMax
        self.checkpoint = checkpoint
    }
}

/// Runs DataQualityDashboard's checks over a source.
package struct OMOPCheckRun {
    let source: any CDMSource
    private let options: OMOPCheckOptions
    var asOf: Int32 { options.asOf }

    package init(source: any CDMSource, options: OMOPCheckOptions) {
        self.source = source
        self.options = options
    }

    /// The result of every check, in the order of `CheckList.all`.
    ///
    /// - Throws: `LakeError` when a table cannot be read; missing tables and fields are results.
    package func results() throws(LakeError) -> [OMOPCheckResult] {
        let list = CheckList.all
        let reader = TableReader(tables: try CDMTables(source), options: options)
        let tally = Tally(checkCount: list.count)
        let runnable = markMissing(list, reader.tables, tally)
        let rowCounts = try runTables(list, runnable, reader, tally)
        return Judgement(list: list, tables: reader.tables, rowCounts: rowCounts, tally: tally)
            .results(asOf: options.asOf)
    }

    /// Gives the checks that cannot run their error, and the two kinds that count nothing their
    /// result.
    ///
    /// - Returns: the others by table.
    private func markMissing(
        _ list: [OMOPCheck], _ tables: CDMTables, _ tally: Tally
    ) -> [String: [Int]] {
        var runnable: [String: [Int]] = [:]
        for (index, check) in list.enumerated() {
            let own = tables.problem(check.table, check.field.isEmpty ? nil : check.field)
            let others = check.requirements.lazy.compactMap { tables.problem($0.table, $0.field) }
            if let problem = own ?? others.first {
                tally.set(index, error: problem)
            } else if check.kind == .cdmTable || check.kind == .cdmField {
                tally.set(index, violated: 0, of: 1)
            } else {
                runnable[check.table, default: []].append(index)
            }
        }
        return runnable
    }

    /// - Returns: the number of rows of each table.
    private func runTables(
        _ list: [OMOPCheck], _ runnable: [String: [Int]], _ reader: TableReader, _ tally: Tally
    ) throws(LakeError) -> [String: Int] {
        var targets: [OMOPCheck.Target] = []
        for name in reader.tables.names {
            for check in runnable[name] ?? [] where list[check].kind == .isForeignKey {
                guard let target = list[check].reference, target.table != "concept",
                    !targets.contains(target)
                else { continue }
                targets.append(target)
            }
        }
        let lookups = try Lookups(reader, targets: targets)
        var rowCounts: [String: Int] = [:]
        var concepts: [(kernel: ConceptKernel, checks: [Int])] = []
        var descendants: [(check: Int, kernel: GenderKernel)] = []
        var persons: [String: PersonSetKernel] = [:]
        for name in reader.tables.names {
            guard let table = reader.tables[name] else { continue }
            let checks = runnable[name] ?? []
            let plan = TableChecks(
                table, checks, of: list, lookups: lookups, asOf: options.asOf)
            rowCounts[name] = try run(plan, table, reader, tally)
            concepts += plan.concepts
            persons[name] = plan.persons
            for check in checks where list[check].kind == .plausibleGenderUseDescendants {
                if let kernel = plan.genders.first { descendants.append((check, kernel)) }
            }
        }
        try ConceptResolution(concepts, of: list).run(reader, tally)
        try DescendantResolution.run(descendants, of: list, reader, tally)
        countEras(list, runnable, persons, tally)
        return rowCounts
    }

    private func run(
        _ plan: TableChecks, _ table: FoundTable, _ reader: TableReader, _ tally: Tally
    ) throws(LakeError) -> Int {
        let view = BatchView(columnCount: plan.fields.count)
        var rowCount = 0
        try reader.scan(table, fields: plan.fields) { (batch) throws(LakeError) in
            view.load(batch)
            rowCount += batch.rowCount
            for kernel in plan.kernels { kernel.add(view) }
        }
        for kernel in plan.kernels { kernel.finish(rowCount: rowCount, tally) }
        return rowCount
    }

    /// measureConditionEraCompleteness: persons with conditions and without eras.
    private func countEras(
        _ list: [OMOPCheck], _ runnable: [String: [Int]], _ persons: [String: PersonSetKernel],
        _ tally: Tally
    ) {
        guard let conditions = persons["condition_occurrence"]?.persons,
            let eras = persons["condition_era"]?.persons
        else { return }
        var missing = 0
        for slot in 0..<conditions.count where unsafe eras.slot(of: conditions.keys[slot]) == nil {
            missing += 1
        }
        for check in runnable["condition_era"] ?? []
        where list[check].kind == .measureConditionEraCompleteness {
            tally.set(check, violated: missing, of: conditions.count)
        }
    }
}
