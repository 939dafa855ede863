// The member names of the objects around a place in a JSON text.

import Columnar

/// A stack of sets of names, one for each open object (or array, whose set stays empty).
struct NameSets {
    /// Up to so many names are compared one by one; more get a hash set.
    private static let listMax = 12

    private struct Frame {
        var start: Int
        var set: Set<[UInt8]>?
    }

    private var frames: [Frame] = []
    private var names: [[UInt8]] = []

    mutating func removeAll() {
        frames.removeAll(keepingCapacity: true)
        names.removeAll(keepingCapacity: true)
    }

    mutating func open() { frames.append(Frame(start: names.count, set: nil)) }

    mutating func close() {
        guard let frame = frames.popLast() else { return }
        names.removeSubrange(frame.start...)
    }

    /// Adds a name to the innermost set, escapes replaced.
    ///
    /// - Returns: false when it was there.
    mutating func insert(_ raw: UnsafeBufferPointer<UInt8>, hasEscapes: Bool) -> Bool {
        guard var frame = frames.popLast() else { return true }
        defer { frames.append(frame) }
        let name = unsafe hasEscapes ? JSONString.unescape(raw) : Array(raw)
        if frame.set != nil { return frame.set?.insert(name).inserted ?? true }
        for other in names[frame.start...] where other == name { return false }
        names.append(name)
        if names.count - frame.start > Self.listMax {
            frame.set = Set(names[frame.start...])
        }
        return true
    }
}
