// Directories of small files for a test, and where the packs are.

import Columnar
import DomainQuality
import Glibc
import SQLiteBridge
import Testing

/// The folder of packs and facts that other programs made; nil when it is not there.
let sharedFolder: String? = unsafe getenv("HEALTHLAKE_SHARED").map { unsafe String(cString: $0) }

/// The folder of this repository's fixtures.
var fixtures: String {
    let file = #filePath
    let tests = file.range(of: "/Tests/DomainQualityTests/").map { file[..<$0.lowerBound] }
    return String(tests ?? "") + "/Fixtures/rules/"
}

extension String {
    fileprivate func range(of part: String) -> Range<String.Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(part) {
                return start..<index(start, offsetBy: part.count)
            }
            start = index(after: start)
        }
        return nil
    }
}

/// A directory that is removed with its files.
final class TestDirectory {
    let path: String

    /// - Parameter files: texts by names.
    init(_ files: [String: String] = [:]) throws {
        var template = Array("/tmp/healthlake-domain-XXXXXX".utf8CString)
        let made = unsafe template.withUnsafeMutableBufferPointer { buffer -> String? in
            // Safe: the array ends with a NUL, which mkdtemp() keeps.
            guard let start = buffer.baseAddress, let name = unsafe mkdtemp(start) else {
                return nil
            }
            return unsafe String(cString: name)
        }
        path = try #require(made)
        for (name, text) in files { try write(text, to: name) }
    }

    deinit {
        guard let directory = unsafe opendir(path) else { return }
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe String(cString: $0)
                }
            }
            if name != ".", name != ".." { unsafe unlink(path + "/" + name) }
        }
        unsafe closedir(directory)
        unsafe rmdir(path)
    }

    func write(_ text: String, to name: String) throws {
        let file = unsafe try #require(fopen(path + "/" + name, "w"))
        unsafe fputs(text, file)
        unsafe fclose(file)
    }
}

/// The cells of lines with tabs between them.
func records(_ bytes: [UInt8]) -> [[String]] {
    String(decoding: bytes, as: UTF8.self).split(separator: "\n").map { line in
        line.split(separator: "\t", omittingEmptySubsequences: false).map { String($0) }
    }
}
