// One virtual table of a connection: what xConnect made.

import CSQLite
import Columnar

/// A virtual table over a source. Not Sendable, like its connection.
@safe
final class ScanTable {
    let module: ScanModule
    let host: ScanHost
    let database: OpaquePointer
    let schema: TableSchema
    let parameters: [ScanParameter]
    /// Fields before the first hidden one; hidden ones come last.
    let visibleCount: Int
    /// What INSERT writes to, and where its transaction stands; nil for a table that is only read.
    let writing: TableWriting?
    /// The source of a created table as it is now, where that depends on the connection.
    private let refresh: (() throws(LakeError) -> any TableSource)?
    /// The source of a created table; a table-valued function makes one from its arguments.
    private var fixedSource: (any TableSource)?
    /// Sources by their arguments, for planning only: a scan always makes its own.
    private var planned: (arguments: [Value], source: any TableSource)?
    /// What the last closed cursor with look-ups knew: a correlated subquery opens a cursor for
    /// each row of the outer query. Forgotten when the next statement is planned.
    var closedLookup: ClosedLookup?
    /// A prepared statement that does nothing; see `throwIfInterrupted`.
    private var probe: OpaquePointer?

    /// - Throws: what the module's `connect`, `open` or `schema` throws.
    init(
        _ module: ScanModule, _ opening: TableOpening, host: ScanHost
    ) throws(LakeError) {
        self.module = module
        self.host = host
        unsafe self.database = opening.database.handle
        let opened: OpenedTable?
        switch module.form {
        case .virtualTable(let connect):
            opened = OpenedTable(source: try connect(opening.arguments))
            parameters = []
        case .writableTable(let open):
            opened = try open(opening)
            parameters = []
        case .tableFunction(_, let parameters, _), .connectedFunction(_, let parameters, _):
            opened = nil
            self.parameters = parameters
        }
        fixedSource = opened?.source
        refresh = opened?.refresh
        writing = opened?.sink.map { TableWriting($0, table: opening.tableName) }
        switch module.form {
        case .tableFunction(let makeSchema, _, _), .connectedFunction(let makeSchema, _, _):
            schema = try makeSchema()
        case .virtualTable, .writableTable: schema = opened?.source.schema ?? TableSchema([])
        }
        visibleCount = schema.fields.firstIndex(where: \.isHidden) ?? schema.fields.count
    }

    deinit { _ = unsafe sqlite.pointee.finalize(probe) }

    /// The CREATE TABLE statement for sqlite3_declare_vtab(): visible columns, then parameters
    /// (SQLite hands the arguments of a table-valued function to the first hidden columns), then
    /// hidden columns.
    var declaration: String {
        func declare(_ field: Field) -> String {
            Database.quoted(field.name) + " " + field.type.declaration
                + (field.isHidden ? " HIDDEN" : "")
        }
        let columns =
            schema.fields[..<visibleCount].map { declare($0) }
            + parameters.map { Database.quoted($0.name) + " TEXT HIDDEN" }
            + schema.fields[visibleCount...].map { declare($0) }
        return "CREATE TABLE x(" + columns.joined(separator: ", ") + ")"
    }

    /// What SQLite means by a column index.
    enum Column: Equatable {
        case field(Int)
        case parameter(Int)
        case rowid
    }

    func column(at index: Int) -> Column {
        if index < 0 { return .rowid }
        if index < visibleCount { return .field(index) }
        let behind = index - visibleCount
        return behind < parameters.count ? .parameter(behind) : .field(index - parameters.count)
    }

    /// The source to scan, given values for the parameters.
    ///
    /// - Throws: `LakeError.invalidInput` when a required parameter is missing.
    func source(_ arguments: [Value]) throws(LakeError) -> any TableSource {
        if let fixedSource {
            let current: any TableSource
            if let refresh { current = try refresh() } else { current = try fixedSource.upToDate() }
            self.fixedSource = current
            return current
        }
        for (parameter, argument) in zip(parameters, arguments)
        where parameter.isRequired && argument == .null {
            let name = String(parameter.name.drop { $0 == "_" })
            throw LakeError(
                .invalidInput, "\(module.name)() needs a \(name)",
                advice: "write SELECT … FROM \(module.name)('\(name)')")
        }
        switch module.form {
        case .tableFunction(_, _, let connect): return try connect(arguments)
        case .connectedFunction(_, _, let connect):
            return unsafe try connect(arguments, Database(borrowing: database))
        case .virtualTable, .writableTable:
            throw LakeError(.internal, "the module \(module.name) has no source")
        }
    }

    /// A source for planning; nil when the arguments are not known yet or make none.
    func plannedSource(_ arguments: [Value]) -> (any TableSource)? {
        if let fixedSource { return fixedSource }
        if let planned, planned.arguments == arguments { return planned.source }
        for (parameter, argument) in zip(parameters, arguments)
        where parameter.isRequired && argument == .null {
            return nil
        }
        guard let source = try? source(arguments) else { return nil }
        planned = (arguments, source)
        return source
    }

    /// Throws when somebody called sqlite3_interrupt().
    ///
    /// SQLite before 3.41 cannot be asked, but every statement looks at the flag when it is
    /// stepped, so stepping one that does nothing tells.
    func throwIfInterrupted() throws(LakeError) {
        if unsafe probe == nil {
            _ = unsafe sqlite.pointee.prepare_v2(database, "SELECT 1", -1, &probe, nil)
        }
        guard let probe = unsafe probe else { return }
        let code = unsafe sqlite.pointee.step(probe)
        _ = unsafe sqlite.pointee.reset(probe)
        if code & 0xff == SQLITE_INTERRUPT { throw LakeError(.interrupted, "interrupted") }
    }
}

@available(*, unavailable)
extension ScanTable: Sendable {}

/// The state of a closed cursor that another one can go on with.
struct ClosedLookup {
    let planText: String
    let arguments: [Value]
    /// The values of the tests that are literals.
    let literals: [Value?]
    let source: any TableSource
    /// When the source was last seen to be unchanged, in nanoseconds of the monotonic clock.
    let checkedAt: UInt64
    let filterCount: Int
    let kept: KeptRows?
    let isTooLargeToKeep: Bool
}
