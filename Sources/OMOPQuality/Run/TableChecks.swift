// From the checks of one table to the kernels of one scan.

import Columnar

/// The kernels that serve the checks of a table, and the columns they read.
struct TableChecks {
    /// Columns of the scan, by name.
    private(set) var fields: [String] = []
    private(set) var kernels: [any Kernel] = []
    /// Fields with concepts whose rows are judged by what CONCEPT says.
    private(set) var concepts: [(kernel: ConceptKernel, checks: [Int])] = []
    private(set) var genders: [GenderKernel] = []
    /// The distinct persons of CONDITION_OCCURRENCE or CONDITION_ERA.
    private(set) var persons: PersonSetKernel?

    private let table: FoundTable
    private let list: [OMOPCheck]
    private let lookups: Lookups
    private let asOf: Int32
    private var conceptKernels: [String: ConceptKernel] = [:]
    private var person: PersonKernel?

    /// - Parameters:
    ///   - checks: indexes into `list` of the table's checks that can run.
    ///   - asOf: the reference date.
    init(
        _ table: FoundTable, _ checks: [Int], of list: [OMOPCheck], lookups: Lookups, asOf: Int32
    ) {
        self.table = table
        self.list = list
        self.lookups = lookups
        self.asOf = asOf
        preparePerson(checks)
        prepareConcepts(checks)
        addValueKernels(checks)
        addReferences(checks)
        addDates(checks)
        addConceptLevel(checks)
        addTableLevel(checks)
    }

    private mutating func column(_ field: String) -> Int {
        if let known = fields.firstIndex(of: field) { return known }
        fields.append(field)
        return fields.count - 1
    }

    /// The checks of a kind, with their field.
    private func of(_ kinds: Set<OMOPCheckKind>, _ checks: [Int]) -> [Int] {
        checks.filter { kinds.contains(list[$0].kind) }
    }

    // MARK: What others build on

    /// Kernels run in their order: what finds persons goes first.
    private mutating func preparePerson(_ checks: [Int]) {
        let needing = of(
            [
                .measurePersonCompleteness, .plausibleDuringLife, .plausibleAfterBirth,
                .plausibleBeforeDeath, .plausibleGender, .plausibleGenderUseDescendants,
                .plausibleTemporalAfter,
            ], checks)
        let reference = of([.isForeignKey], checks).first {
            list[$0].field == "person_id" && list[$0].reference?.table == "person"
        }
        let isNeeded =
            reference != nil
            || needing.contains {
                list[$0].kind != .plausibleTemporalAfter || list[$0].other?.table == "person"
            }
        guard isNeeded, table.columns["person_id"] != nil, let people = lookups.people else {
            return
        }
        let kernel = PersonKernel(column: column("person_id"), people: people, check: reference)
        person = kernel
        kernels.append(kernel)
    }

    private mutating func prepareConcepts(_ checks: [Int]) {
        let lookingUp: Set<OMOPCheckKind> = [.fkDomain, .fkClass, .isStandardValidConcept]
        let completing: Set<OMOPCheckKind> = [
            .standardConceptRecordCompleteness, .sourceConceptRecordCompleteness,
        ]
        var fields: [String] = []
        for check in checks {
            let item = list[check]
            let isReference = item.kind == .isForeignKey && item.reference?.table == "concept"
            guard
                isReference || lookingUp.contains(item.kind) || completing.contains(item.kind)
                    || (item.level == .concept && item.kind != .plausibleValueLow
                        && item.kind != .plausibleValueHigh)
            else { continue }
            if !fields.contains(item.field) { fields.append(item.field) }
            if item.kind == .plausibleUnitConceptIds, !fields.contains("unit_concept_id") {
                fields.append("unit_concept_id")
            }
        }
        for field in fields {
            let own = checks.filter { list[$0].field == field }
            let complete = own.filter { completing.contains(list[$0].kind) }
            let paired = complete.first.flatMap { list[$0].pairedSourceField }
            let judged = own.filter {
                lookingUp.contains(list[$0].kind)
                    || (list[$0].kind == .isForeignKey && list[$0].reference?.table == "concept")
            }
            let kernel = ConceptKernel(
                column: column(field), completeness: complete, paired: paired.map { column($0) })
            conceptKernels[field] = kernel
            kernels.append(kernel)
            if !judged.isEmpty { concepts.append((kernel, judged)) }
        }
    }

