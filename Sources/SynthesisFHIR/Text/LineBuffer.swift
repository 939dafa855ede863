// Lines of NDJSON as they are written: one block of bytes that grows at its end.
//
//     {"resourceType":"Patient",…}⏎{"resourceType":"Patient",…}⏎
//                                 ^ lineEnds[0]                ^ lineEnds[1]
//
// A resource is put together from pieces: static text, pieces prepared once for the catalogue
// (`FragmentTable`), numbers and times. Each append checks the room once and then copies.

import Glibc

/// Bytes with the ends of their lines. One thread at a time.
@safe
package struct LineBuffer: ~Copyable {
    /// How much is kept behind `capacity`, so that numbers are stored word by word.
    private static let paddingBytes = 64
    private static let capacityMin = 1 << 16

    private var base: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    /// Bytes in use; never above `capacity`.
    package private(set) var count = 0
    /// For each line the offset behind its line feed, ascending.
    package private(set) var lineEnds: [Int] = []

    /// The day written last, and the ten bytes of its date: events of one encounter share it.
    var day = Int64.min
    var dayText: (head: UInt64, tail: UInt16) = (0, 0)

    /// - Parameters:
    ///   - expectedBytes: makes room for so many, and
    ///   - lineCount: for as many lines.
    package init(expectedBytes: Int = 0, lineCount: Int = 0) {
        capacity = max(expectedBytes, LineBuffer.capacityMin)
        unsafe base = UnsafeMutablePointer<UInt8>.allocate(
            capacity: capacity + LineBuffer.paddingBytes)
        lineEnds.reserveCapacity(lineCount)
    }

    deinit { unsafe base.deallocate() }

    /// The bytes in use, valid until the next append.
    package var bytes: UnsafeBufferPointer<UInt8> {
        unsafe UnsafeBufferPointer(start: base, count: count)
    }

    /// Forgets the lines and keeps the memory.
    package mutating func removeAll() {
        count = 0
        lineEnds.removeAll(keepingCapacity: true)
    }

    /// Makes room for `more` bytes behind those in use.
    @inline(__always)
    mutating func reserve(_ more: Int) {
        if capacity &- count < more { grow(by: more) }
    }

    @inline(never)
    private mutating func grow(by more: Int) {
        let target = max(capacity * 2, count + more)
        let memory = UnsafeMutablePointer<UInt8>.allocate(
            capacity: target + LineBuffer.paddingBytes)
        unsafe memcpy(memory, base, count)
        unsafe base.deallocate()
        unsafe base = unsafe memory
        capacity = target
    }
}

// MARK: Pieces

extension LineBuffer {
    /// Where the next byte goes. Up to `paddingBytes` may be stored there after a `reserve`.
    @inline(__always)
    var end: UnsafeMutableRawPointer { unsafe UnsafeMutableRawPointer(base + count) }

    /// Takes `bytes` that were stored at `end` into use.
    @inline(__always)
    mutating func advance(_ bytes: Int) { count &+= bytes }

    /// Appends text of the program.
    @inline(__always)
    mutating func raw(_ text: StaticString) {
        let length = text.utf8CodeUnitCount
        reserve(length)
        unsafe memcpy(base + count, text.utf8Start, length)
        count &+= length
    }

    /// Appends the bytes as they are.
    @inline(__always)
    mutating func raw(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress else { return }
        reserve(bytes.count)
        unsafe memcpy(base + count, start, bytes.count)
        count &+= bytes.count
    }

    mutating func raw(_ bytes: [UInt8]) {
        unsafe bytes.withUnsafeBytes { unsafe raw($0) }
    }

    /// Appends the piece of a table; the table's own substitute where there is none.
    @inline(__always)
    mutating func piece(_ table: FragmentTable, _ index: Int32) {
        unsafe raw(table.piece(at: Int(index)))
    }

    /// Appends text from data, escaped for the inside of a JSON string.
    mutating func escaped(_ text: String) { raw(JSONEscape.bytes(text)) }

    /// Ends the line.
    @inline(__always)
    mutating func endLine() {
        reserve(1)
        unsafe base[count] = UInt8(ascii: "\n")
        count &+= 1
        lineEnds.append(count)
    }
}
