// Elements of resources as a table: a column for each path that a constraint names.
//
//     Observation { id: o1, category: [ {coding: [{code: a}]}, {coding: [{code: b}]} ] }
//
//     _row  id  category.coding.code
//     0     o1  a
//     0     o1  b
//
// Arrays are flattened: a resource has a row for each combination of their elements, paths into the
// same array going together, and NULL where nothing is. What is an object at the end of its path is
// its JSON text. Columns have no affinity, so that text stays text and numbers numbers.

import Columnar
import FHIR
import JSON

/// A table over FHIR files.
final class ElementTable: TableSource {
    /// Rows of one resource at most.
    fileprivate static let combinationsMax = 10_000
    /// The number of the resource, and its id.
    static let rowColumn = "_row"
    static let idColumn = "_id"

    let schema: TableSchema
    private let sources: [FHIRTable]
    private let trees: [ElementTree]
    private let checkpoint: Checkpoint

    /// - Parameters:
    ///   - type: a resource type.
    ///   - paths: dotted; their first elements are columns of the type.
    /// - Throws: `LakeError` when a path of files names nothing.
    init(
        files: [String], type: String, paths: [String], lineBytesMax: Int,
        checkpoint: Checkpoint
    ) throws(LakeError) {
        self.checkpoint = checkpoint
        var sources: [FHIRTable] = []
        for path in files {
            sources.append(
                try FHIRTable(
                    path: path, resourceType: type,
                    options: FHIROptions(policy: .skip, lineBytesMax: lineBytesMax)))
        }
        self.sources = sources
        trees = ElementTree.trees(paths)
        schema = TableSchema(
            [Field(Self.rowColumn, .integer), Field(Self.idColumn, .binary)]
                + paths.map { Field($0, .binary) })
    }

    func estimate() -> ScanEstimate {
        var sum = ScanEstimate(rowCount: 1, sizeBytes: 0)
        for source in sources {
            let estimate = source.estimate()
            sum.rowCount += estimate.rowCount
            sum.sizeBytes += estimate.sizeBytes
        }
        return sum
    }

    func evaluates(_ shape: Predicate.Shape, on column: Int) -> Bool { false }
    func isUnique(_ column: Int) -> Bool { false }
    var hasRowNumbers: Bool { false }
    func isUnchanged(since other: any TableSource) -> Bool { false }

    func open(
        _ request: ScanRequest, in environment: ScanEnvironment
    ) throws(LakeError) -> any BatchStream {
        if let grouping = request.grouping {
            return try open(request, grouping: grouping, in: environment)
        }
        var inner = environment
        let (outer, own) = (environment.checkpoint, checkpoint)
        inner.checkpoint = { () throws(LakeError) in
            try outer()
            try own.call()
        }
        return ElementStream(sources, trees, schema, request.columns, inner)
    }
}

/// The paths below one element.
struct ElementTree: Sendable {
    let name: String
    /// The column of the path that ends here, among the paths; nil for none.
    private(set) var column: Int?
    private(set) var children: [ElementTree] = []

    /// The trees of dotted paths.
    static func trees(_ paths: [String]) -> [ElementTree] {
        var root = ElementTree(name: "")
        for (column, path) in paths.enumerated() {
            root.insert(path.split(separator: ".").map { String($0) }[...], column)
        }
        return root.children
    }

    private init(name: String) { self.name = name }

    private mutating func insert(_ names: ArraySlice<String>, _ column: Int) {
        guard let name = names.first else {
            self.column = column
            return
        }
        let place = children.firstIndex { $0.name == name } ?? children.count
        if place == children.count { children.append(ElementTree(name: name)) }
        children[place].insert(names.dropFirst(), column)
    }

    /// The columns of the tree.
    var columns: [Int] { (column.map { [$0] } ?? []) + children.flatMap(\.columns) }

    /// A value of each column, for each combination.
    typealias Rows = [[(column: Int, value: Value)]]

    /// The rows of a value: at least one.
    ///
    /// - Throws: `LakeError.limit` for too many.
    func rows(of value: JSONValue?) throws(LakeError) -> Rows {
        guard let value, value != .null else { return [columns.map { ($0, .null) }] }
        if let elements = value.array {
            var rows: Rows = []
            for element in elements {
                rows += try self.rows(of: element)
                try Self.check(rows.count)
            }
            return rows.isEmpty ? [columns.map { ($0, .null) }] : rows
        }
        var rows: Rows = [column.map { [($0, Self.cell(value))] } ?? []]
        for child in children {
            rows = try Self.product(rows, try child.rows(of: value[child.name]))
        }
        return rows
    }

    /// Each row with each other.
    static func product(_ left: Rows, _ right: Rows) throws(LakeError) -> Rows {
        if right.count == 1 { return left.map { $0 + right[0] } }
        try check(left.count * right.count)
        return left.flatMap { first in right.map { first + $0 } }
    }

