// The stated limits of this target; nothing here grows with its input beyond them.

/// What the reading of Iceberg tables is bounded by.
package enum IcebergLimits {
    /// Bytes of a metadata file, decompressed. A table with 100,000 snapshots has some 60 MB.
    package static let metadataBytesMax = 256 << 20
    /// Bytes of a version hint: a number and a line feed.
    static let versionHintBytesMax = 4096
    /// Structs, lists and maps around a field of a schema.
    static let typeDepthMax = 64
    /// Fields of one schema, nested ones included.
    static let schemaFieldsMax = 100_000
    /// Fields of a partition spec, and of a sort order.
    static let specFieldsMax = 10_000
    /// Names in a metadata directory that are looked at.
    static let metadataNamesMax = 1_000_000
    /// Parts of a path that are dropped to find a metadata file below a catalog's directory.
    static let catalogPathPartsMax = 64
    /// Scans of fewer rows are made by the reader's own thread.
    static let parallelRowsMin: Int64 = 50_000
    /// Names of a directory that are looked at for advice.
    static let namesExaminedMax = 1000
    /// Names that an error lists.
    static let namesShownMax = 10
    /// Directories `metadata` and `data` within one path that are tried.
    static let pathMarkersMax = 8
    /// Prefixes of paths whose real place is kept.
    static let pathRulesMax = 64
    /// Bytes of a Puffin footer, decompressed.
    static let puffinFooterBytesMax = 16 << 20
    /// Bytes of one Puffin blob: the length in a deletion vector has 32 bits.
    static let puffinBlobBytesMax = 1 << 31
}
