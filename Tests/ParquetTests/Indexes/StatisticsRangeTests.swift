// What parquet.thrift says at Statistics and ColumnOrder about which bounds may be used.

import Columnar
import Parquet
import Testing

@Suite("Bounds of statistics")
struct StatisticsRangeTests {
    private static let two = [2, 0, 0, 0] as [UInt8]
    private static let minusOne = [0xff, 0xff, 0xff, 0xff] as [UInt8]

    private func range(
        _ leaf: SchemaLeaf, min: [UInt8]?, max: [UInt8]?, order: ColumnOrder = .type,
        isDeprecated: Bool = false
    ) -> StatisticsRange {
        var statistics = Statistics()
        if isDeprecated {
            statistics.deprecatedMin = min
            statistics.deprecatedMax = max
        } else {
            statistics.minValue = min
            statistics.maxValue = max
        }
        return StatisticsRange(statistics, of: leaf, order: order, valueCount: 10)
    }

    @Test("Signed and unsigned integers")
    func integers() throws {
        let signed = range(try testLeaf(.int32), min: Self.minusOne, max: Self.two)
        #expect(signed.lower == .integer(-1) && signed.upper == .integer(2))
        let unsignedLeaf = try testLeaf(.int32, .integer(bits: 32, isSigned: false))
        let unsigned = range(unsignedLeaf, min: Self.two, max: Self.minusOne)
        #expect(unsigned.lower == .integer(2) && unsigned.upper == .integer(4_294_967_295))
        let long = try testLeaf(.int64, .integer(bits: 64, isSigned: false))
        let largest = range(long, min: nil, max: Array(repeating: 0xff, count: 8))
        #expect(largest.lower == nil && largest.upper == .unsigned(.max))
        let flag = range(try testLeaf(.boolean), min: [0], max: [1])
        #expect(flag.lower == .integer(0) && flag.upper == .integer(1))
    }

    @Test("Bytes are ordered unsigned, decimals in bytes are numbers")
    func bytes() throws {
        let text = range(try testLeaf(.byteArray, .string), min: [0x61], max: [0xc3, 0xa9])
        #expect(text.lower == .bytes([0x61]) && text.upper == .bytes([0xc3, 0xa9]))
        let decimal = LogicalType.decimal(precision: 10, scale: 2)
        let number = range(try testLeaf(.byteArray, decimal), min: [0xff, 0x38], max: [0x7f])
        #expect(number.lower == .decimal(-200) && number.upper == .decimal(127))
        let fixed = range(
            try testLeaf(.fixedLengthByteArray, length: 2, decimal), min: [0x80, 0x00], max: [0x7f])
        // A decimal of fixed length cannot be shortened.
        #expect(fixed.lower == .decimal(-32768) && fixed.upper == nil)
        let long = range(
            try testLeaf(.byteArray, decimal), min: Array(repeating: 0xff, count: 20),
            max: [1] + Array(repeating: 0, count: 16))
        #expect(long.lower == .decimal(-1) && long.upper == nil)
    }

    @Test("Deprecated bounds only where the order is signed")
    func deprecated() throws {
        func lower(_ leaf: SchemaLeaf, _ bytes: [UInt8]) -> ScalarBound? {
            range(leaf, min: bytes, max: bytes, isDeprecated: true).lower
        }
        #expect(lower(try testLeaf(.int32), Self.two) == .integer(2))
        #expect(lower(try testLeaf(.int32, .date), Self.two) == .integer(2))
        #expect(lower(try testLeaf(.float), [0, 0, 0x80, 0x3f]) == .real(1))
        #expect(lower(try testLeaf(.int32, .integer(bits: 32, isSigned: false)), Self.two) == nil)
        #expect(lower(try testLeaf(.byteArray, .string), [0x61]) == nil)
        #expect(lower(try testLeaf(.fixedLengthByteArray, length: 1), [0x61]) == nil)
        let decimal = LogicalType.decimal(precision: 9, scale: 2)
        #expect(lower(try testLeaf(.int32, decimal), Self.two) == .decimal(2))
        #expect(lower(try testLeaf(.byteArray, decimal), [1]) == nil)
    }

