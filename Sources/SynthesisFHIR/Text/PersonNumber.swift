// The number of a person as text, made once and copied into the id of each event.
//
//     person 17, third encounter: RecordID.event = 1700003
//                                                  ^^ the person, then ordinal + 1 in five digits

import Synthesis

/// A person's number with its decimal digits.
@safe
struct PersonNumber {
    /// Bytes stored by `store`; an integer of 64 bits has at most 19 digits.
    static let digitsMax = 24
    /// From this ordinal on the id carries over into the person's digits.
    static let ordinalsWithFiveDigits = 99_999

    let number: Int64
    let digitCount: Int
    private var words: (UInt64, UInt64, UInt64) = (0, 0, 0)

    /// - Parameter number: from 1.
    init(_ number: Int64) {
        self.number = number
        var count = 0
        var rest = number.magnitude
        repeat {
            count += 1
            rest /= 10
        } while rest > 0
        digitCount = count
        rest = number.magnitude
        // Safe: 64 bits have at most 20 digits, the words 24 bytes.
        unsafe withUnsafeMutableBytes(of: &words) { bytes in
            for place in stride(from: count - 1, through: 0, by: -1) {
                unsafe bytes[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            }
        }
    }

    /// Stores `digitsMax` bytes, the digits and then zeros.
    @inline(__always)
    func store(at target: UnsafeMutableRawPointer) {
        unsafe target.storeBytes(of: words.0, as: UInt64.self)
        unsafe target.storeBytes(of: words.1, toByteOffset: 8, as: UInt64.self)
        unsafe target.storeBytes(of: words.2, toByteOffset: 16, as: UInt64.self)
    }

    func eventID(_ ordinal: Int) -> Int64 { RecordID.event(person: number, ordinal: ordinal) }
}
