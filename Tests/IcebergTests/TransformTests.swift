// The transforms against the specification's test values.
// Source: Iceberg specification, "Partition Transforms", "Truncate Transform Details", appendix B.

import Columnar
import Testing

@testable import Iceberg

@Suite("Transforms")
struct TransformTests {
    /// Appendix B: the table of hash values. 2017-11-16T22:31:08 is 1510871468 seconds.
    static let hashes: [(SingleValue, Int32)] = [
        (.integer(34), 2_017_239_379),
        (.decimal(unscaled: 1420, scale: 2), -500_754_589),
        (.date(17_486), -653_330_422),
        (.time(81_068_000_000), -662_762_989),
        (.timestamp(1_510_871_468_000_000, .microseconds, isUTC: false), -2_047_944_441),
        (.timestamp(1_510_871_468_000_001, .microseconds, isUTC: false), -1_207_196_810),
        (.timestamp(1_510_871_468_000_000, .microseconds, isUTC: true), -2_047_944_441),
        (.timestamp(1_510_871_468_000_001, .microseconds, isUTC: true), -1_207_196_810),
        (.timestamp(1_510_871_468_000_000_000, .nanoseconds, isUTC: false), -2_047_944_441),
        (.timestamp(1_510_871_468_000_001_000, .nanoseconds, isUTC: false), -1_207_196_810),
        (.timestamp(1_510_871_468_000_001_999, .nanoseconds, isUTC: true), -1_207_196_810),
        (.string("iceberg"), 1_210_000_089),
        (.uuid(hex("f79c3e09677c4bbda4793f349cb785e7")), 1_488_055_340),
        (.binary([0, 1, 2, 3]), -188_683_207),
    ]

    @Test("Hashes", arguments: hashes)
    func hash(value: SingleValue, expected: Int32) {
        #expect(BucketTransform.hash(value).map { Int32(bitPattern: $0) } == expected)
    }

    /// `(hash & 0x7FFFFFFF) % N` of the values above, worked out by hand.
    @Test("Buckets")
    func buckets() {
        #expect(Transform(name: "bucket[16]").apply(.integer(34)) == .integer(3))
        #expect(Transform(name: "bucket[100]").apply(.string("iceberg")) == .integer(89))
        // -653330422 & 0x7FFFFFFF = 1494153226
        #expect(Transform(name: "bucket[100]").apply(.date(17_486)) == .integer(26))
        #expect(Transform(name: "bucket[4]").apply(.real(1)) == nil)
    }

    @Test(
        "Truncate",
        arguments: [
            ("truncate[10]", SingleValue.integer(1), SingleValue.integer(0)),
            ("truncate[10]", .integer(-1), .integer(-10)),
            ("truncate[10]", .integer(-10), .integer(-10)),
            ("truncate[10]", .integer(17), .integer(10)),
            ("truncate[10]", .integer(.max), .integer(9_223_372_036_854_775_800)),
            (
                "truncate[50]", .decimal(unscaled: 1065, scale: 2),
                .decimal(unscaled: 1050, scale: 2)
            ),
            ("truncate[10]", .decimal(unscaled: -1, scale: 2), .decimal(unscaled: -10, scale: 2)),
            ("truncate[3]", .string("iceberg"), .string("ice")),
            ("truncate[3]", .string("ice"), .string("ice")),
            ("truncate[2]", .string("äö😀"), .string("äö")),
            ("truncate[3]", .string("äö😀x"), .string("äö😀")),
            ("truncate[3]", .binary([1, 2, 3, 4, 5]), .binary([1, 2, 3])),
        ])
    func truncate(name: String, value: SingleValue, expected: SingleValue) {
        #expect(Transform(name: name).apply(value) == expected)
    }

    @Test("The least long has no multiple below it")
    func truncateUnderflow() {
        #expect(Transform(name: "truncate[10]").apply(.integer(.min)) == nil)
    }

    /// Days and seconds from `date -u -d … +%s`.
    @Test(
        "Time transforms",
        arguments: [
            (SingleValue.date(17_501), 47, 575, 17_501, Int64?.none),
            (.date(-1), -1, -1, -1, nil),
            (.date(0), 0, 0, 0, nil),
            // 2017-12-01 10:12:55.038194
            (
                .timestamp(1_512_123_175_038_194, .microseconds, isUTC: true), 47, 575, 17_501,
                420_034
            ),
            (
                .timestamp(1_512_123_175_038_194_000, .nanoseconds, isUTC: false), 47, 575, 17_501,
                420_034
            ),
            // 1969-12-31 23:00:00
            (.timestamp(-3_600_000_000, .microseconds, isUTC: true), -1, -1, -1, -1),
            (.timestamp(-1, .nanoseconds, isUTC: true), -1, -1, -1, -1),
            // 1969-01-01, 1968-12-31
            (.date(-365), -1, -12, -365, nil),
            (.date(-366), -2, -13, -366, nil),
            // 2000-02-29, 0001-01-01
            (.date(11_016), 30, 361, 11_016, nil),
            (.date(-719_162), -1969, -23_628, -719_162, nil),
        ])
    func times(value: SingleValue, year: Int64, month: Int64, day: Int64, hour: Int64?) {
        #expect(Transform.year.apply(value) == .integer(year))
        #expect(Transform.month.apply(value) == .integer(month))
        #expect(Transform.day.apply(value) == .date(day))
        #expect(Transform.hour.apply(value) == hour.map { .integer($0) })
    }

    @Test("No value overflows", arguments: [Int64.min, -1, 0, .max])
    func extremes(number: Int64) {
        for transform in [Transform.year, .month, .day, .hour, .bucket(7), .truncate(7)] {
            for value in [
                SingleValue.integer(number), .date(number), .time(number),
                .timestamp(number, .microseconds, isUTC: true),
                .timestamp(number, .nanoseconds, isUTC: true),
                .decimal(unscaled: Int128(number), scale: 0),
                .decimal(unscaled: number < 0 ? .min : .max, scale: 0),
            ] {
                if let bucket = transform.apply(value), transform == .bucket(7) {
                    let buckets = (0..<7).map { SingleValue.integer($0) }
                    #expect(buckets.contains(bucket))
                }
            }
        }
    }

    @Test(
        "Calendar days and back",
        arguments: Array(stride(from: Int64(-800_000), to: 800_000, by: 9973)))
    func calendar(days: Int64) {
        #expect(CivilDate(daysSinceEpoch: days).daysSinceEpoch == days)
    }

    @Test(
        "Names",
        arguments: [
            ("identity", Transform.identity), ("bucket[16]", .bucket(16)),
            ("truncate[4]", .truncate(4)), ("year", .year), ("month", .month), ("day", .day),
            ("hour", .hour), ("void", .void), ("Identity", .identity),
            ("bucket[0]", .unknown("bucket[0]")), ("bucket[-1]", .unknown("bucket[-1]")),
            ("bucket[99999999999]", .unknown("bucket[99999999999]")),
            ("bucket", .unknown("bucket")), ("zorder", .unknown("zorder")), ("", .unknown("")),
        ])
    func names(name: String, transform: Transform) {
        #expect(Transform(name: name) == transform)
    }

    @Test("Void and unknown transforms tell nothing")
    func unknown() {
        #expect(Transform.void.apply(.integer(1)) == nil)
        #expect(Transform(name: "zorder").apply(.integer(1)) == nil)
        #expect(Transform(name: "zorder").resultType(of: .int) == nil)
    }
}
