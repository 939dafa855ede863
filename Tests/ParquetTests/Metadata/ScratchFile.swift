// A file that lives as long as a test.

import Glibc
import Parquet
import Storage
import Testing

/// A file with given bytes, removed with its owner.
final class ScratchFile {
    let path: String

    init(_ bytes: [UInt8]) throws {
        var template = Array("/tmp/parquet-test-XXXXXX".utf8CString)
        let descriptor = unsafe mkstemp(&template)
        try #require(descriptor >= 0)
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let written = unsafe bytes.withUnsafeBytes {
            unsafe write(descriptor, $0.baseAddress, $0.count)
        }
        close(descriptor)
        try #require(written == bytes.count)
    }

    deinit { unsafe unlink(path) }

    func open() throws -> OpenFile { try OpenFile(path) }
}
