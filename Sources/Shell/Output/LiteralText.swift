// SQL literals, as modes insert and quote and `.dump` print them.

import SQLiteBridge

/// Appends a string literal.
func appendLiteral(_ text: Span<UInt8>, to output: OutputBuffer) {
    output.append(0x27)
    for index in 0..<text.count {
        let byte = text[index]
        if byte == 0x27 { output.append(0x27) }
        output.append(byte)
    }
    output.append(0x27)
}

/// Appends a string literal of one line: line ends are written as `\n` and `\r`, or as other marks
/// when the text holds these, and put back by `replace()`.
func appendOneLineLiteral(_ text: Span<UInt8>, to output: OutputBuffer) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count)
    for index in 0..<text.count { bytes.append(text[index]) }
    let hasLineFeed = bytes.contains(0x0a)
    let hasReturn = bytes.contains(0x0d)
    guard hasLineFeed || hasReturn else { return appendLiteral(text, to: output) }
    let lineFeedMark = hasLineFeed ? unusedMark(in: bytes, ["\\n", "\\012"]) : []
    let returnMark = hasReturn ? unusedMark(in: bytes, ["\\r", "\\015"]) : []
    if hasLineFeed { output.append("replace(") }
    if hasReturn { output.append("replace(") }
    output.append(0x27)
    for byte in bytes {
        switch byte {
        case 0x27: output.append("''")
        case 0x0a: output.append(lineFeedMark[...])
        case 0x0d: output.append(returnMark[...])
        default: output.append(byte)
        }
    }
    output.append(0x27)
    if hasReturn {
        output.append(",'")
        output.append(returnMark[...])
        output.append("',char(13))")
    }
    if hasLineFeed {
        output.append(",'")
        output.append(lineFeedMark[...])
        output.append("',char(10))")
    }
}

/// The first of the candidates that does not occur in the text, or one with a number that does not.
private func unusedMark(in bytes: [UInt8], _ candidates: [String]) -> [UInt8] {
    for candidate in candidates where !contains(bytes, Array(candidate.utf8)) {
        return Array(candidate.utf8)
    }
    var number = 0
    while true {
        let mark = Array("(\(candidates[0])\(number))".utf8)
        if !contains(bytes, mark) { return mark }
        number += 1
    }
}

private func contains(_ bytes: [UInt8], _ mark: [UInt8]) -> Bool {
    guard bytes.count >= mark.count else { return false }
    return (0...(bytes.count - mark.count)).contains { start in
        mark.indices.allSatisfy { bytes[start + $0] == mark[$0] }
    }
}

/// Appends a BLOB literal, `X'00ff'`.
func appendBlobLiteral(_ bytes: Span<UInt8>, to output: OutputBuffer, prefix: UInt8 = 0x58) {
    let digits = Array("0123456789abcdef".utf8)
    output.append(prefix)
    output.append(0x27)
    for index in 0..<bytes.count {
        let byte = bytes[index]
        output.append(digits[Int(byte >> 4)])
        output.append(digits[Int(byte & 15)])
    }
    output.append(0x27)
}

/// Appends a REAL literal that gives the same bits back.
func appendRealLiteral(_ value: Double, to output: OutputBuffer) {
    if value.isInfinite {
        output.append(value < 0 ? "-1e999" : "1e999")
    } else if let integer = Int64(exactly: value) {
        output.append("\(integer).0")
    } else {
        withSQLiteText(of: value, digits: 20) { output.append($0) }
    }
}
