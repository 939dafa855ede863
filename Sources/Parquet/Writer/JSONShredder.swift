// Cuts rows of JSON up into the leaves of a nested column.
//
//     x struct<a list<long>>     leaf x.a.list.element
//     {"a":[1,2]}                value 1, definition 4, repetition 0
//                                value 2, definition 4, repetition 1
//     {"a":[null]}               no value, definition 3, repetition 0
//     {"a":[]}                   no value, definition 2, repetition 0
//     {"a":null}                 no value, definition 1, repetition 0
//     NULL                       no value, definition 0, repetition 0
//
// JSON has the form in which nested columns are read: a struct is an object with its members'
// names, a list an array, a map an object, or an array of [key, value] or {"key": …, "value": …}.
// A member that is not there is NULL; one that the type does not have is an error, since it would
// be lost. Source: "Dremel: Interactive Analysis of Web-Scale Datasets" (2010), record shredding.

import Columnar
import JSON

/// Shreds the rows of one column. One thread.
final class JSONShredder {
    private let node: WriterNode
    private let leaves: ArraySlice<SchemaLeaf>
    private var columns: [ShreddedLeaf]
    private let text: ByteBuffer?
    private let indexer = StructuralIndexer()
    private let validator = JSONValidator(
        depthMax: ParquetWriterLimits.nestingMax * 2 + 2, findsDuplicates: true)
    private var rowCount = 0

    init(_ node: WriterNode, _ leaves: [SchemaLeaf]) {
        self.node = node
        self.leaves = leaves[node.leafRange]
        columns = leaves[node.leafRange].map { ShreddedLeaf($0) }
        text = try? ByteBuffer(capacityBytes: 1 << 12)
    }

    /// Takes the rows of some pieces.
    ///
    /// - Throws: `LakeError.invalidInput` at `.line`, the row counted from 1; `.limit`.
    func take(_ pieces: [TypedColumn]) throws(LakeError) {
        for piece in pieces {
            let bytes = try piece.jsonTexts()
            for row in 0..<piece.count {
                rowCount += 1
                do throws(LakeError) {
                    if let validity = piece.validity, !validity[row] {
                        try appendNull(node, definitionLevel: 0, repetitionLevel: 0)
                        continue
                    }
                    let entry = bytes.indexes.map { Int($0[row]) } ?? row
                    try take(bytes.entries, entry)
                } catch {
                    throw error.at(.line(rowCount))
                }
            }
        }
    }

    /// The values of the leaves.
    ///
    /// - Throws: `LakeError.invalidInput` when there were not `rowCount` rows.
    func finish(rowCount: Int) throws(LakeError) -> [LeafValues] {
        guard rowCount == self.rowCount else {
            throw LakeError(.invalidInput, "\(self.rowCount) values for \(rowCount) rows")
        }
        return columns.map { $0.values(rowCount: rowCount) }
    }

    private func take(_ entries: ByteColumn, _ entry: Int) throws(LakeError) {
        guard let text else { throw LakeError(.limit, "no memory for a row of JSON") }
        let range = Int(entries.offsets[entry])..<Int(entries.offsets[entry + 1])
        text.countBytes = 0
        unsafe try entries.bytes.withUnsafeBufferPointer { (bytes) throws(LakeError) in
            guard let start = bytes.baseAddress else { return }
            unsafe try text.append(start + range.lowerBound, count: range.count)
        }
        let index: StructuralIndex
        switch unsafe indexer.index(text.base, count: text.countBytes) {
        case .success(let found): index = found
        case .failure(let fault): throw invalid(JSONFault(fault, offset: 0))
        }
        var end = 0
        if let fault = unsafe validator.check(text.base, index, token: &end, limit: text.countBytes)
        {
            throw invalid(fault)
        }
        guard end == index.count else {
            throw LakeError(.invalidInput, "the text goes on behind its JSON value")
        }
        var cursor = JSONTokens(text, index)
        try shred(node, &cursor, definitionLevel: 0, repetitionLevel: 0)
    }

    private func invalid(_ fault: JSONFault) -> LakeError {
        LakeError(.invalidInput, "byte \(fault.offset) of the text: \(fault.reason)")
    }

    // MARK: Levels

