// Pieces of JSON prepared once for a list of the catalogue, side by side in one block.
//
//     bytes    {"coding":[…],"text":"Asthma"}{"coding":[…],"text":"Gout"}…
//     starts   0                             ^                           ^

import Glibc

/// One piece for each index of a list, and one for indexes that the list does not have.
@safe
package final class FragmentTable: @unchecked Sendable {  // because: never changed after init
    private let bytes: UnsafeMutableRawPointer
    /// `count` + 1 offsets for the pieces, one more for the end of the substitute.
    private let starts: UnsafeMutablePointer<Int>
    package let count: Int

    /// - Parameters:
    ///   - pieces: by index.
    ///   - missing: what stands for an index that is not in the list, so that a line is valid JSON
    ///     in any case.
    package init(_ pieces: [[UInt8]], missing: [UInt8]) {
        count = pieces.count
        let size = pieces.reduce(missing.count) { $0 + $1.count }
        unsafe bytes = UnsafeMutableRawPointer.allocate(byteCount: max(size, 1), alignment: 16)
        unsafe starts = UnsafeMutablePointer<Int>.allocate(capacity: pieces.count + 2)
        var end = 0
        var index = 0
        while index <= pieces.count {
            let piece = index < pieces.count ? pieces[index] : missing
            unsafe starts[index] = end
            unsafe piece.withUnsafeBytes { source in
                if let start = source.baseAddress {
                    unsafe memcpy(bytes + end, start, source.count)
                }
            }
            end += piece.count
            index += 1
        }
        unsafe starts[index] = end
    }

    deinit {
        unsafe bytes.deallocate()
        unsafe starts.deallocate()
    }

    /// The piece at the index, or the substitute.
    @inline(__always)
    func piece(at index: Int) -> UnsafeRawBufferPointer {
        // Safe: an index outside 0..<count becomes count, whose piece is the substitute.
        let slot = index >= 0 && index < count ? index : count
        let start = unsafe starts[slot]
        return unsafe UnsafeRawBufferPointer(start: bytes + start, count: starts[slot + 1] &- start)
    }
}
