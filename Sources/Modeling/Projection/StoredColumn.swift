// One column of a batch on its way into records.

import Columnar
import Projection
import SQLiteBridge

/// The memory of a column, and the affinity of the column that it goes to.
@safe
struct StoredColumn {
    /// No type of a value: SQLite must say what becomes of it.
    static let leftToSQLite = UInt64.max

    private let words: UnsafeMutablePointer<UInt64>
    private let lengths: UnsafeMutablePointer<UInt32>
    private let kinds: UnsafeMutablePointer<UInt8>
    private let mask: Int
    private let affinity: ColumnAffinity

    /// The batch must outlive it.
    init(_ vector: AddressedVector, _ affinity: ColumnAffinity) {
        unsafe words = unsafe vector.words
        unsafe lengths = unsafe vector.lengths
        unsafe kinds = unsafe vector.kinds
        mask = vector.mask
        self.affinity = affinity
    }

    // MARK: Types

    /// The type under which a value is stored, or `leftToSQLite`.
    @inline(always)
    func type(_ row: Int) -> UInt64 {
        // Safe: rows are those of the batch.
        let place = row & mask
        switch unsafe kinds[place] {
        case ValueKind.null: return 0
        case ValueKind.blob: return unsafe 12 &+ 2 &* UInt64(lengths[place])
        case ValueKind.integer:
            let integer = unsafe Int64(bitPattern: words[place])
            switch affinity {
            case .text: return 13 &+ 2 &* UInt64(NumberText.byteCount(integer))
            case .real: return Self.typeInRealColumn(integer)
            case .blob, .integer, .numeric: return Self.type(of: integer)
            }
        case ValueKind.real:
            guard affinity != .text else { return Self.leftToSQLite }
            guard affinity != .blob,
                let integer = Self.integer(equalTo: Double(bitPattern: unsafe words[place]))
            else { return 7 }
            return affinity == .real ? Self.typeInRealColumn(integer) : Self.type(of: integer)
        default:
            let length = unsafe UInt64(lengths[place])
            switch affinity {
            case .text, .blob: return 13 &+ 2 &* length
            case .real, .integer, .numeric:
                switch unsafe NumericLook(bytes(place)) {
                case .none: return 13 &+ 2 &* length
                case .integer(let integer):
                    return affinity == .real
                        ? Self.typeInRealColumn(integer) : Self.type(of: integer)
                case .undecided: return Self.leftToSQLite
                }
            }
        }
    }

    @inline(always)
    private static func type(of integer: Int64) -> UInt64 {
        let magnitude = integer < 0 ? ~integer : integer
        if magnitude < 0x80 {
            return integer == 0 ? 8 : integer == 1 ? 9 : 1
        }
        if magnitude < 0x8000 { return 2 }
        if magnitude < 0x80_0000 { return 3 }
        if magnitude < 0x8000_0000 { return 4 }
        return magnitude < 0x8000_0000_0000 ? 5 : 6
    }

    /// A column of reals has integers up to 48 bits as they are, and makes reals of them when it is
    /// read.
    @inline(always)
    private static func typeInRealColumn(_ integer: Int64) -> UInt64 {
        let type = type(of: integer)
        return type == 6 ? 7 : type
    }

    /// The integer that a numeric column makes of a real.
    private static func integer(equalTo real: Double) -> Int64? {
        guard let integer = Int64(exactly: real), integer > .min, integer < .max else { return nil }
        return integer
    }

    // MARK: Values

    /// Writes a value of the type that `type` has given.
    ///
    /// - Returns: the place behind it.
    @inline(always)
    func store(
        _ row: Int, _ type: UInt64, _ place: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8> {
        let source = row & mask
        if type >= 12 {
            if unsafe kinds[source] == ValueKind.integer {
                let integer = unsafe Int64(bitPattern: words[source])
                return unsafe place + NumberText.write(integer, to: place)
            }
            let count = unsafe Int(truncatingIfNeeded: lengths[source])
            if let start = unsafe bytes(source).baseAddress {
                unsafe place.update(from: start, count: count)
            }
            return unsafe place + count
        }
        switch type {
        case 0, 8, 9: return unsafe place
        case 7: return unsafe storeBigEndian(real(source).bitPattern, bytes: 8, place)
        default:
            let count = type < 5 ? Int(truncatingIfNeeded: type) : type == 5 ? 6 : 8
            return unsafe storeBigEndian(
                UInt64(bitPattern: integer(source)), bytes: count, place)
        }
    }

    private func real(_ place: Int) -> Double {
        switch unsafe kinds[place] {
        case ValueKind.real: unsafe Double(bitPattern: words[place])
        default: Double(integer(place))
        }
    }

    private func integer(_ place: Int) -> Int64 {
        switch unsafe kinds[place] {
        case ValueKind.integer: return unsafe Int64(bitPattern: words[place])
        case ValueKind.real:
            return unsafe Self.integer(equalTo: Double(bitPattern: words[place])) ?? 0
        default:
            if case .integer(let integer) = unsafe NumericLook(bytes(place)) { return integer }
            return 0
        }
    }

    @inline(always)
    private func bytes(_ place: Int) -> UnsafeBufferPointer<UInt8> {
        unsafe UnsafeBufferPointer(
            start: UnsafePointer(bitPattern: UInt(words[place])), count: Int(lengths[place]))
    }
}

/// What a numeric column makes of a text.
private enum NumericLook {
    /// It stays a text.
    case none
    case integer(Int64)
    /// It looks like a number that is no plain integer, or nearly like one.
    case undecided

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        var value: Int64 = 0
        var isInteger = !bytes.isEmpty
        var isAfterDigit = false
        var index = 0
        while index < bytes.count {
            let byte = unsafe bytes[index]
            switch byte {
            case 0x30...0x39:
                if index < 18 { value = value &* 10 &+ Int64(byte &- 0x30) }
                isAfterDigit = true
            case 0x2b, 0x2d:
                // A sign behind a digit, as in a date: no number goes on like that.
                if isAfterDigit {
                    self = .none
                    return
                }
                isInteger = false
            // Points, exponents and white space are in numbers as well.
            case 0x2e, 0x45, 0x65, 0x20, 0x09...0x0d:
                isInteger = false
                isAfterDigit = false
            default:
                self = .none
                return
            }
            index &+= 1
        }
        if bytes.isEmpty {
            self = .none
        } else {
            self = isInteger && bytes.count <= 18 ? .integer(value) : .undecided
        }
    }
}
