// What CONCEPT and CONCEPT_ANCESTOR say of the concepts that were met.
//
// Both vocabulary tables are read once, behind all others, and only rows for concepts that occur
// are looked at further: memory grows with the distinct concepts of the data, not with the
// vocabulary.

import Columnar

/// Judges the concepts of all fields.
struct ConceptResolution {
    /// One use of a concept: rows of one field.
    private struct Use {
        let field: Int
        let rows: Int
    }

    private let list: [OMOPCheck]
    private let fields: [(kernel: ConceptKernel, checks: [Int])]
    private let concepts = ValueCounter()
    /// By slot of `concepts`.
    private var uses: [[Use]] = []

    /// - Parameter fields: with the checks of each: references, domains, classes, validity.
    init(_ fields: [(kernel: ConceptKernel, checks: [Int])], of list: [OMOPCheck]) {
        self.fields = fields
        self.list = list
        for (index, field) in fields.enumerated() {
            let counter = field.kernel.concepts
            for slot in 0..<counter.count {
                let place = unsafe concepts.add(counter.keys[slot])
                if place == uses.count { uses.append([]) }
                unsafe uses[place].append(Use(field: index, rows: counter.counts[slot]))
            }
        }
    }

    /// What a row of CONCEPT says.
    private struct Concept {
        let domain: ColumnVector?
        let conceptClass: ColumnVector?
        let standard: ColumnVector?
        let invalid: ColumnVector?
    }

    /// Counts the violations of all fields.
    ///
    /// - Throws: `LakeError` at `.table`.
    func run(_ reader: TableReader, _ tally: Tally) throws(LakeError) {
        guard let table = reader.tables["concept"], table.columns["concept_id"] != nil else {
            return
        }
        var violated = Array(repeating: 0, count: list.count)
        var isKnown = Array(repeating: false, count: concepts.count)
        let wanted = [
            "concept_id", "domain_id", "concept_class_id", "standard_concept", "invalid_reason",
        ]
        let names = wanted.filter { table.columns[$0] != nil }
        let places = wanted.map { names.firstIndex(of: $0) }
        let view = BatchView(columnCount: names.count)
        try reader.scan(table, fields: names) { (batch) throws(LakeError) in
            view.load(batch)
            let ids = view.integers(0)
            let vectors = places.map { $0.map { batch.columns[$0] } }
            let columns = Concept(
                domain: vectors[1], conceptClass: vectors[2], standard: vectors[3],
                invalid: vectors[4])
            for row in 0..<batch.rowCount
            where unsafe ids.states[row] == IntegerColumn.State.integer {
                let id = unsafe Int64(bitPattern: ids.words[row])
                guard let slot = concepts.slot(of: id) else { continue }
                isKnown[slot] = true
                if id != 0 { judge(slot, columns, row, &violated) }
            }
        }
        finish(isKnown, &violated, tally)
    }

    /// Adds the rows of one concept to the checks that it violates.
    private func judge(
        _ slot: Int, _ columns: Concept, _ row: Int, _ violated: inout [Int]
    ) {
        let domain = columns.domain?.value(at: row).string
        let conceptClass = columns.conceptClass?.value(at: row).string
        let isStandard = columns.standard?.value(at: row).string == "S"
        let isInvalid = columns.invalid.map { $0.kind(at: row) != ValueKind.null } ?? false
        for use in uses[slot] {
            for check in fields[use.field].checks {
                let isViolated: Bool
                switch list[check].kind {
                case .fkDomain: isViolated = domain != nil && domain != list[check].domain
                case .fkClass:
                    isViolated = conceptClass != nil && conceptClass != list[check].conceptClass
                case .isStandardValidConcept: isViolated = !isStandard || isInvalid
                default: isViolated = false
                }
                if isViolated { violated[check] += use.rows }
            }
        }
    }

    private func finish(_ isKnown: [Bool], _ violated: inout [Int], _ tally: Tally) {
        for (index, field) in fields.enumerated() {
            var missing = field.kernel.unreadable
            for slot in uses.indices where !isKnown[slot] {
                for use in uses[slot] where use.field == index { missing += use.rows }
            }
            for check in field.checks {
                switch list[check].kind {
                case .isForeignKey:
                    tally.set(check, violated: missing, of: field.kernel.rowCount)
                case .isStandardValidConcept:
                    tally.set(check, violated: violated[check], of: field.kernel.present)
                default: tally.set(check, violated: violated[check], of: field.kernel.rowCount)
                }
            }
        }
    }
}

/// plausibleGenderUseDescendants: adds up the genders of all concepts below some.
struct DescendantResolution {
    /// - Parameters:
    ///   - checks: with the kernel that counted their field.
    /// - Throws: `LakeError` at `.table`.
    static func run(
        _ checks: [(check: Int, kernel: GenderKernel)], of list: [OMOPCheck],
        _ reader: TableReader, _ tally: Tally
    ) throws(LakeError) {
        let fields = ["ancestor_concept_id", "descendant_concept_id"]
        guard !checks.isEmpty, let table = reader.tables["concept_ancestor"],
            fields.allSatisfy({ table.columns[$0] != nil })
        else { return }
        var byAncestor: [Int64: [Int]] = [:]
        for (index, entry) in checks.enumerated() {
            for concept in list[entry.check].concepts {
                byAncestor[concept, default: []].append(index)
            }
        }
        var counts = Array(repeating: (violated: 0, denominator: 0), count: checks.count)
        let view = BatchView(columnCount: 2)
        try reader.scan(table, fields: fields) { (batch) throws(LakeError) in
            view.load(batch)
            let (ancestors, descendants) = (view.integers(0), view.integers(1))
            // Ancestors come in runs in most files, and few are asked for.
            var (last, known): (Int64, [Int]) = (Int64.min, [])
            for row in 0..<batch.rowCount
            where unsafe ancestors.states[row] == IntegerColumn.State.integer
                && descendants.states[row] == IntegerColumn.State.integer
            {
                let ancestor = unsafe Int64(bitPattern: ancestors.words[row])
                if ancestor != last {
                    last = ancestor
                    known = byAncestor[ancestor] ?? []
                }
                let descendant = unsafe Int64(bitPattern: descendants.words[row])
                for index in known {
                    let kernel = checks[index].kernel
                    guard let slot = kernel.concept.concepts.slot(of: descendant) else { continue }
                    unsafe counts[index].denominator += kernel.concept.concepts.counts[slot]
                    counts[index].violated += kernel.violations(
                        at: slot, list[checks[index].check].gender)
                }
            }
        }
        for (index, entry) in checks.enumerated() {
            tally.set(
                entry.check, violated: counts[index].violated, of: counts[index].denominator)
        }
    }
}
