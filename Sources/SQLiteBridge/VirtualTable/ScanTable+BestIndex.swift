// Planning: what of a statement the scan takes over, and what that costs.
//
// A condition is taken over when the source evaluates it in its scan. SQLite need not check it
// again ("omit") only where the outcome is the same beyond doubt:
//
// - IS NULL, IS NOT NULL: always.
// - =, <, <=, >, >= of a TEXT column with a text literal, BINARY collation. A value that is not
// known yet may come from a column of numeric affinity, and then SQLite compares numbers, not
// texts: for = the scan keeps
//   what may pass and SQLite checks again, ranges are left to SQLite.
// - Everything else that is taken over (IN, LIKE and GLOB by their prefix, numbers) is checked
//   again.
//
// Costs must not depend on values that are not known, so = with such a value counts as a look-up:
// cheap, since from the second xFilter on a cursor answers from a hash index (see ScanCursor).

import CSQLite
import Columnar

extension ScanTable {
    private struct Offer {
        var constraint: Int
        var test: ScanPlan.Test
        var omits: Bool
    }

    /// Fills in SQLite's `sqlite3_index_info`; the result code is SQLITE_OK or SQLITE_CONSTRAINT.
    func bestIndex(_ info: UnsafeMutablePointer<sqlite3_index_info>) -> Int32 {
        closedLookup = nil
        var plan = ScanPlan()
        var arguments = [Value](repeating: .null, count: parameters.count)
        var parameterConstraints = [Int?](repeating: nil, count: parameters.count)
        for index in unsafe 0..<Int(info.pointee.nConstraint) {
            let constraint = unsafe info.pointee.aConstraint[index]
            guard case .parameter(let parameter) = column(at: Int(constraint.iColumn)),
                Int32(constraint.op) == SQLITE_INDEX_CONSTRAINT_EQ
            else { continue }
            // A parameter that depends on a table not read yet: SQLite has to find another order.
            guard constraint.usable != 0 else { return SQLITE_CONSTRAINT }
            parameterConstraints[parameter] = index
            arguments[parameter] = unsafe literal(info, index) ?? .null
        }
        let source = plannedSource(arguments)
        let offers = unsafe offers(info, source)
        plan.columns = unsafe usedColumns(info.pointee.colUsed)
        plan.tests = offers.map(\.test)

        var argument: Int32 = 0
        for (parameter, constraint) in parameterConstraints.enumerated() {
            guard let constraint else { continue }
            argument += 1
            plan.parameters.append(parameter)
            unsafe info.pointee.aConstraintUsage[constraint].argvIndex = argument
            unsafe info.pointee.aConstraintUsage[constraint].omit = 1
        }
        for offer in offers {
            argument += 1
            unsafe info.pointee.aConstraintUsage[offer.constraint].argvIndex = argument
            unsafe info.pointee.aConstraintUsage[offer.constraint].omit = offer.omits ? 1 : 0
        }

        let estimate = source?.estimate() ?? ScanEstimate(rowCount: 100_000, sizeBytes: 1e8)
        unsafe setCost(info, plan, source, estimate)
        if let group = unsafe group(info, plan, estimate, isKnown: source != nil) {
            plan.group = group
            unsafe info.pointee.orderByConsumed = 1
        }
        let text = plan.description(schema, parameters.map(\.name))
        unsafe info.pointee.idxStr = unsafe lake_copy_message(sqlite, text)
        unsafe info.pointee.needToFreeIdxStr = 1
        return unsafe info.pointee.idxStr == nil ? SQLITE_NOMEM : SQLITE_OK
    }

    // MARK: Conditions

