// One data file of a scan with the deletes that apply to it.

import Columnar

/// A data file to read.
struct FileTask: Sendable {
    let file: ContentFile
    /// The file's data sequence number.
    let sequenceNumber: Int64
    /// The same in every scan of the snapshot: the high bits of row numbers.
    let ordinal: Int
    /// Deletes by position, and the deletion vector, whichever there is.
    let positionDeletes: PositionDeletes
    /// Deletes by value that may concern the file.
    let equalityDeletes: [EqualityDeletes]
}
