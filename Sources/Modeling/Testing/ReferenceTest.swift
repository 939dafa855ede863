// A test of references whose values are known without reading the relation that has them.

import Columnar
import SQLiteBridge

/// Values that must all be keys of a parent.
struct ReferenceTest: Sendable {
    /// The test's index in the graph.
    let index: Int
    let values: [ViewTests.References]
    /// The relation and column, as SQL, that has the keys.
    let parent: String
    let field: String

    /// Whether all are there.
    ///
    /// - Parameter reader: of the connection that can read the parent.
    /// - Throws: `LakeError` when it cannot be read.
    func passes(_ reader: KeyReader) throws(LakeError) -> Bool {
        guard let keys = try reader.keys(parent, field) else { return false }
        return values.allSatisfy { Self.areKnown($0, keys) }
    }

    /// Bytes of the longest integer.
    private static let textBytesMax = 20

    private static func areKnown(_ references: ViewTests.References, _ keys: KnownKeys) -> Bool {
        var room = [UInt8](repeating: 0, count: textBytesMax)
        return references.values.allSatisfy { value in
            guard references.isText else {
                return unsafe withUnsafeBytes(of: value) { key in
                    unsafe keys.index(of: .integer, key, KeyHash.integer(value)) != nil
                }
            }
            return unsafe room.withUnsafeMutableBufferPointer { room in
                guard let start = room.baseAddress else { return false }
                let count = unsafe NumberText.write(value, to: start)
                let text = unsafe UnsafeRawBufferPointer(start: start, count: count)
                return unsafe keys.index(of: .text, text, KeyHash.text(text)) != nil
            }
        }
    }
}
