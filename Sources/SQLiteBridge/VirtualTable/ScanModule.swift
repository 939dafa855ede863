// What SQL can name: a module for CREATE VIRTUAL TABLE, or a table-valued function, over any
// source.

package import Columnar

/// One parameter of a table-valued function; a hidden column of its table.
package struct ScanParameter: Sendable {
    package let name: String
    package let isRequired: Bool

    package init(_ name: String, isRequired: Bool) {
        self.name = name
        self.isRequired = isRequired
    }
}

/// A module: its name in SQL and how a source comes from arguments.
package struct ScanModule: Sendable {
    package enum Form: Sendable {
        /// `CREATE VIRTUAL TABLE t USING name(argument, …)`; arguments as they stand in the SQL.
        case virtualTable(connect: @Sendable ([String]) throws(LakeError) -> any TableSource)
        /// The same for tables that can be written, or that need the connection.
        case writableTable(open: @Sendable (TableOpening) throws(LakeError) -> OpenedTable)
        /// `SELECT … FROM name(argument, …)`.
        case tableFunction(
            schema: @Sendable () throws(LakeError) -> TableSchema,
            parameters: [ScanParameter],
            connect: @Sendable ([Value]) throws(LakeError) -> any TableSource)
        /// The same for functions that need the connection.
        case connectedFunction(
            schema: @Sendable () throws(LakeError) -> TableSchema,
            parameters: [ScanParameter],
            connect: @Sendable ([Value], Database) throws(LakeError) -> any TableSource)
    }

    package let name: String
    package let form: Form

    package init(_ name: String, _ form: Form) {
        self.name = name
        self.form = form
    }

    /// Whether the module is for CREATE VIRTUAL TABLE.
    package var isCreated: Bool {
        switch form {
        case .virtualTable, .writableTable: true
        case .tableFunction, .connectedFunction: false
        }
    }
}

/// What the tables of one connection share: settings, and who is told how scans went.
package final class ScanHost: Sendable {
    package let settings: ScanSettings
    /// Called on the connection's thread when a scan has ended.
    package let didFinish: @Sendable (ScanReport) -> Void

    package init(
        settings: ScanSettings, didFinish: @escaping @Sendable (ScanReport) -> Void
    ) {
        self.settings = settings
        self.didFinish = didFinish
    }
}