    /// Takes the value at the cursor, which goes behind it.
    ///
    /// - Parameter definitionLevel: what is known to be there around it.
    private func shred(
        _ node: WriterNode, _ cursor: inout JSONTokens, definitionLevel: Int, repetitionLevel: Int
    ) throws(LakeError) {
        if cursor.isNull {
            cursor.skip()
            return try appendNull(
                node, definitionLevel: definitionLevel, repetitionLevel: repetitionLevel)
        }
        switch node.shape {
        case .scalar:
            let column = node.leafRange.lowerBound - leaves.startIndex
            do throws(LakeError) {
                try columns[column].append(cursor.scalar(), repetitionLevel: repetitionLevel)
            } catch {
                throw error.at(.column(leaves[node.leafRange.lowerBound].name))
            }
        case .structure(let members):
            try shred(members, of: node, &cursor, repetitionLevel: repetitionLevel)
        case .list(let element):
            guard cursor.kind == .array else { throw mismatch(node, "an array", cursor) }
            try shredElements(node, &cursor, repetitionLevel: repetitionLevel) {
                (cursor, level) throws(LakeError) in
                try shred(
                    element, &cursor, definitionLevel: node.definitionLevel + 1,
                    repetitionLevel: level)
            }
        case .map(let key, let value):
            let isObject = cursor.kind == .object
            guard isObject || cursor.kind == .array else {
                throw mismatch(node, "an object or array", cursor)
            }
            try shredElements(node, &cursor, repetitionLevel: repetitionLevel) {
                (cursor, level) throws(LakeError) in
                var (keyAt, valueAt) = (cursor, cursor)
                if isObject {
                    valueAt.skip()
                    cursor = valueAt
                    cursor.skip()
                } else {
                    guard cursor.enterPair(&keyAt, &valueAt) else {
                        throw mismatch(node, "pairs of key and value", cursor)
                    }
                }
                let level = (node.definitionLevel + 1, level)
                try shred(key, &keyAt, definitionLevel: level.0, repetitionLevel: level.1)
                try shred(value, &valueAt, definitionLevel: level.0, repetitionLevel: level.1)
            }
        }
    }

    private func shred(
        _ members: [WriterNode], of node: WriterNode, _ cursor: inout JSONTokens,
        repetitionLevel: Int
    ) throws(LakeError) {
        guard cursor.kind == .object else { throw mismatch(node, "an object", cursor) }
        var places = [JSONTokens?](repeating: nil, count: members.count)
        cursor.enter()
        while !cursor.isAtEnd {
            let name = cursor.name()
            guard let member = members.firstIndex(where: { $0.name.utf8.elementsEqual(name) })
            else {
                throw LakeError(
                    .invalidInput,
                    "a member \(String(decoding: name, as: UTF8.self)), which \(node.name) has not")
            }
            // A name may be written in two ways.
            guard places[member] == nil else {
                throw LakeError(.invalidInput, "the member \(members[member].name) stands twice")
            }
            places[member] = cursor
            cursor.skip()
        }
        cursor.leave()
        for (member, place) in zip(members, places) {
            if var place {
                try shred(
                    member, &place, definitionLevel: node.definitionLevel,
                    repetitionLevel: repetitionLevel)
            } else {
                try appendNull(
                    member, definitionLevel: node.definitionLevel,
                    repetitionLevel: repetitionLevel)
            }
        }
    }

    /// Goes through the elements of an array or the members of an object.
    private func shredElements(
        _ node: WriterNode, _ cursor: inout JSONTokens, repetitionLevel: Int,
        _ element: (inout JSONTokens, Int) throws(LakeError) -> Void
    ) throws(LakeError) {
        cursor.enter()
        if cursor.isAtEnd {
            appendEmpty(
                node, definitionLevel: node.definitionLevel, repetitionLevel: repetitionLevel)
        }
        var level = repetitionLevel
        while !cursor.isAtEnd {
            try element(&cursor, level)
            level = node.repetitionLevel + 1
        }
        cursor.leave()
    }

    private func appendNull(
        _ node: WriterNode, definitionLevel: Int, repetitionLevel: Int
    ) throws(LakeError) {
        guard !node.isRequired else {
            throw LakeError(.invalidInput, "\(node.name) is NULL or missing, which it may not be")
        }
        appendEmpty(node, definitionLevel: definitionLevel, repetitionLevel: repetitionLevel)
    }

    /// One entry without a value for each leaf below.
    private func appendEmpty(_ node: WriterNode, definitionLevel: Int, repetitionLevel: Int) {
        for leaf in node.leafRange {
            columns[leaf - leaves.startIndex].appendEmpty(
                definitionLevel: definitionLevel, repetitionLevel: repetitionLevel)
        }
    }

    private func mismatch(
        _ node: WriterNode, _ wanted: String, _ cursor: JSONTokens
    ) -> LakeError {
        LakeError(.invalidInput, "\(node.name) is \(cursor.kindName), not \(wanted)")
    }
}

@available(*, unavailable)
extension JSONShredder: Sendable {}

extension TypedColumn {
    /// The texts of a column of JSON.
    ///
    /// - Throws: `LakeError.invalidInput` for any other column.
    fileprivate func jsonTexts() throws(LakeError) -> BytesPiece {
        guard type == .json || type == .string else {
            throw LakeError(.invalidInput, "values of type \(type), the rows are to be JSON")
        }
        return try rowPiece()
    }
}
