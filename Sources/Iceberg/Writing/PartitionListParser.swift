// How a table is partitioned and sorted, as SQL writes it.
//
//     partitions = field { "," field }
//     field      = column | transform "(" column ")"
//                | ( "bucket" | "truncate" ) "(" number "," column ")"      or column, number
//     order      = field [ "ASC" | "DESC" ] [ "NULLS" ( "FIRST" | "LAST" ) ] { "," … }
//
// Without NULLS the NULLs come first in ascending order and last in descending order, as Spark and
// SQLite have it. Source: Iceberg specification, "Partition Transforms" and "Sorting".

import Columnar

struct PartitionListParser {
    /// A transform of a column.
    private struct Term {
        let column: NestedField
        let transform: Transform
        let offset: Int
    }

    private let fields: [NestedField]
    private var scanner: DefinitionScanner

    private init(
        _ text: String, argument: String, _ fields: [NestedField]
    ) throws(LakeError) {
        scanner = try DefinitionScanner(text, argument: argument)
        self.fields = fields
    }

    /// - Parameter argument: how errors call the text.
    static func partitions(
        _ text: String, argument: String, fields: [NestedField]
    ) throws(LakeError) -> [PartitionField] {
        var parser = try PartitionListParser(text, argument: argument, fields)
        var partitions: [PartitionField] = []
        var names = Set(fields.map { $0.name.lowercased() })
        var isTaken: Set<String> = []
        repeat {
            let term = try parser.term()
            guard isTaken.insert("\(term.column.id) \(term.transform)").inserted else {
                throw parser.scanner.error(
                    "\(term.transform) of '\(term.column.name)' is there already", at: term.offset)
            }
            var name = partitionName(term.column.name, term.transform)
            // The name of an identity is its column's; others must differ from all columns.
            while term.transform != .identity, !names.insert(name.lowercased()).inserted {
                name += "_"
            }
            partitions.append(
                PartitionField(
                    id: PartitionListParser.firstFieldID + partitions.count,
                    sourceIDs: [term.column.id], name: name, transform: term.transform))
        } while try parser.scanner.take(",")
        try parser.expectEnd()
        return partitions
    }

    /// - Parameter argument: how errors call the text.
    static func order(
        _ text: String, argument: String, fields: [NestedField]
    ) throws(LakeError) -> [SortOrder.Field] {
        var parser = try PartitionListParser(text, argument: argument, fields)
        var order: [SortOrder.Field] = []
        repeat {
            let term = try parser.term()
            var isDescending = false
            if try !parser.scanner.take(keyword: "asc") {
                isDescending = try parser.scanner.take(keyword: "desc")
            }
            var hasNullsFirst = !isDescending
            if try parser.scanner.take(keyword: "nulls") {
                hasNullsFirst = try parser.scanner.take(keyword: "first")
                let hasNullsLast = hasNullsFirst ? false : try parser.scanner.take(keyword: "last")
                guard hasNullsFirst || hasNullsLast else {
                    throw parser.scanner.error(
                        "\(parser.scanner.nextText) where FIRST or LAST is expected")
                }
            }
            order.append(
                SortOrder.Field(
                    sourceIDs: [term.column.id], transform: term.transform,
                    isDescending: isDescending, hasNullsFirst: hasNullsFirst))
        } while try parser.scanner.take(",")
        try parser.expectEnd()
        return order
    }

    /// Ids of partition fields count from here.
    private static let firstFieldID = 1000

    /// The name that Iceberg's libraries give a partition field.
    private static func partitionName(_ column: String, _ transform: Transform) -> String {
        switch transform {
        case .identity: column
        case .bucket: column + "_bucket"
        case .truncate: column + "_trunc"
        case .void: column + "_null"
        case .year, .month, .day, .hour, .unknown: "\(column)_\(transform)"
        }
    }

    private func expectEnd() throws(LakeError) {
        guard scanner.next == .end else {
            throw scanner.error("\(scanner.nextText) where ',' or the end is expected")
        }
    }

    private mutating func term() throws(LakeError) -> Term {
        let offset = scanner.offset
        let first = try scanner.name("a column or a transform")
        guard try scanner.take("(") else {
            return try checked(try column(first, offset), .identity, offset)
        }
        let name = first.lowercased()
        switch name {
        case "bucket", "truncate", "trunc": return try numbered(name, offset)
        default: break
        }
        let transform = Transform(name: name)
        if case .unknown = transform {
            let near = nearNames(
                to: name,
                among: ["bucket", "truncate", "identity", "year", "month", "day", "hour", "void"])
            throw scanner.error(
                "'\(first)' is no transform",
                advice: didYouMean(near)
                    ?? "there are identity, bucket, truncate, year, month, day, hour, void",
                at: offset)
        }
        let place = scanner.offset
        let column = try column(try scanner.name("a column"), place)
        try scanner.expect(")")
        return try checked(column, transform, offset)
    }

    /// `(16, column)` or `(column, 16)`.
    private mutating func numbered(_ name: String, _ offset: Int) throws(LakeError) -> Term {
        var count: Int?
        if case .number(let number) = scanner.next {
            count = number
            _ = try scanner.number("a number")
            try scanner.expect(",")
        }
        let place = scanner.offset
        let column = try column(try scanner.name("a column"), place)
        if count == nil {
            try scanner.expect(",")
            count = try scanner.number("a number")
        }
        try scanner.expect(")")
        guard let count, count > 0 else {
            throw scanner.error("\(name) by 0", advice: "write a positive number", at: offset)
        }
        return try checked(column, name == "bucket" ? .bucket(count) : .truncate(count), offset)
    }

    private func column(_ name: String, _ offset: Int) throws(LakeError) -> NestedField {
        if let exact = fields.first(where: { $0.name == name }) { return exact }
        let folded = fields.filter { $0.name.lowercased() == name.lowercased() }
        if folded.count == 1 { return folded[0] }
        throw scanner.error(
            "the table has no column '\(name)'",
            advice: didYouMean(nearNames(to: name, among: fields.map(\.name))), at: offset)
    }

    private func checked(
        _ column: NestedField, _ transform: Transform, _ offset: Int
    ) throws(LakeError) -> Term {
        guard let type = column.type.primitive else {
            throw scanner.error(
                "'\(column.name)' is a struct, list or map",
                advice: "partition and sort by columns of single values", at: offset)
        }
        guard transform.isDefined(for: type) else {
            throw scanner.error(
                "\(transform) of '\(column.name)', which is a \(type)",
                advice: "\(transform) takes \(transform.sourceTypes)", at: offset)
        }
        return Term(column: column, transform: transform, offset: offset)
    }
}

extension Transform {
    /// How errors name the types that `isDefined(for:)` accepts.
    fileprivate var sourceTypes: String {
        switch self {
        case .identity, .void: "columns of single values"
        case .bucket:
            "int, long, decimal, date, time, timestamp, timestamptz, string, uuid, fixed, binary"
        case .truncate: "int, long, decimal, string, binary"
        case .year, .month, .day: "date, timestamp, timestamptz"
        case .hour: "timestamp, timestamptz"
        case .unknown: "nothing that is known"
        }
    }
}
