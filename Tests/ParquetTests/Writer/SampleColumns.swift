// Columns with made-up values of every type, repeatable by a seed.

import Columnar
import Parquet

/// A fixed sequence of numbers that look random: splitmix64.
struct SplitMix {
    private var state: UInt64

    init(_ seed: Int) { state = UInt64(bitPattern: Int64(seed)) }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }

    mutating func next(below limit: Int) -> Int { Int(next() >> 1) % limit }
}

/// How the values of a column follow each other, which decides how they are encoded.
enum SampleShape: String, CaseIterable {
    case constant, few, ascending, runs, scattered
}

enum SampleNulls: String, CaseIterable {
    case none, some, all
}

enum Sample {
    static let types: [ScalarType] = [
        .boolean, .int, .long, .integer(bits: 8, isSigned: true),
        .integer(bits: 16, isSigned: false), .integer(bits: 32, isSigned: false),
        .integer(bits: 64, isSigned: false), .float, .double,
        .decimal(precision: 9, scale: 2), .decimal(precision: 15, scale: 3),
        .decimal(precision: 18, scale: 4), .decimal(precision: 20, scale: 0),
        .decimal(precision: 38, scale: 10), .date, .time(.milliseconds), .time(.microseconds),
        .time(.nanoseconds), .timestamp(.milliseconds, isUTC: false),
        .timestamp(.microseconds, isUTC: false), .timestamp(.microseconds, isUTC: true),
        .timestamp(.nanoseconds, isUTC: true), .string, .json, .uuid, .binary, .fixed(5),
        .unknown,
    ]

    /// A column of some rows.
    ///
    /// - Parameter isIndexed: whether byte values come as indexes of entries.
    static func column(
        _ type: ScalarType, _ shape: SampleShape, _ nulls: SampleNulls, count: Int, seed: Int,
        isIndexed: Bool = false
    ) -> TypedColumn {
        var random = SplitMix(seed)
        var last = 0
        let numbers = (0..<count).map { row -> Int in
            switch shape {
            case .constant: return 42
            case .few: return random.next(below: 7) * 13 - 30
            case .ascending: last += random.next(below: 4)
            case .runs: last = row % 37 == 0 ? random.next(below: 90) : last
            case .scattered: return Int(truncatingIfNeeded: random.next())
            }
            return last
        }
        let validity: [Bool]? =
            switch nulls {
            case .none: nil
            case .some: (0..<count).map { _ in random.next(below: 4) > 0 }
            case .all: [Bool](repeating: false, count: count)
            }
        return TypedColumn(
            type: type, count: count, validity: validity,
            values: values(type, numbers, isIndexed: isIndexed))
    }

    private static func values(
        _ type: ScalarType, _ numbers: [Int], isIndexed: Bool
    ) -> TypedColumn.Values {
        switch type {
        case .boolean: return .booleans(numbers.map { $0 & 1 == 1 })
        case .integer(let bits, let isSigned) where bits < 32:
            let mask = 1 << (isSigned ? bits - 1 : bits) - 1
            return .int32s(numbers.map { Int32(truncatingIfNeeded: $0 & mask) })
        case .integer(32, _): return .int32s(numbers.map { Int32(truncatingIfNeeded: $0) })
        case .integer: return .int64s(numbers.map { Int64($0) })
        case .float: return .floats(numbers.map { Float($0 % 100_000) / 8 })
        case .double: return .doubles(numbers.map { Double($0 % 1_000_000_007) / 100 })
        case .decimal(let precision, _) where precision <= 18:
            var limit = 1
            for _ in 0..<precision { limit *= 10 }
            return .int64s(numbers.map { Int64($0 % limit) })
        case .decimal(let precision, _):
            return bytes(numbers, isIndexed) { number in
                let wide = Int128(number) * (precision > 30 ? 1_000_003 : 1)
                return (0..<16).reversed().map { UInt8(truncatingIfNeeded: wide >> (8 * $0)) }
            }
        case .date: return .int32s(numbers.map { Int32($0 % 30_000) })
        case .time(let unit):
            let perDay = Int(unit.perSecond) * 86_400
            return .int64s(numbers.map { Int64(($0 % perDay + perDay) % perDay) })
        case .timestamp(let unit, _):
            let limit = Int(unit.perSecond) * 86_400 * 20_000
            return .int64s(numbers.map { Int64($0 % limit) })
        case .string, .json: return bytes(numbers, isIndexed) { Array("\"näme \($0)\"".utf8) }
        case .binary:
            return bytes(numbers, isIndexed) { number in
                (0..<(number & 15)).map { UInt8(truncatingIfNeeded: number &* 31 &+ $0) }
            }
        case .uuid: return bytes(numbers, isIndexed) { fixed($0, 16) }
        case .fixed(let count): return bytes(numbers, isIndexed) { fixed($0, count) }
        case .unknown, .halfFloat: return .int32s(numbers.map { _ in 0 })
        }
    }

