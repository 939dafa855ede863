// The stated limits of this target; nothing here grows with its input beyond them.

/// What the reading of Avro files is bounded by.
package enum AvroLimits {
    /// Bytes of the header: magic, metadata with the schema, sync marker.
    package static let headerBytesMax = 16 << 20
    /// Bytes of a file that is read whole, as manifests are.
    package static let wholeFileBytesMax = 1 << 30
    /// Bytes of one block, compressed or not. Values point into it with 32 bits.
    package static let blockBytesMax = 1 << 28
    /// Bytes that are read at a time from a file that is not read whole.
    package static let windowBytes = 1 << 20
    /// Types within types in the text of a schema.
    package static let schemaDepthMax = 100
    /// Records, arrays and maps around a value.
    package static let valueDepthMax = 256
    /// Steps of the plan by which a record is decoded. Schemas refer to types by name, so that a
    /// short text can stand for very many fields.
    package static let planStepsMax = 1 << 20
    /// Values in one record, those of its arrays and maps included.
    package static let valuesPerRecordMax = 1 << 24
    /// Values of a file that take no bytes: nulls outside of unions and records without fields.
    /// Nothing else bounds how many of them a few bytes can announce.
    package static let emptyValuesMax = 1 << 20
}
