// json_extract() and the items of json_each(): paths followed on the text, values handed on as
// slices of it.
// Source: SQLite, "JSON Functions And Operators", sections 3 and 4.

import Columnar
import JSON

extension Evaluator {
    func jsonExtract(
        _ path: JSONPath, _ pathText: String, _ operand: AddressedVector, _ frame: Frame
    ) throws(LakeError) -> AddressedVector {
        let result = AddressedVector(count: frame.rowCount, isConstant: operand.isConstant)
        result.isMinified = true
        let isMinified = operand.isMinified
        let rowCount = operand.isConstant ? 1 : frame.rowCount
        for row in 0..<rowCount {
            if row % Self.glanceRows == 0 {
                glanced ^= operand.glance(at: row..<min(row + Self.glanceRows, rowCount))
            }
            let kind = operand.kind(row)
            if kind == ValueKind.null {
                result.setNull(row)
                continue
            }
            // Only text that is known to be sound JSON is followed here.
            if kind == ValueKind.json {
                switch unsafe path.find(in: operand.bytes(row)) {
                case .none:
                    result.setNull(row)
                    continue
                case .value(let value):
                    try unsafe setFound(value, isMinified, result, row, frame)
                    continue
                case .undecided: break
                }
            }
            try ask(
                ScalarOperation.jsonExtract(path: pathText).sql(operandCount: 1),
                [operand.value(row)], result, row, frame)
        }
        return result
    }

    /// Rows that are looked at ahead: some kilobytes.
    private static let glanceRows = 64

    /// Follows the paths of a group in one walk over each value and keeps what they find.
    ///
    /// - Returns: false where that is not how the values are read: not all are known to be JSON.
    func extract(
        _ group: PathGroup, _ operand: AddressedVector, _ frame: Frame
    ) throws(LakeError) -> Bool {
        guard !operand.isConstant, isJSON(operand, frame.rowCount) else { return false }
        let results = group.nodes.map { _ in AddressedVector(count: frame.rowCount) }
        for result in results { result.isMinified = true }
        let pathCount = group.nodes.count
        // The matches of one row, then of the next.
        let matches = UnsafeMutableBufferPointer<JSONPath.Match>.allocate(
            capacity: pathCount * Self.glanceRows)
        defer { unsafe matches.deallocate() }
        unsafe matches.initialize(repeating: .none)
        var start = 0
        while start < frame.rowCount {
            let rows = start..<min(start + Self.glanceRows, frame.rowCount)
            glanced ^= operand.glance(at: rows)
            for row in rows where operand.kind(row) != ValueKind.null {
                let first = (row - start) * pathCount
                unsafe group.tree.find(
                    in: operand.bytes(row),
                    into: UnsafeMutableBufferPointer(
                        rebasing: matches[first..<first + pathCount]))
            }
            for path in 0..<pathCount {
                unsafe try keep(
                    matches, path, pathCount, rows, operand, results[path], group.nodes[path],
                    frame)
            }
            start = rows.upperBound
        }
        for (path, node) in group.nodes.enumerated() { frame.vectors[node] = results[path] }
        return true
    }

    /// Stores what one path of a group found in some rows.
    ///
    /// - Parameter matches: of all paths, row by row.
    private func keep(
        _ matches: UnsafeMutableBufferPointer<JSONPath.Match>, _ path: Int, _ pathCount: Int,
        _ rows: Range<Int>, _ operand: AddressedVector, _ result: AddressedVector, _ node: Int,
        _ frame: Frame
    ) throws(LakeError) {
        let isMinified = operand.isMinified
        var place = path
        for row in rows {
            if operand.kind(row) == ValueKind.null {
                result.setNull(row)
            } else {
                switch unsafe matches[place] {
                case .none: result.setNull(row)
                case .value(let value):
                    try unsafe setFound(value, isMinified, result, row, frame)
                case .undecided:
                    if case .jsonExtract(_, let text) = plan.nodes[node].operation {
                        try ask(
                            ScalarOperation.jsonExtract(path: text).sql(operandCount: 1),
                            [operand.value(row)], result, row, frame)
                    }
                }
            }
            place += pathCount
        }
    }

    /// Whether all values are NULL or known to be sound JSON.
    private func isJSON(_ vector: AddressedVector, _ rowCount: Int) -> Bool {
        for row in 0..<rowCount {
            let kind = vector.kind(row)
            if kind != ValueKind.json && kind != ValueKind.null { return false }
        }
        return true
    }