    // MARK: Fields

    private mutating func addValueKernels(_ checks: [Int]) {
        var nulls: [(field: String, checks: [Int])] = []
        for check in of([.isRequired, .measureValueCompleteness], checks) {
            if let known = nulls.firstIndex(where: { $0.field == list[check].field }) {
                nulls[known].checks.append(check)
            } else {
                nulls.append((list[check].field, [check]))
            }
        }
        for entry in nulls {
            kernels.append(NullKernel(column: column(entry.field), checks: entry.checks))
        }
        for check in of([.cdmDatatype], checks) {
            kernels.append(DatatypeKernel(column: column(list[check].field), check: check))
        }
        for check in of([.isPrimaryKey], checks) {
            let place = column(list[check].field)
            let isText = ["domain", "vocabulary", "relationship", "concept_class"].contains(
                list[check].table)
            kernels.append(
                isText
                    ? UniqueTextKernel(column: place, check: check)
                    : UniqueKernel(column: place, check: check))
        }
        for check in of([.sourceValueCompleteness], checks) {
            kernels.append(
                SourceValueKernel(
                    column: column(list[check].field),
                    conceptColumn: column(list[check].standardConceptField), check: check))
        }
    }

    private mutating func addReferences(_ checks: [Int]) {
        for check in of([.isForeignKey], checks) {
            let item = list[check]
            guard let target = item.reference, target.table != "concept" else { continue }
            // Persons and visits of these fields are found by kernels of their own.
            if item.field == "person_id", target.table == "person", person != nil { continue }
            if item.field == "visit_occurrence_id", target.table == "visit_occurrence" { continue }
            let place = column(item.field)
            if let texts = lookups.texts(target) {
                kernels.append(TextReferenceKernel(column: place, check: check, texts: texts))
            } else if let index = lookups.index(target) ?? sharedIndex(target) {
                kernels.append(ReferenceKernel(column: place, check: check, index: index))
            }
        }
    }

    private func sharedIndex(_ target: OMOPCheck.Target) -> KeyIndex? {
        switch target.table {
        case "person": lookups.people?.persons
        case "visit_occurrence": lookups.visits?.index
        default: nil
        }
    }

    // MARK: Dates and ranges

    private mutating func addDates(_ checks: [Int]) {
        addLimits(checks)
        for check in of([.plausibleTemporalAfter, .plausibleStartBeforeEnd], checks) {
            let item = list[check]
            guard let other = item.other, other.table == item.table else { continue }
            let (own, second) = (column(item.field), column(other.field))
            let isStart = item.kind == .plausibleStartBeforeEnd
            kernels.append(
                OrderKernel(
                    earlier: isStart ? own : second, later: isStart ? second : own, check: check,
                    countsAllRows: !isStart))
        }
        let reference = of([.isForeignKey], checks).first {
            list[$0].field == "visit_occurrence_id"
                && list[$0].reference?.table == "visit_occurrence"
        }
        let within = of([.withinVisitDates], checks)
        guard reference != nil || !within.isEmpty, let visits = lookups.visits else { return }
        var rules: [VisitKernel.Rule] = []
        for check in within {
            rules.append(VisitKernel.Rule(column: column(list[check].field), check: check))
        }
        kernels.append(
            VisitKernel(
                column: column("visit_occurrence_id"), visits: visits, check: reference,
                rules: rules))
    }

