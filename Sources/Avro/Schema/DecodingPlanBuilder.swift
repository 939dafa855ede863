// Makes the plan by which values are decoded, from the file's schema and what is wanted of it.
//
// Types that have names are planned once for passing over and once for reading all of them: this
// ends the recursion of types that contain themselves. Where less than everything is wanted, the
// recursion ends with the projection, which is a finite tree.

import Columnar

/// A plan in the making.
struct DecodingPlanBuilder {
    typealias Node = DecodingPlan.Node
    typealias Step = DecodingPlan.Step

    let schema: AvroSchema
    var nodes: [Node] = []
    var steps: [Step] = []
    var branches: [Int32] = []
    var runs: [DecodingPlan.Run] = []
    var symbols: [AvroBytes] = []
    var absent: [AvroValue] = []
    var messages: [String] = []
    /// Nodes of types with names that are passed over or read whole.
    var skipped: [Int: Int32] = [:]
    private var whole: [Int: Int32] = [:]

    init(schema: AvroSchema) { self.schema = schema }

    /// The node that decodes what is wanted of a value of `type`.
    mutating func node(
        _ type: AvroType, _ projection: AvroProjection, depth: Int
    ) throws(LakeError) -> Int32 {
        try check(depth)
        if case .reference(let place) = type {
            guard case .everything = projection else {
                return try node(schema.named[place], projection, depth: depth)
            }
            if let node = whole[place] { return node }
            let node = try reserveNode()
            whole[place] = node
            try fill(node, from: self.node(schema.named[place], .everything, depth: depth + 1))
            return node
        }
        switch (type, projection) {
        case (.union(let types), _): return try union(types, projection, depth: depth)
        case (.record(let record), .record(let wanted)):
            return try self.record(record, wanted, depth: depth)
        case (.record(let record), .everything):
            let wanted = record.fields.map { AvroWantedField($0.name, .everything) }
            return try fields(record, wanted, slots: Array(wanted.indices), depth: depth)
        case (.array(let array), .map(let key, let value)):
            return try keyedArray(array, key: key, value: value, depth: depth)
        case (.array(let array), .everything) where array.isMap && isKeyed(array):
            return try keyedArray(array, key: .everything, value: .everything, depth: depth)
        case (.array(let array), .array(let element)):
            return try self.array(array, element, depth: depth)
        case (.array(let array), .everything):
            return try self.array(array, .everything, depth: depth)
        case (.map(let map), .map(let key, let value)):
            let key = try node(.string(nil), key, depth: depth + 1)
            let value = try node(map.value, value, depth: depth + 1)
            return try add(Node(operation: .map, first: key, second: value, bytesMin: 1))
        case (.map(let map), .everything):
            let key = try add(Node(operation: .string, bytesMin: 1))
            let value = try node(map.value, .everything, depth: depth + 1)
            return try add(Node(operation: .map, first: key, second: value, bytesMin: 1))
        case (.enumeration(let enumeration), .everything), (.enumeration(let enumeration), .string):
            return try self.enumeration(enumeration)
        default:
            guard let operation = Self.operation(type, projection) else {
                throw mismatch(type, projection)
            }
            return try scalar(type, operation)
        }
    }

    /// The operation that reads a type without parts; nil when it is not what is wanted.
    private static func operation(
        _ type: AvroType, _ projection: AvroProjection
    ) -> Node.Operation? {
        switch (type, projection) {
        case (.null, _): .null
        case (.boolean, .everything), (.boolean, .boolean): .boolean
        case (.int, .everything), (.int, .integer): .int
        case (.long, .everything), (.long, .integer): .long
        case (.int, .real), (.long, .real): .longAsReal
        case (.float, .everything), (.float, .real): .float
        case (.double, .everything), (.double, .real): .double
        case (.bytes, .everything), (.bytes, .bytes), (.string, .bytes): .bytes
        case (.string, .everything), (.string, .string), (.bytes, .string): .string
        case (.fixed, .everything), (.fixed, .bytes): .fixed
        default: nil
        }
    }

