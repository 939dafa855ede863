// A Bundle for each person, and one with what persons share.
//
//     Bundle-17.json            all resources of person 17, type collection
//     Bundle-providers.json     Organization, Location, Practitioner …
//
// Bundles get their names some dozen at a time, when they are durable: one fsync() after the other
// would take milliseconds a person.
//
// References stay relative (Patient/17); entries carry full URLs below one base, so that they
// resolve within and across bundles by the rules for Bundles.
// Source: FHIR R4, "Bundle", "Resolving references in Bundles".

import Columnar
import Storage
import SynthesisFHIR

/// Writes bundles, one chunk of one person at a time.
final class FHIRBundleSet {
    private static let base = "http://healthlake.example.org/fhir/"
    private static let prefix = "Bundle-"
    private static let partialSuffix = ".partial"
    private static let unnamedMax = 64

    private let directory: String
    private let mode: WriteMode
    private let fileSystem: TogetherFileSystem
    /// Bundles that are written and do not have their names yet.
    private var unnamed: [String] = []
    private var counts: [SyntheticResource: Int64] = [:]
    private var sizes: [SyntheticResource: Int64] = [:]

    /// - Throws: `LakeError.conflict` at `.file` when there are bundles already and `mode` does not
    ///   allow for it; `.invalidInput` when the directory is a file; `.io`.
    init(
        _ output: FHIROutput, mode: WriteMode, fileSystem: TogetherFileSystem
    ) throws(LakeError) {
        directory = output.directory
        self.mode = mode
        self.fileSystem = fileSystem
        try fileSystem.makeDirectories(directory)
        for name in try fileNames(in: directory).sorted() where name.hasPrefix(Self.prefix) {
            let path = directory + "/" + name
            guard mode == .overwrite else {
                throw LakeError(
                    .conflict, "there is a bundle of an earlier run", at: [.file(path)],
                    advice: "give mode overwrite to replace it, or another directory")
            }
            try fileSystem.remove(path)
        }
    }

    /// Writes one bundle.
    ///
    /// - Parameter name: the person's number, or what the shared bundle is called.
    func append(_ name: String, _ lines: [ResourceLines]) throws(LakeError) {
        var text = Array(
            "{\"resourceType\":\"Bundle\",\"id\":\"\(name)\",\"type\":\"collection\",\"entry\":["
                .utf8)
        var isFirst = true
        for piece in lines {
            var start = 0
            let bytes = unsafe piece.withBytes { unsafe Array($0) }
            for end in piece.lineEnds {
                let line = bytes[start..<end].dropLast()
                start = end
                guard let id = Self.id(of: line) else { continue }
                text.append(contentsOf: (isFirst ? "\n" : ",\n").utf8)
                text.append(contentsOf: "{\"fullUrl\":\"\(Self.base)".utf8)
                text.append(contentsOf: "\(piece.resource.rawValue)/".utf8)
                text.append(contentsOf: id)
                text.append(contentsOf: "\",\"resource\":".utf8)
                text.append(contentsOf: line)
                text.append(UInt8(ascii: "}"))
                isFirst = false
            }
            counts[piece.resource, default: 0] += Int64(piece.lineEnds.count)
            sizes[piece.resource, default: 0] += Int64(bytes.count)
        }
        text.append(contentsOf: "\n]}\n".utf8)
        let path = directory + "/" + Self.prefix + name + ".json"
        try fileSystem.remove(path + Self.partialSuffix)
        let file = try fileSystem.create(path + Self.partialSuffix)
        unnamed.append(path)
        try file.write(text)
        try file.finish()
        if unnamed.count >= Self.unnamedMax {
            try fileSystem.synchronize()
            try nameBundles()
        }
    }

    private func nameBundles() throws(LakeError) {
        for path in unnamed { try fileSystem.replace(path, with: path + Self.partialSuffix) }
        unnamed = []
    }

    /// Gives the last bundles, which are durable, their names; these become durable with the file
    /// system's next `synchronize`.
    func publish() throws(LakeError) -> [FHIRFileSummary] {
        try nameBundles()
        try fileSystem.synchronizeDirectory(directory)
        return summaries
    }

    /// Removes what has no name yet.
    func abandon() {
        for path in unnamed { try? fileSystem.remove(path + Self.partialSuffix) }
        unnamed = []
    }

    /// Resources and bytes of each type.
    private var summaries: [FHIRFileSummary] {
        SyntheticResource.allCases.compactMap { resource in
            counts[resource].map {
                FHIRFileSummary(
                    resource: resource, fileName: "", count: $0, sizeBytes: sizes[resource] ?? 0)
            }
        }
    }

    /// The id of a rendered resource: the renderers put it behind the type.
    static func id(of line: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        let mark = Array("\"id\":\"".utf8)
        var index = line.startIndex
        while index + mark.count <= line.endIndex {
            if line[index] == mark[0], line[index..<(index + mark.count)].elementsEqual(mark) {
                let start = index + mark.count
                guard let end = line[start...].firstIndex(of: UInt8(ascii: "\"")) else {
                    return nil
                }
                return line[start..<end]
            }
            index += 1
        }
        return nil
    }
}
