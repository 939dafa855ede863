// The rows of one OMOP table out of the chunks of a population, as batches: those of the persons,
// then those that persons share.

import Columnar
import OMOP
import Synthesis
import SynthesisOMOP

/// Turns typed columns into vectors, those that are wanted.
final class TypedBatchStream: BatchStream {
    private let chunks: PopulationStream
    private let table: OMOPTable
    private let world: SyntheticWorld
    private let columns: [Int]
    private let report: ScanReport
    private var referenced = ReferencedProviders()
    private var isShared: Bool

    init(
        _ chunks: PopulationStream, table: OMOPTable, world: SyntheticWorld, columns: [Int],
        _ environment: ScanEnvironment
    ) {
        self.chunks = chunks
        self.table = table
        self.world = world
        self.columns = columns
        report = environment.report
        isShared = table.isShared
    }

    func next() throws(LakeError) -> ColumnBatch? {
        while let chunk = try chunks.next() {
            referenced.formUnion(chunk.referenced)
            if let rows = rows(of: chunk), rows.rowCount > 0 { return try batch(rows) }
        }
        guard isShared else { return nil }
        isShared = false
        let rows = sharedBatch(
            table, world: world, vocabulary: Vocabulary(), referenced: referenced)
        return rows.rowCount > 0 ? try batch(rows) : nil
    }

    private func batch(_ rows: TypedBatch) throws(LakeError) -> ColumnBatch {
        var vectors: [ColumnVector] = []
        for column in columns {
            // The key tells rows apart.
            let source = column == ScanRequest.rowNumber ? 0 : column
            vectors.append(try rows.columns[source].vector())
        }
        report.add(rows: rows.rowCount)
        return ColumnBatch(rowCount: rows.rowCount, columns: vectors)
    }

    private func rows(of chunk: PopulationChunk) -> TypedBatch? {
        if table == .syntheticDefect { return DefectLedger.rows(chunk.defects).batch }
        return chunk.rows.first { $0.table == table }?.batch
    }
}
