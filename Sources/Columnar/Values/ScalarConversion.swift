// From values as files hold them to values as SQL sees them, a batch at a time and in place.
//
// Decoders fill words: integers sign-extended, reals of any size as the bits of a double, bytes as
// (offset << 32 | length) into a buffer. Here each word becomes what the column's vector holds:
// most stay as they are and only get their kind; dates, decimals and UUIDs become text, written to
// the side buffer.

import Glibc

/// How the values of one type in a file become those of a column.
package struct ScalarConversion: Sendable {
    /// What words hold before the conversion.
    package enum Form: Sendable {
        /// An integer, sign-extended (or zero-extended where the type is unsigned).
        case integer
        /// The bits of a double.
        case real
        /// (offset << 32 | length) into a buffer.
        case bytes
    }

    private enum Step: Sendable {
        case keep(kind: UInt8)
        case realOrNull
        case truth
        case unsigned32
        case unsigned64
        case halfFloat(keepsNaN: Bool)
        case integerToReal
        case date
        case time(TimeUnit)
        case timestamp(TimeUnit, isUTC: Bool)
        case dateToTimestamp(isUTC: Bool)
        case realDecimal(divisor: Double)
        case textDecimal(scale: Int)
        case realDecimalBytes(divisor: Double)
        case textDecimalBytes(scale: Int)
        case uuid
        case null
    }

    private let step: Step
    package let target: ScalarType

    /// - Parameters:
    ///   - source: the type in the file.
    ///   - form: how its values are held there.
    ///   - target: the type of the column, the same or one that the source may be widened to.
    ///   - keepingDigits: whether decimals of any precision become their exact text, and a NaN
    ///     stays one: for JSON.
    /// - Throws: `LakeError.unsupported` when there is no such widening.
    package init(
        from source: ScalarType, in form: Form, to target: ScalarType, keepingDigits: Bool = false
    ) throws(LakeError) {
        self.target = target
        guard let step = ScalarConversion.step(source, form, target, keepingDigits) else {
            throw LakeError(
                .unsupported,
                "values of type \(source.dataType.declaration) are no \(target.dataType.declaration)",
                advice: "the file does not fit the table's schema")
        }
        self.step = step
    }

    private static func step(
        _ source: ScalarType, _ form: Form, _ target: ScalarType, _ keepsDigits: Bool
    ) -> Step? {
        switch (source, form, target) {
        case (.unknown, _, _): return .null
        case (.boolean, .integer, .boolean): return .truth
        case (.integer(let bits, let isSigned), .integer, .integer):
            if isSigned { return .keep(kind: ValueKind.integer) }
            return bits <= 32 ? .unsigned32 : .unsigned64
        case (.integer(_, true), .integer, .double), (.integer(_, true), .integer, .float):
            return .integerToReal
        case (.halfFloat, .bytes, .halfFloat), (.halfFloat, .bytes, .float),
            (.halfFloat, .bytes, .double):
            return .halfFloat(keepsNaN: keepsDigits)
        case (.float, .real, .float), (.float, .real, .double), (.double, .real, .double):
            // SQL has no NaN, JSON shows it.
            return keepsDigits ? .keep(kind: ValueKind.real) : .realOrNull
        case (.date, .integer, .date): return .date
        case (.date, .integer, .timestamp(_, let isUTC)): return .dateToTimestamp(isUTC: isUTC)
        case (.time(let unit), .integer, .time): return .time(unit)
        case (.timestamp(let unit, _), .integer, .timestamp(_, let isUTC)):
            // The file's unit decides the digits; the table decides the zone.
            return .timestamp(unit, isUTC: isUTC)
        case (.decimal(_, let scale), _, .decimal(let precision, let targetScale)):
            guard scale == targetScale, scale >= 0 else { return nil }
            let isReal = !keepsDigits && precision <= ScalarType.realDecimalDigitsMax
            let divisor = DecimalText.divisor(scale: scale)
            switch form {
            case .integer:
                return isReal ? .realDecimal(divisor: divisor) : .textDecimal(scale: scale)
            case .bytes:
                return isReal
                    ? .realDecimalBytes(divisor: divisor) : .textDecimalBytes(scale: scale)
            case .real: return nil
            }
        case (.uuid, .bytes, .uuid), (.fixed(16), .bytes, .uuid): return .uuid
        case (.string, .bytes, .string), (.json, .bytes, .string), (.binary, .bytes, .string),
            (.string, .bytes, .uuid):
            return .keep(kind: ValueKind.text)
        case (_, .bytes, .json): return .keep(kind: ValueKind.json)
        case (.binary, .bytes, .binary), (.binary, .bytes, .fixed), (.string, .bytes, .binary),
            (.fixed, .bytes, .binary), (.fixed, .bytes, .fixed), (.uuid, .bytes, .fixed),
            (.json, .bytes, .binary), (.uuid, .bytes, .binary):
            return .keep(kind: ValueKind.blob)
        default: return nil
        }
    }

    /// Whether converted values that are bytes stand in the side buffer.
    package var writesSideBytes: Bool {
        switch step {
        case .unsigned64, .date, .time, .timestamp, .dateToTimestamp, .textDecimal,
            .textDecimalBytes, .uuid:
            true
        default: false
        }
    }

    /// Whether the order of the values as SQL compares them is the order in the file, given that
    /// dates lie within `CalendarText.sortableDays`.
    package var keepsOrder: Bool {
        switch step {
        case .textDecimal, .textDecimalBytes, .unsigned64, .null, .uuid: false
        default: true
        }
    }

    /// The day of a date or timestamp of the source, counted from 1970-01-01; nil for other values.
    package func days(_ value: Int64) -> Int64? {
        switch step {
        case .date, .dateToTimestamp: return value
        case .timestamp(let unit, _):
            let perDay = unit.perSecond * CalendarText.secondsPerDay
            return value >= 0 ? value / perDay : (value + 1) / perDay - 1
        default: return nil
        }
    }

    /// Converts `count` words in place.
    ///
    /// - Parameters:
    ///   - kinds: set for every word.
    ///   - words: none of them NULL.
    ///   - bytes: what words of the form `bytes` point into.
    ///   - side: gets the texts that are written.
    /// - Throws: `LakeError.corrupt` without a place when a value is no such value; `.limit`.
    package func convert(
        kinds: UnsafeMutablePointer<UInt8>, words: UnsafeMutablePointer<UInt64>, count: Int,
        bytes: UnsafePointer<UInt8>?, side: () throws(LakeError) -> ByteBuffer
    ) throws(LakeError) {
        switch step {
        case .keep(let kind): unsafe memset(kinds, Int32(kind), count)
        case .null: unsafe memset(kinds, Int32(ValueKind.null), count)
        case .realOrNull:
            // A NaN differs from itself.
            for index in 0..<count {
                let value = unsafe Double(bitPattern: words[index])
                unsafe kinds[index] = value == value ? ValueKind.real : ValueKind.null
            }
        case .truth:
            unsafe memset(kinds, Int32(ValueKind.integer), count)
            for index in 0..<count { unsafe words[index] = unsafe words[index] == 0 ? 0 : 1 }
        case .integerToReal:
            unsafe memset(kinds, Int32(ValueKind.real), count)
            for index in 0..<count {
                unsafe words[index] = unsafe Double(Int64(bitPattern: words[index])).bitPattern
            }
        case .realDecimal(let divisor):
            unsafe memset(kinds, Int32(ValueKind.real), count)
            for index in 0..<count {
                unsafe words[index] =
                    unsafe (Double(Int64(bitPattern: words[index])) / divisor).bitPattern
            }
        case .realDecimalBytes(let divisor):
            unsafe memset(kinds, Int32(ValueKind.real), count)
            for index in 0..<count {
                let value = unsafe try unscaled(words[index], bytes)
                unsafe words[index] = (Double(value) / divisor).bitPattern
            }
        case .halfFloat(let keepsNaN):
            unsafe memset(kinds, Int32(ValueKind.real), count)
            for index in 0..<count {
                let value = unsafe try slice(words[index], bytes, exactly: 2)
                let bits = unsafe UInt16(value[0]) | UInt16(value[1]) << 8
                let real = Double(Float16(bitPattern: bits))
                unsafe words[index] = real.bitPattern
                if real.isNaN && !keepsNaN { unsafe kinds[index] = ValueKind.null }
            }
        case .unsigned32:
            // Files hold them in 32 bits, which were sign-extended.
            unsafe memset(kinds, Int32(ValueKind.integer), count)
            for index in 0..<count { unsafe words[index] &= 0xffff_ffff }
        case .unsigned64:
            for index in 0..<count where unsafe words[index] <= UInt64(Int64.max) {
                unsafe kinds[index] = ValueKind.integer
            }
            unsafe try write(
                kinds, words, count, side, where: { $0 > UInt64(Int64.max) }, bytesMax: 20
            ) { (word, target) throws(LakeError) in
                var count = 0
                for digit in String(word).utf8 {
                    unsafe target[count] = digit
                    count += 1
                }
                return count
            }
        case .date:
            unsafe try write(kinds, words, count, side) { (word, target) throws(LakeError) in
                unsafe CalendarText.writeDate(Int64(bitPattern: word), target)
            }
        case .time(let unit):
            unsafe try write(kinds, words, count, side) { (word, target) throws(LakeError) in
                unsafe CalendarText.writeTime(Int64(bitPattern: word), unit, target)
            }
        case .timestamp(.microseconds, let isUTC):
            unsafe try write(kinds, words, count, side) { (word, target) throws(LakeError) in
                unsafe CalendarText.writeTimestamp(
                    Int64(bitPattern: word), .microseconds, isUTC: isUTC, target)
            }
        case .timestamp(let unit, let isUTC):
            unsafe try write(kinds, words, count, side) { (word, target) throws(LakeError) in
                unsafe CalendarText.writeTimestamp(
                    Int64(bitPattern: word), unit, isUTC: isUTC, target)
            }
        case .dateToTimestamp(let isUTC):
            unsafe try write(kinds, words, count, side) { (word, target) throws(LakeError) in
                let seconds = Int64(bitPattern: word) &* CalendarText.secondsPerDay
                return unsafe CalendarText.writeTimestamp(
                    seconds &* 1000, .milliseconds, isUTC: isUTC, target)
            }
        case .textDecimal(let scale):
            unsafe try write(
                kinds, words, count, side, bytesMax: DecimalText.bytesMax(scale: scale)
            ) { (word, target) throws(LakeError) in
                unsafe DecimalText.write(Int128(Int64(bitPattern: word)), scale: scale, target)
            }
        case .textDecimalBytes(let scale):
            unsafe try write(
                kinds, words, count, side, bytesMax: DecimalText.bytesMax(scale: scale)
            ) { (word, target) throws(LakeError) in
                unsafe DecimalText.write(try unscaled(word, bytes), scale: scale, target)
            }
        case .uuid:
            unsafe try write(kinds, words, count, side) { (word, target) throws(LakeError) in
                let value = unsafe try slice(word, bytes, exactly: HexText.uuidBytes)
                unsafe HexText.writeUUID(value, target)
                return HexText.uuidTextBytes
            }
        }
    }

    /// Writes the text of each word to the side buffer.
    @inline(__always)
    private func write(
        _ kinds: UnsafeMutablePointer<UInt8>, _ words: UnsafeMutablePointer<UInt64>, _ count: Int,
        _ side: () throws(LakeError) -> ByteBuffer,
        where isWritten: (UInt64) -> Bool = { _ in true },
        bytesMax: Int = CalendarText.bytesMax,
        _ writeOne: (UInt64, UnsafeMutablePointer<UInt8>) throws(LakeError) -> Int
    ) throws(LakeError) {
        let side = try side()
        guard side.countBytes + count * bytesMax <= UInt32.max else {
            throw LakeError(
                .limit, "one batch would hold more than 4 GiB of text in a column",
                advice: "read fewer rows at once")
        }
        try side.reserve(side.countBytes + count * bytesMax)
        // Safe: each of the `count` values writes at most `bytesMax` bytes.
        let base = unsafe side.base
        var offset = side.countBytes
        for index in 0..<count where unsafe isWritten(words[index]) {
            let length = unsafe try writeOne(words[index], base + offset)
            unsafe words[index] =
                UInt64(truncatingIfNeeded: offset) << 32 | UInt64(truncatingIfNeeded: length)
            unsafe kinds[index] = ValueKind.text | ValueKind.sideFlag
            offset &+= length
        }
        side.countBytes = offset
    }

    /// One value, converted.
    ///
    /// - Parameters:
    ///   - word: an integer or the bits of a double; of no meaning when there are `bytes`.
    ///   - bytes: the value where it is held as bytes.
    /// - Throws: as `convert`.
    package func value(word: UInt64 = 0, bytes: [UInt8]? = nil) throws(LakeError) -> Value {
        let buffer = try ByteBuffer(capacityBytes: max(bytes?.count ?? 0, 1))
        if let bytes {
            unsafe try bytes.withUnsafeBufferPointer { (source) throws(LakeError) in
                if let start = source.baseAddress {
                    unsafe try buffer.append(start, count: source.count)
                }
            }
        }
        let side = try ByteBuffer(capacityBytes: CalendarText.bytesMax)
        let kinds = UnsafeMutablePointer<UInt8>.allocate(capacity: 1)
        let words = UnsafeMutablePointer<UInt64>.allocate(capacity: 1)
        unsafe kinds.initialize(to: ValueKind.null)
        unsafe words.initialize(to: bytes.map { UInt64($0.count) } ?? word)
        do throws(LakeError) {
            unsafe try convert(kinds: kinds, words: words, count: 1, bytes: buffer.base) {
                () throws(LakeError) in side
            }
        } catch {
            unsafe kinds.deallocate()
            unsafe words.deallocate()
            throw error
        }
        let vector = unsafe ColumnVector(
            type: target.dataType, count: 1, kinds: kinds, words: words, bytes: buffer,
            sideBytes: side)
        return vector.value(at: 0)
    }

    private func unscaled(
        _ word: UInt64, _ bytes: UnsafePointer<UInt8>?
    ) throws(LakeError) -> Int128 {
        let value = unsafe UnsafeBufferPointer(
            start: bytes.map { unsafe $0 + Int(word >> 32) }, count: Int(word & 0xffff_ffff))
        guard let unscaled = unsafe DecimalText.unscaled(bigEndian: value) else {
            throw LakeError(
                .unsupported, "a decimal of \(value.count) bytes, which are more than 128 bits")
        }
        return unscaled
    }

    private func slice(
        _ word: UInt64, _ bytes: UnsafePointer<UInt8>?, exactly count: Int
    ) throws(LakeError) -> UnsafePointer<UInt8> {
        guard word & 0xffff_ffff == UInt64(count), let bytes = unsafe bytes else {
            throw LakeError(
                .corrupt, "a value of \(word & 0xffff_ffff) bytes, where there should be \(count)")
        }
        return unsafe bytes + Int(word >> 32)
    }
}
