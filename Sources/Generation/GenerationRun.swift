// A run: the population goes by in chunks, each to the files of both sides.
//
//     PopulationLane ──chunks in order──→ FHIR files (NDJSON or Bundles)
//       simulate, render,                 OMOP tables (Iceberg, Parquet, CSV)
//       damage, compress                  which providers somebody refers to
//     shared resources and rows, once all persons are through
//
// Memory holds a few chunks and the row groups that are being filled, whatever the count.

package import Columnar
import Compression
package import Iceberg
import OMOP
import Storage
package import Synthesis
import SynthesisFHIR
import SynthesisOMOP

/// Generates a population and writes it.
package final class GenerationRun {
    private let options: GenerationOptions
    private let world: SyntheticWorld
    private let environment: CommitEnvironment

    /// - Parameters:
    ///   - world: made of the same options and a catalogue.
    ///   - environment: what Iceberg commits need, and the file system.
    /// - Throws: `LakeError.invalidInput` for options that make no sense.
    package init(
        _ options: GenerationOptions, world: SyntheticWorld, environment: CommitEnvironment
    ) throws(LakeError) {
        try options.check()
        self.options = options
        self.world = world
        self.environment = environment
    }

    /// Does it all.
    ///
    /// - Parameter progress: told now and then how many persons are done; throws to stop the run.
    /// - Returns: what was written.
    /// - Throws: `LakeError`; nothing that was begun is visible then.
    package func run(
        progress: (Int64) throws(LakeError) -> Void
    ) throws(LakeError) -> GenerationSummary {
        let files = TogetherFileSystem(environment.fileSystem)
        let fhir = try FHIRSink(
            options, referenceDate: world.options.asOfDay, fileSystem: files)
        let omop: (any OMOPSink)?
        do { omop = try makeOMOPSink(files) } catch {
            fhir?.abandon()
            throw error
        }
        do {
            let defectCount = try write(fhir, omop, progress)
            try fhir?.complete()
            try omop?.complete()
            // Every file of both sides is durable before anybody sees anything new.
            try files.synchronize()
            let tables = try omop?.publish() ?? []
            let resources = try fhir?.publish() ?? []
            try files.synchronize()
            return GenerationSummary(
                options: options, resources: resources, tables: tables, defectCount: defectCount)
        } catch {
            fhir?.abandon()
            omop?.abandon()
            throw error
        }
    }

    /// Writes all lines and rows.
    ///
    /// - Returns: how many defects were planted.
    private func write(
        _ fhir: FHIRSink?, _ omop: (any OMOPSink)?, _ progress: (Int64) throws(LakeError) -> Void
    ) throws(LakeError) -> Int64 {
        let plan = self.plan
        var referenced = ReferencedProviders()
        var defectCount: Int64 = 0
        if options.count > 0 {
            let compression = options.fhir?.format == .ndjson ? options.fhir?.compression : nil
            let lane = try PopulationLane(
                world: PreparedWorld(world, hasEvents: plan.hasEvents), plan: plan,
                persons: 1...options.count, defects: options.defects
            ) { (chunk) throws(LakeError) in
                try FHIRFileSet.encode(&chunk, compression ?? .none)
            }
            let chunks = OrderedLanes(
                [lane], workerCount: options.threadCount,
                window: options.threadCount * Self.chunksAhead)
            while let chunk = try chunks.next() {
                try fhir?.append(chunk)
                if let omop {
                    for rows in chunk.rows { try omop.append(rows) }
                    try omop.append(DefectLedger.rows(chunk.defects))
                }
                referenced.formUnion(chunk.referenced)
                defectCount += Int64(chunk.defects.count)
                let last = chunk.persons.upperBound - 1
                lane.recycle(chunk)
                try progress(last)
            }
        }
        try writeShared(fhir, omop, referenced)
        return defectCount
    }

    /// Chunks a thread that may be under way or wait: as many as keep the threads at work while the
    /// disk takes its time with a write, some ten milliseconds now and then.
    private static let chunksAhead = 4

    private var plan: ChunkPlan {
        var plan = ChunkPlan(
            resources: options.fhir?.resources ?? [], tables: options.omop?.tables ?? [])
        plan.findsReferences =
            plan.resources.contains { !$0.isPerPerson } || plan.tables.contains(where: \.isShared)
        // A bundle is a person.
        if options.fhir?.format == .bundle { plan.personsPerChunk = 1 }
        return plan
    }

    /// Organizations, practitioners, vocabulary: once, those that somebody refers to.
    private func writeShared(
        _ fhir: FHIRSink?, _ omop: (any OMOPSink)?, _ referenced: ReferencedProviders
    ) throws(LakeError) {
        if let fhir {
            try fhir.appendShared(
                SharedRecords.lines(options.fhir?.resources ?? [], world, referenced))
        }
        guard let omop, let tables = options.omop?.tables, tables.contains(where: \.isShared)
        else { return }
        let vocabulary = world.catalogue.vocabulary ?? Vocabulary()
        for table in OMOPTable.allCases where tables.contains(table) && table.isShared {
            let batch = sharedBatch(
                table, world: world, vocabulary: vocabulary, referenced: referenced)
            try omop.append(OMOPRows(table, batch))
        }
    }

    private func makeOMOPSink(
        _ files: TogetherFileSystem
    ) throws(LakeError) -> (any OMOPSink)? {
        guard let output = options.omop else { return nil }
        guard let codec = DataFileOptions.codec(named: output.codec) else {
            throw LakeError(
                .invalidInput, "unknown codec '\(output.codec)'", at: [.argument("codec")],
                advice: "give zstd, snappy, gzip, lz4 or none")
        }
        let metadata = runMetadata
        let hasDefects = options.defects > 0
        switch output.format {
        case .iceberg:
            return try IcebergSink(
                output, mode: options.mode, hasDefects: hasDefects, codec: codec,
                threadCount: options.threadCount, metadata: metadata,
                summary: Dictionary(metadata) { first, _ in first }, environment: environment,
                fileSystem: files)
        case .parquet:
            return try ParquetSink(
                output, mode: options.mode, hasDefects: hasDefects, codec: codec,
                threadCount: options.threadCount, metadata: metadata, fileSystem: files)
        case .csv:
            return try CSVSink(output, mode: options.mode, fileSystem: files)
        }
    }

    /// How the data came to be, for whoever finds a file or snapshot.
    private var runMetadata: [(String, String)] {
        var metadata = [
            ("healthlake.generator.seed", "\(world.options.seed)"),
            ("healthlake.generator.persons", "\(options.count)"),
        ]
        if !options.pipelineRunID.isEmpty {
            metadata.append(("healthlake.pipeline-run-id", options.pipelineRunID))
        }
        return metadata
    }
}

@available(*, unavailable)
extension GenerationRun: Sendable {}
