// How values are passed over that nobody wants.
//
// Most of a manifest is statistics: arrays of records of an int and a long or bytes. A type whose
// values are runs of bytes, known without looking at unions or counts, becomes one flat node, and
// an array of them one tight loop.
//
//     record(key int, value bytes)   →   flat: varint, sized

import Columnar

extension DecodingPlanBuilder {
    /// The node that passes over a value of `type`.
    mutating func skipNode(_ type: AvroType, depth: Int) throws(LakeError) -> Int32 {
        try check(depth)
        switch type {
        case .reference(let place):
            if let node = skipped[place] { return node }
            let node = try reserveNode()
            skipped[place] = node
            try fill(node, from: skipNode(schema.named[place], depth: depth + 1))
            return node
        case .null: return try add(Node(operation: .null))
        case .boolean: return try flatNode([1], bytesMin: 1)
        case .int, .long, .enumeration: return try flatNode([DecodingPlan.varint], bytesMin: 1)
        case .float: return try flatNode([4], bytesMin: 4)
        case .double: return try flatNode([8], bytesMin: 8)
        case .bytes, .string: return try flatNode([DecodingPlan.sized], bytesMin: 1)
        case .fixed(let fixed):
            // The parser bounds the size by that of a block, 2^28.
            let size = Int32(truncatingIfNeeded: fixed.sizeBytes)
            if size == 0 { return try add(Node(operation: .null)) }
            return try flatNode([size], bytesMin: size)
        case .array(let array):
            let element = try skipNode(array.element, depth: depth + 1)
            return try add(Node(operation: .array, first: element, bytesMin: 1))
        case .map(let map):
            let key = try skipNode(.string(nil), depth: depth + 1)
            let value = try skipNode(map.value, depth: depth + 1)
            return try add(Node(operation: .map, first: key, second: value, bytesMin: 1))
        case .union(let types):
            var planned: [Int32] = []
            for type in types { planned.append(try skipNode(type, depth: depth + 1)) }
            return try addUnion(planned, .union)
        case .record(let record): return try skipNode(record, depth: depth)
        }
    }

    private mutating func flatNode(
        _ parts: [DecodingPlan.Run], bytesMin: Int32
    ) throws(LakeError) -> Int32 {
        let first = Int32(truncatingIfNeeded: runs.count)
        runs += parts
        return try add(
            Node(
                operation: .flat, first: first, second: Int32(truncatingIfNeeded: parts.count),
                bytesMin: bytesMin))
    }

    private mutating func skipNode(
        _ record: AvroRecord, depth: Int
    ) throws(LakeError) -> Int32 {
        var planned: [Step] = []
        var parts: [DecodingPlan.Run] = []
        var bytesMin = 0
        var isFlat = true
        for field in record.fields {
            let place = try skipNode(field.type, depth: depth + 1)
            planned.append(Step(kind: .skip, node: place, slot: 0))
            let node = nodes[Int(place)]
            // Longer ones stay steps, lest runs multiply where records stand in records.
            guard node.operation == .flat, parts.count + Int(node.second) <= 16 else {
                isFlat = false
                continue
            }
            parts += runs[Int(node.first)..<Int(node.first) + Int(node.second)]
            bytesMin = min(bytesMin + Int(node.bytesMin), Int(Int32.max))
        }
        guard isFlat, bytesMin > 0 else { return try addRecord(planned, slots: 0) }
        return try flatNode(parts, bytesMin: Int32(truncatingIfNeeded: bytesMin))
    }
}
