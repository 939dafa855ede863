// What must hold for any bytes holds for the fixtures, damaged and whole, and for what a fuzzer
// found. See IcebergCheck.

import Columnar
import Glibc
import Storage
import Testing

@testable import Iceberg

@Suite("Damage")
struct DamageTests {
    /// What a file is to IcebergCheck, by its name.
    private static func kind(_ path: String) -> Int? {
        if path.hasSuffix(".json") { return 0 }
        if path.hasSuffix("/list.avro") { return 1 }
        if path.contains("/metadata/m") && path.hasSuffix(".avro") { return 2 }
        if path.hasSuffix(".puffin") || path.contains("puffin-") { return 5 }
        if path.contains("position-index") { return 6 }
        return path.contains("64map") ? 7 : nil
    }

    static let files: [String] = {
        var folders = ["metadata", "puffin"]
        for name in ["positions", "equality", "vectors", "evolution", "bounds"] {
            folders += ["scan-\(name)/metadata", "scan-\(name)/data"]
        }
        return folders.flatMap { folder in
            ((try? visibleNames(in: "\(fixtures)/\(folder)")) ?? []).map { "\(folder)/\($0)" }
        }.filter { kind("\(fixtures)/\($0)") != nil }.sorted()
    }()

    @Test("Fixtures of every kind")
    func kinds() {
        let kinds = Set(Self.files.compactMap { Self.kind("\(fixtures)/\($0)") })
        #expect(kinds == [0, 1, 2, 5, 6, 7])
    }

    @Test("Every byte changed, every prefix", arguments: files)
    func damage(file: String) throws {
        let path = "\(fixtures)/\(file)"
        let kind = try #require(Self.kind(path))
        let bytes = try contents(path)
        // Long files at some places.
        let step = max(1, bytes.count / 300)
        for place in stride(from: 0, to: bytes.count, by: step) {
            for value in [bytes[place] ^ 1, bytes[place] ^ 0x80, 0, 0xff] {
                var damaged = bytes
                damaged[place] = value
                try IcebergCheck(kind: kind, damaged).run()
            }
            try IcebergCheck(kind: kind, Array(bytes[..<place])).run()
        }
    }

    /// Bytes of every type's bounds, with every transform.
    @Test("Bounds", arguments: 0..<15)
    func bounds(type: Int) throws {
        let patterns: [[UInt8]] = [
            [], [0], [0xff], [0x80, 0, 0, 0], [0xff, 0xff, 0xff, 0x7f],
            Array(repeating: 0, count: 8), Array(repeating: 0xff, count: 8),
            Array(repeating: 0xff, count: 7) + [0x7f], Array(repeating: 0, count: 7) + [0x80],
            [0x7f] + Array(repeating: 0xff, count: 15), [0x80] + Array(repeating: 0, count: 15),
            Array(repeating: 0x61, count: 20),
        ]
        for transform in UInt8(0)..<8 {
            for width in [UInt8(1), 3, 255] {
                for bytes in patterns {
                    try IcebergCheck(kind: 8, [UInt8(type), transform, width] + bytes).run()
                }
            }
        }
    }

    @Test("Sound files are read")
    func sound() throws {
        for file in Self.files
        where !file.contains("unsupported") && !file.contains("missing")
            && !file.contains("not-found")
        {
            let path = "\(fixtures)/\(file)"
            // Manifests are of other tables than the check's.
            guard let kind = Self.kind(path), kind != 2 else { continue }
            #expect(try IcebergCheck(kind: kind, contents(path)).run(), "\(file)")
        }
    }

    @Test("Inputs that a fuzzer once found", arguments: failures)
    func replay(path: String) throws {
        let input = try contents(path)
        try IcebergCheck(kind: Int(input.first ?? 0) & 15, Array(input.dropFirst())).run()
    }

    private static let failures: [String] = {
        let folder = fixtures.split(separator: "/").dropLast(2).joined(separator: "/")
        let failures = "/\(folder)/Tests/Fuzz/Failures"
        return ((try? visibleNames(in: failures)) ?? []).filter { $0.hasPrefix("Iceberg-") }.map {
            "\(failures)/\($0)"
        }
    }()
}
