// One column of a batch: a kind and a word for each row.
//
//     kinds   [ text  | null  | text  | integer | … ]      1 byte a row
//     words   [ o|len |   0   | o|len |   42    | … ]      8 bytes a row
//     bytes   …………female………………male………                        shared with the source's block
//
// A word is the integer itself, the bits of a double, or (offset << 32 | length) of bytes that
// stand in `bytes`, or in `sideBytes` when the kind carries `sideFlag` (texts that had to be
// rewritten, such as JSON strings with escapes). A kind for each row lets a source keep values that
// do not fit the type of their column, as FHIR files have them, and costs one byte; INTEGER and
// REAL columns without nulls are plain arrays of 64-bit words for vectorised work.

import Glibc

/// The storage class of one value of a vector.
///
/// Public, as are the accessors of vectors and builders below: the compiler inlines across modules
/// only what is public, and a call for each value of a scan is dear.
public enum ValueKind {
    /// No value.
    @inlinable public static var null: UInt8 { 0 }
    /// A 64-bit integer.
    @inlinable public static var integer: UInt8 { 1 }
    /// A double.
    @inlinable public static var real: UInt8 { 2 }
    /// UTF-8; the first of the kinds whose values are bytes.
    @inlinable public static var text: UInt8 { 3 }
    /// Bytes.
    @inlinable public static var blob: UInt8 { 4 }
    /// Text that is JSON; goes out with SQLite's JSON subtype.
    @inlinable public static var json: UInt8 { 5 }
    /// Added to a kind: the bytes stand in `sideBytes`.
    @inlinable public static var sideFlag: UInt8 { 0x80 }
    /// What is left without that flag.
    @inlinable public static var mask: UInt8 { 0x7f }
}

/// The values of one column in one batch. Immutable once built.
@safe
public final class ColumnVector: @unchecked Sendable {  // because: only read after init
    package let type: DataType
    package let count: Int
    /// A kind for each row; nil when one value stands for all rows.
    @usableFromInline package let kinds: UnsafeMutablePointer<UInt8>?
    @usableFromInline package let words: UnsafeMutablePointer<UInt64>
    /// What texts point into, and where it begins; the buffers keep the memory.
    @usableFromInline package let bytesBase: UnsafePointer<UInt8>?
    @usableFromInline package let sideBase: UnsafePointer<UInt8>?
    package let bytes: ByteBuffer?
    package let sideBytes: ByteBuffer?
    /// The kind of all rows when `kinds` is nil.
    @usableFromInline package let uniformKind: UInt8
    /// Whether one word stands for all rows.
    @inlinable
    public var isConstant: Bool { unsafe kinds == nil }

    /// Takes over the memory of `builder`.
    ///
    /// - Parameters:
    ///   - bytes: what words without the side flag point into.
    ///   - sideBytes: what words with the side flag point into, where the builder copied nothing.
    package init(
        _ builder: consuming ColumnBuilder, bytes: ByteBuffer?, sideBytes: ByteBuffer? = nil
    ) {
        let parts = builder.take()
        type = parts.type
        count = parts.count
        unsafe kinds = parts.kinds
        unsafe words = parts.words
        self.bytes = bytes
        self.sideBytes = parts.sideBytes ?? sideBytes
        unsafe bytesBase = unsafe bytes.map { unsafe UnsafePointer($0.base) }
        unsafe sideBase = unsafe self.sideBytes.map { unsafe UnsafePointer($0.base) }
        uniformKind = 0
    }

    /// Takes over memory that a decoder filled.
    ///
    /// - Parameters:
    ///   - kinds: a kind for each of `count` rows, allocated by the caller, freed by the vector.
    ///   - words: the same for words.
    ///   - bytes: what words without the side flag point into.
    ///   - sideBytes: what words with the side flag point into.
    package init(
        type: DataType, count: Int, kinds: UnsafeMutablePointer<UInt8>,
        words: UnsafeMutablePointer<UInt64>, bytes: ByteBuffer?, sideBytes: ByteBuffer?
    ) {
        self.type = type
        self.count = count
        unsafe self.kinds = kinds
        unsafe self.words = words
        self.bytes = bytes
        self.sideBytes = sideBytes
        unsafe bytesBase = unsafe bytes.map { unsafe UnsafePointer($0.base) }
        unsafe sideBase = unsafe sideBytes.map { unsafe UnsafePointer($0.base) }
        uniformKind = 0
    }