    @Test("Deprecated bounds are used whatever the order, the newer ones only in a known one")
    func orders() throws {
        let int = try testLeaf(.int32)
        #expect(range(int, min: Self.two, max: Self.two, order: .unknown).lower == nil)
        #expect(range(int, min: Self.two, max: Self.two, order: .ieee754Total).lower == nil)
        let one = [0, 0, 0x80, 0x3f] as [UInt8]
        #expect(
            range(try testLeaf(.float), min: one, max: one, order: .ieee754Total).lower == .real(1))
    }

    @Test(
        "NaN in a bound spoils both",
        arguments: [
            (PhysicalType.float, 4, [0, 0, 0xc0, 0x7f] as [UInt8]),
            (.double, 8, [0, 0, 0, 0, 0, 0, 0xf8, 0x7f]),
        ])
    func notANumber(type: PhysicalType, size: Int, nan: [UInt8]) throws {
        let zero = Array(repeating: UInt8(0), count: size)
        let leaf = try testLeaf(type)
        for (min, max) in [(zero, nan), (nan, zero), (nan, nan)] {
            let range = range(leaf, min: min, max: max)
            #expect(range.lower == nil && range.upper == nil)
            #expect(range.mayHoldNaN)
        }
        let half = try testLeaf(.fixedLengthByteArray, length: 2, .float16)
        let range = range(half, min: [0x00, 0x3c], max: [0x00, 0x7e])
        #expect(range.lower == nil && range.upper == nil)
    }

    @Test("Zeros are widened")
    func zeros() throws {
        let zero = [0, 0, 0, 0] as [UInt8]
        let minusZero = [0, 0, 0, 0x80] as [UInt8]
        let range = range(try testLeaf(.float), min: zero, max: minusZero)
        guard case .real(let lower) = range.lower, case .real(let upper) = range.upper else {
            Issue.record("no bounds")
            return
        }
        #expect(lower.sign == .minus && upper.sign == .plus)
    }

    @Test("Half floats: 1.0 is 3C00, -2.0 is C000 (IEEE 754 binary16)")
    func halfFloats() throws {
        let leaf = try testLeaf(.fixedLengthByteArray, length: 2, .float16)
        let range = range(leaf, min: [0x00, 0xc0], max: [0x00, 0x3c])
        #expect(range.lower == .real(-2) && range.upper == .real(1))
    }

    @Test("No order, no bounds")
    func withoutOrder() throws {
        let twelve = Array(repeating: UInt8(1), count: 12)
        let leaves = [
            try testLeaf(.int96), try testLeaf(.byteArray, .geometry),
            try testLeaf(.byteArray, .geography),
            try testLeaf(.fixedLengthByteArray, length: 12, converted: .interval),
        ]
        for leaf in leaves {
            for isDeprecated in [false, true] {
                let range = range(leaf, min: twelve, max: twelve, isDeprecated: isDeprecated)
                #expect(range.lower == nil && range.upper == nil, "\(leaf.type)")
            }
        }
    }

    @Test("What cannot be is ignored")
    func impossible() throws {
        let int = try testLeaf(.int32)
        #expect(range(int, min: [1], max: Self.two).lower == nil)
        #expect(range(int, min: [1], max: Self.two).upper == .integer(2))
        let swapped = range(int, min: Self.two, max: Self.minusOne)
        #expect(swapped.lower == nil && swapped.upper == nil)
        var statistics = Statistics()
        statistics.nullCount = 11
        let range = StatisticsRange(statistics, of: int, order: .type, valueCount: 10)
        #expect(range.nullCount == nil && !range.isAllNull)
    }

    @Test("Counts and exactness")
    func counts() throws {
        var statistics = Statistics()
        statistics.nullCount = 10
        statistics.nanCount = 0
        statistics.minValue = [0, 0, 0, 0]
        statistics.isMinValueExact = true
        let float = StatisticsRange(
            statistics, of: try testLeaf(.float), order: .type, valueCount: 10)
        #expect(float.isAllNull && float.nullCount == 10 && !float.mayHoldNaN)
        #expect(float.isLowerExact && !float.isUpperExact)
        let none = StatisticsRange(nil, of: try testLeaf(.float), order: .type, valueCount: 10)
        #expect(none.nullCount == nil && !none.isAllNull && none.mayHoldNaN)
    }

    /// parquet-testing: the column is [1.0, NaN] and the writer let NaN into the statistics.
    @Test("A file with NaN in its statistics")
    func nanFile() throws {
        let metadata = try ParquetFixture("parquet-testing/nan_in_stats.parquet").metadata()
        let column = try metadata.rowGroups[0].columns[0].readable()
        #expect(column.statistics?.minValue ?? column.statistics?.deprecatedMin != nil)
        let range = StatisticsRange(
            column.statistics, of: metadata.schema.leaves[0],
            order: metadata.columnOrder(ofLeaf: 0), valueCount: column.valueCount)
        #expect(range.upper == nil && range.mayHoldNaN)
    }

    /// parquet-testing: values null, 1, -2, NaN, 0, -1, -0, 2.
    @Test("A file of half floats")
    func halfFile() throws {
        let metadata = try ParquetFixture(
            "parquet-testing/float16_nonzeros_and_nans.parquet"
        ).metadata()
        let column = try metadata.rowGroups[0].columns[0].readable()
        let range = StatisticsRange(
            column.statistics, of: metadata.schema.leaves[0],
            order: metadata.columnOrder(ofLeaf: 0), valueCount: column.valueCount)
        #expect(range.lower == .real(-2) && range.upper == .real(2) && range.nullCount == 1)
    }
}
