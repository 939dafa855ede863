// Where the tokens of a JSON text stand: simdjson's first stage.
//
//     {"a":[1,"x"]}   →   0 { · 1 "a" · 4 : · 5 [ · 6 1 · 7 , · 8 "x" · 11 ] · 12 }
//
// The index holds the offset of each of { } [ ] : , outside strings, of each opening quote and of
// the first byte of each other scalar, ascending; behind the last one stands the length of the
// text, so that a walk may look one further. UTF-8 and raw control characters in strings are
// checked on the way.
// Source: Langdale and Lemire, "Parsing Gigabytes of JSON per Second", section 3.1.

import CSimdjson

/// Why a text has no index.
package enum IndexFault: Sendable {
    /// Only white space.
    case empty
    case unclosedString
    case controlCharacter
    case invalidUTF8
    /// Longer than an index can be, or no memory.
    case capacity
}

/// Offsets of tokens, valid until the indexer is used again.
@safe
package struct StructuralIndex {
    package let offsets: UnsafePointer<UInt32>
    package let count: Int
    /// Keeps the offsets in memory.
    private let indexer: StructuralIndexer?

    fileprivate init(
        offsets: UnsafePointer<UInt32>, count: Int, indexer: StructuralIndexer?
    ) {
        unsafe self.offsets = unsafe offsets
        self.count = count
        self.indexer = indexer
    }

    /// The index of a text without tokens. Because: never written, in memory for ever.
    package static var none: StructuralIndex {
        unsafe StructuralIndex(offsets: UnsafePointer(emptyOffsets), count: 0, indexer: nil)
    }
}

nonisolated(unsafe) private let emptyOffsets: UnsafeMutablePointer<UInt32> = {
    let offsets = UnsafeMutablePointer<UInt32>.allocate(capacity: 1)
    unsafe offsets.initialize(to: 0)
    return unsafe offsets
}()

/// Makes structural indexes. One thread at a time; reused, since it keeps its memory.
@safe
package final class StructuralIndexer {
    private let indexer: OpaquePointer?

    package init() { unsafe indexer = unsafe lake_json_indexer_create() }

    deinit { unsafe lake_json_indexer_destroy(indexer) }

    /// Indexes `count` bytes; `ByteBuffer.paddingBytes` more must be readable behind them.
    package func index(
        _ text: UnsafePointer<UInt8>, count: Int
    ) -> Result<StructuralIndex, IndexFault> {
        guard let indexer = unsafe indexer else { return .failure(.capacity) }
        var offsets: UnsafePointer<UInt32>?
        var found = 0
        let code = unsafe lake_json_index(indexer, text, count, &offsets, &found)
        switch Int(code) {
        case LAKE_JSON_OK:
            guard let offsets = unsafe offsets else { return .failure(.capacity) }
            return unsafe .success(StructuralIndex(offsets: offsets, count: found, indexer: self))
        case LAKE_JSON_EMPTY: return .failure(.empty)
        case LAKE_JSON_UNCLOSED_STRING: return .failure(.unclosedString)
        case LAKE_JSON_CONTROL_CHARACTER: return .failure(.controlCharacter)
        case LAKE_JSON_INVALID_UTF8: return .failure(.invalidUTF8)
        default: return .failure(.capacity)
        }
    }

    /// The name of simdjson's kernel on this machine.
    package static var kernel: String { unsafe String(cString: lake_json_kernel()) }
}

extension IndexFault: Error {}
