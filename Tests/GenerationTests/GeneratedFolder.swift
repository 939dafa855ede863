// A scratch directory, runs that write into it, and what they wrote.

import Columnar
import Generation
import Glibc
import Iceberg
import Storage
import Synthesis

/// A directory that goes away with its owner.
final class GeneratedFolder {
    /// Read once for all tests.
    private static let catalogue = Result { try Catalogue.load() }

    let path: String

    init() {
        var template = Array("/tmp/generation-tests-XXXXXX".utf8) + [0]
        unsafe template.withUnsafeMutableBytes { bytes in
            unsafe bytes.withMemoryRebound(to: CChar.self) { name in
                if let base = name.baseAddress { _ = unsafe mkdtemp(base) }
            }
        }
        path = String(decoding: template.dropLast(), as: UTF8.self)
    }

    deinit { _ = unsafe system("rm -rf '\(path)'") }

    /// Generates into `fhir` and `omop` of the directory.
    ///
    /// - Parameters:
    ///   - options: as `healthlake generate` has them.
    ///   - fhir, omop: whether there is that side.
    ///   - profile: the text of a profile.
    @discardableResult
    func generate(
        count: Int64, _ options: [String: String] = [:], fhir: Bool = true, omop: Bool = true,
        profile: String? = nil, fileSystem: any FileSystem = LocalFileSystem()
    ) throws -> GenerationSummary {
        var arguments = GenerationArguments(count: count)
        try arguments.set("seed", to: "5")
        try arguments.set("history_years", to: "1")
        for (name, text) in options.sorted(by: { $0.key < $1.key }) {
            try arguments.set(name, to: text)
        }
        if fhir { arguments.fhir.directory = path + "/fhir" }
        if omop { arguments.omop.location = path + "/omop" }
        let catalogue = try Self.catalogue.get()
        let keys = catalogue.conditions.map(\.key)
        var finished = try arguments.finished(conditions: keys)
        if let profile {
            try ProfileDocument.apply(
                Array(profile.utf8), file: "profile.yml", to: &finished.synthetic,
                conditions: keys)
        }
        let world = try SyntheticWorld.make(options: finished.synthetic, catalogue: catalogue)
        var environment = CommitEnvironment()
        environment.fileSystem = fileSystem
        return try GenerationRun(finished, world: world, environment: environment).run { _ in }
    }

    /// Names of the files of a side.
    func names(_ side: String) throws -> [String] {
        try directoryEntries(Array((path + "/" + side).utf8)).map {
            String(decoding: $0.name, as: UTF8.self)
        }.sorted()
    }

    func text(_ name: String) throws -> String {
        String(
            decoding: try readWholeFile(path: path + "/" + name, bytesMax: 1 << 30),
            as: UTF8.self)
    }

    func bytes(_ name: String) throws -> [UInt8] {
        Array(try readWholeFile(path: path + "/" + name, bytesMax: 1 << 30))
    }

    func lines(_ name: String) throws -> [Substring] {
        try text(name).split(whereSeparator: \.isNewline)
    }

    /// All files of both sides.
    func contents() throws -> [String: String] {
        var contents: [String: String] = [:]
        for side in ["fhir", "omop"] {
            for name in try names(side) {
                contents[side + "/" + name] = try text(side + "/" + name)
            }
        }
        return contents
    }
}

/// Fails one operation, and works again after it.
final class FailingFileSystem: FileSystem {
    private let base = LocalFileSystem()
    private let failing: Int
    private let counter = FailureCounter()

    /// - Parameter failing: the number of the operation, from 1.
    init(failing: Int) { self.failing = failing }

    var operationCount: Int { counter.count }

    fileprivate func step(_ path: String) throws(LakeError) {
        if counter.next() == failing {
            throw LakeError(.io, "no space is left on the device", at: [.file(path)])
        }
    }

    func create(_ path: String) throws(LakeError) -> any OutputFile {
        try step(path)
        return FailingFile(try base.create(path), self)
    }

    func makeDirectories(_ path: String) throws(LakeError) {
        try step(path)
        try base.makeDirectories(path)
    }

    func publish(_ source: String, as target: String) throws(LakeError) {
        try step(target)
        try base.publish(source, as: target)
    }

    func replace(_ target: String, with source: String) throws(LakeError) {
        try step(target)
        try base.replace(target, with: source)
    }

    // Nothing takes room here.
    func remove(_ path: String) throws(LakeError) { try base.remove(path) }

    func synchronizeDirectory(_ path: String) throws(LakeError) {
        try step(path)
        try base.synchronizeDirectory(path)
    }
}

private final class FailingFile: OutputFile {
    private let base: any OutputFile
    private let system: FailingFileSystem

    init(_ base: any OutputFile, _ system: FailingFileSystem) {
        self.base = base
        self.system = system
    }

    var path: String { base.path }
    var sizeBytes: Int { base.sizeBytes }

    func write(_ bytes: UnsafeRawBufferPointer) throws(LakeError) {
        try system.step(path)
        unsafe try base.write(bytes)
    }

    func finish() throws(LakeError) {
        try system.step(path)
        try base.finish()
    }

    func abandon() { base.abandon() }
}
