// The names in a directory, and which of them are data files.

package import Columnar
import Glibc

/// One name in a directory.
package struct DirectoryEntry {
    package enum Kind {
        case file
        case directory
        /// A link, or a file system that does not say: stat() tells.
        case unknown
        case other
    }

    package let name: [UInt8]
    package let kind: Kind
}

/// The names in a directory without `.` and `..`, in no order.
///
/// - Parameter path: the directory; empty means the current one.
/// - Throws: `LakeError` for the number of a failed call, at `.file`.
package func directoryEntries(_ path: [UInt8]) throws(LakeError) -> [DirectoryEntry] {
    let name = path.isEmpty ? "." : String(decoding: path, as: UTF8.self)
    guard let directory = unsafe openDirectory(path.isEmpty ? [dot] : path) else {
        throw systemError(errno, "cannot list the directory", path: name)
    }
    defer { _ = unsafe closedir(directory) }
    var entries: [DirectoryEntry] = []
    while true {
        errno = 0
        guard let entry = unsafe readdir(directory) else {
            guard errno == 0 else {
                throw systemError(errno, "cannot list the directory", path: name)
            }
            return entries
        }
        // Safe: the entry lives until the next readdir(); d_name is terminated within it.
        let nameBytes = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
            unsafe Array(bytes.prefix { $0 != 0 })
        }
        if nameBytes == [dot] || nameBytes == [dot, dot] { continue }
        let kind: DirectoryEntry.Kind =
            switch Int(unsafe entry.pointee.d_type) {
            case Int(DT_REG): .file
            case Int(DT_DIR): .directory
            case Int(DT_LNK), Int(DT_UNKNOWN): .unknown
            default: .other
            }
        entries.append(DirectoryEntry(name: nameBytes, kind: kind))
    }
}

private func openDirectory(_ path: [UInt8]) -> OpaquePointer? {
    unsafe (path + [0]).withUnsafeBytes { bytes in
        unsafe bytes.withMemoryRebound(to: CChar.self) { name in
            guard let base = name.baseAddress else { return nil }
            return unsafe opendir(base)
        }
    }
}

/// What is looked for where a path names a directory.
package enum DataFileKind: Sendable {
    case json
    case parquet

    /// As advice names them.
    var endings: String {
        switch self {
        case .json: ".ndjson, .jsonl or .json, also followed by .gz or .zst"
        case .parquet: ".parquet or .parq"
        }
    }
}

/// The names of data files: what a directory stands for.
enum DataFileName {
    private static let formats = [".ndjson", ".jsonl", ".json"].map { Array($0.utf8) }
    private static let packings = [".gz", ".zst"].map { Array($0.utf8) }

    /// Whether a name is one of a data file of the kind, and not hidden.
    static func matches(_ name: [UInt8], _ kind: DataFileKind) -> Bool {
        guard !isHidden(name) else { return false }
        switch kind {
        case .json: return stem(name).count < name.count && isDataEnding(name)
        case .parquet:
            let lower = lowercased(name)
            return lower.ends(with: ".parquet".utf8) || lower.ends(with: ".parq".utf8)
        }
    }

    /// Names that start with a dot, and by the convention of data lakes with an underscore.
    static func isHidden(_ name: [UInt8]) -> Bool {
        name.first == dot || name.first == UInt8(ascii: "_")
    }

    /// The name without the endings known here, in lower case.
    static func stem(_ name: [UInt8]) -> ArraySlice<UInt8> {
        let lower = lowercased(name)
        let unpacked = dropping(lower[...], packings)
        return dropping(unpacked, formats)
    }

    private static func isDataEnding(_ name: [UInt8]) -> Bool {
        let unpacked = dropping(lowercased(name)[...], packings)
        return dropping(unpacked, formats).count < unpacked.count
    }

    private static func dropping(
        _ name: ArraySlice<UInt8>, _ endings: [[UInt8]]
    ) -> ArraySlice<UInt8> {
        for ending in endings where name.suffix(ending.count).elementsEqual(ending) {
            return name.dropLast(ending.count)
        }
        return name
    }
}

/// ASCII letters in lower case, other bytes as they are.
func lowercased(_ name: [UInt8]) -> [UInt8] {
    name.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
}

extension [UInt8] {
    func ends(with ending: String.UTF8View) -> Bool {
        suffix(ending.count).elementsEqual(ending)
    }
}
