// Decodes the records of one block by a plan.
//
// A record is its fields one after another; a union is the place of a branch and its value; a field
// that nobody wants is passed over by its own encoding, or by the size of the block where the
// writer has given one. See AvroCursor for the rest.
// Source: Avro 1.12.0 specification, "Complex Types" of "Binary Encoding".

import Columnar

/// A place among the records of a block.
struct AvroDecoder {
    private let plan: DecodingPlan
    private(set) var cursor: AvroCursor
    /// How many more values without bytes the file may have.
    private(set) var emptyValuesLeft: Int
    /// How many more values the current record may have.
    private var valuesLeft = 0

    init(_ plan: DecodingPlan, _ cursor: AvroCursor, emptyValuesLeft: Int) {
        self.plan = plan
        self.cursor = cursor
        self.emptyValuesLeft = emptyValuesLeft
    }

    /// Decodes the next record of the block.
    ///
    /// - Parameter values: the wanted fields, in their order; the one value when the schema of the
    ///   file is no record.
    mutating func next(into values: inout [AvroValue]) throws(LakeError) {
        valuesLeft = AvroLimits.valuesPerRecordMax
        let node = plan.nodes[plan.root]
        guard node.operation == .record else {
            let start = cursor.offset
            let value = try value(plan.root, AvroLimits.valueDepthMax)
            if cursor.offset == start { try spendEmpty(1) }
            values = [value]
            return
        }
        let slots = Int(node.slots)
        if values.count != slots { values = [AvroValue](repeating: .null, count: slots) }
        try fields(node, AvroLimits.valueDepthMax, into: &values)
    }

    // MARK: Budgets

    private func tooDeep() -> LakeError {
        cursor.failure(.limit, "values are nested more than \(AvroLimits.valueDepthMax) deep")
    }

    /// Accounts for `count` values that took no bytes.
    @inline(never)
    private mutating func spendEmpty(_ count: Int) throws(LakeError) {
        emptyValuesLeft -= count
        guard emptyValuesLeft >= 0 else {
            throw cursor.failure(
                .limit, "more than \(AvroLimits.emptyValuesMax) values without bytes")
        }
    }

    @inline(__always)
    private mutating func spend(_ count: Int) throws(LakeError) {
        valuesLeft &-= count
        guard valuesLeft >= 0 else {
            throw cursor.failure(
                .limit, "more than \(AvroLimits.valuesPerRecordMax) values in a record")
        }
    }

    // MARK: Values

    private mutating func value(_ index: Int, _ depth: Int) throws(LakeError) -> AvroValue {
        let node = plan.nodes[index]
        switch node.operation {
        case .null: return .null
        case .boolean: return .boolean(try cursor.boolean())
        case .int: return .integer(try cursor.int())
        case .long: return .integer(try cursor.long())
        case .longAsReal: return .real(Double(try cursor.long()))
        case .float: return .real(Double(try cursor.float()))
        case .double: return .real(try cursor.double())
        case .bytes: return .bytes(try cursor.run())
        case .string: return .string(try cursor.run())
        case .fixed:
            let count = Int(node.first)
            return .bytes(
                AvroBytes(cursor.buffer, offset: try cursor.take(count), count: count))
        case .enumeration:
            let symbol = try place(below: Int(node.second), "symbol")
            return .string(plan.symbols[Int(node.first) + symbol])
        case .union:
            let branch = try place(below: Int(node.second), "branch")
            return try value(Int(plan.branches[Int(node.first) + branch]), depth)
        case .taggedUnion:
            let branch = try place(below: Int(node.second), "branch")
            let value = try value(Int(plan.branches[Int(node.first) + branch]), depth)
            return value.isNull ? .null : .branch(branch, value)
        case .flat: throw LakeError(.internal, "a plan that reads what is passed over")
        case .mismatch:
            throw cursor.failure(.corrupt, plan.messages[Int(node.first)])
        case .record: return try record(node, depth)
        case .array: return .array(try array(Int(node.first), depth))
        case .keyedArray: return .map(try keyedArray(node, depth))
        case .map: return .map(try map(node, depth))
        }
    }

    /// A place in a list of `count`: of symbols or branches.
    @inline(__always)
    private mutating func place(below count: Int, _ noun: StaticString) throws(LakeError) -> Int {
        let place = try cursor.long()
        guard place >= 0, place < Int64(count) else {
            throw cursor.failure(.corrupt, "\(noun) \(place) where there are \(count)")
        }
        return Int(place)
    }

    private mutating func record(
        _ node: DecodingPlan.Node, _ depth: Int
    ) throws(LakeError) -> AvroValue {
        guard depth > 0 else { throw tooDeep() }
        let slots = Int(node.slots)
        try spend(slots)
        var values = [AvroValue](repeating: .null, count: slots)
        try fields(node, depth &- 1, into: &values)
        return .record(values)
    }

    /// Decodes the fields of a record into their slots.
    private mutating func fields(
        _ node: DecodingPlan.Node, _ depth: Int, into values: inout [AvroValue]
    ) throws(LakeError) {
        let start = cursor.offset
        var at = Int(node.first)
        let end = at &+ Int(node.second)
        while at < end {
            let step = plan.steps[at]
            switch step.kind {
            case .read: values[Int(step.slot)] = try value(Int(step.node), depth)
            case .skip: try skip(Int(step.node), depth)
            case .absent: values[Int(step.slot)] = plan.absent[Int(step.node)]
            }
            at &+= 1
        }
        if cursor.offset == start { try spendEmpty(1 + Int(node.second)) }
    }

