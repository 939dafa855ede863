// What a primitive type of Avro stands for: the attribute `logicalType` and those that belong to
// it.
//
//     {"type": "long", "logicalType": "timestamp-micros", "adjust-to-utc": false}
//     {"type": "fixed", "size": 16, "name": "d", "logicalType": "decimal", "precision": 38}
//
// A logical type that is unknown, or does not fit the type it stands on, is ignored, as the
// specification asks: the value is then read as what it is laid on.
// Source: Avro 1.12.0 specification, "Logical Types"; Iceberg specification, appendix A, "Avro".

package import Columnar
import JSON

/// The meaning of a value of a primitive or fixed type.
package enum AvroLogicalType: Hashable, Sendable {
    /// Two's complement, big-endian, of the value without its point. On bytes and fixed.
    case decimal(precision: Int, scale: Int)
    /// On string (RFC 4122 text) and fixed(16) (big-endian).
    case uuid
    /// Days since 1970-01-01. On int.
    case date
    /// Since midnight. Milliseconds on int, microseconds on long.
    case time(TimeUnit)
    /// Since 1970-01-01 00:00:00. On long. In UTC unless the writer says otherwise: Iceberg with
    /// `adjust-to-utc`, Avro with a type of its own, `local-timestamp-…`.
    case timestamp(TimeUnit, isUTC: Bool)
    /// Months, days and milliseconds, each 32 bits, little-endian. On fixed(12).
    case duration
}

extension AvroLogicalType {
    /// What a logical type stands on.
    enum Base: Hashable {
        case int, long, string, bytes
        case fixed(sizeBytes: Int)
    }

    /// The logical type of a schema object; nil when it has none that stands on `base`.
    init?(_ object: JSONValue, on base: Base) {
        guard let name = object["logicalType"]?.string else { return nil }
        switch (name, base) {
        case ("decimal", .bytes), ("decimal", .fixed):
            guard let precision = object["precision"]?.int, precision > 0 else { return nil }
            let scale = object["scale"]?.int ?? 0
            guard scale >= 0, scale <= precision else { return nil }
            self = .decimal(precision: precision, scale: scale)
        case ("uuid", .string), ("uuid", .fixed(sizeBytes: 16)): self = .uuid
        case ("duration", .fixed(sizeBytes: 12)): self = .duration
        case ("date", .int): self = .date
        case ("time-millis", .int): self = .time(.milliseconds)
        case ("time-micros", .long): self = .time(.microseconds)
        case (_, .long):
            let units: [(TimeUnit, String)] = [
                (.milliseconds, "timestamp-millis"), (.microseconds, "timestamp-micros"),
                (.nanoseconds, "timestamp-nanos"),
            ]
            for (unit, unitName) in units {
                if name == "local-" + unitName {
                    self = .timestamp(unit, isUTC: false)
                    return
                }
                if name == unitName {
                    let isUTC = object["adjust-to-utc"]?.boolean ?? true
                    self = .timestamp(unit, isUTC: isUTC)
                    return
                }
            }
            return nil
        default: return nil
        }
    }
}
