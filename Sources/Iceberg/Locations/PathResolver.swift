// From a path in metadata to a file on this machine, also when the table was moved or copied.
//
//     1. the path itself, relative ones from the current directory
//     2. the table's directory and what the path has behind the table's `location`
//     3. the directory that the table's directory and `location` lie below by the same names, and
//        what the path has behind it: files outside of the table that were moved with it
//     4. the table's directory and what the path has from its last `/metadata/` or `/data/` on
//        (then from the ones before, since a partition may be called so too)
//
// Of a `file:` URI the percent-decoded form is tried behind the literal one at each step. The rule
// that found one file is the first that is tried for the next of the same prefix, so that a table
// costs one look for each of its files.

package import Columnar
import Glibc
package import Storage
import Synchronization

/// Finds the files of one table. Shared by the threads of a scan.
package final class PathResolver: Sendable {
    /// How a path was made from a written one.
    private enum Rule: Hashable, Sendable {
        case literal
        case location
        case base
        /// Which of the markers, from behind.
        case marker(Int)
    }

    private struct Attempt {
        let rule: Rule
        let path: String
    }

    /// The directory of the table on this machine.
    package let tableDirectory: String
    private let location: WrittenPath
    /// What stands before the names that `location` and the table's directory end with alike.
    private let bases: (written: String, real: String)?
    private let rules = Mutex<[String: Rule]>([:])

    /// - Parameters:
    ///   - location: the table's location as its metadata says it.
    ///   - tableDirectory: where the table is on this machine.
    package init(location: String, tableDirectory: String) {
        self.location = WrittenPath(location)
        self.tableDirectory = tableDirectory
        bases = PathResolver.bases(WrittenPath(location).text, tableDirectory)
    }

    private static func bases(
        _ location: String, _ directory: String
    ) -> (written: String, real: String)? {
        var written = location.split(separator: "/")
        var real = directory.split(separator: "/")
        let count = written.count
        while let name = written.last, name == real.last {
            written.removeLast()
            real.removeLast()
        }
        guard written.count < count else { return nil }
        func path(_ names: [Substring], of whole: String) -> String {
            (whole.hasPrefix("/") ? "/" : "") + names.joined(separator: "/")
        }
        return (path(written, of: location), path(real, of: directory))
    }

    /// The real path of a file that metadata names.
    ///
    /// - Throws: `LakeError.notFound` at `.file` (the path as it was written), with the places that
    ///   were tried in the advice.
    package func path(_ written: String) throws(LakeError) -> String {
        let path = WrittenPath(written)
        let attempts = attempts(path)
        let prefix = prefix(of: path)
        if let known = rules.withLock({ $0[prefix] }) {
            for attempt in attempts where attempt.rule == known {
                if case .file = PathKind(attempt.path) { return attempt.path }
            }
        }
        for attempt in attempts {
            guard case .file = PathKind(attempt.path) else { continue }
            rules.withLock { rules in
                if rules.count < IcebergLimits.pathRulesMax || rules[prefix] != nil {
                    rules[prefix] = attempt.rule
                }
            }
            return attempt.path
        }
        throw notFound(written, path, attempts)
    }

    /// The real file of a path that metadata names.
    ///
    /// - Throws: as `path(_:)`.
    package func file(_ written: String) throws(LakeError) -> DataFile {
        let path = try path(written)
        var status = stat()
        // Safe: Swift terminates the string for the call; `status` lives across it.
        guard unsafe stat(path, &status) == 0 else {
            throw systemError(errno, "cannot open", path: path)
        }
        let time = status.st_mtim
        return DataFile(
            path: path, sizeBytes: Int(status.st_size),
            identity: DataFile.Identity(
                device: UInt64(status.st_dev), inode: UInt64(status.st_ino),
                modificationTimeNanoseconds: Int64(time.tv_sec) &* 1_000_000_000
                    &+ Int64(time.tv_nsec)))
    }

    // MARK: Candidates

    private func attempts(_ path: WrittenPath) -> [Attempt] {
        var attempts: [Attempt] = []
        for text in [path.text, path.decoded].compactMap({ $0 }) {
            if path.isLocal, !text.isEmpty { attempts.append(Attempt(rule: .literal, path: text)) }
        }
        for text in [path.text, path.decoded].compactMap({ $0 }) {
            if let suffix = WrittenPath.suffix(of: text, below: location.text), !suffix.isEmpty {
                let moved = joined(tableDirectory, String(suffix))
                attempts.append(Attempt(rule: .location, path: moved))
            }
        }
        for text in [path.text, path.decoded].compactMap({ $0 }) {
            guard path.isLocal, let bases,
                let suffix = WrittenPath.suffix(of: text, below: bases.written),
                !suffix.isEmpty
            else { continue }
            let moved = bases.real.isEmpty ? String(suffix) : joined(bases.real, String(suffix))
            attempts.append(Attempt(rule: .base, path: moved))
        }
        for text in [path.text, path.decoded].compactMap({ $0 }) {
            for (index, suffix) in PathResolver.suffixes(text).enumerated() {
                let moved = joined(tableDirectory, suffix)
                attempts.append(Attempt(rule: .marker(index), path: moved))
            }
        }
        // A table that was never moved gives the same path by each rule.
        var seen: Set<String> = []
        return attempts.filter { seen.insert($0.path).inserted }
    }

    /// What a path has from `metadata/` or `data/` on, the last of these first.
    private static func suffixes(_ text: String) -> [String] {
        let parts = text.split(separator: "/", omittingEmptySubsequences: true)
        var suffixes: [String] = []
        for index in parts.indices.dropLast().reversed()
        where (parts[index] == "metadata" || parts[index] == "data")
            && suffixes.count < IcebergLimits.pathMarkersMax
        {
            suffixes.append(parts[index...].joined(separator: "/"))
        }
        return suffixes
    }

    /// What the paths of one rule have in common.
    private func prefix(of path: WrittenPath) -> String {
        if WrittenPath.suffix(of: path.text, below: location.text) != nil { return location.text }
        for marker in ["/metadata/", "/data/"] {
            if let place = path.text.ranges(of: marker).last {
                return String(path.text[..<place.lowerBound])
            }
        }
        return parentDirectory(path.text)
    }

    private func notFound(
        _ written: String, _ path: WrittenPath, _ attempts: [Attempt]
    ) -> LakeError {
        let tried = attempts.prefix(IcebergLimits.namesShownMax).map { "'\($0.path)'" }
        var advice = "tried \(tried.joined(separator: ", "))"
        if attempts.isEmpty { advice = "nothing of it is in '\(tableDirectory)'" }
        if !path.isLocal { advice += "; only local files are read" }
        return LakeError(
            .notFound, "the table names this file, and it does not exist", at: [.file(written)],
            advice: advice)
    }
}
