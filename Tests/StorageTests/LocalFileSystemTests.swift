// The file system of the machine, for writers: what is there afterwards, and what is refused.

import Columnar
import Glibc
import Testing

@testable import Storage

@Suite("Local file system")
struct LocalFileSystemTests {
    private let folder = TemporaryDirectory()
    private let files = LocalFileSystem()

    private func path(_ name: String) -> String { "\(folder.path)/\(name)" }

    private func bytes(_ name: String, bytesMax: Int = 1 << 20) throws -> [UInt8] {
        let buffer = try readWholeFile(
            DataFile(
                path: path(name), sizeBytes: 0,
                identity: DataFile.Identity(
                    device: 0, inode: 0, modificationTimeNanoseconds: 0)), bytesMax: bytesMax)
        return ByteReader(buffer).copy(0..<buffer.countBytes)
    }

    private func write(_ name: String, _ text: String) throws {
        let file = try files.create(path(name))
        for byte in text.utf8 {
            unsafe try [byte].withUnsafeBytes { source in unsafe try file.write(source) }
        }
        #expect(file.sizeBytes == text.utf8.count)
        try file.finish()
    }

    private func error(_ body: () throws -> Void) -> LakeError? {
        do {
            try body()
            return nil
        } catch {
            return error as? LakeError
        }
    }

    @Test("A file has what was written")
    func writing() throws {
        try write("a", "some text")
        #expect(try bytes("a") == Array("some text".utf8))
        try write("empty", "")
        #expect(try bytes("empty") == [])
    }

    @Test("A file that is there is not made again, and keeps its content")
    func existing() throws {
        try write("a", "first")
        let refused = error { _ = try files.create(path("a")) }
        #expect(refused?.code == .conflict)
        #expect(refused?.places == [.file(path("a"))])
        #expect(try bytes("a") == Array("first".utf8))
    }

    @Test("An abandoned file is gone, and so is one that is dropped")
    func abandoned() throws {
        let file = try files.create(path("a"))
        file.abandon()
        file.abandon()
        #expect(unsafe access(path("a"), F_OK) != 0)
        do { _ = try files.create(path("b")) }
        #expect(unsafe access(path("b"), F_OK) != 0)
        // A finished file stays.
        try write("c", "x")
        #expect(unsafe access(path("c"), F_OK) == 0)
    }

    @Test("Publishing never replaces")
    func publishing() throws {
        try write("new", "new")
        try files.publish(path("new"), as: path("target"))
        #expect(try bytes("target") == Array("new".utf8))
        #expect(unsafe access(path("new"), F_OK) != 0)
        try write("other", "other")
        let refused = error { try files.publish(path("other"), as: path("target")) }
        #expect(refused?.code == .conflict)
        #expect(try bytes("target") == Array("new".utf8))
        #expect(try bytes("other") == Array("other".utf8))
    }

    @Test("Replacing does")
    func replacing() throws {
        try write("target", "old")
        try write("new", "new")
        try files.replace(path("target"), with: path("new"))
        #expect(try bytes("target") == Array("new".utf8))
        #expect(unsafe access(path("new"), F_OK) != 0)
        #expect(error { try files.replace(path("target"), with: path("gone")) }?.code == .notFound)
    }

    @Test("Removing what is gone is no error")
    func removing() throws {
        try write("a", "x")
        try files.remove(path("a"))
        try files.remove(path("a"))
        #expect(unsafe access(path("a"), F_OK) != 0)
    }

    @Test("Directories are made with those above them")
    func directories() throws {
        try files.makeDirectories(path("a/b//c/"))
        try files.makeDirectories(path("a/b/c"))
        try write("a/b/c/file", "x")
        try files.synchronizeDirectory(path("a/b/c"))
        #expect(error { try files.makeDirectories(path("a/b/c/file")) }?.code == .invalidInput)
        #expect(error { try files.makeDirectories(path("a/b/c/file/d")) }?.code == .invalidInput)
        #expect(error { try files.synchronizeDirectory(path("none")) }?.code == .notFound)
    }

    @Test("Directories can be made whose names are not durable yet")
    func directoryNames() throws {
        let made = try files.makeDirectoryNames(path("d/e/f"))
        #expect(made == [folder.path, path("d"), path("d/e")])
        #expect(try files.makeDirectoryNames(path("d/e/f")).isEmpty)
        try write("d/e/f/file", "x")
    }

    @Test("A large file keeps no blocks that it does not need")
    func blocks() throws {
        let file = try files.create(path("large"))
        let piece = [UInt8](repeating: 7, count: 3_000_001)
        for _ in 0..<7 { try file.write(piece) }
        try file.finish()
        var status = stat()
        #expect(unsafe stat(path("large"), &status) == 0)
        #expect(status.st_size == 7 * piece.count)
        // Blocks of 512 bytes; the last page, and what a file system needs to find the others.
        #expect(Int(status.st_blocks) * 512 < 7 * piece.count + (256 << 10))
        // One that is dropped on its way is gone with all of them.
        let dropped = try files.create(path("dropped"))
        for _ in 0..<7 { try dropped.write(piece) }
        dropped.abandon()
        #expect(unsafe access(path("dropped"), F_OK) != 0)
    }

    @Test("A large file is whole, written back on its way or not")
    func large() throws {
        let file = try files.create(path("large"))
        let piece = (0..<1_000_003).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        for _ in 0..<20 { try file.write(piece) }
        #expect(file.sizeBytes == 20 * piece.count)
        try file.finish()
        let found = try bytes("large", bytesMax: 1 << 25)
        #expect(found.count == 20 * piece.count)
        for number in 0..<20 {
            #expect(found[number * piece.count..<(number + 1) * piece.count].elementsEqual(piece))
        }
    }

    @Test("A full device says what to do")
    func fullDevice() throws {
        // A device that has no space, as every Linux has it; opened as an existing file.
        folder.link("full", to: "/dev/full")
        #expect(error { _ = try files.create(path("full")) }?.code == .conflict)
        let error = writingError(ENOSPC, "cannot write", path: "f")
        #expect(error.description.contains("no space is left"))
        #expect(error.advice?.contains("free some space") == true)
    }

    @Test("Of many that publish one name, one wins", arguments: [2, 8])
    func race(writers: Int) async throws {
        for round in 0..<20 {
            for writer in 0..<writers { try write("\(round)-\(writer)", "\(writer)") }
            let folder = folder.path
            let winners = await withTaskGroup(of: Bool.self) { group in
                for writer in 0..<writers {
                    group.addTask {
                        let files = LocalFileSystem()
                        return
                            (try? files.publish(
                                "\(folder)/\(round)-\(writer)", as: "\(folder)/target-\(round)"))
                            != nil
                    }
                }
                var count = 0
                for await won in group where won { count += 1 }
                return count
            }
            #expect(winners == 1)
        }
    }
}
