// From a vector of SQL values to the column of a type: what scans hand over becomes what writers
// take, by the rules of TypedColumnBuilder.
//
//     values          type                      way
//     INTEGER         integer, boolean, real    words are checked and copied
//     REAL            double, float             words are checked and copied
//     TEXT, JSON      string, json, binary      TextColumnReading: by dictionary, or copied
//     BLOB            binary                    the same
//     TEXT            date, time, timestamp     each text once, as long as it is remembered
//     all others, and values of several kinds   one by one
//
// A scan writes dates as texts, and many rows share one: a text is the same where its word is the
// same, so that most rows cost a look into a small table and are not read at all.

import Glibc

/// A value of a vector that is not of the type.
package struct VectorMisfit: Error {
    /// Counted from the vector's first.
    package let row: Int
    /// Without a place.
    package let error: LakeError

    package init(row: Int, error: LakeError) {
        self.row = row
        self.error = error
    }
}

extension TypedColumn {
    /// The values of a vector in a type; a REAL that is no number is NULL, as SQLite has it.
    ///
    /// - Throws: `LakeError.invalidInput` without a place when a value is not of the type,
    ///   `.limit` when the column would pass 2 GiB.
    package init(_ vector: ColumnVector, type: ScalarType) throws(LakeError) {
        do throws(VectorMisfit) {
            try self.init(reading: vector, as: type)
        } catch {
            throw error.error
        }
    }

    /// The same, with the row of the first value that is not of the type.
    package init(reading vector: ColumnVector, as type: ScalarType) throws(VectorMisfit) {
        if vector.isConstant, vector.count > 0 {
            self = try TypedColumn(constant: vector, type)
            return
        }
        if let values = TypedColumn.values(of: vector, as: type) {
            self.init(
                type: type, count: vector.count, validity: vector.validity, values: values)
            return
        }
        self = try TypedColumn(each: vector, type)
    }

    /// The values one by one, as far as they fit.
    private init(each vector: ColumnVector, _ type: ScalarType) throws(VectorMisfit) {
        var builder = TypedColumnBuilder(type: type)
        for row in 0..<vector.count {
            do throws(LakeError) {
                switch vector.kind(at: row) {
                case ValueKind.integer:
                    try builder.append(Int64(bitPattern: vector.word(at: row)))
                case ValueKind.real:
                    let value = Double(bitPattern: vector.word(at: row))
                    if value.isNaN { builder.appendNull() } else { try builder.append(value) }
                case ValueKind.text, ValueKind.json:
                    unsafe try builder.append(text: vector.bytes(at: row))
                case ValueKind.blob: unsafe try builder.append(blob: vector.bytes(at: row))
                default: builder.appendNull()
                }
            } catch {
                throw VectorMisfit(row: row, error: error)
            }
        }
        self = builder.take()
    }

    /// One value for all rows.
    private init(constant vector: ColumnVector, _ type: ScalarType) throws(VectorMisfit) {
        let one = try TypedColumn(each: ColumnVector(constant: vector, count: 1), type)
        let rows = [Int32](repeating: 0, count: vector.count)
        guard case .bytes(let entries) = one.values else {
            self = one.gather(rows)
            return
        }
        self.init(
            type: type, count: vector.count,
            validity: one.validity.map { [Bool](repeating: $0[0], count: vector.count) },
            values: .dictionary(indexes: rows, entries: entries))
    }

    /// The values of a vector whose values are of one kind; nil where they have to be looked at
    /// one by one, since there are several kinds, or one of them does not fit.
    private static func values(of vector: ColumnVector, as type: ScalarType) -> Values? {
        guard let kind = vector.onlyKind else { return nil }
        switch (kind & ValueKind.mask, type) {
        case (ValueKind.null, _): return zeros(type, count: vector.count)
        case (ValueKind.integer, .integer(let bits, _)):
            return bits > 32
                ? .int64s(vector.int64s())
                : vector.int32s(in: -(1 << (bits - 1))...(1 << (bits - 1)) - 1).map { .int32s($0) }
        case (ValueKind.integer, .boolean):
            return vector.int32s(in: 0...1).map { .booleans($0.map { $0 != 0 }) }
        case (ValueKind.integer, .double):
            return .doubles(vector.int64s().map { Double($0) })
        case (ValueKind.integer, .float): return .floats(vector.int64s().map { Float($0) })
        case (ValueKind.real, .double): return vector.doubles().map { .doubles($0) }
        case (ValueKind.real, .float): return vector.floats().map { .floats($0) }
        case (ValueKind.text, .string), (ValueKind.json, .string), (ValueKind.text, .json),
            (ValueKind.json, .json):
            return TextColumnReading(vector).values(isText: true)
        case (ValueKind.text, .binary), (ValueKind.blob, .binary):
            return TextColumnReading(vector).values(isText: false)
        case (ValueKind.text, .date):
            return unsafe vector.temporals { unsafe CalendarReading.date($0) }.map { .int32s($0) }
        case (ValueKind.text, .time(let unit)):
            return unsafe vector.temporals { unsafe CalendarReading.time($0, unit) }
                .map { .int64s($0) }
        case (ValueKind.text, .timestamp(let unit, _)):
            return unsafe vector.temporals { unsafe CalendarReading.timestamp($0, unit) }
                .map { .int64s($0) }
        default: return nil
        }
    }