    /// A vector in which every row has the same value.
    package init(constant value: Value, type: DataType, count: Int) throws(LakeError) {
        self.type = type
        self.count = count
        unsafe kinds = nil
        unsafe words = UnsafeMutablePointer<UInt64>.allocate(capacity: 1)
        sideBytes = nil
        unsafe sideBase = nil
        switch value {
        case .null:
            uniformKind = ValueKind.null
            unsafe words.initialize(to: 0)
            bytes = nil
        case .integer(let integer):
            uniformKind = ValueKind.integer
            unsafe words.initialize(to: UInt64(bitPattern: integer))
            bytes = nil
        case .real(let real):
            uniformKind = ValueKind.real
            unsafe words.initialize(to: real.bitPattern)
            bytes = nil
        case .text(let text), .blob(let text):
            if case .blob = value {
                uniformKind = ValueKind.blob
            } else {
                uniformKind = type == .json ? ValueKind.json : ValueKind.text
            }
            unsafe words.initialize(to: UInt64(text.count))
            let buffer = try ByteBuffer(capacityBytes: text.count)
            unsafe try text.withUnsafeBufferPointer { (source) throws(LakeError) in
                if let start = source.baseAddress {
                    unsafe try buffer.append(start, count: source.count)
                }
            }
            bytes = buffer
        }
        unsafe bytesBase = unsafe bytes.map { unsafe UnsafePointer($0.base) }
    }

    /// A vector in which every row has the same text.
    package convenience init(
        constant text: String, type: DataType, count: Int
    ) throws(LakeError) {
        try self.init(constant: Value.text(text), type: type, count: count)
    }

    /// The value of a constant vector for another number of rows.
    package init(constant other: ColumnVector, count: Int) {
        type = other.type
        self.count = count
        unsafe kinds = nil
        unsafe words = UnsafeMutablePointer<UInt64>.allocate(capacity: 1)
        unsafe words.initialize(to: other.words[0])
        bytes = other.bytes
        sideBytes = other.sideBytes
        unsafe bytesBase = unsafe other.bytesBase
        unsafe sideBase = unsafe other.sideBase
        uniformKind = other.uniformKind
    }

    deinit {
        unsafe kinds?.deallocate()
        unsafe words.deallocate()
    }

    /// The kind of one row without the side flag.
    @inlinable
    public func kind(at row: Int) -> UInt8 { rawKind(at: row) & ValueKind.mask }

    /// The kind of one row with the side flag.
    @inlinable
    public func rawKind(at row: Int) -> UInt8 {
        // Safe: rows come from 0..<count of the batch that owns this vector.
        if let kinds = unsafe kinds { return unsafe kinds[row] }
        return uniformKind
    }

    /// The word of one row.
    @inlinable
    public func word(at row: Int) -> UInt64 { unsafe words[isConstant ? 0 : row] }

    /// The bytes of a text, JSON or BLOB value; empty for other kinds.
    @inlinable
    public func bytes(at row: Int) -> UnsafeBufferPointer<UInt8> {
        let kind = rawKind(at: row)
        let base = unsafe kind & ValueKind.sideFlag == 0 ? bytesBase : sideBase
        guard kind & ValueKind.mask >= ValueKind.text, let base = unsafe base else {
            return unsafe UnsafeBufferPointer(start: nil, count: 0)
        }
        let word = word(at: row)
        return unsafe UnsafeBufferPointer(
            start: base + Int(word >> 32), count: Int(word & 0xffff_ffff))
    }

    /// One value, copied out.
    package func value(at row: Int) -> Value {
        switch kind(at: row) {
        case ValueKind.integer: .integer(Int64(bitPattern: word(at: row)))
        case ValueKind.real: .real(Double(bitPattern: word(at: row)))
        case ValueKind.text, ValueKind.json: .text(unsafe Array(bytes(at: row)))
        case ValueKind.blob: .blob(unsafe Array(bytes(at: row)))
        default: .null
        }
    }
}
