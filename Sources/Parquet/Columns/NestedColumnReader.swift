// Puts the rows of a nested column together from its leaves, as JSON.
//
// Every leaf has at least one entry for each row. At each place of the plan the definition level of
// a leaf below tells whether there is something, and the repetition level of the next entry tells
// whether a list goes on. Source: "Dremel: Interactive Analysis of Web-Scale Datasets" (2010),
// record assembly; parquet-format README, "Nested Encoding".

import Columnar
import JSON

/// Reads one nested column in order. One thread.
final class NestedColumnReader {
    private let plan: NestedPlan
    /// Below this level of the first leaf the whole column is NULL.
    private let definitionLevel: Int
    private let cursors: [LeafCursor]

    init(_ column: NestedColumn, _ cursors: [LeafCursor]) {
        plan = column.plan
        definitionLevel = column.definitionLevel
        self.cursors = cursors
    }

    /// Passes over rows.
    func skip(_ count: Int) throws(LakeError) {
        for cursor in cursors {
            do throws(LakeError) {
                var rows = 0
                while try cursor.hasEntry() {
                    if cursor.repetitionLevel == 0 {
                        if rows == count { break }
                        rows += 1
                    }
                    cursor.advance()
                }
            } catch {
                throw cursor.located(error)
            }
        }
    }

    /// The next rows.
    ///
    /// - Throws: `LakeError.corrupt` when the leaves do not fit each other.
    func read(_ count: Int) throws(LakeError) -> ColumnVector {
        let text = try ByteBuffer(capacityBytes: count * 32)
        var rows = ColumnBuilder(type: .json, capacity: count)
        let output = JSONWriter(text)
        for _ in 0..<count {
            for cursor in cursors {
                do throws(LakeError) {
                    try cursor.needEntry()
                    guard cursor.repetitionLevel == 0 else {
                        throw LakeError(
                            .corrupt,
                            "a row begins with repetition level "
                                + "\(cursor.repetitionLevel), or has more entries than its siblings"
                        )
                    }
                } catch {
                    throw cursor.located(error)
                }
            }
            let start = text.countBytes
            if let first = cursors.first, first.definitionLevel < definitionLevel {
                advance(0..<cursors.count)
                rows.appendNull()
                continue
            }
            do throws(LakeError) {
                try write(plan, output)
            } catch {
                throw cursors.first?.located(error) ?? error
            }
            guard text.countBytes <= UInt32.max else {
                throw LakeError(
                    .limit, "\(count) rows of the column have more than 4 GiB of JSON text")
            }
            rows.append(kind: ValueKind.json, offset: start, length: text.countBytes - start)
        }
        return ColumnVector(rows, bytes: text)
    }

    private func advance(_ slots: Range<Int>) {
        for slot in slots { cursors[slot].advance() }
    }

    private func write(_ plan: NestedPlan, _ output: JSONWriter) throws(LakeError) {
        switch plan {
        case .constant(let text): try output.raw(text)
        case .scalar(let slot): try writeScalar(slot, output)
        case .structure(let structure): try writeStructure(structure, output)
        case .list(let repetition, let element):
            try writeElements(repetition, output, "[", "]") { () throws(LakeError) in
                try write(element, output)
            }
        case .map(let repetition, let key, let value, let hasScalarKeys):
            guard hasScalarKeys else {
                try writeElements(repetition, output, "[", "]") { () throws(LakeError) in
                    try output.text("{\"key\":")
                    try write(key, output)
                    try output.text(",\"value\":")
                    try write(value, output)
                    try output.byte(UInt8(ascii: "}"))
                }
                return
            }
            try writeElements(repetition, output, "{", "}") { () throws(LakeError) in
                try writeKey(key, output)
                try output.byte(UInt8(ascii: ":"))
                try write(value, output)
            }
        case .variant(let variant): try writeVariant(variant, output)
        }
    }

