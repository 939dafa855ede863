// What must hold for any bytes as a Parquet file: shared by the fuzzer, by the tests that damage
// files and by those that replay the fuzzer's finds.
//
//     input = options (3 bytes) | body
//     byte 0             which columns are read for themselves
//     byte 1, bits 0-3   the column of a condition
//             bits 4-6   the condition: none, IS NULL, IS NOT NULL, =, <, >=, IN, prefix
//     byte 2             the row whose value the condition compares with
//
// The body becomes a file that is unlinked at once. Damage that keeps a file readable can make its
// columns or its indexes say different things, so conditions are only held against the rows that
// they let through.

import Columnar
import Glibc
import Parquet
import Storage

/// A property that does not hold.
struct ParquetDefect: Error, CustomStringConvertible {
    let description: String
}

/// Reads one body in several ways and compares.
struct ParquetCheck {
    /// Rows after which a scan is given up: a damaged page may announce millions of nulls.
    private static let rowsMax = 20_000
    /// The same for the values of one chunk, for which memory is taken.
    private static let chunkValuesMax = 1 << 20

    private let body: [UInt8]
    private let columnMask: UInt8
    private let condition: UInt8
    private let row: Int

    /// Input shorter than its options is an empty body.
    init(_ input: UnsafeBufferPointer<UInt8>) {
        func option(_ index: Int) -> UInt8 { unsafe index < input.count ? input[index] : 0 }
        columnMask = option(0)
        condition = option(1)
        row = Int(option(2))
        body = unsafe Array(input.dropFirst(3))
    }

    init(_ body: [UInt8], columnMask: UInt8 = 0, condition: UInt8 = 0, row: UInt8 = 0) {
        self.body = body
        self.columnMask = columnMask
        self.condition = condition
        self.row = Int(row)
    }

    /// - Returns: false when the file cannot be read as a whole.
    /// - Throws: `ParquetDefect`.
    @discardableResult
    func run() throws -> Bool {
        let file = try NamelessFile(body)
        guard
            let table = try soundly({ () throws(LakeError) in try ParquetTable(path: file.path) }),
            let metadata = try soundly({ () throws(LakeError) in
                try ParquetFile(file.path).metadata
            }), isModest(metadata)
        else { return false }
        let columns = table.schema.fields.indices.dropLast(2)
        // Each column for itself also reads on behind the error of another.
        var alone: [Int: [[Value]]] = [:]
        for column in columns.prefix(8) where columnMask >> UInt8(column) & 1 == 1 {
            alone[column] = try rows(of: table, [column])
        }
        let all = try rows(of: table, Array(columns))
        if let all {
            for (column, values) in alone
            where !values.elementsEqual(all, by: { $0[0] == $1[column] }) {
                throw ParquetDefect(description: "column \(column) alone is another")
            }
        }
        try checkCondition(table, all)
        return all != nil
    }

    private func isModest(_ metadata: FileMetadata) -> Bool {
        metadata.rowGroups.count < 100
            && metadata.rowGroups.allSatisfy {
                $0.rowCount <= Self.chunkValuesMax
                    && $0.columns.allSatisfy {
                        ($0.metadata?.valueCount ?? 0) <= Self.chunkValuesMax
                    }
            }
    }

    private func checkCondition(_ table: ParquetTable, _ all: [[Value]]?) throws {
        let columns = table.schema.fields.indices.dropLast(2)
        guard !columns.isEmpty else { return }
        let column = Int(condition & 15) % columns.count
        var value = Value.integer(Int64(row))
        if let all, !all.isEmpty { value = all[row % all.count][column] }
        guard let test = test(of: value), table.evaluates(test.shape, on: column) else { return }
        let predicate = Predicate(column: column, test: test)
        guard let found = try rows(of: table, [column], [predicate]) else { return }
        for row in found where !Self.passes(row[0], test) {
            throw ParquetDefect(description: "\(row[0]) passes \(test)")
        }
        if let all, condition >> 7 == 1 {
            // Of files that are not damaged, the caller says: no row is lost.
            let expected = all.filter { Self.passes($0[column], test) }.map { $0[column] }
            guard expected == found.map({ $0[0] }) else {
                throw ParquetDefect(
                    description: "\(found.count) rows pass \(test), not \(expected.count)")
            }
        }
    }

    private func test(of value: Value) -> Predicate.Test? {
        switch condition >> 4 & 7 {
        case 1: return .isNull
        case 2: return .isNotNull
        case 3: return .compare(.equal, value)
        case 4: return .compare(.less, value)
        case 5: return .compare(.greaterOrEqual, value)
        case 6: return value == .null ? nil : .isIn([value, .integer(Int64(row))])
        case 7:
            guard case .text(let text) = value else { return nil }
            return .hasPrefix(Array(text.prefix(row & 3)), foldsCase: false)
        default: return nil
        }
    }

    private static func passes(_ value: Value, _ test: Predicate.Test) -> Bool {
        switch value {
        case .null: test.acceptsNull
        case .integer, .real: test.matches(number: value)
        case .text(let text): unsafe text.withUnsafeBufferPointer { unsafe test.matches(text: $0) }
        case .blob: true
        }
    }

    /// The rows of a scan; nil when it ends in an error or is given up.
    private func rows(
        of table: ParquetTable, _ columns: [Int], _ predicates: [Predicate] = []
    ) throws -> [[Value]]? {
        try soundly { () throws(LakeError) -> [[Value]]? in
            let stream = try table.open(
                ScanRequest(columns: columns, predicates: predicates),
                in: ScanEnvironment(
                    threadCount: 1, memoryBytesMax: 1 << 20, report: ScanReport(table: "")))
            var rows: [[Value]] = []
            while let batch = try stream.next() {
                for row in 0..<batch.rowCount {
                    rows.append(batch.columns.map { $0.value(at: row) })
                }
                if rows.count > Self.rowsMax { return nil }
            }
            return rows
        } ?? nil
    }

    /// What a body gives; nil for an error that bytes may cause.
    private func soundly<Result>(_ body: () throws(LakeError) -> Result) throws -> Result? {
        do throws(LakeError) {
            return try body()
        } catch {
            guard error.code != .internal else { throw ParquetDefect(description: "\(error)") }
            return nil
        }
    }
}

extension Predicate.Test {
    /// The form of the condition.
    fileprivate var shape: Predicate.Shape {
        switch self {
        case .isNull: .isNull
        case .isNotNull: .isNotNull
        case .compare(.equal, _): .equal
        case .compare: .range
        case .isIn: .isIn
        case .hasPrefix: .prefix
        }
    }
}

/// A file that no directory names, removed with its owner.
private final class NamelessFile {
    private let descriptor: Int32

    init(_ bytes: [UInt8]) throws {
        var template = Array("/tmp/parquet-check-XXXXXX".utf8CString)
        descriptor = unsafe mkstemp(&template)
        guard descriptor >= 0 else { throw ParquetDefect(description: "no temporary file") }
        unsafe unlink(template)
        var done = 0
        while done < bytes.count {
            let count = unsafe bytes[done...].withUnsafeBytes {
                unsafe write(descriptor, $0.baseAddress, $0.count)
            }
            guard count > 0 else { throw ParquetDefect(description: "no room for a file") }
            done += count
        }
    }

    deinit { close(descriptor) }

    var path: String { "/proc/self/fd/\(descriptor)" }
}
