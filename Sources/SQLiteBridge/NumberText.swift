// Numbers as SQLite writes them where it makes text of them, without asking it.

/// Writes integers as decimal digits.
package enum NumberText {
    /// The most bytes that one number takes.
    static let bytesMax = 32

    /// The bytes that a number takes.
    package static func byteCount(_ value: Int64) -> Int {
        digitCount(value.magnitude) + (value < 0 ? 1 : 0)
    }

    /// - Parameter target: room for the number, `bytesMax` at most.
    /// - Returns: bytes written.
    package static func write(_ value: Int64, to target: UnsafeMutablePointer<UInt8>) -> Int {
        var start = 0
        if value < 0 {
            unsafe target[0] = UInt8(ascii: "-")
            start = 1
        }
        return unsafe start + write(digits: value.magnitude, at: start, to: target)
    }

    /// - Returns: digits written.
    fileprivate static func write(
        digits value: UInt64, at start: Int, to target: UnsafeMutablePointer<UInt8>
    ) -> Int {
        let count = digitCount(value)
        var rest = value
        // Safe: 20 digits are the most, and the caller's room is larger.
        for place in stride(from: start + count - 1, through: start, by: -1) {
            unsafe target[place] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
        return count
    }

    private static func digitCount(_ value: UInt64) -> Int {
        var count = 1
        var rest = value / 10
        while rest > 0 {
            count += 1
            rest /= 10
        }
        return count
    }
}

/// A real that is a decimal of a few digits, such as most measurements: 98.6, 120.0.
///
/// SQLite writes 15 significant digits without the zeros at their end ("%!.15g"). Where an integer
/// below 10^15 divided by a power of ten gives the real itself, these digits are that integer's.
struct ShortDecimal {
    private let digits: UInt64
    private let scale: Int
    private let isNegative: Bool

    private static let scaleMax = 4
    private static let powers: [Double] = [1, 10, 100, 1000, 10_000]

    /// - Returns: nil for others, which are left to SQLite: zeros with a sign, numbers that are
    ///   very small or large, many digits.
    init?(_ value: Double) {
        let magnitude = value.magnitude
        guard magnitude >= 0.001, magnitude < 1e9 else {
            guard value == 0, value.sign == .plus else { return nil }
            (digits, scale, isNegative) = (0, 0, false)
            return
        }
        for scale in 0...Self.scaleMax {
            let power = Self.powers[scale]
            let scaled = (magnitude * power).rounded()
            if scaled / power == magnitude {
                digits = UInt64(scaled)
                self.scale = scale
                isNegative = value < 0
                return
            }
        }
        return nil
    }

    /// - Parameter target: room for `NumberText.bytesMax` bytes.
    /// - Returns: bytes written.
    func write(to target: UnsafeMutablePointer<UInt8>) -> Int {
        var count = 0
        if isNegative {
            unsafe target[0] = UInt8(ascii: "-")
            count = 1
        }
        let power = UInt64(Self.powers[scale])
        unsafe count += NumberText.write(digits: digits / power, at: count, to: target)
        unsafe target[count] = UInt8(ascii: ".")
        count += 1
        guard scale > 0 else {
            unsafe target[count] = UInt8(ascii: "0")
            return count + 1
        }
        var fraction = digits % power
        for place in stride(from: count + scale - 1, through: count, by: -1) {
            unsafe target[place] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: fraction % 10)
            fraction /= 10
        }
        return count + scale
    }
}
