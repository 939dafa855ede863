// Looks at levels and flags, of which one is a byte: sixteen or eight at once.

/// How many of some bytes have a value.
func countBytes(_ bytes: UnsafePointer<UInt8>, count: Int, equalTo value: UInt8) -> Int {
    let raw = unsafe UnsafeRawPointer(bytes)
    let wanted = SIMD16<UInt8>(repeating: value)
    var found = 0
    var index = 0
    while index &+ 16 <= count {
        // A lane counts to 255.
        let end = min(count &- 15, index &+ 255 &* 16)
        var lanes = SIMD16<UInt8>.zero
        while index < end {
            // Safe: sixteen bytes are left.
            let part = unsafe raw.loadUnaligned(fromByteOffset: index, as: SIMD16<UInt8>.self)
            lanes &+= SIMD16<UInt8>.zero.replacing(with: 1, where: part .== wanted)
            index &+= 16
        }
        for lane in 0..<16 { found &+= Int(lanes[lane]) }
    }
    while index < count {
        unsafe found &+= bytes[index] == value ? 1 : 0
        index &+= 1
    }
    return found
}

/// How often the value at `start` comes in a row, before `end`.
@inline(__always)
func runLength<Number: FixedWidthInteger>(
    _ values: UnsafePointer<Number>, from start: Int, to end: Int
) -> Int {
    let value = unsafe values[start]
    var index = start &+ 1
    guard MemoryLayout<Number>.size == 1 else {
        while unsafe index < end && values[index] == value { index &+= 1 }
        return index &- start
    }
    let raw = unsafe UnsafeRawPointer(values)
    let word = UInt64(truncatingIfNeeded: value) & 0xff &* 0x0101_0101_0101_0101
    while index &+ 8 <= end {
        // Safe: eight bytes are left.
        let differences = unsafe raw.loadUnaligned(fromByteOffset: index, as: UInt64.self) ^ word
        if differences != 0 {
            return index &+ differences.littleEndian.trailingZeroBitCount / 8 &- start
        }
        index &+= 8
    }
    while unsafe index < end && values[index] == value { index &+= 1 }
    return index &- start
}