    mutating func scalar(
        _ type: AvroType, _ operation: Node.Operation
    ) throws(LakeError) -> Int32 {
        var size = 0
        if case .fixed(let fixed) = type { size = fixed.sizeBytes }
        return try add(scalar(operation, sizeBytes: size))
    }

    private func scalar(_ operation: Node.Operation, sizeBytes: Int = 0) -> Node {
        let bytesMin =
            switch operation {
            case .null: 0
            case .float: 4
            case .double: 8
            case .fixed: sizeBytes
            default: 1
            }
        // The parser bounds sizes of fixed types by the size of a block, 2^28.
        return Node(
            operation: operation, first: Int32(truncatingIfNeeded: sizeBytes),
            bytesMin: Int32(truncatingIfNeeded: bytesMin))
    }

    private func mismatch(_ type: AvroType, _ projection: AvroProjection) -> LakeError {
        LakeError(.corrupt, "the file has \(type.noun) where \(projection.noun) is wanted")
    }

    // MARK: Types with parts

    private mutating func array(
        _ array: AvroArray, _ projection: AvroProjection, depth: Int
    ) throws(LakeError) -> Int32 {
        let element = try node(array.element, projection, depth: depth + 1)
        return try add(Node(operation: .array, first: element, bytesMin: 1))
    }

    /// Whether the elements are records of two fields: a key and a value.
    private func isKeyed(_ array: AvroArray) -> Bool {
        guard case .record(let record) = schema.resolved(array.element) else { return false }
        return record.fields.count == 2
    }

    private mutating func keyedArray(
        _ array: AvroArray, key: AvroProjection, value: AvroProjection, depth: Int
    ) throws(LakeError) -> Int32 {
        guard isKeyed(array), case .record(let record) = schema.resolved(array.element) else {
            throw LakeError(.corrupt, "the file has an array where a map is wanted")
        }
        // The key comes first, unless the fields say otherwise.
        let isReversed = record.fields[0].name == "value" && record.fields[1].name == "key"
        let wanted = [AvroWantedField("key", key), AvroWantedField("value", value)]
        let node = try fields(
            record, wanted, slots: isReversed ? [1, 0] : [0, 1], depth: depth + 1)
        nodes[Int(node)].operation = .keyedArray
        return node
    }

    private mutating func enumeration(_ type: AvroEnumeration) throws(LakeError) -> Int32 {
        let first = Int32(truncatingIfNeeded: symbols.count)
        for symbol in type.symbols { symbols.append(try AvroBytes(copying: Array(symbol.utf8))) }
        return try add(
            Node(
                operation: .enumeration, first: first,
                second: Int32(truncatingIfNeeded: type.symbols.count), bytesMin: 1))
    }

    private mutating func union(
        _ types: [AvroType], _ projection: AvroProjection, depth: Int
    ) throws(LakeError) -> Int32 {
        var planned: [Int32] = []
        var firstMismatch: LakeError?
        var matches = 0
        for type in types {
            if case .null = type {
                planned.append(try add(Node(operation: .null)))
                continue
            }
            do throws(LakeError) {
                planned.append(try node(type, projection, depth: depth + 1))
                matches += 1
            } catch {
                // Another branch may be what is wanted, and values of this one may never come.
                guard error.code == .corrupt else { throw error }
                firstMismatch = firstMismatch ?? error
                let message = Int32(truncatingIfNeeded: messages.count)
                messages.append(error.what)
                planned.append(try add(Node(operation: .mismatch, first: message)))
            }
        }
        if matches == 0, let firstMismatch { throw firstMismatch }
        var isTagged = false
        if case .everything = projection { isTagged = matches > 1 }
        return try addUnion(planned, isTagged ? .taggedUnion : .union)
    }

    mutating func addUnion(
        _ planned: [Int32], _ operation: Node.Operation
    ) throws(LakeError) -> Int32 {
        let first = Int32(truncatingIfNeeded: branches.count)
        branches += planned
        return try add(
            Node(
                operation: operation, first: first,
                second: Int32(truncatingIfNeeded: planned.count), bytesMin: 1))
    }

    // MARK: Records

