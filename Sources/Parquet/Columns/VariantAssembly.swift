// Puts a variant together from its binary part and its shredded columns.
//
//     value      typed_value   what it is
//     null       null          missing; null where a value must be
//     non-null   null          the binary value
//     null       non-null      the typed value
//     non-null   non-null      an object, some of whose members are in columns of their own
//
// The leaves below a typed_value that is absent have one entry each, as below any absent group.
//
// Source: Parquet format, VariantShredding.md.

import Columnar
import JSON

/// The leaves of one variant of one row.
struct VariantAssembly {
    let cursors: [LeafCursor]
    let metadata: [UInt8]

    /// Writes the variant and passes its entries, but those of `metadata`.
    ///
    /// Objects have the members that are columns and those that are not, in the order of their
    /// names.
    ///
    /// - Throws: `LakeError.corrupt` when the leaves do not fit each other, or a value is no
    ///   variant.
    func write(
        value: Int?, typedValue: NestedTypedValue?, _ output: JSONWriter
    ) throws(LakeError) {
        if try !isPresent(value, typedValue) { try output.null() }
        try writePresent(value, typedValue, output)
    }

    /// Whether there is a value in either form.
    private func isPresent(
        _ value: Int?, _ typedValue: NestedTypedValue?
    ) throws(LakeError) -> Bool {
        if let value {
            try cursors[value].needEntry()
            if !cursors[value].isNull { return true }
        }
        guard let typedValue else { return false }
        return try isPresent(typedValue)
    }

    private func isPresent(_ typedValue: NestedTypedValue) throws(LakeError) -> Bool {
        let cursor = cursors[typedValue.presence]
        try cursor.needEntry()
        switch typedValue {
        case .scalar: return !cursor.isNull
        case .object(let object): return cursor.definitionLevel >= object.definitionLevel
        case .array(let array, _): return cursor.definitionLevel >= array.definitionLevel
        }
    }

    /// Writes a value, nothing where it is missing, and passes its entries.
    private func writePresent(
        _ value: Int?, _ typedValue: NestedTypedValue?, _ output: JSONWriter
    ) throws(LakeError) {
        let hasValue = value.map { !cursors[$0].isNull } ?? false
        if let typedValue {
            if try isPresent(typedValue) {
                try writeTyped(typedValue, besides: hasValue ? value : nil, output)
            } else {
                if hasValue, let value { try writeBinary(value, output) }
                try cursors.skipEntry(typedValue.slots)
            }
        } else if hasValue, let value {
            try writeBinary(value, output)
        }
        if let value { cursors[value].advance() }
    }

    /// - Parameter value: the slot of a binary value that is there too.
    private func writeTyped(
        _ typedValue: NestedTypedValue, besides value: Int?, _ output: JSONWriter
    ) throws(LakeError) {
        if case .object(let object) = typedValue {
            return try writeObject(object, besides: value, output)
        }
        guard value == nil else {
            throw LakeError(.corrupt, "a part of a variant has a value and a typed_value")
        }
        switch typedValue {
        case .object: break
        case .scalar(let slot):
            let cursor = cursors[slot]
            let (vector, row) = try cursor.value()
            let type = cursor.plan.conversion.target
            // As in the binary form: see VariantText.
            try output.scalar(vector, row, type == .float ? .double : type)
            cursor.advance()
        case .array(let array, let element):
            try output.byte(UInt8(ascii: "["))
            if cursors[array.presence].definitionLevel < array.elementDefinitionLevel {
                try cursors.skipEntry(array.slots)
            } else {
                var isFirst = true
                repeat {
                    if !isFirst { try output.byte(UInt8(ascii: ",")) }
                    isFirst = false
                    try write(value: element.value, typedValue: element.typedValue, output)
                } while try cursors.goesOn(array)
            }
            try output.byte(UInt8(ascii: "]"))
        }
    }

    /// Writes the members that are columns among those of a binary object; of a name in both, the
    /// column counts.
    private func writeObject(
        _ object: NestedTypedObject, besides value: Int?, _ output: JSONWriter
    ) throws(LakeError) {
        try output.byte(UInt8(ascii: "{"))
        let start = output.buffer.countBytes
        var rest = object.members[...]
        if let value { try writeResidual(of: value, among: &rest, output, start) }
        for member in rest { _ = try writeMember(member, output, start) }
        try output.byte(UInt8(ascii: "}"))
    }

    private func writeResidual(
        of value: Int, among rest: inout ArraySlice<NestedTypedMember>, _ output: JSONWriter,
        _ start: Int
    ) throws(LakeError) {
        var reader = try binary(value)
        let type = try reader.byte()
        // Against the format: no object. The columns are right, it says.
        guard type & 3 == 2 else { return }
        let names = try VariantDictionary(metadata)
        var residual = try VariantItems(reader, header: type >> 2, isObject: true)
        var text = VariantText(names, bytes: reader.remainingBytes, output)
        try text.pass(residual.headBytes, reader)
        while let item = try residual.next() {
            let name = try names.name(item.id)
            var isColumn = false
            while let member = rest.first, !name.lexicographicallyPrecedes(member.name) {
                rest.removeFirst()
                let isWritten = try writeMember(member, output, start)
                isColumn = isWritten && member.name[...] == name
            }
            if isColumn { continue }
            if output.buffer.countBytes > start { try output.byte(UInt8(ascii: ",")) }
            try text.writeMember(name, item.value, depth: 1)
        }
    }

    /// Writes a member unless it is missing, and passes its entries.
    ///
    /// - Parameter start: where the object's first member begins in the output.
    /// - Returns: false when it is missing.
    private func writeMember(
        _ member: NestedTypedMember, _ output: JSONWriter, _ start: Int
    ) throws(LakeError) -> Bool {
        let isPresent = try isPresent(member.parts.value, member.parts.typedValue)
        if isPresent {
            if output.buffer.countBytes > start { try output.byte(UInt8(ascii: ",")) }
            try output.label(member.name[...])
        }
        try writePresent(member.parts.value, member.parts.typedValue, output)
        return isPresent
    }

    private func writeBinary(_ slot: Int, _ output: JSONWriter) throws(LakeError) {
        let reader = try binary(slot)
        var text = VariantText(
            try VariantDictionary(metadata), bytes: reader.remainingBytes, output)
        try text.write(reader)
    }

    /// The bytes of a binary value; places in errors count from its first one.
    private func binary(_ slot: Int) throws(LakeError) -> ByteReader {
        let (vector, row) = try cursors[slot].value()
        let isSide = vector.rawKind(at: row) & ValueKind.sideFlag != 0
        guard let buffer = isSide ? vector.sideBytes : vector.bytes else {
            throw LakeError(.internal, "a variant's value has no bytes")
        }
        let word = vector.word(at: row)
        let start = Int(word >> 32)
        return ByteReader(
            buffer, range: start..<start + Int(word & 0xffff_ffff), fileOffset: -start)
    }
}
