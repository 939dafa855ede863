// truncate[W]: numbers down to a multiple of W, texts and bytes to their first W.
//
//     truncate[10]: 17 → 10, -1 → -10; 10.65 (scale 2) → 10.60; truncate[3]: "iceberg" → "ice"
//
// Source: Iceberg specification, "Truncate Transform Details".

/// The transform `truncate[W]`.
enum TruncateTransform {
    static func apply(_ value: SingleValue, width: Int) -> SingleValue? {
        guard width > 0 else { return nil }
        switch value {
        case .integer(let number):
            // The least integers have no multiple below them that fits.
            let remainder = floorRemainder(Int128(number), width)
            return Int64(exactly: Int128(number) - remainder).map { .integer($0) }
        case .decimal(let unscaled, let scale):
            let remainder = floorRemainder(unscaled, width)
            let (truncated, overflow) = unscaled.subtractingReportingOverflow(remainder)
            return overflow ? nil : .decimal(unscaled: truncated, scale: scale)
        case .string(let bytes): return .string(Array(bytes.prefix(characters: width)))
        case .binary(let bytes): return .binary(Array(bytes.prefix(width)))
        case .boolean, .real, .date, .time, .timestamp, .uuid, .structure, .list, .map: return nil
        }
    }

    private static func floorRemainder(_ value: Int128, _ width: Int) -> Int128 {
        let remainder = value % Int128(width)
        return remainder < 0 ? remainder + Int128(width) : remainder
    }
}

extension [UInt8] {
    /// The bytes of the first code points of UTF-8.
    fileprivate func prefix(characters count: Int) -> ArraySlice<UInt8> {
        var left = count
        for index in indices where self[index] & 0xC0 != 0x80 {
            if left == 0 { return self[..<index] }
            left -= 1
        }
        return self[...]
    }
}
