// A line that could not be read.

import JSON
import Storage

/// One fault of one line of a block.
struct Finding: Sendable {
    /// Lines of the block before it.
    var lineIndex: Int
    /// Where the fault (or its line) stands in the uncompressed text of the file.
    var offsetBytes: Int
    let kind: JSONFault.Kind
    let reason: String
}

extension Finding {
    /// A line that was too long to be read.
    init(_ line: OversizedLine) {
        lineIndex = line.lineIndexInBlock
        offsetBytes = line.fileOffsetBytes
        kind = .size
        reason =
            "the line has \(line.isLengthExact ? "" : "at least ")\(line.lengthBytes) bytes, "
            + "more than the setting line_bytes allows"
    }
}

/// What came of one block.
struct ScannedBlock: Sendable {
    /// Which file of the scan.
    let file: Int
    /// Physical lines of the block.
    var lineCount = 0
    var rowCount = 0
    var sizeBytes = 0
    /// Built columns with line numbers counted from 0 in the block, in the plan's order.
    var columns: [BuiltColumn] = []
    var findings: [Finding] = []
}