    private func writeStructure(
        _ structure: NestedStructure, _ output: JSONWriter
    ) throws(LakeError) {
        let presence = cursors[structure.presence]
        try presence.needEntry()
        guard presence.definitionLevel >= structure.definitionLevel else {
            try cursors.skipEntry(structure.slots)
            return try output.null()
        }
        try output.byte(UInt8(ascii: "{"))
        for (index, member) in structure.members.enumerated() {
            if index > 0 { try output.byte(UInt8(ascii: ",")) }
            try output.raw(member.label)
            try write(member.plan, output)
        }
        try output.byte(UInt8(ascii: "}"))
        guard structure.isPresenceOnly else { return }
        repeat {
            presence.advance()
        } while try presence.hasEntry() && presence.repetitionLevel > structure.repetitionLevel
    }

    private func writeElements(
        _ repetition: NestedRepetition, _ output: JSONWriter, _ open: String, _ close: String,
        _ element: () throws(LakeError) -> Void
    ) throws(LakeError) {
        let presence = cursors[repetition.presence]
        try presence.needEntry()
        guard presence.definitionLevel >= repetition.definitionLevel else {
            try cursors.skipEntry(repetition.slots)
            return try output.null()
        }
        try output.text(open)
        if presence.definitionLevel < repetition.elementDefinitionLevel {
            try cursors.skipEntry(repetition.slots)
        } else {
            var isFirst = true
            repeat {
                if !isFirst { try output.byte(UInt8(ascii: ",")) }
                isFirst = false
                try element()
            } while try cursors.goesOn(repetition)
        }
        try output.text(close)
    }

    private func writeScalar(_ slot: Int, _ output: JSONWriter) throws(LakeError) {
        let cursor = cursors[slot]
        try cursor.needEntry()
        if cursor.isNull {
            try output.null()
        } else {
            let (vector, row) = try cursor.value()
            try output.scalar(vector, row, cursor.plan.conversion.target)
        }
        cursor.advance()
    }

    /// A key as a string, whatever its type.
    private func writeKey(_ plan: NestedPlan, _ output: JSONWriter) throws(LakeError) {
        let start = output.buffer.countBytes
        try write(plan, output)
        guard unsafe output.buffer.base[start] != UInt8(ascii: "\"") else { return }
        let key = unsafe Array(
            UnsafeBufferPointer(
                start: output.buffer.base + start, count: output.buffer.countBytes - start))
        output.buffer.countBytes = start
        try output.string(key)
    }

    private func writeVariant(
        _ variant: NestedVariant, _ output: JSONWriter
    ) throws(LakeError) {
        let metadata = cursors[variant.metadata]
        try metadata.needEntry()
        guard metadata.definitionLevel >= variant.definitionLevel, !metadata.isNull else {
            try cursors.skipEntry(variant.slots)
            return try output.null()
        }
        let (names, row) = try metadata.value()
        let dictionary = unsafe names.bytes(at: row)
        metadata.advance()
        unsafe try VariantAssembly(cursors: cursors, metadata: Array(dictionary)).write(
            value: variant.value, typedValue: variant.typedValue, output)
    }
}

@available(*, unavailable)
extension NestedColumnReader: Sendable {}

extension [LeafCursor] {
    /// One entry of each slot that stands for something absent.
    func skipEntry(_ slots: Range<Int>) throws(LakeError) {
        for slot in slots {
            try self[slot].needEntry()
            self[slot].advance()
        }
    }

    /// Whether the next entry is a further element of the same list, for all leaves below alike.
    func goesOn(_ repetition: NestedRepetition) throws(LakeError) -> Bool {
        var answer: Bool?
        for slot in repetition.slots {
            let goesOn =
                try self[slot].hasEntry()
                && self[slot].repetitionLevel >= repetition.repetitionLevel
            guard answer == nil || answer == goesOn else {
                throw LakeError(.corrupt, "the columns of a list have different lengths")
            }
            answer = goesOn
        }
        return answer ?? false
    }
}
