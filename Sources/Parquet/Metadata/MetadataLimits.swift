// The stated limits on what stands around the pages: footer, schema, indexes, bloom filters.

/// Bounds on a file's metadata.
package enum MetadataLimits {
    /// Bytes of a footer.
    package static let footerBytesMax = 1 << 29
    /// Bytes read at the end of a file at first; most footers fit.
    package static let footerGuessBytes = 64 << 10
    /// Values within values that are passed over because their field is unknown.
    package static let thriftDepthMax = 32
    /// Groups within groups of a schema.
    package static let schemaDepthMax = 128
    /// Bytes of a column index or offset index.
    package static let pageIndexBytesMax = 1 << 28
    /// Bytes of a bloom filter's header, which are read before its size is known.
    static let bloomHeaderBytesMax = 256
    /// Elements for which room is made before they are read.
    static let reservedElementsMax = 1024
}
