// From SQL values to a typed column, strictly: a value that is not of the type is an error that
// names both kinds and never the value.
//
//     type        INTEGER          REAL                   TEXT                    BLOB
//     boolean     0, 1             0.0, 1.0               true false 1 0          –
//     integer     in range         integral, in range     digits                  –
//     real        nearest          as it is               a number                –
//     decimal     exactly          rounded to the scale   exactly                 –
//     date        –                –                      YYYY-MM-DD              –
//     time        –                –                      HH:MM[:SS[.f]]          –
//     timestamp   –                –                      see CalendarReading     –
//     string      its digits       its shortest digits    UTF-8                   –
//     json        –                –                      UTF-8                   –
//     uuid        –                –                      32 digits, hyphens      16 bytes
//     fixed       –                –                      its bytes               its bytes
//     binary      –                –                      its bytes               its bytes

import Glibc

/// Builds a `TypedColumn` value by value.
package struct TypedColumnBuilder: Sendable {
    package let type: ScalarType
    package private(set) var count = 0
    /// Of these arrays the type's layout uses one; it has a slot for each row.
    private var booleans: [Bool] = []
    private var int32s: [Int32] = []
    private var int64s: [Int64] = []
    private var floats: [Float] = []
    private var doubles: [Double] = []
    private var bytes = ByteColumn()
    /// Empty until the first NULL.
    private var validity: [Bool] = []

    private let layout: TypedColumn.Layout

    package init(type: ScalarType) {
        self.type = type
        layout = type.layout
    }

    /// Memory that the values take, about.
    package var sizeBytes: Int {
        bytes.bytes.count + 4 * (bytes.offsets.count + int32s.count + floats.count)
            + 8 * (int64s.count + doubles.count) + booleans.count + validity.count
    }

    /// The column so far; the builder is empty again.
    package mutating func take() -> TypedColumn {
        let values: TypedColumn.Values =
            switch layout {
            case .booleans: .booleans(booleans)
            case .int32s: .int32s(int32s)
            case .int64s: .int64s(int64s)
            case .floats: .floats(floats)
            case .doubles: .doubles(doubles)
            case .bytes: .bytes(bytes)
            }
        let column = TypedColumn(
            type: type, count: count, validity: validity.isEmpty ? nil : validity, values: values)
        self = TypedColumnBuilder(type: type)
        return column
    }

    /// Forgets the values from `count` on.
    package mutating func truncate(to count: Int) {
        let surplus = self.count - count
        guard surplus > 0 else { return }
        self.count = count
        if !validity.isEmpty { validity.removeLast(surplus) }
        switch layout {
        case .booleans: booleans.removeLast(surplus)
        case .int32s: int32s.removeLast(surplus)
        case .int64s: int64s.removeLast(surplus)
        case .floats: floats.removeLast(surplus)
        case .doubles: doubles.removeLast(surplus)
        case .bytes: bytes.truncate(to: count)
        }
    }

    package mutating func appendNull() {
        if validity.isEmpty { validity = Array(repeating: true, count: count) }
        validity.append(false)
        count += 1
        switch layout {
        case .booleans: booleans.append(false)
        case .int32s: int32s.append(0)
        case .int64s: int64s.append(0)
        case .floats: floats.append(0)
        case .doubles: doubles.append(0)
        case .bytes: bytes.offsets.append(Int32(truncatingIfNeeded: bytes.bytes.count))
        }
    }

    /// The row has its value.
    @inline(__always)
    private mutating func countValue() {
        count += 1
        if !validity.isEmpty { validity.append(true) }
    }

    /// - Throws: `LakeError.invalidInput` without a place, when the type has no such value.
    package mutating func append(_ value: Int64) throws(LakeError) {
        switch type {
        case .integer(64, _): int64s.append(value)
        case .integer(let bits, _):
            guard let small = Int32(exactly: value),
                bits == 32 || small >> (bits - 1) == 0
                    || small >> (bits - 1) == -1
            else { throw outOfRange("an INTEGER") }
            int32s.append(small)
        case .boolean:
            guard value == 0 || value == 1 else {
                throw mismatch("an INTEGER other than 0 and 1", "write 0 or 1")
            }
            booleans.append(value == 1)
        case .float, .halfFloat: floats.append(Float(value))
        case .double: doubles.append(Double(value))
        case .decimal(let precision, let scale):
            try append(unscaled: precision, "an INTEGER") { () throws(DecimalReading.Failure) in
                try DecimalReading.unscaled(value, precision: precision, scale: scale)
            }
        case .string: bytes.append(String(value).utf8)
        default: throw mismatch("an INTEGER", nil)
        }
        countValue()
    }

    /// - Throws: as for integers.
    package mutating func append(_ value: Double) throws(LakeError) {
        switch type {
        case .double: doubles.append(value)
        case .float, .halfFloat:
            let small = Float(value)
            guard small.isFinite || !value.isFinite else { throw outOfRange("a REAL") }
            floats.append(small)
        case .integer, .boolean:
            guard let integer = Int64(exactly: value) else {
                throw mismatch("a REAL that is no integer", "round() it or declare DOUBLE")
            }
            return try append(integer)
        case .decimal(let precision, let scale):
            try append(unscaled: precision, "a REAL") { () throws(DecimalReading.Failure) in
                try DecimalReading.unscaled(value, precision: precision, scale: scale)
            }
        case .string: bytes.append(value.description.utf8)
        default: throw mismatch("a REAL", nil)
        }
        countValue()
    }

    /// - Parameter text: should be UTF-8.
    /// - Throws: as for integers; `LakeError.limit` when a column passes 2 GiB.
    package mutating func append(text: UnsafeBufferPointer<UInt8>) throws(LakeError) {
        switch type {
        case .string, .json:
            guard unsafe TextReading.isUTF8(text) else {
                throw mismatch("a TEXT that is not UTF-8", "store its bytes in a BLOB column")
            }
            unsafe try bytes.append(text)
        case .binary: unsafe try bytes.append(text)
        case .fixed: unsafe try appendFixed(text, "a TEXT")
        case .integer:
            if let value = unsafe TextReading.integer(text) { return try append(value) }
            guard let real = unsafe TextReading.real(text) else { throw unsafe notANumber(text) }
            return try append(real)
        case .double, .float, .halfFloat:
            guard let real = unsafe TextReading.real(text) else { throw unsafe notANumber(text) }
            return try append(real)
        case .boolean:
            guard let value = unsafe TextReading.boolean(text) else {
                throw mismatch("a TEXT that is no boolean", "write true, false, 1 or 0")
            }
            booleans.append(value)
        case .decimal(let precision, let scale):
            try append(unscaled: precision, "a TEXT") { () throws(DecimalReading.Failure) in
                unsafe try DecimalReading.unscaled(text, precision: precision, scale: scale)
            }
        case .date:
            guard let days = unsafe CalendarReading.date(text) else {
                throw mismatch("a TEXT that is no date", "write 'YYYY-MM-DD'")
            }
            int32s.append(days)
        case .time(let unit):
            guard let value = unsafe CalendarReading.time(text, unit) else {
                throw mismatch("a TEXT that is no time of day", "write 'HH:MM:SS[.ffffff]'")
            }
            int64s.append(value)
        case .timestamp(let unit, _):
            guard let value = unsafe CalendarReading.timestamp(text, unit) else {
                throw mismatch(
                    "a TEXT that is no timestamp",
                    "write 'YYYY-MM-DD HH:MM:SS[.ffffff]', with Z or ±hh:mm where there is a zone")
            }
            int64s.append(value)
        case .uuid:
            guard unsafe TextReading.uuid(text, into: &bytes.bytes) else {
                throw mismatch("a TEXT that is no UUID", "write 32 hexadecimal digits")
            }
            bytes.offsets.append(Int32(truncatingIfNeeded: bytes.bytes.count))
        case .unknown: throw mismatch("a TEXT", nil)
        }
        countValue()
    }

    /// - Throws: as for texts.
    package mutating func append(blob: UnsafeBufferPointer<UInt8>) throws(LakeError) {
        switch type {
        case .binary: unsafe try bytes.append(blob)
        case .fixed: unsafe try appendFixed(blob, "a BLOB")
        case .uuid:
            guard blob.count == HexText.uuidBytes else {
                throw mismatch("a BLOB that has not 16 bytes", nil)
            }
            unsafe try bytes.append(blob)
        default: throw mismatch("a BLOB", nil)
        }
        countValue()
    }

    /// Appends a value of any kind.
    ///
    /// - Throws: as the others.
    package mutating func append(_ value: Value) throws(LakeError) {
        switch value {
        case .null: appendNull()
        case .integer(let integer): try append(integer)
        case .real(let real): try append(real)
        case .text(let text):
            unsafe try text.withUnsafeBufferPointer { (text) throws(LakeError) in
                unsafe try append(text: text)
            }
        case .blob(let blob):
            unsafe try blob.withUnsafeBufferPointer { (blob) throws(LakeError) in
                unsafe try append(blob: blob)
            }
        }
    }

    private mutating func appendFixed(
        _ value: UnsafeBufferPointer<UInt8>, _ kind: String
    ) throws(LakeError) {
        guard case .fixed(let length) = type, value.count == length else {
            throw mismatch("\(kind) of another length", nil)
        }
        unsafe try bytes.append(value)
    }

    private mutating func append(
        unscaled precision: Int, _ kind: String,
        _ read: () throws(DecimalReading.Failure) -> Int128
    ) throws(LakeError) {
        let value: Int128
        do throws(DecimalReading.Failure) {
            value = try read()
        } catch {
            switch error {
            case .notANumber: throw mismatch("\(kind) that is no number", "write NULL for none")
            case .moreThanScale:
                throw mismatch("\(kind) with more digits behind the point", "round() it first")
            case .outOfRange: throw outOfRange(kind)
            }
        }
        if precision <= ScalarType.longDecimalDigitsMax {
            int64s.append(Int64(truncatingIfNeeded: value))
        } else {
            bytes.append(unscaled: value)
        }
    }

    private func notANumber(_ text: UnsafeBufferPointer<UInt8>) -> LakeError {
        text.isEmpty
            ? mismatch("an empty TEXT", "write NULL for none, as nullif(x, '') does")
            : mismatch("a TEXT that is no number", nil)
    }

    private func outOfRange(_ kind: String) -> LakeError {
        mismatch("\(kind) beyond its range", "declare a larger type")
    }

    private func mismatch(_ kind: String, _ advice: String?) -> LakeError {
        LakeError(
            .invalidInput, "\(kind) does not fit the type \(type.dataType.declaration)",
            advice: advice)
    }
}
