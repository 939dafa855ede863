// What the writer looks up before it encodes: bounds and directions of integers, counts of levels,
// runs. Expected: the plain loops.

import Testing

@testable import Parquet

@Suite("Scans before encoding")
struct NumberScanTests {
    private static func lists() -> [[Int64]] {
        var lists: [[Int64]] = [
            [5], [1, 1, 1], [1, 2, 3, 3, 9], [9, 7, 7, 1], [1, 2, 3, 1], [3, 1, 2],
            [.min, .max, 0], [.max, .min], [-1, 0, 1],
        ]
        var state: UInt64 = 1
        for length in 1..<70 {
            var list: [Int64] = []
            for _ in 0..<length {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                list.append(Int64(bitPattern: state) >> Int64(length % 60))
            }
            lists += [list, list.sorted(), list.sorted(by: >)]
        }
        return lists
    }

    @Test("Bounds and directions of integers", arguments: [0, Int64.min])
    func integers(flip: Int64) {
        for list in Self.lists() {
            for previous in [list[0], .min, .max, 0] {
                let scan = unsafe list.withUnsafeBufferPointer { values in
                    unsafe values.baseAddress.map {
                        unsafe IntegerScan($0, count: values.count, previous: previous, flip: flip)
                    }
                }
                let flipped = list.map { $0 ^ flip }
                let pairs = zip([previous ^ flip] + flipped, flipped)
                let ascents = pairs.count { $0 < $1 }
                let descents = pairs.count { $0 > $1 }
                #expect(scan?.least == flipped.min().map { $0 ^ flip })
                #expect(scan?.largest == flipped.max().map { $0 ^ flip })
                #expect((scan?.ascents ?? 0 > 0) == (ascents > 0))
                #expect((scan?.descents ?? 0 > 0) == (descents > 0))
                if ascents == 0 || descents == 0 {
                    #expect(scan?.ascents == ascents)
                    #expect(scan?.descents == descents)
                }
            }
        }
    }

    @Test("Bytes of a value are counted", arguments: [0, 1, 15, 16, 17, 40, 4079, 4080, 9000])
    func counts(length: Int) {
        let bytes = (0..<length).map { UInt8($0 * $0 % 7 < 5 ? 1 : $0 % 3) }
        unsafe bytes.withUnsafeBufferPointer { bytes in
            guard let start = bytes.baseAddress else { return }
            for value in 0..<3 as Range<UInt8> {
                let expected = unsafe bytes.count { $0 == value }
                unsafe #expect(countBytes(start, count: length, equalTo: value) == expected)
            }
        }
    }

    @Test("Runs end at the first other value", arguments: [1, 7, 8, 9, 16, 31, 64])
    func runs(length: Int) {
        for start in 0..<9 {
            for value in [0, 1, 200] as [UInt8] {
                let bytes =
                    [UInt8](repeating: 9, count: start)
                    + [UInt8](repeating: value, count: length) + [value ^ 1, value, value]
                let words = bytes.map { UInt32($0) }
                unsafe bytes.withUnsafeBufferPointer { bytes in
                    guard let first = bytes.baseAddress else { return }
                    unsafe #expect(runLength(first, from: start, to: bytes.count) == length)
                    unsafe #expect(runLength(first, from: start, to: start + 1) == 1)
                    unsafe #expect(runLength(first, from: start, to: start + length) == length)
                }
                unsafe words.withUnsafeBufferPointer { words in
                    guard let first = words.baseAddress else { return }
                    unsafe #expect(runLength(first, from: start, to: words.count) == length)
                }
            }
        }
    }
}
