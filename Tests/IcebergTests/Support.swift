// Fixtures, bytes and folders that tests fill.

import Columnar
import Glibc
import JSON
import Storage
import Testing

@testable import Iceberg

/// The folder Fixtures/iceberg.
let fixtures: String = {
    let folder = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    return "/\(folder)/Fixtures/iceberg"
}()

/// The bytes of a file.
func contents(_ path: String) throws -> [UInt8] {
    let file = try OpenFile(path)
    let buffer = try ByteBuffer(capacityBytes: file.sizeBytes)
    _ = try file.read(at: 0, count: file.sizeBytes, appendingTo: buffer)
    return ByteReader(buffer).copy(0..<buffer.countBytes)
}

func byteBuffer(_ bytes: [UInt8]) throws -> ByteBuffer {
    let buffer = try ByteBuffer(capacityBytes: bytes.count)
    unsafe try bytes.withUnsafeBufferPointer { (source) throws(LakeError) in
        if let start = source.baseAddress { unsafe try buffer.append(start, count: source.count) }
    }
    return buffer
}

/// The bytes of hexadecimal digits, blanks between them left out.
func hex(_ text: String) -> [UInt8] {
    let digits = text.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count - 1, by: 2).map {
        UInt8(digits[$0] << 4 | digits[$0 + 1])
    }
}

/// A JSON document.
func json(_ text: String) throws -> JSONValue { try JSONValue(parsing: text) }

/// What a call throws.
func failure<Result>(_ body: () throws -> Result) -> LakeError? {
    do {
        _ = try body()
        return nil
    } catch {
        return error as? LakeError
    }
}

/// A folder of its own, removed with the value.
final class ScratchFolder {
    let path: String

    init() throws {
        var template = Array("/tmp/healthlake-iceberg-XXXXXX".utf8CString)
        let isMade = unsafe template.withUnsafeMutableBufferPointer { buffer in
            unsafe buffer.baseAddress.map { unsafe mkdtemp($0) != nil } ?? false
        }
        try #require(isMade)
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Makes a file and the folders above it.
    @discardableResult
    func write(_ name: String, _ bytes: [UInt8] = []) throws -> String {
        let target = "\(path)/\(name)"
        var folder = path
        for part in name.split(separator: "/").dropLast() {
            folder += "/\(part)"
            unsafe mkdir(folder, 0o700)
        }
        let file = unsafe try #require(fopen(target, "w"))
        defer { _ = unsafe fclose(file) }
        unsafe #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
        return target
    }

    @discardableResult
    func write(_ name: String, _ text: String) throws -> String {
        try write(name, Array(text.utf8))
    }

    /// Removes a file.
    func remove(_ name: String) throws { try #require(unsafe unlink("\(path)/\(name)") == 0) }

    deinit { ScratchFolder.remove(path) }

    private static func remove(_ path: String) {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { return }
        if status.st_mode & S_IFMT == S_IFDIR {
            for name in (try? visibleNames(in: path)) ?? [] { remove("\(path)/\(name)") }
            unsafe rmdir(path)
        } else {
            unsafe unlink(path)
        }
    }
}