    private mutating func array(_ element: Int, _ depth: Int) throws(LakeError) -> [AvroValue] {
        guard depth > 0 else { throw tooDeep() }
        let bytesMin = Int(plan.nodes[element].bytesMin)
        var values: [AvroValue] = []
        while true {
            let head = try cursor.blockHead(itemBytesMin: bytesMin)
            if head.count == 0 { return values }
            try spend(head.count)
            if values.isEmpty { values.reserveCapacity(reservation(head)) }
            for _ in 0..<head.count {
                let start = cursor.offset
                values.append(try value(element, depth &- 1))
                if cursor.offset == start { try spendEmpty(1) }
            }
            try checkEnd(head)
        }
    }

    private mutating func keyedArray(
        _ node: DecodingPlan.Node, _ depth: Int
    ) throws(LakeError) -> [AvroMapEntry] {
        guard depth > 0 else { throw tooDeep() }
        var entries: [AvroMapEntry] = []
        var fields = [AvroValue](repeating: .null, count: 2)
        while true {
            let head = try cursor.blockHead(itemBytesMin: Int(node.bytesMin))
            if head.count == 0 { return entries }
            try spend(head.count)
            if entries.isEmpty { entries.reserveCapacity(reservation(head)) }
            for _ in 0..<head.count {
                let start = cursor.offset
                try self.fields(node, depth &- 1, into: &fields)
                if cursor.offset == start { try spendEmpty(1) }
                entries.append(AvroMapEntry(key: fields[0], value: fields[1]))
            }
            try checkEnd(head)
        }
    }

    private mutating func map(
        _ node: DecodingPlan.Node, _ depth: Int
    ) throws(LakeError) -> [AvroMapEntry] {
        guard depth > 0 else { throw tooDeep() }
        let valueNode = Int(node.second)
        var entries: [AvroMapEntry] = []
        while true {
            // A key has at least its length.
            let head = try cursor.blockHead(
                itemBytesMin: 1 + Int(plan.nodes[valueNode].bytesMin))
            if head.count == 0 { return entries }
            try spend(head.count)
            if entries.isEmpty { entries.reserveCapacity(reservation(head)) }
            for _ in 0..<head.count {
                let key = try value(Int(node.first), depth &- 1)
                entries.append(AvroMapEntry(key: key, value: try value(valueNode, depth &- 1)))
            }
            try checkEnd(head)
        }
    }

    /// For how many items memory is taken before they are seen.
    private func reservation(_ head: AvroCursor.BlockHead) -> Int {
        min(head.count, cursor.remainingBytes, 4096)
    }

    /// A block ends where its head says.
    private func checkEnd(_ head: AvroCursor.BlockHead) throws(LakeError) {
        guard let end = head.end, end != cursor.offset else { return }
        throw cursor.failure(.corrupt, "a block of an array is not as long as it says")
    }

    // MARK: Values that nobody wants

    private mutating func skip(_ index: Int, _ depth: Int) throws(LakeError) {
        let node = plan.nodes[index]
        switch node.operation {
        case .null: return
        case .flat: try skipFlat(node, count: 1)
        case .union:
            let branch = try place(below: Int(node.second), "branch")
            try skip(Int(plan.branches[Int(node.first) + branch]), depth)
        case .record: try skipFields(node, depth)
        case .array: try skipItems(Int(node.first), nil, depth)
        case .map: try skipItems(Int(node.first), Int(node.second), depth)
        default: throw LakeError(.internal, "a plan that passes over \(node.operation)")
        }
    }

    private mutating func skipFlat(
        _ node: DecodingPlan.Node, count: Int
    ) throws(LakeError) {
        let range = Int(node.first)..<Int(node.first) + Int(node.second)
        unsafe try plan.runs.withUnsafeBufferPointer { (runs) throws(LakeError) in
            unsafe try cursor.skip(UnsafeBufferPointer(rebasing: runs[range]), count: count)
        }
    }

    private mutating func skipFields(
        _ node: DecodingPlan.Node, _ depth: Int
    ) throws(LakeError) {
        guard depth > 0 else { throw tooDeep() }
        let start = cursor.offset
        var at = Int(node.first)
        let end = at &+ Int(node.second)
        while at < end {
            try skip(Int(plan.steps[at].node), depth &- 1)
            at &+= 1
        }
        if cursor.offset == start { try spendEmpty(1 + Int(node.second)) }
    }

    /// Passes over the items of an array, or, with `second`, the keys and values of a map.
    private mutating func skipItems(
        _ first: Int, _ second: Int?, _ depth: Int
    ) throws(LakeError) {
        guard depth > 0 else { throw tooDeep() }
        var bytesMin = Int(plan.nodes[first].bytesMin)
        if let second { bytesMin += Int(plan.nodes[second].bytesMin) }
        while true {
            let head = try cursor.blockHead(itemBytesMin: bytesMin)
            if head.count == 0 { return }
            if let end = head.end {
                _ = try cursor.take(end - cursor.offset)
                continue
            }
            if second == nil, plan.nodes[first].operation == .flat {
                try skipFlat(plan.nodes[first], count: head.count)
                continue
            }
            for _ in 0..<head.count {
                let start = cursor.offset
                try skip(first, depth &- 1)
                if let second { try skip(second, depth &- 1) }
                if cursor.offset == start { try spendEmpty(1) }
            }
        }
    }
}
