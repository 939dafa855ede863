// NDJSON as bulk export has it: a file for each resource type, and a manifest.
//
//     Patient.ndjson  Encounter.ndjson.zst  …  manifest.json
//
// Files grow under names that end in `.partial` and get their own when all are whole and durable,
// the next manifest too; the old manifest is taken away before the first and the next put there
// behind the last, so that a directory with a manifest holds a whole population. Compressed files
// are sequences of gzip members or zstd frames, one for each chunk.
// Source: FHIR Bulk Data Access 2.0, "Response - Complete Status".

import Columnar
import Compression
import JSON
import Storage
package import SynthesisFHIR

/// Writes the lines of chunks, in their order.
final class FHIRFileSet {
    private struct Entry {
        let file: any OutputFile
        var lineCount: Int64 = 0
        /// Before compression.
        var sizeBytes: Int64 = 0
    }

    private let output: FHIROutput
    private let mode: WriteMode
    private let fileSystem: TogetherFileSystem
    private var entries: [SyntheticResource: Entry] = [:]
    private var summaries: [FHIRFileSummary] = []

    /// Makes the directory and the files of all wanted types.
    ///
    /// - Throws: `LakeError.conflict` at `.file` when there are resources already and `mode` does
    ///   not allow for it; `.invalidInput` when the directory is a file; `.io`.
    init(
        _ output: FHIROutput, mode: WriteMode, fileSystem: TogetherFileSystem
    ) throws(LakeError) {
        self.output = output
        self.mode = mode
        self.fileSystem = fileSystem
        try fileSystem.makeDirectories(output.directory)
        if mode == .error, let taken = try existing().first {
            throw LakeError(
                .conflict, "there is a file of an earlier run", at: [.file(path(taken))],
                advice: "give mode overwrite to replace it, or another directory")
        }
        do {
            for resource in SyntheticResource.allCases where output.resources.contains(resource) {
                let partial = path(name(of: resource) + Self.partialSuffix)
                // Left by a run that was killed: nobody refers to it.
                try fileSystem.remove(partial)
                entries[resource] = Entry(file: try fileSystem.create(partial))
            }
        } catch {
            abandon()
            throw error
        }
    }

    private static let partialSuffix = ".partial"
    private static let manifestName = "manifest.json"

    /// Compresses the lines of a chunk; any thread may do it.
    static func encode(
        _ chunk: inout PopulationChunk, _ compression: FHIROutput.Compression
    ) throws(LakeError) {
        guard compression != .none else { return }
        let compressor = try BlockCompressor(compression == .gzip ? .gzip : .zstd)
        let buffer = try ByteBuffer(capacityBytes: 1 << 20)
        for index in chunk.lines.indices where !chunk.lines[index].isEmpty {
            buffer.countBytes = 0
            _ = unsafe try chunk.lines[index].withBytes { (bytes) throws(LakeError) in
                unsafe try compressor.compress(bytes, appendingTo: buffer)
            }
            chunk.lines[index].compressed = unsafe Array(
                UnsafeBufferPointer(start: buffer.base, count: buffer.countBytes))
        }
    }

    /// Writes the lines of the types that this set has.
    func append(_ lines: [ResourceLines]) throws(LakeError) {
        for piece in lines where !piece.isEmpty {
            guard var entry = entries[piece.resource] else { continue }
            if let compressed = piece.compressed {
                try entry.file.write(compressed)
            } else {
                unsafe try piece.withBytes { (bytes) throws(LakeError) in
                    unsafe try entry.file.write(UnsafeRawBufferPointer(bytes))
                }
            }
            entry.lineCount += Int64(piece.lineEnds.count)
            entry.sizeBytes += Int64(piece.byteCount)
            entries[piece.resource] = entry
        }
    }

    /// Ends all files and writes the manifest of them.
    ///
    /// - Parameter transactionTime: of the manifest.
    func complete(transactionTime: String) throws(LakeError) {
        for resource in SyntheticResource.allCases {
            guard let entry = entries[resource] else { continue }
            try entry.file.finish()
            summaries.append(
                FHIRFileSummary(
                    resource: resource, fileName: name(of: resource), count: entry.lineCount,
                    sizeBytes: entry.sizeBytes))
        }
        try fileSystem.remove(path(Self.manifestName) + Self.partialSuffix)
        try writeManifest(summaries, transactionTime)
    }

    /// Gives all files, which are durable, their names; these become durable with the file system's
    /// next `synchronize`.
    ///
    /// - Returns: lines and bytes of each type.
    func publish() throws(LakeError) -> [FHIRFileSummary] {
        let manifest = path(Self.manifestName)
        try fileSystem.remove(manifest)
        for summary in summaries {
            let target = path(summary.fileName)
            if mode == .overwrite {
                try fileSystem.replace(target, with: target + Self.partialSuffix)
            } else {
                try fileSystem.publish(target + Self.partialSuffix, as: target)
            }
        }
        if mode == .overwrite {
            let names = Set(summaries.map(\.fileName))
            for name in try existing() where !names.contains(name) {
                try fileSystem.remove(path(name))
            }
        }
        try fileSystem.replace(manifest, with: manifest + Self.partialSuffix)
        try fileSystem.synchronizeDirectory(output.directory)
        entries = [:]
        return summaries
    }

    /// Removes what was written.
    func abandon() {
        for entry in entries.values {
            entry.file.abandon()
            // One that was finished is under that name still.
            try? fileSystem.remove(entry.file.path)
        }
        try? fileSystem.remove(path(Self.manifestName + Self.partialSuffix))
        entries = [:]
    }

    private func writeManifest(
        _ summaries: [FHIRFileSummary], _ transactionTime: String
    ) throws(LakeError) {
        let writer = JSONWriter(try ByteBuffer(capacityBytes: 4096))
        try writer.text("{\"transactionTime\":\"\(transactionTime)\",\"request\":")
        try writer.text("\"healthlake generate\",\"requiresAccessToken\":false,\"output\":[")
        for (index, summary) in summaries.enumerated() {
            try writer.text(index == 0 ? "\n" : ",\n")
            try writer.text(
                "{\"type\":\"\(summary.resource.rawValue)\",\"url\":\"\(summary.fileName)\","
                    + "\"count\":\(summary.count)}")
        }
        try writer.text("],\"error\":[]}\n")
        let file = try fileSystem.create(path(Self.manifestName + Self.partialSuffix))
        unsafe try file.write(
            Array(
                UnsafeBufferPointer(start: writer.buffer.base, count: writer.buffer.countBytes)))
        try file.finish()
    }

    /// Names of files in the directory that a run could have made.
    private func existing() throws(LakeError) -> [String] {
        let names = Set(try fileNames(in: output.directory))
        var found: [String] = []
        for resource in SyntheticResource.allCases {
            for compression in FHIROutput.Compression.allCases {
                let name = resource.rawValue + ".ndjson" + compression.suffix
                if names.contains(name) { found.append(name) }
            }
        }
        return found
    }

    private func name(of resource: SyntheticResource) -> String {
        resource.rawValue + ".ndjson" + output.compression.suffix
    }

    private func path(_ name: String) -> String { output.directory + "/" + name }
}

/// What became of one resource type.
package struct FHIRFileSummary: Sendable {
    package let resource: SyntheticResource
    package let fileName: String
    package let count: Int64
    /// Before compression.
    package let sizeBytes: Int64
}
