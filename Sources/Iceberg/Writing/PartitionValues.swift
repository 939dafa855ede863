// A transform of a whole column: the partition value of each row, as an integer or as bytes.
//
//     integers   int, long, date, time, timestamp, decimals up to 18 digits, and every bucket,
//                year, month, day, hour; booleans as 0 and 1; floats and doubles as their bits,
//                where -0.0 and 0.0 are two partitions and all NaN are one
//     bytes      string, binary, fixed, uuid, decimals beyond 18 digits
//
// A column with a dictionary is transformed entry by entry.

import Columnar

/// The partition values of rows under one transform.
enum PartitionValues {
    case integers([Int64])
    case bytes(ByteColumn)
    /// Each row's value by its index.
    indirect case dictionary(indexes: [Int32], entries: PartitionValues)
    /// NULL for all.
    case none
}

extension Transform {
    /// Applies the transform; slots of NULL rows hold anything.
    ///
    /// - Throws: `LakeError.invalidInput` when a number is so small that no multiple of the width
    ///   lies below it; `.unsupported` for transforms and types that are not known.
    func values(of column: TypedColumn) throws(LakeError) -> PartitionValues {
        if self == .void { return .none }
        if case .dictionary(let indexes, let entries) = column.values {
            guard entries.count <= column.count else {
                return try values(of: column.withoutDictionary())
            }
            let distinct = TypedColumn(
                type: column.type, count: entries.count, values: .bytes(entries))
            return .dictionary(indexes: indexes, entries: try values(of: distinct))
        }
        switch self {
        case .identity: return identity(column)
        case .bucket(let count): return .integers(try buckets(column, UInt32(count)))
        case .truncate(let width): return try truncated(column, width)
        case .year, .month, .day, .hour: return .integers(try units(column))
        case .void: return .none
        case .unknown(let name): throw notApplicable("the transform '\(name)'")
        }
    }

    private func notApplicable(_ what: String) -> LakeError {
        LakeError(.unsupported, "\(what) cannot be written", advice: "insert with another engine")
    }

    private func identity(_ column: TypedColumn) -> PartitionValues {
        switch column.values {
        case .booleans(let all): .integers(all.map { $0 ? 1 : 0 })
        case .int32s(let all): .integers(all.map { Int64($0) })
        case .int64s(let all): .integers(all)
        case .floats(let all):
            .integers(all.map { Int64(bitPattern: CanonicalReal(Double($0)).value.bitPattern) })
        case .doubles(let all):
            .integers(all.map { Int64(bitPattern: CanonicalReal($0).value.bitPattern) })
        case .bytes(let all), .dictionary(_, let all): .bytes(all)
        }
    }

    // MARK: bucket

    private func buckets(_ column: TypedColumn, _ count: UInt32) throws(LakeError) -> [Int64] {
        guard count > 0 else { throw notApplicable("bucket[0]") }
        func bucket(_ hash: UInt32) -> Int64 { Int64((hash & 0x7FFF_FFFF) % count) }
        switch (column.values, column.type) {
        case (.int32s(let all), _): return all.map { bucket(BucketHash.hash(Int64($0))) }
        case (.int64s(let all), .decimal):
            return all.map { bucket(BucketHash.hash(unscaled: Int128($0))) }
        case (.int64s(let all), .timestamp(.nanoseconds, _)):
            return all.map { bucket(BucketHash.hash(floorDivide($0, 1000))) }
        case (.int64s(let all), _): return all.map { bucket(BucketHash.hash($0)) }
        case (.bytes(let all), .decimal):
            return unsafe each(all, of: column) { bytes in
                unsafe bucket(
                    BucketHash.hash(unscaled: DecimalText.unscaled(bigEndian: bytes) ?? 0))
            }
        case (.bytes(let all), _):
            return unsafe each(all, of: column) { unsafe bucket(BucketHash.hash($0)) }
        default: throw notApplicable("bucket of a column of this type")
        }
    }

    private func each(
        _ all: ByteColumn, of column: TypedColumn, _ value: (UnsafeBufferPointer<UInt8>) -> Int64
    ) -> [Int64] {
        unsafe all.bytes.withUnsafeBufferPointer { bytes in
            (0..<all.count).map { row in
                if column.isNull(at: row) { return 0 }
                let range = Int(all.offsets[row])..<Int(all.offsets[row + 1])
                return unsafe value(UnsafeBufferPointer(rebasing: bytes[range]))
            }
        }
    }

    // MARK: truncate