    private mutating func addLimits(_ checks: [Int]) {
        let kinds: Set<OMOPCheckKind> = [
            .plausibleValueLow, .plausibleValueHigh, .plausibleAfterBirth, .plausibleBeforeDeath,
            .plausibleDuringLife, .plausibleTemporalAfter,
        ]
        var fields: [String] = []
        for check in of(kinds, checks) where list[check].level == .field {
            if !fields.contains(list[check].field) { fields.append(list[check].field) }
        }
        for field in fields {
            var dates = DateKernel.Checks()
            var (low, high): ((Int, Double)?, (Int, Double)?)
            var hasDate = false
            for check in of(kinds, checks)
            where list[check].field == field && list[check].level == .field {
                let item = list[check]
                switch item.kind {
                case .plausibleValueLow, .plausibleValueHigh:
                    let isLow = item.kind == .plausibleValueLow
                    switch PlausibleLimit(item.value, asOf: asOf) {
                    case .day(let day):
                        hasDate = true
                        if isLow { dates.low = (check, day) } else { dates.high = (check, day) }
                    case .number(let number):
                        if isLow { low = (check, number) } else { high = (check, number) }
                    case nil: break
                    }
                case .plausibleAfterBirth: dates.afterBirth = check
                case .plausibleBeforeDeath: dates.beforeDeath = check
                case .plausibleDuringLife: dates.duringLife = check
                default: if item.other?.table == "person" { dates.temporalAfter = check }
                }
            }
            if low != nil || high != nil {
                kernels.append(RangeKernel(column: column(field), low: low, high: high))
            }
            if hasDate || dates.needsPerson {
                kernels.append(DateKernel(column: column(field), checks: dates, person: person))
            }
        }
    }

    // MARK: Concepts and tables

    private mutating func addConceptLevel(_ checks: [Int]) {
        var fields: [String] = []
        for check in of([.plausibleGender, .plausibleGenderUseDescendants], checks)
        where !fields.contains(list[check].field) {
            fields.append(list[check].field)
        }
        for field in fields {
            guard let concept = conceptKernels[field], let person else { continue }
            var rules: [(check: Int, concept: Int64, gender: Int64)] = []
            for check in of([.plausibleGender], checks) where list[check].field == field {
                guard let id = list[check].concepts.first else { continue }
                rules.append((check, id, list[check].gender))
            }
            let kernel = GenderKernel(concept: concept, person: person, rules: rules)
            genders.append(kernel)
            kernels.append(kernel)
        }
        var units: [(check: Int, concept: Int64, units: Set<Int64>)] = []
        for check in of([.plausibleUnitConceptIds], checks) {
            guard let id = list[check].concepts.first else { continue }
            units.append((check, id, Set(OMOPCheck.integers(list[check].value))))
        }
        if let first = units.first, let concept = conceptKernels[list[first.check].field],
            let unit = conceptKernels["unit_concept_id"]
        {
            kernels.append(UnitKernel(concept: concept, unit: unit, rules: units))
        }
        addConceptValues(checks)
    }

    private mutating func addConceptValues(_ checks: [Int]) {
        var rules: [ConceptValueKernel.Rule] = []
        var field = ""
        for check in of([.plausibleValueLow, .plausibleValueHigh], checks)
        where list[check].level == .concept {
            let item = list[check]
            guard let concept = item.concepts.first, let unit = Int64(item.unitConceptID),
                let limit = Double(item.value)
            else { continue }
            field = item.field
            rules.append(
                ConceptValueKernel.Rule(
                    check: check, concept: concept, unit: unit, limit: limit,
                    isLow: item.kind == .plausibleValueLow))
        }
        guard !rules.isEmpty else { return }
        kernels.append(
            ConceptValueKernel(
                concept: column(field), unit: column("unit_concept_id"),
                value: column("value_as_number"), rules: rules))
    }

    private mutating func addTableLevel(_ checks: [Int]) {
        if let check = of([.measurePersonCompleteness], checks).first, let person {
            kernels.append(PresenceKernel(person: person, check: check))
        }
        if let check = of([.measureObservationPeriodOverlap], checks).first {
            kernels.append(
                PeriodKernel(
                    check: check, person: column("person_id"), id: column("observation_period_id"),
                    start: column("observation_period_start_date"),
                    end: column("observation_period_end_date")))
        }
        let concept =
            table.name == "condition_occurrence"
                && table.columns["condition_concept_id"] != nil
            ? column("condition_concept_id") : nil
        guard concept != nil || table.name == "condition_era", table.columns["person_id"] != nil
        else { return }
        let kernel = PersonSetKernel(person: column("person_id"), concept: concept)
        persons = kernel
        kernels.append(kernel)
    }
}

extension OMOPCheck {
    /// The gender that persons with the concept should have.
    var gender: Int64 { value == "Male" ? GenderKernel.male : GenderKernel.female }
}
