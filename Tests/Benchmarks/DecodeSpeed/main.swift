// How fast columns of an Iceberg table become batches, in one thread and without SQLite.
//
// Usage: DecodeSpeed LOCATION
//
// Prints a line for each column: the bytes its values have in PLAIN encoding (fixed sizes as they
// are, texts by their length), seconds, and megabytes of these bytes a second.

import Columnar
import Glibc
import Iceberg

/// Bytes of a value, by its type in SQL; nil where each value has its own.
func fixedBytes(_ type: DataType) -> Int? {
    switch type {
    case .boolean: 1
    case .integer, .float, .date: 4
    case .bigint, .double, .real, .time, .timestamp, .timestampWithZone: 8
    default: nil
    }
}

func now() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

func measure(_ table: IcebergTable, column: Int) throws(LakeError) -> (bytes: Int, seconds: Double)
{
    let environment = ScanEnvironment(
        threadCount: 1, memoryBytesMax: 192 << 20, report: ScanReport(table: "decode"))
    let fixed = fixedBytes(table.schema.fields[column].type)
    let start = now()
    let stream = try table.open(ScanRequest(columns: [column]), in: environment)
    var bytes = 0
    while let batch = try stream.next() {
        if let fixed {
            bytes += fixed * batch.rowCount
        } else {
            // The length stands in the lower half of a word; a NULL's word is 0.
            let vector = batch.columns[0]
            for row in 0..<batch.rowCount { bytes += Int(vector.word(at: row) & 0xffff_ffff) }
        }
    }
    return (bytes, now() - start)
}

guard CommandLine.arguments.count == 2 else {
    print("usage: DecodeSpeed LOCATION")
    exit(2)
}
do throws(LakeError) {
    let table = try IcebergTable(location: CommandLine.arguments[1], selector: .current)
    for column in table.fields.indices {
        let best = try (0..<3).map { (_) throws(LakeError) in try measure(table, column: column) }
            .min { $0.seconds < $1.seconds }
        guard let best else { continue }
        let field = table.schema.fields[column]
        let rate = Double(best.bytes) / 1e6 / best.seconds
        print(
            "\(field.name) \(field.type.declaration): \(best.bytes / 1_000_000) MB in "
                + "\((best.seconds * 1000).rounded() / 1000) s, \(Int(rate)) MB/s")
    }
} catch {
    print(error)
    exit(1)
}
