// Iceberg's primitive types and their names.
//
//     boolean int long float double date time timestamp timestamptz timestamp_ns timestamptz_ns
//     string uuid binary unknown
//     decimal(P,S)   fixed[L]   geometry(crs)   geography(crs,algorithm)
//
// Writers put blanks behind the comma, and some in front of brackets.
// Source: Iceberg specification, "Primitive Types" and appendix C, "Schemas".

package import Columnar

/// A primitive type of versions 1 to 3.
package enum PrimitiveType: Hashable, Sendable {
    case boolean, int, long, float, double
    case decimal(precision: Int, scale: Int)
    case date
    /// Microseconds since midnight.
    case time
    /// Since 1970-01-01 00:00:00, on some wall or in UTC; never milliseconds.
    case timestamp(TimeUnit, isUTC: Bool)
    case string, uuid
    case fixed(Int)
    case binary
    /// Always NULL.
    case unknown
    /// Well-known binary; the coordinate reference system as it was written.
    case geometry(crs: String?)
    case geography(crs: String?, algorithm: String?)

    /// Digits of a decimal, in all.
    package static let precisionMax = 38

    /// The type of a name, in upper or lower case; nil when it is none, or its numbers make no
    /// sense.
    package init?(_ text: String) {
        let name = text.prefix { $0 != "(" && $0 != "[" }
        let inside = text.dropFirst(name.count)
        let arguments = PrimitiveType.arguments(inside)
        switch (name.drop { $0 == " " }.prefix { $0 != " " }.lowercased(), arguments?.count) {
        case ("decimal", 2):
            guard inside.first == "(", let precision = arguments?.first.flatMap({ Int($0) }),
                let scale = arguments?.last.flatMap({ Int($0) }),
                (1...PrimitiveType.precisionMax).contains(precision),
                (0...precision).contains(scale)
            else { return nil }
            self = .decimal(precision: precision, scale: scale)
        case ("fixed", 1):
            guard inside.first == "[", let length = arguments?.first.flatMap({ Int($0) }),
                length > 0, length <= Int(Int32.max)
            else { return nil }
            self = .fixed(length)
        case ("geometry", nil) where inside.isEmpty: self = .geometry(crs: nil)
        case ("geometry", 1): self = .geometry(crs: arguments?.first)
        case ("geography", nil) where inside.isEmpty: self = .geography(crs: nil, algorithm: nil)
        case ("geography", 1): self = .geography(crs: arguments?.first, algorithm: nil)
        case ("geography", 2): self = .geography(crs: arguments?.first, algorithm: arguments?.last)
        case (let name, nil) where inside.isEmpty:
            guard let type = PrimitiveType.plain[name] else { return nil }
            self = type
        default: return nil
        }
    }

    private static let plain: [String: PrimitiveType] = [
        "boolean": .boolean, "int": .int, "long": .long, "float": .float, "double": .double,
        "date": .date, "time": .time, "string": .string, "uuid": .uuid, "binary": .binary,
        "unknown": .unknown,
        "timestamp": .timestamp(.microseconds, isUTC: false),
        "timestamptz": .timestamp(.microseconds, isUTC: true),
        "timestamp_ns": .timestamp(.nanoseconds, isUTC: false),
        "timestamptz_ns": .timestamp(.nanoseconds, isUTC: true),
    ]

    /// The texts between the brackets, blanks around them taken off; nil without brackets.
    private static func arguments(_ text: Substring) -> [String]? {
        guard let open = text.first, text.last == (open == "(" ? ")" : "]"), text.count > 2
        else { return nil }
        return text.dropFirst().dropLast().split(separator: ",", omittingEmptySubsequences: false)
            .map { part in
                let start = part.drop { $0 == " " }
                return String(start.reversed().drop { $0 == " " }.reversed())
            }
    }

    /// What the bytes of a value mean, and so how SQL sees it.
    package var scalarType: ScalarType {
        switch self {
        case .boolean: .boolean
        case .int: .int
        case .long: .long
        case .float: .float
        case .double: .double
        case .decimal(let precision, let scale): .decimal(precision: precision, scale: scale)
        case .date: .date
        case .time: .time(.microseconds)
        case .timestamp(let unit, let isUTC): .timestamp(unit, isUTC: isUTC)
        case .string: .string
        case .uuid: .uuid
        case .fixed(let length): .fixed(length)
        case .binary, .geometry, .geography: .binary
        case .unknown: .unknown
        }
    }
}

extension PrimitiveType: CustomStringConvertible {
    /// The name as Iceberg's Java library writes it.
    package var description: String {
        switch self {
        case .boolean: "boolean"
        case .int: "int"
        case .long: "long"
        case .float: "float"
        case .double: "double"
        case .decimal(let precision, let scale): "decimal(\(precision), \(scale))"
        case .date: "date"
        case .time: "time"
        case .timestamp(let unit, let isUTC):
            "timestamp" + (isUTC ? "tz" : "") + (unit == .nanoseconds ? "_ns" : "")
        case .string: "string"
        case .uuid: "uuid"
        case .fixed(let length): "fixed[\(length)]"
        case .binary: "binary"
        case .unknown: "unknown"
        case .geometry(let crs): "geometry" + (crs.map { "(\($0))" } ?? "")
        case .geography(let crs, let algorithm):
            "geography"
                + (crs.map { "(" + $0 + (algorithm.map { ", " + $0 } ?? "") + ")" } ?? "")
        }
    }
}
