// Damaged files: each ends in values or in an error, never in a trap.

import Columnar
import Glibc
import Testing

@testable import Avro

@Suite("Damage")
struct DamageTests {
    /// Every byte of the small files, every so many of the others.
    private static let files = [
        ("fastavro-union", 1), ("fastavro-recursive", 1), ("fastavro-manifest", 3),
        ("fastavro-types-null", 19), ("fastavro-types-snappy", 19),
        ("fastavro-types-zstandard", 19), ("fastavro-types-bzip2", 19),
    ]

    /// Where blocks end: a file cut there is a shorter file.
    private func blockEnds(_ bytes: [UInt8], _ header: AvroHeader) -> Set<Int> {
        let size = AvroHeader.syncMarkerBytes
        let ends = (size...bytes.count).filter {
            bytes[($0 - size)..<$0].elementsEqual(header.syncMarker)
        }
        return Set(ends)
    }

    @Test("A file cut anywhere but between blocks is an error", arguments: files)
    func prefixes(name: String, step: Int) throws {
        let bytes = try contents("\(fixtures)/\(name).avro")
        let whole = try file(bytes)
        let all = try records(whole)
        let ends = blockEnds(bytes, whole.header)
        #expect(ends.count > 1)
        let places = Set(stride(from: 0, to: bytes.count, by: step)).union(ends)
        for count in places where count < bytes.count {
            let cut = Array(bytes[..<count])
            if ends.contains(count) {
                let some = try records(file(cut))
                #expect(some.count < all.count && some[...] == all.prefix(some.count))
            } else {
                let error = lakeError { _ = try records(file(cut)) }
                #expect(error != nil, "cut at \(count)")
            }
        }
    }

    @Test("A file with any bit changed is values or an error", arguments: files)
    func flips(name: String, step: Int) throws {
        let bytes = try contents("\(fixtures)/\(name).avro")
        var errors = 0
        for place in stride(from: 0, to: bytes.count, by: step) {
            for bit in 0..<8 where step == 1 || bit == place % 8 {
                var damaged = bytes
                damaged[place] ^= 1 << UInt8(bit)
                do {
                    _ = try records(file(damaged))
                } catch is LakeError {
                    errors += 1
                }
            }
        }
        #expect(errors > 0)
    }

    @Test("What must hold for any bytes holds for the fixtures", arguments: 0..<8)
    func properties(options: UInt8) throws {
        for folder in [fixtures, "\(fixtures)/bad"] {
            let paths = entries(folder).filter { $0.hasSuffix(".avro") }
            #expect(paths.count >= 8)
            for path in paths {
                let input = [options] + (try contents(path))
                unsafe try input.withUnsafeBufferPointer { unsafe try AvroCheck($0).run() }
            }
        }
    }

    @Test("Inputs that a fuzzer once found", arguments: failures)
    func replay(path: String) throws {
        unsafe try contents(path).withUnsafeBufferPointer { unsafe try AvroCheck($0).run() }
    }

    private static let failures: [String] = {
        let folder = fixtures.split(separator: "/").dropLast(2).joined(separator: "/")
        return entries("/\(folder)/Tests/Fuzz/Failures").filter { $0.contains("/Avro-") }
    }()
}

/// The files of a folder by their paths, hidden ones left out.
private func entries(_ folder: String) -> [String] {
    guard let directory = unsafe opendir(folder) else { return [] }
    defer { _ = unsafe closedir(directory) }
    var names: [String] = []
    while let entry = unsafe readdir(directory) {
        let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
            unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) {
                unsafe String(cString: $0)
            }
        }
        if !name.hasPrefix(".") { names.append("\(folder)/\(name)") }
    }
    return names.sorted()
}
