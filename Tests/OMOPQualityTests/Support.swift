// CDMs of a few rows for tests: CSV files in a directory that goes away with its owner.

import Columnar
import Glibc
import OMOP
import OMOPQuality
import Testing

/// A directory of CSV files.
final class CDMFixture {
    let path: String

    /// - Parameter tables: the text of each table's file, by name.
    init(_ tables: [String: String]) throws {
        var template = Array("/tmp/omop-checks-XXXXXX".utf8CString)
        let made = unsafe template.withUnsafeMutableBufferPointer { buffer -> String? in
            // Safe: the array ends with a NUL, which mkdtemp() keeps.
            guard let start = buffer.baseAddress, let name = unsafe mkdtemp(start) else {
                return nil
            }
            return unsafe String(cString: name)
        }
        path = try #require(made)
        for (name, text) in tables { try write(text, to: name + ".csv") }
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

    private func write(_ text: String, to name: String) throws {
        let file = unsafe try #require(fopen(path + "/" + name, "w"))
        unsafe fputs(text, file)
        unsafe fclose(file)
    }

    /// The results over the directory, by check id.
    func results(asOf: String = "2026-01-01") throws -> [String: OMOPCheckResult] {
        let run = try run(asOf: asOf)
        var byID: [String: OMOPCheckResult] = [:]
        for result in try run.results() { byID[result.check.id] = result }
        return byID
    }

    func run(asOf: String = "2026-01-01") throws -> OMOPCheckRun {
        OMOPCheckRun(
            source: try cdmSource(at: path),
            options: OMOPCheckOptions(asOf: try #require(CalendarDay.days(asOf))))
    }
}

/// Violated rows, denominator and status as one text: `1/3 FAIL`.
func summary(_ result: OMOPCheckResult?) -> String {
    guard let result else { return "no such check" }
    let violated = result.violatedRows.map { String($0) } ?? "-"
    let total = result.totalRows.map { String($0) } ?? "-"
    return "\(violated)/\(total) \(result.status.rawValue)"
}

/// The folder of packs and facts that other programs made; nil when it is not there.
let sharedFolder: String? = unsafe getenv("HEALTHLAKE_SHARED").map { unsafe String(cString: $0) }
