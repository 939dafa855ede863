// What is at a path: asked of the operating system without opening anything.

import Columnar
import Glibc
import Storage

/// What is at a path.
enum PathKind {
    case file, directory, other
    case missing

    init(_ path: String) {
        var status = stat()
        // Safe: Swift terminates the string for the call; `status` lives across it.
        guard !path.utf8.contains(0), unsafe stat(path, &status) == 0 else {
            self = .missing
            return
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG: self = .file
        case S_IFDIR: self = .directory
        default: self = .other
        }
    }
}

/// The names in a directory that do not begin with a dot, in no order; those that are not UTF-8 are
/// left out.
///
/// - Throws: `LakeError` for the number of a failed call, at `.file`; `.limit` for too many names.
func visibleNames(in directory: String) throws(LakeError) -> [String] {
    let names = try directoryEntries(Array(directory.utf8)).compactMap { entry in
        entry.name.first == UInt8(ascii: ".") ? nil : String(validating: entry.name, as: UTF8.self)
    }
    guard names.count <= IcebergLimits.metadataNamesMax else {
        throw LakeError(
            .limit, "the directory has more than \(IcebergLimits.metadataNamesMax) names",
            at: [.file(directory)])
    }
    return names
}

/// A path below a directory.
func joined(_ directory: String, _ name: String) -> String {
    directory.isEmpty
        ? name
        : directory.utf8.last == UInt8(ascii: "/")
            ? directory + name
            : directory + "/" + name
}

/// The part of a path before its last slash: "." where there is none.
func parentDirectory(_ path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == path.utf8.startIndex ? "/" : String(path[..<slash])
}

/// The part of a path behind its last slash.
func lastComponent(_ path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path }
    return String(path[path.utf8.index(after: slash)...])
}

/// The first bytes of a file, fewer when it is shorter.
///
/// - Throws: `LakeError` at `.file`.
func firstBytes(of path: String, count: Int) throws(LakeError) -> [UInt8] {
    let buffer = try readPrefix(fileNamed(path), bytesMax: count)
    return ByteReader(buffer).copy(0..<buffer.countBytes)
}
