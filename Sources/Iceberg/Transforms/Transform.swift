// The registry of partition transforms: names to cases, cases to the files that compute them.
//
//     identity  bucket[N]  truncate[W]  year  month  day  hour  void
//
// Source: Iceberg specification, "Partition Transforms".

/// How a partition value is made of a column's value.
package enum Transform: Hashable, Sendable {
    case identity
    case bucket(Int)
    case truncate(Int)
    case year, month, day, hour
    /// Always NULL: a partition field that was dropped.
    case void
    /// A transform of a later version, or one of several columns: it tells nothing about rows.
    case unknown(String)

    /// Never fails: what is not known is read without pruning.
    package init(name: String) {
        let plain = name.lowercased()
        switch plain {
        case "identity": self = .identity
        case "year", "years": self = .year
        case "month", "months": self = .month
        case "day", "days", "date": self = .day
        case "hour", "hours", "date_hour": self = .hour
        case "void", "always_null": self = .void
        default:
            if let count = Transform.argument(of: plain, "bucket") {
                self = .bucket(count)
            } else if let width = Transform.argument(of: plain, "truncate") {
                self = .truncate(width)
            } else {
                self = .unknown(name)
            }
        }
    }

    /// The number in `name[number]`, from 1 to what 32 bits hold.
    private static func argument(of text: String, _ name: String) -> Int? {
        guard text.hasPrefix(name + "["), text.hasSuffix("]"),
            let number = Int32(text.dropFirst(name.utf8.count + 1).dropLast()), number > 0
        else { return nil }
        return Int(number)
    }

    /// The partition value of a column's value that is not NULL (every transform makes NULL of
    /// NULL).
    ///
    /// - Returns: nil for `void`, where it is NULL, and for values that the transform is not made
    ///   for and unknown transforms, where nothing is known.
    package func apply(_ value: SingleValue) -> SingleValue? {
        switch self {
        case .identity: value
        case .bucket(let count): BucketTransform.apply(value, count: count)
        case .truncate(let width): TruncateTransform.apply(value, width: width)
        case .year: TimeTransform.year(value).map { .integer($0) }
        case .month: TimeTransform.month(value).map { .integer($0) }
        case .day: TimeTransform.day(value).map { .date($0) }
        case .hour: TimeTransform.hour(value).map { .integer($0) }
        case .void, .unknown: nil
        }
    }

    /// The type of partition values made of a column's type; nil when it is not known.
    package func resultType(of source: PrimitiveType) -> PrimitiveType? {
        switch self {
        case .identity, .truncate, .void: source
        case .bucket, .year, .month, .hour: .int
        // Files have a plain int or a date here; both count days.
        case .day: .date
        case .unknown: nil
        }
    }

    /// Whether a larger value never has a smaller partition value, so that ranges of one are ranges
    /// of the other.
    package var isMonotonic: Bool {
        switch self {
        case .identity, .truncate, .year, .month, .day, .hour: true
        case .bucket, .void, .unknown: false
        }
    }
}

extension Transform: CustomStringConvertible {
    package var description: String {
        switch self {
        case .identity: "identity"
        case .bucket(let count): "bucket[\(count)]"
        case .truncate(let width): "truncate[\(width)]"
        case .year: "year"
        case .month: "month"
        case .day: "day"
        case .hour: "hour"
        case .void: "void"
        case .unknown(let name): name
        }
    }
}