    private func offers(
        _ info: UnsafeMutablePointer<sqlite3_index_info>, _ source: (any TableSource)?
    ) -> [Offer] {
        var offers: [Offer] = []
        guard let source else { return offers }
        for index in unsafe 0..<Int(info.pointee.nConstraint) {
            let constraint = unsafe info.pointee.aConstraint[index]
            guard constraint.usable != 0,
                case .field(let column) = column(at: Int(constraint.iColumn)),
                unsafe isBinary(info, index), var offer = unsafe offer(info, index, column)
            else { continue }
            guard source.evaluates(offer.test.operator.shape, on: column) else { continue }
            if offer.test.operator == .equal,
                unsafe sqlite.pointee.vtab_in(info, Int32(index), -1) != 0
            {
                // All values of an IN at once; else SQLite scans once for each.
                guard source.evaluates(.isIn, on: column) else { continue }
                _ = unsafe sqlite.pointee.vtab_in(info, Int32(index), 1)
                offer.test.operator = .isIn
                offer.test.isLiteral = false
                offer.omits = false
            }
            offers.append(offer)
        }
        return offers
    }

    private func offer(
        _ info: UnsafeMutablePointer<sqlite3_index_info>, _ index: Int, _ column: Int
    ) -> Offer? {
        let type = schema.fields[column].type
        let isBytes = type.isBytes
        let literal = unsafe literal(info, index)
        let isTextLiteral = literal.map { type.comparesAsText($0) } ?? false
        func make(_ operation: ScanPlan.Operator, omits: Bool = false) -> Offer {
            let test = ScanPlan.Test(
                column: column, operator: operation, isLiteral: literal != nil)
            return Offer(constraint: index, test: test, omits: omits)
        }
        func range(_ operation: ScanPlan.Operator) -> Offer? {
            guard let literal else {
                // Where the other side turns out to be a column of numbers, SQLite compares a TEXT
                // column with it as numbers, and a range of texts could lose rows.
                return isBytes && !type.hasNumericAffinity ? nil : make(operation)
            }
            if isBytes { return isTextLiteral ? make(operation, omits: true) : nil }
            switch literal {
            case .integer, .real: return make(operation)
            default: return nil
            }
        }
        switch unsafe Int32(info.pointee.aConstraint[index].op) {
        case SQLITE_INDEX_CONSTRAINT_ISNULL: return make(.isNull, omits: true)
        case SQLITE_INDEX_CONSTRAINT_ISNOTNULL: return make(.isNotNull, omits: true)
        case SQLITE_INDEX_CONSTRAINT_EQ: return make(.equal, omits: isBytes && isTextLiteral)
        case SQLITE_INDEX_CONSTRAINT_LT: return range(.less)
        case SQLITE_INDEX_CONSTRAINT_LE: return range(.lessOrEqual)
        case SQLITE_INDEX_CONSTRAINT_GT: return range(.greater)
        case SQLITE_INDEX_CONSTRAINT_GE: return range(.greaterOrEqual)
        case SQLITE_INDEX_CONSTRAINT_LIKE: return isBytes ? make(.like) : nil
        case SQLITE_INDEX_CONSTRAINT_GLOB: return isBytes ? make(.glob) : nil
        default: return nil
        }
    }

    private func isBinary(
        _ info: UnsafeMutablePointer<sqlite3_index_info>, _ index: Int
    ) -> Bool {
        guard let name = unsafe sqlite.pointee.vtab_collation(info, Int32(index)) else {
            return true
        }
        return unsafe String(cString: name).uppercased() == "BINARY"
    }

    /// The right side of a constraint when it is a literal.
    private func literal(
        _ info: UnsafeMutablePointer<sqlite3_index_info>, _ index: Int
    ) -> Value? {
        var value: OpaquePointer?
        guard unsafe sqlite.pointee.vtab_rhs_value(info, Int32(index), &value) == SQLITE_OK,
            let value = unsafe value
        else { return nil }
        return unsafe readValue(value)
    }

    /// The columns a statement reads; bit 63 of `used` stands for all columns from the 64th on.
    private func usedColumns(_ used: UInt64) -> [Int] {
        schema.fields.indices.filter { field in
            let column = field < visibleCount ? field : field + parameters.count
            return used & (1 << UInt64(min(column, 63))) != 0
        }
    }

    // MARK: Costs, in the time SQLite takes for a row