    /// A column of NULLs.
    package init(nullsOf type: ScalarType, count: Int) {
        self.init(
            type: type, count: count,
            validity: count == 0 ? nil : [Bool](repeating: false, count: count),
            values: TypedColumn.zeros(type, count: count))
    }

    /// The slots of rows that are all NULL.
    private static func zeros(_ type: ScalarType, count: Int) -> Values {
        switch type.layout {
        case .booleans: .booleans([Bool](repeating: false, count: count))
        case .int32s: .int32s([Int32](repeating: 0, count: count))
        case .int64s: .int64s([Int64](repeating: 0, count: count))
        case .floats: .floats([Float](repeating: 0, count: count))
        case .doubles: .doubles([Double](repeating: 0, count: count))
        case .bytes:
            .bytes(ByteColumn(offsets: [Int32](repeating: 0, count: count + 1), bytes: []))
        }
    }
}

// Safe, in all of these: a vector that is not constant has a kind and a word for each row.
extension ColumnVector {
    /// The kind, with the side flag, of all values that are not NULL; NULL when all are; nil when
    /// there are several.
    fileprivate var onlyKind: UInt8? {
        guard let kinds = unsafe kinds else { return count == 0 ? ValueKind.null : nil }
        var all: UInt8 = 0
        for row in 0..<count { unsafe all |= kinds[row] }
        var isOther = false
        for row in 0..<count {
            let kind = unsafe kinds[row]
            isOther = isOther || (kind != ValueKind.null && kind != all)
        }
        return isOther ? nil : all
    }

    /// Whether each row has a value; nil when all have.
    fileprivate var validity: [Bool]? {
        guard let kinds = unsafe kinds else { return nil }
        var hasNull = false
        for row in 0..<count { unsafe hasNull = hasNull || kinds[row] == ValueKind.null }
        guard hasNull else { return nil }
        return array { unsafe kinds[$0] != ValueKind.null }
    }

    /// An element for each row.
    @inline(__always)
    private func array<Element>(_ element: (Int) -> Element) -> [Element] {
        unsafe [Element](unsafeUninitializedCapacity: count) { target, filled in
            for row in 0..<count { unsafe target.initializeElement(at: row, to: element(row)) }
            filled = count
        }
    }

    fileprivate func int64s() -> [Int64] {
        array { unsafe Int64(bitPattern: words[$0]) }
    }

    /// Integers of a range; nil when one is outside.
    fileprivate func int32s(in range: ClosedRange<Int64>) -> [Int32]? {
        guard let kinds = unsafe kinds else { return nil }
        let (lower, upper) = (range.lowerBound, range.upperBound)
        var isOutside = false
        let values = array { row -> Int32 in
            // The word of a NULL may be anything.
            let word = unsafe kinds[row] == ValueKind.null ? 0 : Int64(bitPattern: words[row])
            isOutside = isOutside || word < lower || word > upper
            return Int32(truncatingIfNeeded: word)
        }
        return isOutside ? nil : values
    }

    /// nil when one is no number.
    fileprivate func doubles() -> [Double]? {
        guard let kinds = unsafe kinds else { return nil }
        var hasNone = false
        let values = array { row -> Double in
            let value = unsafe Double(bitPattern: words[row])
            // What is no number differs from itself.
            unsafe hasNone = hasNone || (value != value && kinds[row] != ValueKind.null)
            return value
        }
        return hasNone ? nil : values
    }

    /// nil when one is no number, or beyond the range.
    fileprivate func floats() -> [Float]? {
        guard let wide = doubles() else { return nil }
        guard let kinds = unsafe kinds else { return nil }
        var isOutside = false
        let values = array { row -> Float in
            let value = Float(wide[row])
            unsafe isOutside =
                isOutside
                || (value.isInfinite && wide[row].isFinite && kinds[row] != ValueKind.null)
            return value
        }
        return isOutside ? nil : values
    }

    /// Texts that are read; nil when one cannot be.
    fileprivate func temporals<Number: FixedWidthInteger>(
        _ read: (UnsafeBufferPointer<UInt8>) -> Number?
    ) -> [Number]? {
        let bits: UInt64 = 10
        // No text has this word: it would end behind all memory.
        var known = [UInt64](repeating: .max, count: 1 << bits)
        var results = [Number](repeating: 0, count: 1 << bits)
        var isMisfit = false
        let values = array { row -> Number in
            guard kind(at: row) != ValueKind.null, !isMisfit else { return 0 }
            let word = word(at: row)
            let slot = Int(truncatingIfNeeded: (word &* 0x9E37_79B9_7F4A_7C15) &>> (64 &- bits))
            if known[slot] == word { return results[slot] }
            guard let result = unsafe read(bytes(at: row)) else {
                isMisfit = true
                return 0
            }
            known[slot] = word
            results[slot] = result
            return result
        }
        return isMisfit ? nil : values
    }
}