    private static func fixed(_ number: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * ($0 % 8))) }
    }

    private static func bytes(
        _ numbers: [Int], _ isIndexed: Bool, _ value: (Int) -> [UInt8]
    ) -> TypedColumn.Values {
        var entries = ByteColumn()
        guard isIndexed else {
            for number in numbers { entries.append(value(number)) }
            return .bytes(entries)
        }
        // Every entry twice, and one that nobody names.
        let distinct = Array(Set(numbers)).sorted()
        entries.append(value(-1))
        for number in distinct + distinct { entries.append(value(number)) }
        var places: [Int: Int] = [:]
        for (place, number) in distinct.enumerated() { places[number] = place }
        return .dictionary(
            indexes: numbers.enumerated().map { row, number in
                let place = places[number] ?? 0
                return Int32(1 + place + (row % 2 == 0 ? 0 : distinct.count))
            }, entries: entries)
    }
}

extension TypedColumn {
    /// A row as SQL sees it.
    func value(_ row: Int) -> Value {
        if type == .unknown || validity?[row] == false { return .null }
        switch values {
        case .booleans(let values): return .integer(values[row] ? 1 : 0)
        case .int32s(let values): return number(Int64(values[row]))
        case .int64s(let values): return number(values[row])
        case .floats(let values):
            return values[row].isNaN ? .null : .real(Double(values[row]))
        case .doubles(let values): return values[row].isNaN ? .null : .real(values[row])
        case .bytes(let values): return bytes(Array(values[row]))
        case .dictionary(let indexes, let entries):
            return bytes(Array(entries[Int(indexes[row])]))
        }
    }

    private func number(_ value: Int64) -> Value {
        switch type {
        case .integer(64, isSigned: false):
            return value < 0 ? .text(String(UInt64(bitPattern: value))) : .integer(value)
        case .integer(32, isSigned: false):
            return .integer(Int64(UInt32(truncatingIfNeeded: value)))
        case .decimal(let precision, let scale):
            return decimal(Int128(value), precision, scale)
        case .date: return unsafe text { unsafe CalendarText.writeDate(value, $0) }
        case .time(let unit): return unsafe text { unsafe CalendarText.writeTime(value, unit, $0) }
        case .timestamp(let unit, let isUTC):
            return unsafe text { unsafe CalendarText.writeTimestamp(value, unit, isUTC: isUTC, $0) }
        default: return .integer(value)
        }
    }

    private func bytes(_ value: [UInt8]) -> Value {
        switch type {
        case .string, .json: return .text(value)
        case .uuid:
            return unsafe text { target in
                unsafe value.withUnsafeBufferPointer { source in
                    if let start = source.baseAddress { unsafe HexText.writeUUID(start, target) }
                }
                return HexText.uuidTextBytes
            }
        case .decimal(let precision, let scale):
            return decimal(DecimalText.unscaled(bigEndian: value) ?? 0, precision, scale)
        default: return .blob(value)
        }
    }

    private func decimal(_ value: Int128, _ precision: Int, _ scale: Int) -> Value {
        if precision <= ScalarType.realDecimalDigitsMax {
            return .real(Double(value) / DecimalText.divisor(scale: scale))
        }
        return unsafe text { unsafe DecimalText.write(value, scale: scale, $0) }
    }

    private func text(_ write: (UnsafeMutablePointer<UInt8>) -> Int) -> Value {
        unsafe .text(
            [UInt8](unsafeUninitializedCapacity: 128) { buffer, count in
                if let start = buffer.baseAddress { count = unsafe write(start) }
            })
    }

    /// Some rows of the column.
    func part(_ rows: Range<Int>) -> TypedColumn {
        var part = self
        part.count = rows.count
        part.validity = validity.map { Array($0[rows]) }
        switch values {
        case .booleans(let values): part.values = .booleans(Array(values[rows]))
        case .int32s(let values): part.values = .int32s(Array(values[rows]))
        case .int64s(let values): part.values = .int64s(Array(values[rows]))
        case .floats(let values): part.values = .floats(Array(values[rows]))
        case .doubles(let values): part.values = .doubles(Array(values[rows]))
        case .bytes(let values):
            var entries = ByteColumn()
            for row in rows { entries.append(values[row]) }
            part.values = .bytes(entries)
        case .dictionary(let indexes, let entries):
            part.values = .dictionary(indexes: Array(indexes[rows]), entries: entries)
        }
        return part
    }
}
