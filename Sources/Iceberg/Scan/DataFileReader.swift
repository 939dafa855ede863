// Reads whole files of any format batch by batch, in the caller's thread: delete files.

import Columnar
import Parquet
import Storage

/// Calls `body` with all rows of a file.
///
/// - Parameter fields: the columns of the batches, found in the file by their ids.
/// - Throws: `LakeError` at `.file`; `.unsupported` for a format that is not read.
func forEachBatch(
    of file: ContentFile, fields: [NestedField], resolver: PathResolver, report: ScanReport,
    _ body: (ColumnBatch) throws(LakeError) -> Void
) throws(LakeError) {
    let path = try resolver.path(file.path)
    report.add(files: 1)
    switch file.format {
    case .parquet:
        let opened = try ParquetFile(path)
        let projection = ParquetProjection(
            opened.metadata.schema, mapping: nil, partitionValues: [:])
        var plans: [ColumnPlan] = []
        for field in fields {
            do throws(LakeError) {
                plans.append(try projection.plan(for: field))
            } catch {
                throw error.at(.file(path))
            }
        }
        let scratch = try ScanScratch()
        for index in opened.metadata.rowGroups.indices {
            let reader = try RowGroupReader(
                opened, rowGroup: index, firstRow: 0, columns: plans, conditions: [], scratch,
                report: report)
            while let slice = try reader?.next() {
                var columns: [ColumnVector] = []
                for column in fields.indices {
                    columns.append(try slice.vector(column, selection: nil, scratch))
                }
                try body(ColumnBatch(rowCount: slice.rowCount, columns: columns))
            }
        }
    case .avro:
        let reader = try AvroDataReader(OpenFile(path), fields: fields, partitionValues: [:])
        while let columns = try reader.next() {
            try body(ColumnBatch(rowCount: columns.rowCount, columns: columns.vectors))
        }
    case .orc, .puffin, .unknown: throw file.unsupportedFormat
    }
}

extension ContentFile {
    var unsupportedFormat: LakeError {
        let name =
            switch format {
            case .parquet: "Parquet"
            case .avro: "Avro"
            case .orc: "ORC"
            case .puffin: "Puffin"
            case .unknown(let name): "'\(name)'"
            }
        return LakeError(
            .unsupported, "the file's format is \(name), which is not read here", at: [.file(path)],
            advice: "rewrite the table with write.format.default=parquet")
    }
}

/// The positions that a position delete file deletes, by the path of the data file.
///
/// - Throws: `LakeError` at `.file`; `.corrupt` for a row without a path or position.
func readPositionDeletes(
    _ file: ContentFile, resolver: PathResolver, report: ScanReport,
    checkpoint: () throws(LakeError) -> Void
) throws(LakeError) -> [String: [Int64]] {
    let fields = [
        NestedField(
            id: ReservedField.filePath, name: "file_path", isRequired: true,
            type: .primitive(.string)),
        NestedField(
            id: ReservedField.position, name: "pos", isRequired: true, type: .primitive(.long)),
    ]
    var byPath: [String: [Int64]] = [:]
    // Rows are sorted by path: most have that of the row before.
    var path: [UInt8] = []
    var positions: [Int64] = []
    func finishPath() {
        guard !positions.isEmpty else { return }
        byPath[String(decoding: path, as: UTF8.self), default: []] += positions
        positions.removeAll()
    }
    try forEachBatch(of: file, fields: fields, resolver: resolver, report: report) {
        (batch) throws(LakeError) in
        try checkpoint()
        let (paths, places) = (batch.columns[0], batch.columns[1])
        for row in 0..<batch.rowCount {
            let bytes = unsafe paths.bytes(at: row)
            let place = Int64(bitPattern: places.word(at: row))
            guard paths.kind(at: row) == ValueKind.text,
                places.kind(at: row) == ValueKind.integer, place >= 0
            else {
                throw LakeError(
                    .corrupt, "a position delete without file_path, or with a pos below 0",
                    at: [.file(file.path)])
            }
            if unsafe compareBytes(bytes, path) != 0 {
                finishPath()
                path = unsafe Array(bytes)
            }
            positions.append(place)
        }
    }
    finishPath()
    return byPath
}
