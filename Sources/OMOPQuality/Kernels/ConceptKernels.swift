// Checks of fields with concepts. Rows are only counted by concept here; what the concepts are is
// looked up once for each distinct one, behind the last batch (see ConceptResolution.swift).

import Columnar

/// The concepts of one field.
@safe
final class ConceptKernel: Kernel {
    /// How many rows lack a concept although the source has a value.
    struct Pairing {
        let column: Int
        var unmapped = 0
    }

    let column: Int
    let concepts = ValueCounter()
    /// Checks of record completeness.
    private let completeness: [Int]
    private var pairing: Pairing?
    /// Rows with a value.
    private(set) var present = 0
    /// Rows whose value is no integer, and so no concept.
    private(set) var unreadable = 0
    private(set) var rowCount = 0
    /// The slot of each row's concept in the batch at hand, -1 where there is none.
    let slots = RowMemory<Int32>()

    /// - Parameters:
    ///   - completeness: checks of record completeness.
    ///   - paired: the column of the source value that a missing concept is measured against.
    init(column: Int, completeness: [Int], paired: Int?) {
        self.column = column
        self.completeness = completeness
        pairing = paired.map { Pairing(column: $0) }
    }

    func add(_ view: BatchView) {
        let integers = view.integers(column)
        present += view.rowCount - integers.nullCount
        unreadable += integers.otherCount
        slots.reserve(view.rowCount)
        // Safe: a state, a word and a slot stand for each row.
        for row in 0..<view.rowCount {
            if unsafe integers.states[row] == IntegerColumn.State.integer {
                let slot = unsafe concepts.add(Int64(bitPattern: integers.words[row]))
                unsafe slots.base[row] = Int32(truncatingIfNeeded: slot)
            } else {
                unsafe slots.base[row] = -1
            }
        }
        if let pairing, integers.nullCount > 0 {
            let source = view.vector(pairing.column)
            var unmapped = 0
            for row in 0..<view.rowCount
            where unsafe integers.states[row] == IntegerColumn.State.null {
                unmapped &+= source.kind(at: row) == ValueKind.null ? 0 : 1
            }
            self.pairing?.unmapped += unmapped
        }
    }

    func finish(rowCount: Int, _ tally: Tally) {
        self.rowCount = rowCount
        let unmapped = pairing?.unmapped ?? 0
        tally.set(
            completeness, violated: concepts.rows(of: 0) + unmapped, of: present + unmapped)
    }
}

/// sourceValueCompleteness: distinct source values, and those met with concept 0.
final class SourceValueKernel: Kernel {
    private let column: Int
    private let conceptColumn: Int
    private let check: Int
    private let texts = TextCounter()
    private var (hasNull, hasUnmappedNull) = (false, false)

    init(column: Int, conceptColumn: Int, check: Int) {
        self.column = column
        self.conceptColumn = conceptColumn
        self.check = check
    }

    func add(_ view: BatchView) {
        let vector = view.vector(column)
        let concepts = view.integers(conceptColumn)
        if view.nullCount(column) == view.rowCount, hasUnmappedNull { return }
        for row in 0..<view.rowCount {
            let isUnmapped =
                unsafe concepts.states[row] == IntegerColumn.State.integer
                && concepts.words[row] == 0
            if vector.kind(at: row) == ValueKind.null {
                hasNull = true
                if isUnmapped { hasUnmappedNull = true }
            } else {
                texts.add(vector, row: row, isMarked: isUnmapped)
            }
        }
    }

    func finish(rowCount: Int, _ tally: Tally) {
        let unmapped = texts.entries.reduce(0) { $0 + ($1.isMarked ? 1 : 0) }
        tally.set(
            check, violated: unmapped + (hasUnmappedNull ? 1 : 0),
            of: texts.entries.count + (hasNull ? 1 : 0))
    }
}

/// plausibleUnitConceptIds: the units of each concept.
final class UnitKernel: Kernel {
    private let concept: ConceptKernel
    private let unit: ConceptKernel
    /// By `concept slot << 32 | unit slot`, with all bits of the unit set where it is null.
    private let pairs = ValueCounter()
    private let rules: [(check: Int, concept: Int64, units: Set<Int64>)]

    /// - Parameter rules: the checks with their concept and its plausible units.
    init(
        concept: ConceptKernel, unit: ConceptKernel,
        rules: [(check: Int, concept: Int64, units: Set<Int64>)]
    ) {
        self.concept = concept
        self.unit = unit
        self.rules = rules
    }

    func add(_ view: BatchView) {
        // Safe: both kernels took the batch before.
        for row in 0..<view.rowCount where unsafe concept.slots.base[row] >= 0 {
            let unitSlot = unsafe UInt32(bitPattern: unit.slots.base[row])
            _ = unsafe pairs.add(Int64(concept.slots.base[row]) << 32 | Int64(unitSlot))
        }
    }

    func finish(rowCount: Int, _ tally: Tally) {
        for rule in rules {
            guard let slot = concept.concepts.slot(of: rule.concept) else {
                tally.set(rule.check, violated: 0, of: 0)
                continue
            }
            let key = Int64(slot) << 32
            let nulls = pairs.rows(of: key | Int64(UInt32.max))
            var (violated, denominator) = (0, nulls)
            for unitSlot in 0..<unit.concepts.count {
                let value = unsafe unit.concepts.keys[unitSlot]
                let rows = value == 0 ? 0 : pairs.rows(of: key | Int64(unitSlot))
                denominator += rows
                if !rule.units.contains(value) { violated += rows }
            }
            tally.set(rule.check, violated: violated, of: denominator)
        }
    }
}

/// The two concept-level value checks: limits for a concept in a unit.
final class ConceptValueKernel: Kernel {
    /// One check.
    struct Rule {
        let check: Int
        let concept: Int64
        let unit: Int64
        let limit: Double
        let isLow: Bool
        var violated = 0
        var denominator = 0
    }

    private let concept: Int
    private let unit: Int
    private let value: Int
    private var rules: [Rule]
    private let concepts: Set<Int64>

    init(concept: Int, unit: Int, value: Int, rules: [Rule]) {
        self.concept = concept
        self.unit = unit
        self.value = value
        self.rules = rules
        concepts = Set(rules.map(\.concept))
    }

    func add(_ view: BatchView) {
        let (concepts, units) = (view.integers(concept), view.integers(unit))
        let values = view.vector(value)
        // Hardly any row has a number; those are few enough for a set.
        for row in 0..<view.rowCount where values.kind(at: row) != ValueKind.null {
            guard unsafe concepts.states[row] == IntegerColumn.State.integer,
                unsafe units.states[row] == IntegerColumn.State.integer,
                unsafe self.concepts.contains(Int64(bitPattern: concepts.words[row]))
            else { continue }
            let number = values.number(at: row)
            let (found, inUnit) = unsafe (
                Int64(bitPattern: concepts.words[row]), Int64(bitPattern: units.words[row])
            )
            for index in rules.indices
            where rules[index].concept == found && rules[index].unit == inUnit {
                rules[index].denominator += 1
                guard let number else { continue }
                let limit = rules[index].limit
                if rules[index].isLow ? number < limit : number > limit {
                    rules[index].violated += 1
                }
            }
        }
    }

    func finish(rowCount: Int, _ tally: Tally) {
        for rule in rules {
            tally.set(rule.check, violated: rule.violated, of: rule.denominator)
        }
    }
}