    private mutating func record(
        _ record: AvroRecord, _ wanted: [AvroWantedField], depth: Int
    ) throws(LakeError) -> Int32 {
        // Field of the file → place among those that are wanted.
        var slots = [Int](repeating: -1, count: record.fields.count)
        let hasIDs = record.fields.contains { $0.id != nil }
        var placesByID: [Int: Int] = [:]
        var placesByName: [String: Int] = [:]
        for (place, field) in record.fields.enumerated().reversed() {
            if let id = field.id { placesByID[id] = place }
            placesByName[field.name] = place
        }
        for (slot, field) in wanted.enumerated() {
            let place =
                if let id = field.id, hasIDs { placesByID[id] } else { placesByName[field.name] }
            guard let place else { continue }
            guard slots[place] < 0 else {
                throw LakeError(
                    .invalidInput, "the field is wanted twice", at: [.column(field.name)])
            }
            slots[place] = slot
        }
        return try fields(record, wanted, slots: slots, depth: depth)
    }

    /// - Parameter slots: for each field of the record, its place in `wanted`, or -1.
    private mutating func fields(
        _ record: AvroRecord, _ wanted: [AvroWantedField], slots: [Int], depth: Int
    ) throws(LakeError) -> Int32 {
        var planned: [Step] = []
        planned.reserveCapacity(record.fields.count)
        var isFound = [Bool](repeating: false, count: wanted.count)
        for (field, slot) in zip(record.fields, slots) {
            guard slot >= 0 else {
                let node = try skipNode(field.type, depth: depth + 1)
                planned.append(Step(kind: .skip, node: node, slot: 0))
                continue
            }
            isFound[slot] = true
            do throws(LakeError) {
                let node = try node(field.type, wanted[slot].projection, depth: depth + 1)
                planned.append(
                    Step(kind: .read, node: node, slot: Int32(truncatingIfNeeded: slot)))
            } catch {
                throw error.at(.column(field.name))
            }
        }
        for (slot, field) in wanted.enumerated() where !isFound[slot] {
            guard let value = field.absent else {
                throw LakeError(
                    .corrupt, "the file has no such field", at: [.column(field.name)])
            }
            planned.append(
                Step(
                    kind: .absent, node: Int32(truncatingIfNeeded: absent.count),
                    slot: Int32(truncatingIfNeeded: slot)))
            absent.append(value)
        }
        return try addRecord(planned, slots: wanted.count)
    }

    mutating func addRecord(_ planned: [Step], slots: Int) throws(LakeError) -> Int32 {
        let first = Int32(truncatingIfNeeded: steps.count)
        steps += planned
        var bytesMin = 0
        for step in planned where step.kind != .absent {
            bytesMin = min(bytesMin + Int(nodes[Int(step.node)].bytesMin), Int(Int32.max))
        }
        return try add(
            Node(
                operation: .record, first: first,
                second: Int32(truncatingIfNeeded: planned.count),
                slots: Int32(truncatingIfNeeded: slots),
                bytesMin: Int32(truncatingIfNeeded: bytesMin)))
    }

    // MARK: Nodes

    mutating func add(_ node: Node) throws(LakeError) -> Int32 {
        guard nodes.count + steps.count < AvroLimits.planStepsMax else {
            throw LakeError(
                .limit, "the schema stands for more than \(AvroLimits.planStepsMax) fields")
        }
        nodes.append(node)
        return Int32(truncatingIfNeeded: nodes.count - 1)
    }

    /// A node for a type whose parts may refer to it. Until it is filled it counts as having no
    /// bytes, which lets a value pass a check at most.
    mutating func reserveNode() throws(LakeError) -> Int32 {
        try add(Node(operation: .null))
    }

    mutating func fill(_ node: Int32, from other: Int32) {
        nodes[Int(node)] = nodes[Int(other)]
    }

    /// References are followed without a name in the text for each, so the depth of the schema does
    /// not bound this.
    func check(_ depth: Int) throws(LakeError) {
        guard depth <= AvroLimits.valueDepthMax else {
            throw LakeError(.limit, "types are nested more than \(AvroLimits.valueDepthMax) deep")
        }
    }
}
