// Looking for the files that a pattern names.
//
// Work is a list, not a recursion, since a path may have two thousand directories. Each directory
// is entered once for each place in the pattern (device and inode tell), so that links that lead
// in a circle end; real directories come before linked ones, so that files get their real path.

import Columnar
import Glibc

/// The search for one pattern without alternatives.
struct GlobWalk {
    /// A directory where the component at `index` is looked for.
    private struct Step {
        /// Ends with a slash, or is empty for the current directory.
        let prefix: [UInt8]
        let index: Int
    }

    private struct Visit: Hashable {
        let device: UInt64
        let inode: UInt64
        let index: Int
    }

    private let glob: Glob
    private let kind: DataFileKind
    private(set) var files: [FoundFile] = []
    /// Directories that matched; they are no files, but tell what the user may have meant.
    private(set) var matchedDirectoryCount = 0
    private var pending: [Step] = []
    /// Behind links.
    private var deferred: [Step] = []
    private var visited: Set<Visit> = []

    /// - Parameter kind: which files `**` at the end of a pattern matches.
    init(_ glob: Glob, _ kind: DataFileKind) {
        self.glob = glob
        self.kind = kind
        pending = [Step(prefix: glob.isAbsolute ? [slash] : [], index: 0)]
    }

    /// Finds everything.
    ///
    /// - Throws: `LakeError.io` for a directory that cannot be listed, `.limit` for too many files.
    mutating func run() throws(LakeError) {
        while let step = pending.popLast() ?? takeDeferred() { try take(step) }
    }

    private mutating func takeDeferred() -> Step? {
        guard !deferred.isEmpty else { return nil }
        pending = deferred.reversed()
        deferred = []
        return pending.popLast()
    }

    private mutating func take(_ step: Step) throws(LakeError) {
        guard step.index < glob.components.count else { return }
        let isLast = step.index == glob.components.count - 1
        switch glob.components[step.index] {
        case .literal(let name):
            if isLast {
                try add(step.prefix + name, kind: .unknown)
            } else {
                pending.append(Step(prefix: step.prefix + name + [slash], index: step.index + 1))
            }
        case .pattern(let pattern):
            for entry in try entries(of: step) where Glob.matches(entry.name, pattern) {
                if isLast {
                    try add(step.prefix + entry.name, kind: entry.kind)
                } else {
                    enter(entry, below: step, index: step.index + 1)
                }
            }
        case .anyDepth:
            try takeAnyDepth(step, isLast: isLast)
        }
    }

    private mutating func takeAnyDepth(_ step: Step, isLast: Bool) throws(LakeError) {
        guard isFirstVisit(step) else { return }
        if !isLast { pending.append(Step(prefix: step.prefix, index: step.index + 1)) }
        for entry in try entries(of: step) where entry.name.first != dot {
            if isLast, DataFileName.matches(entry.name, kind) {
                try add(step.prefix + entry.name, kind: entry.kind)
            }
            if !isLast || !DataFileName.isHidden(entry.name) {
                enter(entry, below: step, index: step.index)
            }
        }
    }

    private func entries(of step: Step) throws(LakeError) -> [DirectoryEntry] {
        do throws(LakeError) {
            return try directoryEntries(step.prefix)
        } catch {
            // What is not there, or not a directory, has no names.
            if error.code == .notFound { return [] }
            throw error
        }
    }

    private mutating func enter(_ entry: DirectoryEntry, below step: Step, index: Int) {
        let inner = Step(prefix: step.prefix + entry.name + [slash], index: index)
        switch entry.kind {
        case .file, .other: break
        case .directory: pending.append(inner)
        case .unknown:
            guard case .found(let status) = FileStatus(step.prefix + entry.name),
                status.isDirectory
            else { break }
            deferred.append(inner)
        }
    }

    private mutating func isFirstVisit(_ step: Step) -> Bool {
        let path = step.prefix.isEmpty ? [dot] : step.prefix
        // A directory that is gone is found empty when it is listed.
        guard case .found(let status) = FileStatus(path) else { return true }
        let visit = Visit(
            device: UInt64(status.st_dev), inode: UInt64(status.st_ino), index: step.index)
        return visited.insert(visit).inserted
    }

    private mutating func add(_ path: [UInt8], kind: DirectoryEntry.Kind) throws(LakeError) {
        guard kind != .other else { return }
        switch FileStatus(path) {
        case .failed(let number):
            // A link to nothing, or a file that went away since.
            if [ENOENT, ENOTDIR, ELOOP, ENAMETOOLONG].contains(number) { return }
            throw systemError(number, "cannot read", path: String(decoding: path, as: UTF8.self))
        case .found(let status):
            if status.isDirectory { matchedDirectoryCount += 1 }
            guard status.isRegularFile, !glob.wantsDirectory else { return }
            files.append(FoundFile(path: path, status: status))
            try checkFileCount(files.count)
        }
    }
}

/// A regular file whose path is not known to be text yet.
struct FoundFile {
    let path: [UInt8]
    let status: stat
}

/// - Throws: `LakeError.limit` above `StorageLimits.filesMax`.
func checkFileCount(_ count: Int) throws(LakeError) {
    guard count <= StorageLimits.filesMax else {
        throw LakeError(
            .limit, "more than \(StorageLimits.filesMax) files match",
            advice: "name fewer with a narrower pattern")
    }
}
