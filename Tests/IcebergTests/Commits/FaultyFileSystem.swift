// A file system that fails: the operation of a number, once or from then on.

import Columnar
import Storage
import Synchronization

/// Counts the operations of the machine's file system, and lets some of them fail.
final class FaultyFileSystem: FileSystem {
    enum Mode: Sendable, CaseIterable { case once, fromThenOn }

    private let local = LocalFileSystem()
    private let failing: Int
    private let mode: Mode
    /// Whether a publication that fails has happened, as when the answer is lost.
    private let publishesNevertheless: Bool
    private let counter = Mutex(0)

    /// - Parameter failing: the number of the operation that fails, from 1; 0 for none.
    init(failing: Int = 0, _ mode: Mode = .once, publishesNevertheless: Bool = false) {
        self.failing = failing
        self.publishesNevertheless = publishesNevertheless
        self.mode = mode
    }

    /// Operations so far.
    var count: Int { counter.withLock { $0 } }

    /// Whether an operation has failed.
    var hasFailed: Bool { failing > 0 && count >= failing }

    fileprivate func step(_ what: String, _ path: String) throws(LakeError) {
        let number = counter.withLock { count in
            count += 1
            return count
        }
        if number == failing || (mode == .fromThenOn && failing > 0 && number > failing) {
            throw LakeError(.io, "\(what) fails as the test wants it", at: [.file(path)])
        }
    }

    func create(_ path: String) throws(LakeError) -> any OutputFile {
        try step("create", path)
        return FaultyFile(try local.create(path), self)
    }

    func makeDirectories(_ path: String) throws(LakeError) {
        try step("makeDirectories", path)
        try local.makeDirectories(path)
    }

    func publish(_ source: String, as target: String) throws(LakeError) {
        if publishesNevertheless {
            try local.publish(source, as: target)
            try step("publish", target)
        } else {
            try step("publish", target)
            try local.publish(source, as: target)
        }
    }

    func replace(_ target: String, with source: String) throws(LakeError) {
        try step("replace", target)
        try local.replace(target, with: source)
    }

    func remove(_ path: String) throws(LakeError) {
        try step("remove", path)
        try local.remove(path)
    }

    func synchronizeDirectory(_ path: String) throws(LakeError) {
        try step("synchronizeDirectory", path)
        try local.synchronizeDirectory(path)
    }
}

/// A file of it: a write that fails has written half.
private final class FaultyFile: OutputFile {
    private let file: any OutputFile
    private let owner: FaultyFileSystem

    init(_ file: any OutputFile, _ owner: FaultyFileSystem) {
        self.file = file
        self.owner = owner
    }

    var path: String { file.path }
    var sizeBytes: Int { file.sizeBytes }

    func write(_ bytes: UnsafeRawBufferPointer) throws(LakeError) {
        do throws(LakeError) {
            try owner.step("write", path)
        } catch {
            unsafe try file.write(UnsafeRawBufferPointer(rebasing: bytes[..<(bytes.count / 2)]))
            throw error
        }
        unsafe try file.write(bytes)
    }

    func finish() throws(LakeError) {
        try owner.step("finish", path)
        try file.finish()
    }

    /// As after a crash, the file stays where nothing works any more.
    func abandon() {
        do throws(LakeError) {
            try owner.step("abandon", path)
            file.abandon()
        } catch {
            try? file.finish()
        }
    }
}
