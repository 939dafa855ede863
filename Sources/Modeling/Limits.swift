// The stated limits of this target; nothing here grows with its input beyond them.

/// What projects and runs are bounded by.
package enum ModelingLimits {
    /// Bytes of one text file of a project.
    package static let fileBytesMax = 16 << 20
    /// Bytes of one seed: seeds are small tables that people edit.
    package static let seedBytesMax = 256 << 20
    /// Files of a project, and folders that are looked into.
    package static let filesMax = 50_000
    /// How deep folders of a project lie in each other.
    package static let folderDepthMax = 32
    /// Columns of one relation; SQLite's own limit is 2,000 unless it was built otherwise.
    package static let columnsMax = 2_000
    /// Rows that `run_query` hands to a template.
    package static let queryRowsMax = 100_000
    /// Keys of one relation that tests hold in memory, and their bytes; beyond, SQLite compares.
    package static let knownKeysMax = 1 << 24
    package static let knownKeyBytesMax = 256 << 20
    /// How deep ephemeral models lie in each other.
    package static let ephemeralDepthMax = 50
    /// How deep common table expressions and subqueries are followed for column lineage.
    package static let selectDepthMax = 40
    /// Queries that UNION ALL puts behind each other, with those of common table expressions.
    package static let unionArmsMax = 100
    /// Parents that are followed for one column in a lineage report.
    package static let lineageStepsMax = 10_000
}
