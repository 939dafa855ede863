// Whether a name is a resource type of R4, quickly.

import JSON

enum ResourceTypes {
    private static let table = KeyTable(R4.resourceTypes)

    /// Whether the bytes name a concrete resource type. Eight bytes from `start` must be readable.
    static func isKnown(_ start: UnsafePointer<UInt8>, length: Int) -> Bool {
        unsafe table.slot(at: start, length: length) >= 0
    }
}