    private func setCost(
        _ info: UnsafeMutablePointer<sqlite3_index_info>, _ plan: ScanPlan,
        _ source: (any TableSource)?, _ estimate: ScanEstimate
    ) {
        /// Bytes decoded in the time of one row.
        let bytesPerRowTime = 400.0
        var rows = max(estimate.rowCount, 1)
        var isLookup = false
        for test in plan.tests {
            switch test.operator {
            // Not SQLITE_INDEX_SCAN_UNIQUE: an id may well occur in two files.
            case .equal where source?.isUnique(test.column) ?? false: rows = 1
            case .equal: rows *= 0.05
            case .isIn: rows *= 0.1
            case .like, .glob: rows *= 0.1
            case .isNull, .isNotNull: rows *= 0.5
            default: rows *= 0.3
            }
            if test.operator == .equal && !test.isLiteral { isLookup = true }
        }
        rows = max(rows, 1)
        unsafe info.pointee.estimatedRows = Int64(min(rows, 1e15))
        unsafe info.pointee.estimatedCost =
            isLookup
            ? 5 + rows : rows + estimate.rowCount * 0.1 + estimate.sizeBytes / bytesPerRowTime
    }

    // MARK: Grouping

    private func group(
        _ info: UnsafeMutablePointer<sqlite3_index_info>, _ plan: ScanPlan,
        _ estimate: ScanEstimate, isKnown: Bool
    ) -> ScanPlan.Group? {
        let isDistinct: Bool
        switch unsafe sqlite.pointee.vtab_distinct(info) {
        case 1: isDistinct = false
        case 2: isDistinct = true
        default: return nil
        }
        guard unsafe info.pointee.nOrderBy > 0,
            !plan.tests.contains(where: { $0.operator == .equal && !$0.isLiteral })
        else { return nil }
        var keys: [Int] = []
        var descending: [Bool] = []
        for term in unsafe 0..<Int(info.pointee.nOrderBy) {
            let index = unsafe Int(info.pointee.aOrderBy[term].iColumn)
            guard case .field(let column) = self.column(at: index) else { return nil }
            if keys.contains(column) { continue }
            keys.append(column)
            unsafe descending.append(info.pointee.aOrderBy[term].desc != 0)
        }
        if plan.columns.allSatisfy({ keys.contains($0) }) {
            return ScanPlan.Group(
                keys: keys, descending: descending, hand: isDistinct ? .once : .counted)
        }
        // Rows have to be kept until all are seen: only where they surely fit.
        guard isKnown, estimate.sizeBytes <= Double(host.settings.values.memoryBytesMax) else {
            return nil
        }
        return ScanPlan.Group(keys: keys, descending: descending, hand: .rows)
    }
}

extension ScanPlan.Operator {
    var shape: Predicate.Shape {
        switch self {
        case .isNull: .isNull
        case .isNotNull: .isNotNull
        case .equal: .equal
        case .less, .lessOrEqual, .greater, .greaterOrEqual: .range
        case .isIn: .isIn
        case .like, .glob: .prefix
        }
    }
}

/// A value that SQLite passes in, copied out.
func readValue(_ value: OpaquePointer) -> Value {
    switch unsafe sqlite.pointee.value_type(value) {
    case SQLITE_INTEGER: return unsafe .integer(sqlite.pointee.value_int64(value))
    case SQLITE_FLOAT: return unsafe .real(sqlite.pointee.value_double(value))
    case SQLITE_TEXT:
        let text = unsafe sqlite.pointee.value_text(value)
        let count = unsafe sqlite.pointee.value_bytes(value)
        return unsafe .text(
            Array(UnsafeBufferPointer(start: text, count: text == nil ? 0 : Int(count))))
    case SQLITE_BLOB:
        let blob = unsafe sqlite.pointee.value_blob(value)
        let count = unsafe sqlite.pointee.value_bytes(value)
        return unsafe .blob(
            Array(UnsafeRawBufferPointer(start: blob, count: blob == nil ? 0 : Int(count))))
    default: return .null
    }
}