    private static func check(_ count: Int) throws(LakeError) {
        guard count > ElementTable.combinationsMax else { return }
        throw LakeError(
            .limit, "a resource has more than \(ElementTable.combinationsMax) combinations",
            advice: "name fewer repeating elements in one constraint")
    }

    /// A value that is no array.
    private static func cell(_ value: JSONValue) -> Value {
        switch value {
        case .null: .null
        case .boolean(let flag): .integer(flag ? 1 : 0)
        case .number(let text): number(text)
        case .string(let text): .text(text)
        case .array, .object: .text(value.text)
        }
    }

    private static func number(_ text: String) -> Value {
        Int64(text).map { .integer($0) } ?? Double(text).map { .real($0) } ?? .text(text)
    }
}

/// The rows of all resources.
private final class ElementStream: BatchStream {
    /// Texts of elements whose rows are kept: codes and units come again and again.
    private static let knownMax = 4096

    private let sources: [FHIRTable]
    private let trees: [ElementTree]
    private let schema: TableSchema
    private let columns: [Int]
    private let environment: ScanEnvironment
    private var source = 0
    private var stream: (any BatchStream)?
    private var resource: Int64 = 0
    /// By tree.
    private var known: [[UInt64: ElementTree.Rows]]

    init(
        _ sources: [FHIRTable], _ trees: [ElementTree], _ schema: TableSchema, _ columns: [Int],
        _ environment: ScanEnvironment
    ) {
        self.sources = sources
        self.trees = trees
        self.schema = schema
        self.columns = columns
        self.environment = environment
        known = Array(repeating: [:], count: trees.count)
    }

    func next() throws(LakeError) -> ColumnBatch? {
        while true {
            if stream == nil {
                guard source < sources.count else { return nil }
                let table = sources[source]
                source += 1
                let names = ["id"] + trees.map(\.name)
                stream = try table.open(
                    ScanRequest(columns: names.compactMap { table.schema.index(of: $0) }),
                    in: environment)
            }
            if let batch = try stream?.next() { return try rows(of: batch) }
            stream = nil
        }
    }

    private func rows(of batch: ColumnBatch) throws(LakeError) -> ColumnBatch {
        var builders = Builders(columns.map { schema.fields[$0].type }, rowCount: batch.rowCount)
        for row in 0..<batch.rowCount {
            let id = batch.columns[0].value(at: row)
            var rows: ElementTree.Rows = [[]]
            for (index, tree) in trees.enumerated() {
                rows = try ElementTree.product(
                    rows, try self.rows(of: batch.columns[index + 1], row, tree, index))
            }
            for cells in rows {
                for (place, column) in columns.enumerated() {
                    switch column {
                    case 0: builders.append(.integer(resource), to: place)
                    case 1: builders.append(id, to: place)
                    default:
                        let value = cells.first { $0.column == column - 2 }?.value ?? .null
                        builders.append(value, to: place)
                    }
                }
                builders.endRow()
            }
            resource += 1
        }
        return try builders.batch()
    }

    private func rows(
        of vector: ColumnVector, _ row: Int, _ tree: ElementTree, _ index: Int
    ) throws(LakeError) -> ElementTree.Rows {
        guard vector.kind(at: row) == ValueKind.json else {
            // A primitive: what is below it is nothing.
            let value = vector.value(at: row)
            return [tree.columns.map { ($0, $0 == tree.column ? value : .null) }]
        }
        let hash = unsafe hashBytes(vector.bytes(at: row))
        if let rows = known[index][hash] { return rows }
        let rows = unsafe try tree.rows(of: try JSONValue(parsing: Array(vector.bytes(at: row))))
        if known[index].count < Self.knownMax { known[index][hash] = rows }
        return rows
    }
}

/// Values of all columns: builders themselves cannot stand in an array.
private struct Builders {
    private var values: [[Value]]
    private let types: [DataType]
    private var rowCount = 0

    init(_ types: [DataType], rowCount: Int) {
        self.types = types
        values = types.map { _ in
            var column: [Value] = []
            column.reserveCapacity(rowCount)
            return column
        }
    }

    mutating func append(_ value: Value, to column: Int) {
        values[column].append(value)
    }

    mutating func endRow() { rowCount += 1 }

    func batch() throws(LakeError) -> ColumnBatch {
        var vectors: [ColumnVector] = []
        for (column, type) in types.enumerated() {
            var builder = ColumnBuilder(type: type, capacity: rowCount)
            for value in values[column] { try builder.append(value) }
            vectors.append(ColumnVector(builder, bytes: nil))
        }
        return ColumnBatch(rowCount: rowCount, columns: vectors)
    }
}
