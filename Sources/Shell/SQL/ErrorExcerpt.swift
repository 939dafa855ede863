// The part of a statement in which an error lies, with a mark under the place, as sqlite3 prints
// it.

import SQLiteBridge

/// The lines below an error message; empty when SQLite does not know the place.
///
/// - Parameters:
///   - sql: the text that was compiled, from the statement on.
///   - offsetBytes: where in it the error lies.
func errorExcerpt(of sql: ArraySlice<UInt8>, offsetBytes: Int?) -> String {
    var text = sql
    if text.last == 0 { text.removeLast() }
    guard var offset = offsetBytes, offset < text.count else { return "" }
    func isContinuation(_ byte: UInt8?) -> Bool { (byte ?? 0) & 0xc0 == 0x80 }
    while offset > 50 {
        repeat {
            text.removeFirst()
            offset -= 1
        } while isContinuation(text.first)
    }
    var count = text.count
    if count > 78 {
        count = 78
        while count > 0 && isContinuation(text[text.startIndex + count]) { count -= 1 }
    }
    let line = text.prefix(count).map { (0x09...0x0d).contains($0) ? 0x20 : $0 }
    let mark =
        offset < 25
        ? String(repeating: " ", count: offset) + "^--- error here"
        : String(repeating: " ", count: offset - 14) + "error here ---^"
    return "\n  \(String(decoding: line, as: UTF8.self))\n  \(mark)"
}
