// `version-hint.text`: the number of a directory table's newest metadata file.
//
// It is written behind the commit, so that a writer that dies in between leaves it behind. Readers
// that look for the versions after it do not care; others (DuckDB) read an old version then.

package import Columnar
import Storage

/// The hint of a directory table.
package struct VersionHint: Hashable, Sendable {
    /// What the hint said; nil when there was none, or no number.
    package let hinted: Int?
    /// The newest version, which it says now.
    package let newest: Int

    package var wasStale: Bool { hinted != newest }

    private static let name = "version-hint.text"

    /// Makes the hint say the newest version.
    ///
    /// - Parameter location: the table's directory.
    /// - Throws: `LakeError.notFound` or `.invalidInput` at `.file` where no directory table is;
    ///   `.io` when it cannot be written.
    package static func synchronize(
        location: String, in environment: CommitEnvironment
    ) throws(LakeError) -> VersionHint {
        guard case .directory(let directory) = try CommitLocation(location, environment) else {
            throw LakeError(
                .invalidInput, "the table is in a catalog, which needs no hint",
                at: [.file(location)])
        }
        return try synchronize(directory, environment.fileSystem)
    }

    static func synchronize(
        _ directory: String, _ fileSystem: any FileSystem
    ) throws(LakeError) -> VersionHint {
        let metadata = joined(directory, "metadata")
        let hinted = hint(in: metadata)
        var current = hinted
        while true {
            let newest = try newestVersion(directory)
            if current == newest { return VersionHint(hinted: hinted, newest: newest) }
            // Written beside its place: a reader never sees half of it.
            let temporary = joined(
                metadata, "\(name).\(UInt64.random(in: .min ... .max)).tmp")
            let file = try fileSystem.create(temporary)
            do throws(LakeError) {
                try file.write(Array("\(newest)".utf8))
                try file.finish()
                try fileSystem.replace(joined(metadata, name), with: temporary)
            } catch {
                file.abandon()
                try? fileSystem.remove(temporary)
                throw error
            }
            // Another commit may have come in between and written its hint before this one.
            current = newest
        }
    }

    private static func newestVersion(_ directory: String) throws(LakeError) -> Int {
        let path = try TableLocation(directory).metadataPath
        guard let name = MetadataFileName(lastComponent(path)), name.isByDirectory,
            let version = name.version
        else {
            throw LakeError(
                .invalidInput, "its metadata files are those of a catalog, which needs no hint",
                at: [.file(directory)])
        }
        return version
    }

    private static func hint(in metadata: String) -> Int? {
        guard
            let bytes = try? firstBytes(
                of: joined(metadata, name), count: IcebergLimits.versionHintBytesMax)
        else { return nil }
        let text = bytes.drop { $0 <= 0x20 }.prefix { $0 > 0x20 }
        return Int(String(decoding: text, as: UTF8.self))
    }
}
