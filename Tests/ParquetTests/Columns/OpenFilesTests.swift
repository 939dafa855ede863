// A scan of many files keeps few of them open.

import Columnar
import Glibc
import Parquet
import Testing

@Suite("Open files")
struct OpenFilesTests {
    /// Files of this process below a directory, by what /proc says.
    private func openCount(below directory: String) -> Int {
        guard let listing = unsafe opendir("/proc/self/fd") else { return -1 }
        defer { unsafe closedir(listing) }
        var count = 0
        while let entry = unsafe readdir(listing) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe String(cString: $0)
                }
            }
            var target = [CChar](repeating: 0, count: 4096)
            let length = unsafe readlink("/proc/self/fd/" + name, &target, 4095)
            guard length > 0 else { continue }
            let bytes = target.prefix(length).map { UInt8(bitPattern: $0) }
            if String(decoding: bytes, as: UTF8.self).hasPrefix(directory) { count += 1 }
        }
        return count
    }

    @Test("Files are closed when they have been read", arguments: [1, 3])
    func closed(threadCount: Int) throws {
        let fileCount = 60
        var template = Array("/tmp/healthlake-open-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else { throw LakeError(.io, "no scratch folder") }
        let directory = String(
            decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let paths = (0..<fileCount).map { "\(directory)/\($0).parquet" }
        defer {
            for path in paths { unsafe unlink(path) }
            unsafe rmdir(directory)
        }
        let bytes = try ParquetFixture("parquet-testing/alltypes_plain.parquet").bytes()
        for path in paths {
            let file = unsafe open(path, O_CREAT | O_WRONLY, 0o600)
            unsafe #expect(write(file, bytes, bytes.count) == bytes.count)
            close(file)
        }
        let table = try ParquetTable(path: directory)
        let stream = try table.open(
            ScanRequest(columns: [0]),
            in: ScanEnvironment(
                threadCount: threadCount, memoryBytesMax: 1 << 20,
                report: ScanReport(table: "open files")))
        var rows = 0
        var openMax = 0
        while let batch = try stream.next() {
            rows += batch.rowCount
            openMax = max(openMax, openCount(below: directory))
        }
        #expect(rows == 8 * fileCount)
        // The table keeps the first one for its schema; each thread has a few under way.
        #expect(openMax >= 1 && openMax < 20)
    }
}
