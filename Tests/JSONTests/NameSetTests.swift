// Names of the objects around a place.

@testable import JSON
import Testing

@Suite("Name sets")
struct NameSetTests {
    private func insert(_ name: String, into sets: inout NameSets) -> Bool {
        let bytes = Array(name.utf8)
        return unsafe bytes.withUnsafeBufferPointer {
            unsafe sets.insert($0, hasEscapes: name.contains("\\"))
        }
    }

    @Test("One set for each object, closed with it", arguments: [1, 5, 12, 13, 14, 60])
    func nested(count: Int) {
        var sets = NameSets()
        sets.open()
        for number in 0..<count {
            #expect(insert("n\(number)", into: &sets))
            #expect(!insert("n\(number)", into: &sets))
            sets.open()
            #expect(insert("n\(number)", into: &sets), "the inner object has names of its own")
            sets.open()
            sets.close()
            sets.close()
        }
        for number in 0..<count { #expect(!insert("n\(number)", into: &sets)) }
        sets.close()
        sets.open()
        #expect(insert("n0", into: &sets))
    }

    @Test("Names are equal when their texts are, however they are escaped")
    func escapes() {
        var sets = NameSets()
        sets.open()
        #expect(insert("ab", into: &sets))
        #expect(!insert("\\u0061b", into: &sets))
        #expect(insert("\\n", into: &sets))
        #expect(insert("n", into: &sets))
        #expect(!insert("\\u000A", into: &sets))
    }
}