    private func truncated(
        _ column: TypedColumn, _ width: Int
    ) throws(LakeError) -> PartitionValues {
        guard width > 0 else { throw notApplicable("truncate[0]") }
        switch (column.values, column.type) {
        case (.int32s(let all), _):
            var values: [Int64] = []
            values.reserveCapacity(all.count)
            for (row, value) in all.enumerated() {
                let multiple = floorDivide(Int64(value), Int64(width)) * Int64(width)
                guard multiple >= Int64(Int32.min) || column.isNull(at: row) else {
                    throw tooSmall
                }
                values.append(multiple)
            }
            return .integers(values)
        case (.int64s(let all), _):
            var values: [Int64] = []
            values.reserveCapacity(all.count)
            for (row, value) in all.enumerated() {
                let (multiple, overflow) = floorDivide(value, Int64(width))
                    .multipliedReportingOverflow(by: Int64(width))
                guard !overflow || column.isNull(at: row) else { throw tooSmall }
                values.append(multiple)
            }
            return .integers(values)
        case (.bytes(let all), .decimal):
            var values = ByteColumn()
            for row in 0..<all.count {
                let unscaled =
                    column.isNull(at: row)
                    ? 0 : DecimalText.unscaled(bigEndian: Array(all[row])) ?? 0
                let remainder = unscaled % Int128(width)
                values.append(
                    unscaled: unscaled - (remainder < 0 ? remainder + Int128(width) : remainder))
            }
            return .bytes(values)
        case (.bytes(let all), .string): return .bytes(prefixes(all) { $0 & 0xC0 != 0x80 })
        case (.bytes(let all), _): return .bytes(prefixes(all) { _ in true })
        default: throw notApplicable("truncate of a column of this type")
        }
        /// The first `width` units of each value; `isFirst` tells the bytes that begin one.
        func prefixes(_ all: ByteColumn, isFirst: (UInt8) -> Bool) -> ByteColumn {
            var values = ByteColumn()
            for row in 0..<all.count {
                let value = all[row]
                var left = width
                let end = value.indices.first { index in
                    guard isFirst(value[index]) else { return false }
                    left -= 1
                    return left < 0
                }
                values.append(value[..<(end ?? value.endIndex)])
            }
            return values
        }
    }

    private var tooSmall: LakeError {
        LakeError(
            .invalidInput, "a number so small that no multiple of the width lies below it",
            advice: "partition by identity or bucket instead")
    }

    // MARK: year, month, day, hour

    private func units(_ column: TypedColumn) throws(LakeError) -> [Int64] {
        switch (column.values, column.type) {
        case (.int32s(let all), .date): return all.map { unit(ofDay: Int64($0)) }
        case (.int64s(let all), .timestamp(let unit, _)):
            let perHour = 3600 * unit.perSecond
            if self == .hour { return all.map { floorDivide($0, perHour) } }
            let perDay = 24 * perHour
            // Rows of one day often follow each other.
            var lastDay: Int64 = .min
            var last: Int64 = 0
            return all.map { value in
                let day = floorDivide(value, perDay)
                if day != lastDay {
                    lastDay = day
                    last = self.unit(ofDay: day)
                }
                return last
            }
        default: throw notApplicable("\(self) of a column of this type")
        }
    }

    private func unit(ofDay day: Int64) -> Int64 {
        switch self {
        case .year: CivilDate(daysSinceEpoch: day).year - 1970
        case .month:
            {
                let date = CivilDate(daysSinceEpoch: day)
                return (date.year - 1970) * 12 + date.month - 1
            }()
        default: day
        }
    }
}

extension PartitionValues {
    /// The value of a row that is not NULL, as manifests hold it; nil for `none`.
    func singleValue(at row: Int, transform: Transform, source: PrimitiveType) -> SingleValue? {
        switch self {
        case .none: return nil
        case .dictionary(let indexes, let entries):
            return entries.singleValue(at: Int(indexes[row]), transform: transform, source: source)
        case .integers(let all):
            let value = all[row]
            switch transform {
            case .bucket, .year, .month, .hour: return .integer(value)
            case .day: return .date(value)
            default: break
            }
            switch source {
            case .boolean: return .boolean(value != 0)
            case .float, .double: return .real(Double(bitPattern: UInt64(bitPattern: value)))
            case .decimal(_, let scale): return .decimal(unscaled: Int128(value), scale: scale)
            case .date: return .date(value)
            case .time: return .time(value)
            case .timestamp(let unit, let isUTC): return .timestamp(value, unit, isUTC: isUTC)
            default: return .integer(value)
            }
        case .bytes(let all):
            let value = Array(all[row])
            switch source {
            case .decimal(_, let scale):
                return .decimal(
                    unscaled: DecimalText.unscaled(bigEndian: value) ?? 0, scale: scale)
            case .string: return .string(value)
            case .uuid: return .uuid(value)
            default: return .binary(value)
            }
        }
    }
}
