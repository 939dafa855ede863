// The ten digits by which a provider is known in the United States.
//
//     99 0000 012 c       nine digits, then the check digit of Luhn
//
// The check digit is that of the number with 80840 in front (health, United States), which adds 24.
// Issued numbers begin with 1 or 2: those that begin with 9 are nobody's.
// Source: CMS, "Requirements for National Provider Identifier and NPI check digit" (2004).

enum NationalProviderID {
    /// How many numbers there are.
    static let countMax = 10_000_000

    /// - Parameter index: from 0, below `countMax`.
    static func number(_ index: Int) -> Int64 {
        let body = 990_000_000 + Int64(index % countMax)
        return body * 10 + checkDigit(of: body)
    }

    /// The digit that makes nine digits a provider number.
    static func checkDigit(of body: Int64) -> Int64 {
        var rest = body
        var sum: Int64 = 24
        var isDoubled = true
        while rest > 0 {
            let digit = rest % 10 * (isDoubled ? 2 : 1)
            sum += digit / 10 + digit % 10
            isDoubled.toggle()
            rest /= 10
        }
        return (10 - sum % 10) % 10
    }
}
