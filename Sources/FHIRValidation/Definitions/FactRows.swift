// The rows of a table of facts in the binary.
//
// The tables are comma-separated without quoting: no field holds a comma, a quote or a line break.

/// Steps through the rows of a table, behind its header line.
@safe
struct FactRows {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var at = 0

    /// - Parameter accessor: of the table, in CFacts.
    init(_ accessor: (UnsafeMutablePointer<Int>) -> UnsafePointer<UInt8>) {
        var count = 0
        let start = unsafe accessor(&count)
        unsafe bytes = unsafe UnsafeBufferPointer(start: start, count: count)
        _ = next()
    }

    /// The fields of the next row, or nil at the end.
    mutating func next() -> [String]? {
        guard unsafe at < bytes.count else { return nil }
        var fields: [String] = []
        var start = at
        while unsafe at < bytes.count {
            let byte = unsafe bytes[at]
            if byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") {
                unsafe fields.append(
                    String(
                        decoding: UnsafeBufferPointer(rebasing: bytes[start..<at]), as: UTF8.self))
                start = at + 1
            }
            at += 1
            if byte == UInt8(ascii: "\n") { return fields }
        }
        return fields
    }
}