    /// Stores what a path found.
    ///
    /// - Parameter isMinified: whether it is known to have no white space between tokens.
    private func setFound(
        _ value: UnsafeBufferPointer<UInt8>, _ isMinified: Bool, _ result: AddressedVector,
        _ row: Int, _ frame: Frame
    ) throws(LakeError) {
        if unsafe setJSON(value, isMinified, result, row, frame) { return }
        try ask("json_extract(?1, '$')", [.text(unsafe Array(value))], result, row, frame)
    }

    /// Stores a JSON value as json_extract() gives it.
    ///
    /// - Returns: false for what SQLite has to be asked about; nothing is stored then.
    private func setJSON(
        _ value: UnsafeBufferPointer<UInt8>, _ isMinified: Bool, _ result: AddressedVector,
        _ row: Int, _ frame: Frame
    ) -> Bool {
        guard let first = unsafe value.first else { return false }
        switch first {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            if unsafe isMinified || JSONMinifier.isMinified(value) {
                unsafe result.set(row, value, kind: ValueKind.json)
            } else {
                unsafe result.set(
                    row, frame.arena.copy(JSONMinifier.minify(value)), kind: ValueKind.json)
            }
        case UInt8(ascii: "\""):
            guard value.count >= 2 else { return false }
            let inside = unsafe UnsafeBufferPointer(rebasing: value[1..<value.count - 1])
            guard unsafe inside.contains(UInt8(ascii: "\\")) else {
                unsafe result.set(row, inside, kind: ValueKind.text)
                return true
            }
            let target = unsafe frame.arena.allocate(inside.count)
            // Safe: no escape is shorter than what it stands for.
            let (count, isSound) = unsafe JSONString.unescape(inside, into: target)
            let text = unsafe UnsafeBufferPointer<UInt8>(start: target, count: count)
            // SQLite's treatment of lone surrogates and U+0000 is its own.
            guard isSound, unsafe !text.contains(0) else { return false }
            unsafe result.set(row, text, kind: ValueKind.text)
        case UInt8(ascii: "t"): result.set(row, Int64(1))
        case UInt8(ascii: "f"): result.set(row, Int64(0))
        case UInt8(ascii: "n"): result.setNull(row)
        default:
            // SQLite's own conversion decides beyond 18 digits and for everything with an exponent.
            guard value.count <= 18 else { return false }
            if let integer = unsafe JSONNumber.integer(value) {
                result.set(row, integer)
            } else if let real = unsafe Decimal15.real(value) {
                result.set(row, real)
            } else {
                return false
            }
        }
        return true
    }

    // MARK: Items

    /// The items of each row's list, as rows of a frame of their own.
    func itemFrame(_ list: Int, level: Int, _ frame: Frame) throws(LakeError) -> Frame {
        if let known = frame.items[list] { return known }
        let lists = try vector(list, frame)
        var parents: [UInt32] = []
        var keys: [JSONItemWalk.Key] = []
        var values: [UnsafeBufferPointer<UInt8>] = unsafe []
        var areMinified = true
        for row in 0..<frame.rowCount where lists.kind(row) != ValueKind.null {
            guard lists.kind(row) == ValueKind.json else {
                throw LakeError(
                    .unsupported, "json_each() of what is not known to be JSON is left to SQLite")
            }
            var walk = unsafe JSONItemWalk(lists.bytes(row))
            while let item = unsafe walk.next() {
                parents.append(UInt32(truncatingIfNeeded: row))
                unsafe keys.append(item.key)
                unsafe values.append(item.value)
            }
            // Seen on the way, so that items and their parts need not be looked through again.
            if walk.hasBlanks { areMinified = false }
            guard walk.isWhole else {
                throw LakeError(.unsupported, "a name with escapes is left to SQLite")
            }
        }
        let items = Frame(
            level: level, rowCount: parents.count, nodeCount: plan.nodes.count, arena: frame.arena,
            parent: frame, parentRows: parents)
        let keyVector = AddressedVector(count: parents.count)
        let valueVector = AddressedVector(count: parents.count)
        for item in parents.indices {
            switch keys[item] {
            case .none: keyVector.setNull(item)
            case .index(let index): keyVector.set(item, Int64(index))
            case .name(let name): unsafe keyVector.set(item, name, kind: ValueKind.text)
            }
            try unsafe setFound(values[item], areMinified, valueVector, item, items)
        }
        valueVector.isMinified = true
        for (index, node) in plan.nodes.enumerated() where node.level == level {
            switch node.operation {
            case .item(.key): items.vectors[index] = keyVector
            case .item(.value): items.vectors[index] = valueVector
            default: break
            }
        }
        frame.keepItems(items, of: list)
        return items
    }
}
