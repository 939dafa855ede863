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
    /// Numbers tried behind a version hint that is out of date.
    static let versionsBehindHintMax = 1_000_000
    /// Names that an error lists.
    static let namesShownMax = 10
    /// Prefixes of paths whose real place is kept.
    static let pathRulesMax = 64
    /// Bytes of a Puffin footer, decompressed.
    static let puffinFooterBytesMax = 16 << 20
    /// Bytes of one Puffin blob: the length in a deletion vector has 32 bits.
    static let puffinBlobBytesMax = 1 << 31
    /// 32-bit bitmaps in a 64-bit one: positions stay below 2^63, as row positions do.
    static let bitmapKeysMax = 1 << 31
}
