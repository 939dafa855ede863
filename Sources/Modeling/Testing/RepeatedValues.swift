// Whether a column of a source holds a value twice: what source_repeats() tells.
//
// Batches are read where the source has them; else SQLite hands the rows over. All values different
// is certain; two equal hashes, a real or a BLOB count as repeated, and the caller's SQL then finds
// out for itself.

import Columnar
import SQLiteBridge

/// One scan of a column.
struct RepeatedValues {
    let database: Database
    let batches: BatchSources?

    /// - Parameters:
    ///   - relation: the source's name, and how SQL writes it.
    /// - Throws: `LakeError` when the source cannot be read.
    func areThere(
        in column: String, of relation: (name: String, sql: String)
    ) throws(LakeError) -> Bool {
        if let batches, let source = try batches.open(relation.name),
            let field = source.schema.fields.firstIndex(where: {
                $0.name.lowercased() == column.lowercased()
            })
        {
            return try database.keepingInterrupts { () throws(LakeError) in
                try areThere(in: field, of: source, batches)
            }
        }
        let query = "SELECT \(Database.quoted(column)) FROM \(relation.sql)"
        return try database.sql { () throws(SQLiteError) in
            guard let statement = try database.prepare(query).statement else { return true }
            var hashes = KeyHashes()
            while try statement.step() {
                switch statement.type(at: 0) {
                case .null: continue
                case .integer:
                    let value = statement.integer(at: 0)
                    hashes.append(KeyHash.integer(value), of: value)
                case .text:
                    let hash = unsafe statement.withTextBytes(at: 0) {
                        unsafe KeyHash.text(UnsafeRawBufferPointer($0))
                    }
                    hashes.append(hash)
                case .real, .blob: return true
                }
            }
            return !hashes.areDistinct()
        }
    }

    private func areThere(
        in field: Int, of source: any TableSource, _ batches: BatchSources
    ) throws(LakeError) -> Bool {
        let environment = ScanEnvironment(
            threadCount: batches.threadCount, memoryBytesMax: batches.memoryBytesMax,
            report: ScanReport(table: "source_repeats"))
        let stream = try source.open(ScanRequest(columns: [field]), in: environment)
        var hashes = KeyHashes()
        while let batch = try stream.next() {
            try database.checkInterrupt()
            guard hashes.append(batch.columns[0]) else { return true }
        }
        return !hashes.areDistinct()
    }
}

extension KeyHashes {
    /// Takes the values of a batch, NULL left out.
    ///
    /// - Returns: false for a real or a BLOB, which are not compared by hashes.
    mutating func append(_ vector: ColumnVector) -> Bool {
        for row in 0..<vector.count {
            switch vector.kind(at: row) {
            case ValueKind.null: continue
            case ValueKind.integer:
                let value = Int64(bitPattern: vector.word(at: row))
                append(KeyHash.integer(value), of: value)
            case ValueKind.text, ValueKind.json:
                unsafe append(KeyHash.text(UnsafeRawBufferPointer(vector.bytes(at: row))))
            default: return false
            }
        }
        return true
    }
}
