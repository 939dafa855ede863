// A condition on one column, evaluated in the scan before a row exists.
//
// The meaning is SQLite's with the BINARY collation: NULL fails every test but `isNull`; integers
// and reals compare by value; numbers come before texts, texts before BLOBs.

import Glibc

/// A condition on one column of a scan.
package struct Predicate: Sendable {
    package enum Comparison: Sendable { case equal, less, lessOrEqual, greater, greaterOrEqual }

    package enum Test: Sendable {
        case isNull
        case isNotNull
        case compare(Comparison, Value)
        /// Equal to one of the values; none of them is NULL.
        case isIn(Set<Value>)
        /// A text that begins with these bytes; upper and lower ASCII letters are the same when
        /// `foldsCase`. The necessary part of LIKE and GLOB.
        case hasPrefix([UInt8], foldsCase: Bool)
    }

    /// Index into the schema's fields.
    package let column: Int
    package let test: Test

    package init(column: Int, test: Test) {
        self.column = column
        self.test = test
    }

    /// The form of a predicate whose value is not known yet.
    package enum Shape: Hashable, Sendable {
        case isNull, isNotNull, equal, range, isIn, prefix
    }
}

extension Predicate.Test {
    /// Whether a NULL passes.
    package var acceptsNull: Bool { if case .isNull = self { true } else { false } }

    /// Whether a text passes.
    package func matches(text: UnsafeBufferPointer<UInt8>) -> Bool {
        switch self {
        case .isNull: return false
        case .isNotNull: return true
        case .compare(let comparison, .text(let constant)):
            return unsafe comparison.holds(order: compareBytes(text, constant))
        case .compare(let comparison, let constant):
            // A number is less than any text, a BLOB greater; NULL compares with nothing.
            switch constant {
            case .null: return false
            case .blob: return comparison.holds(order: -1)
            default: return comparison.holds(order: 1)
            }
        case .isIn(let values): return unsafe values.contains(.text(Array(text)))
        case .hasPrefix(let prefix, let foldsCase):
            return unsafe textHasPrefix(text, prefix, foldsCase: foldsCase)
        }
    }

    /// Whether a BLOB passes; it is greater than any number or text.
    package func matches(blob: UnsafeBufferPointer<UInt8>) -> Bool {
        switch self {
        case .isNull: return false
        case .isNotNull: return true
        case .compare(_, .null): return false
        case .compare(let comparison, .blob(let constant)):
            return unsafe comparison.holds(order: compareBytes(blob, constant))
        case .compare(let comparison, _): return comparison.holds(order: 1)
        case .isIn(let values): return unsafe values.contains(.blob(Array(blob)))
        // LIKE and GLOB take its bytes for text; whoever reads the row decides.
        case .hasPrefix: return true
        }
    }

    /// Whether a number passes.
    package func matches(number: Value) -> Bool {
        switch self {
        case .isNull: return false
        case .isNotNull: return true
        case .compare(let comparison, let constant):
            switch constant {
            case .null: return false
            case .text, .blob: return comparison.holds(order: -1)
            default:
                guard let order = compareNumbers(number, constant) else { return false }
                return comparison.holds(order: order)
            }
        case .isIn(let values): return values.contains { compareNumbers($0, number) == 0 }
        case .hasPrefix: return true
        }
    }
}

extension Predicate.Comparison {
    /// Whether the comparison holds for a left side that is less (< 0), equal or greater.
    @inline(always)
    package func holds(order: Int) -> Bool {
        switch self {
        case .equal: order == 0
        case .less: order < 0
        case .lessOrEqual: order <= 0
        case .greater: order > 0
        case .greaterOrEqual: order >= 0
        }
    }
}

/// memcmp order of two byte strings; the shorter one first when it is a prefix.
package func compareBytes(_ left: UnsafeBufferPointer<UInt8>, _ right: [UInt8]) -> Int {
    unsafe right.withUnsafeBufferPointer { unsafe compareBytes(left, $0) }
}

/// memcmp order of two byte strings; the shorter one first when it is a prefix.
package func compareBytes(
    _ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>
) -> Int {
    let common = min(left.count, right.count)
    if common > 0, let first = left.baseAddress, let second = right.baseAddress {
        let order = unsafe memcmp(first, second, common)
        if order != 0 { return Int(order) }
    }
    return left.count - right.count
}

/// The order of two numbers by value, exact between 64-bit integers and doubles; nil for NaN and
/// for values that are not numbers.
package func compareNumbers(_ left: Value, _ right: Value) -> Int? {
    switch (left, right) {
    case (.integer(let a), .integer(let b)): a < b ? -1 : a > b ? 1 : 0
    case (.real(let a), .real(let b)): a < b ? -1 : a > b ? 1 : a == b ? 0 : nil
    case (.integer(let a), .real(let b)): compareExactly(a, b)
    case (.real(let a), .integer(let b)): compareExactly(b, a).map { -$0 }
    default: nil
    }
}

private func compareExactly(_ integer: Int64, _ real: Double) -> Int? {
    if real.isNaN { return nil }
    if real >= 0x1p63 { return -1 }
    if real < -0x1p63 { return 1 }
    let whole = Int64(real)
    if integer != whole { return integer < whole ? -1 : 1 }
    let fraction = real - Double(whole)
    return fraction > 0 ? -1 : fraction < 0 ? 1 : 0
}

private func textHasPrefix(
    _ text: UnsafeBufferPointer<UInt8>, _ prefix: [UInt8], foldsCase: Bool
) -> Bool {
    guard text.count >= prefix.count else { return false }
    for index in prefix.indices {
        // Safe: index < prefix.count <= text.count.
        var left = unsafe text[index]
        var right = prefix[index]
        if foldsCase {
            if left &- 0x41 < 26 { left |= 0x20 }
            if right &- 0x41 < 26 { right |= 0x20 }
        }
        if left != right { return false }
    }
    return true
}
