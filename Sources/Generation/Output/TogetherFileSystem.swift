// A file system whose files become durable together.
//
//     makeDirectories            the directories are there; their names wait
//     create, write, finish      the file is whole; it stays open and waits
//     …
//     synchronize                fsync() of all that wait, many at a time; then their directories
//
// A population has hundreds of data files that nobody refers to before all of them are durable. One
// fsync() after the other waits for the disk each time; those that wait at the same time share
// one turn of the file system's journal: measured 4 ms a file alone, 0.2 ms with ten others.

import Columnar
import Storage
import Synchronization

/// Puts off what makes data files durable. For writers whose files nobody refers to before
/// `synchronize`; any number of threads may use it.
final class TogetherFileSystem: FileSystem {
    /// Files wait open: a fraction of what a process may have open.
    private static let waitingFilesMax = 128

    private struct Waiting: @unchecked Sendable {  // because: files under the lock, or taken out
        var files: [any OutputFile] = []
        var directories: [String] = []
    }

    private let base: any FileSystem
    private let waiting = Mutex(Waiting())

    init(_ base: any FileSystem) { self.base = base }

    /// Makes all finished files and then the names in their directories durable.
    ///
    /// - Throws: the first error; nothing is promised of any file then.
    func synchronize() throws(LakeError) {
        try finishWaiting()
        let directories = waiting.withLock { waiting in
            defer { waiting.directories = [] }
            return Set(waiting.directories).sorted()
        }
        let base = self.base
        _ = try inParallel(directories.count) { (index) throws(LakeError) in
            try base.synchronizeDirectory(directories[index])
        }
    }

    private func finishWaiting() throws(LakeError) {
        let taken = waiting.withLock { waiting in
            defer { waiting.files = [] }
            return Waiting(files: waiting.files)
        }
        _ = try inParallel(taken.files.count) { (index) throws(LakeError) in
            try taken.files[index].finish()
        }
    }

    fileprivate func finishLater(_ file: any OutputFile) throws(LakeError) {
        let holder = Waiting(files: [file])
        let count = waiting.withLock { waiting in
            waiting.files += holder.files
            return waiting.files.count
        }
        if count >= Self.waitingFilesMax { try finishWaiting() }
    }

    // MARK: FileSystem

    func create(_ path: String) throws(LakeError) -> any OutputFile {
        TogetherFile(try base.create(path), self)
    }

    func synchronizeDirectory(_ path: String) throws(LakeError) {
        waiting.withLock { $0.directories.append(path) }
    }

    func makeDirectories(_ path: String) throws(LakeError) {
        let parents = try base.makeDirectoryNames(path)
        waiting.withLock { $0.directories += parents }
    }

    func publish(_ source: String, as target: String) throws(LakeError) {
        try base.publish(source, as: target)
    }

    func replace(_ target: String, with source: String) throws(LakeError) {
        try base.replace(target, with: source)
    }

    func remove(_ path: String) throws(LakeError) { try base.remove(path) }
}

/// A file that is finished when its file system says so.
private final class TogetherFile: OutputFile {
    private let base: any OutputFile
    private let system: TogetherFileSystem
    private var isFinished = false

    init(_ base: any OutputFile, _ system: TogetherFileSystem) {
        self.base = base
        self.system = system
    }

    var path: String { base.path }
    var sizeBytes: Int { base.sizeBytes }

    func write(_ bytes: UnsafeRawBufferPointer) throws(LakeError) {
        guard !isFinished else {
            throw LakeError(.internal, "the file is written to after its end", at: [.file(path)])
        }
        unsafe try base.write(bytes)
    }

    func finish() throws(LakeError) {
        guard !isFinished else { return }
        isFinished = true
        base.startWriteBack()
        try system.finishLater(base)
    }

    func abandon() { base.abandon() }
}
