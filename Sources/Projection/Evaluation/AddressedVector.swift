// The values of one expression over some rows, texts by their address.
//
//     words    [ address | 42 | bits of 1.5 | 0    | … ]   8 bytes a row
//     lengths  [ 6       | –  | –           | –    | … ]   4 bytes a row, of texts
//     kinds    [ text    | integer | real   | null | … ]   1 byte a row (`ValueKind`, no side flag)
//
// Unlike in a ColumnVector the texts of one vector may lie in any number of buffers, so that what
// only hands texts on (coalesce, CASE, substr, a look-up) copies none. The frame that a vector
// belongs to keeps the buffers.

package import Columnar
import Glibc

/// Values by row. Written by whoever makes it, only read afterwards.
@safe
package final class AddressedVector: @unchecked Sendable {  // because: read once handed on
    /// The rows that it has values for.
    package let count: Int
    package let words: UnsafeMutablePointer<UInt64>
    package let lengths: UnsafeMutablePointer<UInt32>
    package let kinds: UnsafeMutablePointer<UInt8>
    /// `row & mask` is where the value of a row stands: all rows of a constant share one.
    package let mask: Int
    /// Whether no JSON among the values has white space outside its strings: then no part of it
    /// has, either. Set by whoever makes the values.
    var isMinified = false

    /// Memory for values; all must be set.
    init(count: Int, isConstant: Bool = false) {
        self.count = count
        mask = isConstant ? 0 : -1
        let room = isConstant ? 1 : max(count, 1)
        // One block, the widest values first, so that all of them are aligned.
        let memory = UnsafeMutableRawPointer.allocate(byteCount: room * 13, alignment: 16)
        unsafe words = unsafe memory.bindMemory(to: UInt64.self, capacity: room)
        unsafe lengths = unsafe (memory + room * 8).bindMemory(to: UInt32.self, capacity: room)
        unsafe kinds = unsafe (memory + room * 12).bindMemory(to: UInt8.self, capacity: room)
    }

    deinit { unsafe UnsafeMutableRawPointer(words).deallocate() }

    var isConstant: Bool { mask == 0 }

    @inlinable @inline(always)
    package func kind(_ row: Int) -> UInt8 { unsafe kinds[row & mask] }

    @inlinable @inline(always)
    package func word(_ row: Int) -> UInt64 { unsafe words[row & mask] }

    @inlinable @inline(always)
    package func length(_ row: Int) -> Int { unsafe Int(lengths[row & mask]) }

    /// The bytes of a text, of JSON or of a BLOB.
    @inlinable @inline(always)
    package func bytes(_ row: Int) -> UnsafeBufferPointer<UInt8> {
        // Safe: the word of such a kind is an address that the vector's frame keeps valid.
        unsafe UnsafeBufferPointer(
            start: UnsafePointer(bitPattern: UInt(word(row))), count: length(row))
    }

    @inline(always)
    func setNull(_ row: Int) {
        unsafe kinds[row] = ValueKind.null
        unsafe words[row] = 0
        unsafe lengths[row] = 0
    }

    @inline(always)
    func set(_ row: Int, _ integer: Int64) {
        unsafe kinds[row] = ValueKind.integer
        unsafe words[row] = UInt64(bitPattern: integer)
        unsafe lengths[row] = 0
    }

    @inline(always)
    func set(_ row: Int, _ real: Double) {
        // SQLite has no NaN: it is NULL.
        guard !real.isNaN else { return setNull(row) }
        unsafe kinds[row] = ValueKind.real
        unsafe words[row] = real.bitPattern
        unsafe lengths[row] = 0
    }

    @inline(always)
    func set(_ row: Int, _ bytes: UnsafeBufferPointer<UInt8>, kind: UInt8) {
        unsafe kinds[row] = kind
        unsafe words[row] = UInt64(UInt(bitPattern: bytes.baseAddress))
        unsafe lengths[row] = UInt32(truncatingIfNeeded: bytes.count)
    }

    /// Takes over one value of another vector.
    @inline(always)
    func set(_ row: Int, from other: AddressedVector, _ otherRow: Int) {
        let place = otherRow & other.mask
        unsafe kinds[row] = other.kinds[place]
        unsafe words[row] = other.words[place]
        unsafe lengths[row] = other.lengths[place]
    }

    /// Whether one of the first rows is NULL.
    package func hasNull(rowCount: Int) -> Bool {
        if rowCount == 0 { return false }
        // Safe: rows are those of the vector.
        return unsafe memchr(kinds, Int32(ValueKind.null), isConstant ? 1 : rowCount) != nil
    }

    /// One value, copied out.
    package func value(_ row: Int) -> Value {
        switch kind(row) {
        case ValueKind.integer: .integer(Int64(bitPattern: word(row)))
        case ValueKind.real: .real(Double(bitPattern: word(row)))
        case ValueKind.text, ValueKind.json: .text(unsafe Array(bytes(row)))
        case ValueKind.blob: .blob(unsafe Array(bytes(row)))
        default: .null
        }
    }

    /// The values at some rows, in that order.
    func gathering(_ rows: [UInt32]) -> AddressedVector {
        let result = AddressedVector(count: rows.count, isConstant: isConstant)
        result.isMinified = isMinified
        if isConstant {
            result.set(0, from: self, 0)
            return result
        }
        unsafe rows.withUnsafeBufferPointer { rows in
            let (words, lengths, kinds) = unsafe (self.words, self.lengths, self.kinds)
            var index = 0
            // Safe: rows are those of this vector's frame.
            while index < rows.count {
                let row = unsafe Int(rows[index])
                unsafe result.words[index] = words[row]
                unsafe result.lengths[index] = lengths[row]
                unsafe result.kinds[index] = kinds[row]
                index &+= 1
            }
        }
        return result
    }
}

extension AddressedVector {
    /// Looks at one byte of each of some texts. Texts lie where another core wrote them: a loop
    /// that has to wait for each before it knows where to look next takes several times longer than
    /// one that asks for many at once, so callers look at them before they read them.
    ///
    /// - Returns: something that depends on every byte, which the caller keeps so that they are
    ///   read.
    func glance(at rows: Range<Int>) -> UInt8 {
        var bytes: UInt8 = 0
        var row = rows.lowerBound
        while row < rows.upperBound {
            let place = row & mask
            // Safe: the word of such a kind is the address of its bytes.
            if unsafe kinds[place] >= ValueKind.text, unsafe lengths[place] > 0,
                let start = unsafe UnsafePointer<UInt8>(bitPattern: UInt(words[place]))
            {
                unsafe bytes ^= start[0] ^ start[Int(lengths[place]) &- 1]
            }
            row &+= 1
        }
        return bytes
    }

    /// Stores a value, its bytes copied to an arena.
    func set(_ row: Int, _ value: Value, in arena: TextArena) {
        switch value {
        case .null: setNull(row)
        case .integer(let integer): set(row, integer)
        case .real(let real): set(row, real)
        case .text(let bytes): unsafe set(row, arena.copy(bytes), kind: ValueKind.text)
        case .blob(let bytes): unsafe set(row, arena.copy(bytes), kind: ValueKind.blob)
        }
    }
}
