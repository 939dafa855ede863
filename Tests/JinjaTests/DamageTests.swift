// What must hold for any bytes as a template holds for the cases, cut and changed, and for what
// the fuzzer once found.

import Columnar
import Testing
@testable import Jinja

@Suite("Damage")
struct DamageTests {
    private func check(_ bytes: [UInt8]) throws {
        unsafe try bytes.withUnsafeBufferPointer { unsafe try JinjaCheck($0).run() }
    }

    @Test("Cut templates end", arguments: [UInt8](0..<8))
    func cut(options: UInt8) throws {
        for (index, item) in CaseFile.all.enumerated() where index % 8 == Int(options) {
            let bytes = Array(item.template.utf8)
            for end in stride(from: 0, through: bytes.count, by: 7) {
                try check([options] + bytes[..<end])
            }
        }
    }

    @Test("Changed templates end", arguments: [UInt8](0..<4))
    func changed(options: UInt8) throws {
        // A fixed sequence, so that a failure can be repeated.
        var state: UInt64 = UInt64(options) + 1
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % max(1, bound)
        }
        let pieces = [
            "{{", "}}", "{%", "%}", "-", "|", "(", ")", "[", "]", "'", ".", "\n", "é", "0",
        ]
        for item in CaseFile.all where !item.template.isEmpty {
            var bytes = Array(item.template.utf8)
            let place = next(bytes.count)
            bytes.replaceSubrange(
                place..<min(bytes.count, place + next(3)),
                with: Array(pieces[next(pieces.count)].utf8))
            try check([options] + bytes)
        }
    }

    @Test("Inputs that a fuzzer once found", arguments: CaseFile.failures)
    func replay(path: String) throws { try check(CaseFile.bytes(path)) }
}
