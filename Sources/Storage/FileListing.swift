// From what a user writes where a path is taken to the files it names.
//
//     bulk/Patient.ndjson        a file that exists, whatever characters its name has
//     bulk                       a directory: its data files, not those below
//     bulk/**/Pat*.{ndjson,gz}   a pattern, see Glob.swift
//     file:///data/bulk          any of them as a URI

package import Columnar
import Glibc

/// Lists the files that a path, directory, pattern or `file://` URI names, in byte order of paths.
///
/// - Parameter kind: which files of a directory are meant.
/// - Throws: at `.file(pattern)`: `LakeError.notFound` when there is none, with advice;
///   `.invalidInput` for a FIFO, device or socket and for a malformed URI; `.io` for a directory
///   that cannot be read; `.limit` above `StorageLimits.filesMax`; `.unsupported` for a name that
///   is not UTF-8 and for other URIs.
package func expandPath(
    _ pattern: String, _ kind: DataFileKind = .json
) throws(LakeError) -> [DataFile] {
    let path = try localPath(pattern)
    switch FileStatus(path) {
    case .found(let status) where status.isRegularFile:
        return [try dataFile(FoundFile(path: path, status: status))]
    case .found(let status) where status.isDirectory:
        return try directoryFiles(path, kind, as: pattern)
    case .found(let status):
        throw notRegularFile(status.st_mode, path: pattern)
    case .failed(let number):
        let mayBePattern = [ENOENT, ENOTDIR, ENAMETOOLONG, ELOOP].contains(number)
        if mayBePattern, Glob.isPattern(path) { return try matchingFiles(path, kind, as: pattern) }
        var error = systemError(number, "cannot read", path: pattern)
        if error.code == .notFound { error.advice = adviceForMissing(path) }
        throw error
    }
}

/// The data files of a directory.
private func directoryFiles(
    _ directory: [UInt8], _ kind: DataFileKind, as pattern: String
) throws(LakeError) -> [DataFile] {
    let prefix = directory.last == slash ? withoutTrailingSlashes(directory) : directory + [slash]
    let entries = try directoryEntries(directory)
    var found: [FoundFile] = []
    for entry in entries where DataFileName.matches(entry.name, kind) && entry.kind != .other {
        let path = prefix + entry.name
        switch FileStatus(path) {
        // A link to nothing, or a file that went away since.
        case .failed(ENOENT), .failed(ELOOP): continue
        case .failed(let number):
            throw systemError(number, "cannot read", path: String(decoding: path, as: UTF8.self))
        case .found(let status):
            if status.isRegularFile { found.append(FoundFile(path: path, status: status)) }
        }
        try checkFileCount(found.count)
    }
    guard found.isEmpty else { return try sorted(found) }
    let hasDirectories = entries.contains { $0.kind == .directory && $0.name.first != dot }
    let below = String(decoding: prefix, as: UTF8.self) + "**"
    throw LakeError(
        .notFound, entries.isEmpty ? "the directory is empty" : "no data file in the directory",
        at: [.file(pattern)],
        advice: hasDirectories
            ? "to read the files of its subdirectories too, write '\(below)'"
            : "looked for names ending in \(kind.endings)")
}

/// `dir//` becomes `dir/`, and `//` the root.
private func withoutTrailingSlashes(_ path: [UInt8]) -> [UInt8] {
    var path = path
    while path.last == slash { path.removeLast() }
    return path + [slash]
}

/// The files that a pattern matches.
private func matchingFiles(
    _ path: [UInt8], _ kind: DataFileKind, as pattern: String
) throws(LakeError) -> [DataFile] {
    var found: [FoundFile] = []
    var matchedDirectoryCount = 0
    do throws(LakeError) {
        for alternative in try expandAlternatives(path) {
            var walk = GlobWalk(Glob(alternative), kind)
            try walk.run()
            found += walk.files
            matchedDirectoryCount += walk.matchedDirectoryCount
            try checkFileCount(found.count)
        }
    } catch {
        throw error.places.isEmpty ? error.at(.file(pattern)) : error
    }
    guard found.isEmpty else { return try sorted(found) }
    let advice =
        matchedDirectoryCount > 0
        ? "only directories match: add '/*' to read their files" : adviceForMissing(path)
    throw LakeError(.notFound, "no file matches", at: [.file(pattern)], advice: advice)
}

/// In byte order of paths, each path once.
private func sorted(_ found: [FoundFile]) throws(LakeError) -> [DataFile] {
    let ordered = found.sorted { $0.path.lexicographicallyPrecedes($1.path) }
    var files: [DataFile] = []
    files.reserveCapacity(ordered.count)
    var previous: [UInt8] = []
    for file in ordered where file.path != previous {
        files.append(try dataFile(file))
        previous = file.path
    }
    return files
}

private func dataFile(_ found: FoundFile) throws(LakeError) -> DataFile {
    guard let path = String(validating: found.path, as: UTF8.self) else {
        throw LakeError(
            .unsupported, "the file's name is not UTF-8",
            at: [.file(String(decoding: found.path, as: UTF8.self))], advice: "rename it")
    }
    return DataFile(path: path, status: found.status)
}
