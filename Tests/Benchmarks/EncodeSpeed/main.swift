// How fast typed columns become a Parquet file, in one thread.
//
// Usage: EncodeSpeed FILE [ROWS]
//
// Writes a table like OMOP's measurement, by default of 5 million rows, and prints seconds and
// bytes for each column and for the whole. Any other writer can be measured on the same rows by
// reading the file and writing it again.

import Columnar
import Glibc
import Parquet
import Storage

/// A fixed sequence of numbers that look random: xorshift.
struct Sequence64 {
    var state: UInt64

    mutating func next(below limit: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state >> 11) % limit
    }
}

func now() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

let rowGroupRows = 1_000_000

func texts(_ count: Int, _ prefix: String) -> ByteColumn {
    var column = ByteColumn()
    for index in 0..<count { column.append("\(prefix)\(index * 7919)-\(index % 10)".utf8) }
    return column
}

/// The columns and how the rows from `start` on look in them.
func columns(_ start: Int, _ count: Int) -> [(name: String, data: TypedColumn)] {
    var random = Sequence64(state: 0x9E37_79B9 &+ UInt64(start))
    let concepts = (0..<count).map { _ in Int32(random.next(below: 60)) }
    // Visits of a person follow each other; each has some dozens of measurements.
    let visits = (0..<count).map { Int64((start + $0) / 25) }
    let days = visits.map { Int32(14_000 + ($0 &* 7919) % 6000) }
    let hasProvider = concepts.map { $0 % 7 != 0 }
    func column(_ type: ScalarType, _ values: TypedColumn.Values, _ validity: [Bool]? = nil)
        -> TypedColumn
    {
        TypedColumn(type: type, count: count, validity: validity, values: values)
    }
    let none = [Bool](repeating: false, count: count)
    let zeros = [Int32](repeating: 0, count: count)
    return [
        ("measurement_id", column(.long, .int64s((0..<count).map { Int64(start + $0 + 1) }))),
        ("person_id", column(.long, .int64s(visits.map { $0 / 9 + 1 }))),
        ("measurement_concept_id", column(.int, .int32s(concepts.map { 3_000_000 + $0 * 331 }))),
        ("measurement_date", column(.date, .int32s(days))),
        (
            "measurement_datetime",
            column(
                .timestamp(.microseconds, isUTC: false),
                .int64s(
                    days.map { Int64($0) * 86_400_000_000 + Int64($0 % 1440) * 60_000_000 }))
        ),
        ("measurement_type_concept_id", column(.int, .int32s(zeros.map { _ in 32_817 }))),
        ("operator_concept_id", column(.int, .int32s(zeros), none)),
        (
            "value_as_number",
            column(
                .double,
                .doubles(
                    concepts.map {
                        $0 % 2 == 0
                            ? Double(random.next(below: 2000)) / 10
                            : Double(random.next(below: 15_000)) / 100
                    }))
        ),
        ("unit_concept_id", column(.int, .int32s(concepts.map { 8500 + $0 % 20 }))),
        ("range_low", column(.double, .doubles(concepts.map { Double($0) / 2 }))),
        ("range_high", column(.double, .doubles(concepts.map { Double($0) * 1.5 }), hasProvider)),
        (
            "provider_id",
            column(
                .long, .int64s((0..<count).map { _ in Int64(random.next(below: 500)) }),
                hasProvider)
        ),
        ("visit_occurrence_id", column(.long, .int64s(visits.map { $0 + 1 }))),
        (
            "measurement_source_value",
            column(.string, .dictionary(indexes: concepts, entries: texts(60, "LOINC ")))
        ),
        (
            "unit_source_value",
            column(
                .string, .dictionary(indexes: concepts.map { $0 % 20 }, entries: texts(20, "mg")))
        ),
        (
            "value_source_value",
            column(.string, .dictionary(indexes: zeros, entries: texts(1, "")), none)
        ),
        (
            "note",
            column(
                .string,
                .bytes(texts(count, "n"))
            )
        ),
    ]
}

guard (2...3).contains(CommandLine.arguments.count) else {
    print("usage: EncodeSpeed FILE [ROWS]")
    exit(2)
}
do throws(LakeError) {
    let rowCount = CommandLine.arguments.count > 2 ? Int(CommandLine.arguments[2]) ?? 0 : 5_000_000
    let first = columns(0, 1)
    let schema = first.map {
        ParquetWriterColumn(name: $0.name, type: .scalar($0.data.type))
    }
    let encoder = try RowGroupEncoder(columns: schema)
    var seconds = [Double](repeating: 0, count: schema.count)
    var bytes = [Int](repeating: 0, count: schema.count)
    let writer = try ParquetFileWriter(
        columns: schema, into: try LocalFileSystem().create(CommandLine.arguments[1]))
    var total = 0.0
    var start = 0
    while start < rowCount {
        let count = min(rowGroupRows, rowCount - start)
        let data = columns(start, count)
        for (index, column) in data.enumerated() {
            let single = try RowGroupEncoder(columns: [schema[index]])
            let begin = now()
            bytes[index] += try single.encode([.scalar([column.data])], rowCount: count).sizeBytes
            seconds[index] += now() - begin
        }
        let begin = now()
        try writer.append(
            try encoder.encode(data.map { .scalar([$0.data]) }, rowCount: count))
        total += now() - begin
        start += count
    }
    let begin = now()
    let summary = try writer.finish()
    total += now() - begin
    for (index, column) in schema.enumerated() {
        print("\(column.name): \(Int(seconds[index] * 1000)) ms, \(bytes[index]) bytes")
    }
    print("all: \(Int(total * 1000)) ms, \(summary.sizeBytes) bytes, \(rowCount) rows")
} catch {
    print(error)
    exit(1)
}
