// Telephone numbers that nobody has: 555-0100 to 555-0199 in any area.
//
// Source: North American Numbering Plan Administrator: these line numbers are kept for fiction. An
// area code is [2-9][0-8][0-9], not ending in 11.

enum FictionalPhone {
    /// 8 first digits, 8 second digits from 0 to 8 without 1, 10 last digits.
    private static let areaCount = 8 * 8 * 10

    /// Ten digits; a place has one area code.
    static func number(place: Int, _ random: inout RandomStream) -> Int64 {
        // A stride without a common divisor spreads neighbours in the list.
        let area = place % areaCount * 271 % areaCount
        let second = area / 10 % 8
        let code = (area / 80 + 2) * 100 + (second < 1 ? 0 : second + 1) * 10 + area % 10
        return Int64(code) * 10_000_000 + 5_550_100 + Int64(random.integer(below: 100 as UInt32))
    }
}
