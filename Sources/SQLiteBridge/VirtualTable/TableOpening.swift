// What a module that can write is asked for, and what it hands back.

package import Columnar

/// One CREATE VIRTUAL TABLE, or the look at what it left behind when a schema is read again.
package struct TableOpening {
    /// The arguments as they stand in the SQL.
    package let arguments: [String]
    /// The name of the virtual table.
    package let tableName: String
    /// The connection of the table.
    package let database: Database
    /// Whether the statement runs now (xCreate), so that what it names may be made. Else
    /// (xConnect) it ran before, and what it names has to be there.
    package let isCreation: Bool
}

/// A table that a module opened for one connection.
package struct OpenedTable {
    package let source: any TableSource
    /// The source as it is now, with the same columns, asked for before each statement's scan;
    /// nil where `source.upToDate()` tells.
    package let refresh: (() throws(LakeError) -> any TableSource)?
    /// Where INSERT goes; nil for a table that is only read.
    package let sink: (any RowSink)?

    package init(
        source: any TableSource, refresh: (() throws(LakeError) -> any TableSource)? = nil,
        sink: (any RowSink)? = nil
    ) {
        self.source = source
        self.refresh = refresh
        self.sink = sink
    }
}
