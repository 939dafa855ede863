// A vector made of parts of others: the rows of a slice out of the pages that hold them, or the
// rows that passed a condition.

import Glibc

/// Rows of one vector: all of a range, or some of it.
package struct VectorPart {
    package let vector: ColumnVector
    /// The rows of `vector`, ascending.
    package let rows: Range<Int>

    package init(_ vector: ColumnVector, rows: Range<Int>) {
        self.vector = vector
        self.rows = rows
    }
}

extension ColumnVector {
    /// Puts parts one behind the other.
    ///
    /// Texts stay where they are when all parts have theirs in the same buffers; otherwise they are
    /// copied.
    ///
    /// - Parameters:
    ///   - parts: not empty.
    ///   - selection: the rows wanted, counted over all parts, ascending; nil for all.
    /// - Throws: `LakeError.limit`.
    package static func joining(
        _ parts: [VectorPart], selection: [UInt32]?, type: DataType
    ) throws(LakeError) -> ColumnVector {
        let total = parts.reduce(0) { $0 + $1.rows.count }
        if selection == nil, parts.count == 1, parts[0].rows == 0..<parts[0].vector.count {
            return parts[0].vector
        }
        let count = selection?.count ?? total
        let kinds = UnsafeMutablePointer<UInt8>.allocate(capacity: max(count, 1))
        let words = UnsafeMutablePointer<UInt64>.allocate(capacity: max(count, 1))
        let first = parts[0].vector
        let isShared = parts.allSatisfy {
            $0.vector.bytes === first.bytes && $0.vector.sideBytes === first.sideBytes
        }
        var taken = 0
        var before = 0
        var side: ByteBuffer?
        do throws(LakeError) {
            for part in parts {
                let start = taken
                if let selection {
                    taken = unsafe part.gather(
                        selection, from: taken, before: before, kinds, words)
                } else {
                    unsafe part.copy(kinds + taken, words + taken)
                    taken += part.rows.count
                }
                before += part.rows.count
                if !isShared {
                    side = unsafe try part.vector.moveBytes(
                        of: kinds + start, words + start, count: taken - start, to: side)
                }
            }
        } catch {
            unsafe kinds.deallocate()
            unsafe words.deallocate()
            throw error
        }
        return unsafe ColumnVector(
            type: type, count: count, kinds: kinds, words: words,
            bytes: isShared ? first.bytes : nil, sideBytes: isShared ? first.sideBytes : side)
    }

    /// The rows named by `selection`, ascending.
    package func selecting(_ selection: [UInt32]) throws(LakeError) -> ColumnVector {
        if selection.count == count { return self }
        if isConstant { return ColumnVector(constant: self, count: selection.count) }
        return try .joining(
            [VectorPart(self, rows: 0..<count)], selection: selection, type: type)
    }

    /// Numbers, NULLs among them replaced by those of another vector of as many rows.
    package func filled(from other: ColumnVector) -> ColumnVector {
        var builder = ColumnBuilder(type: type, capacity: count)
        for row in 0..<count {
            let source = kind(at: row) == ValueKind.null ? other : self
            builder.append(kind: source.kind(at: row), word: source.word(at: row))
        }
        return ColumnVector(builder, bytes: nil)
    }

    /// Copies the bytes of values that stand in this vector's buffers to `side`, and points the
    /// words there.
    private func moveBytes(
        of kinds: UnsafeMutablePointer<UInt8>, _ words: UnsafeMutablePointer<UInt64>, count: Int,
        to side: ByteBuffer?
    ) throws(LakeError) -> ByteBuffer? {
        var total = 0
        for row in 0..<count where unsafe kinds[row] & ValueKind.mask >= ValueKind.text {
            unsafe total += Int(words[row] & 0xffff_ffff)
        }
        let target: ByteBuffer
        if let side {
            target = side
        } else {
            target = try ByteBuffer(capacityBytes: max(total, 64))
        }
        var offset = target.countBytes
        guard offset + total <= UInt32.max else {
            throw LakeError(
                .limit, "one batch would hold more than 4 GiB of text in a column",
                advice: "read fewer columns at once")
        }
        try target.reserve(offset + total)
        let base = unsafe target.base
        for row in 0..<count where unsafe kinds[row] & ValueKind.mask >= ValueKind.text {
            let source = unsafe kinds[row] & ValueKind.sideFlag == 0 ? bytesBase : sideBase
            let length = unsafe Int(words[row] & 0xffff_ffff)
            // Safe: the lengths of all values were reserved.
            if let source = unsafe source {
                unsafe memcpy(base + offset, source + Int(words[row] >> 32), length)
            }
            unsafe words[row] =
                UInt64(truncatingIfNeeded: offset) << 32 | UInt64(truncatingIfNeeded: length)
            unsafe kinds[row] |= ValueKind.sideFlag
            offset &+= length
        }
        target.countBytes = offset
        return target
    }
}

extension VectorPart {
    fileprivate func copy(
        _ kinds: UnsafeMutablePointer<UInt8>, _ words: UnsafeMutablePointer<UInt64>
    ) {
        // Safe: `rows` lies within the vector, and the caller made room for its rows.
        if let source = unsafe vector.kinds {
            unsafe memcpy(kinds, source + rows.lowerBound, rows.count)
            unsafe memcpy(words, vector.words + rows.lowerBound, rows.count * 8)
        } else {
            unsafe memset(kinds, Int32(vector.uniformKind), rows.count)
            unsafe words.update(repeating: vector.words[0], count: rows.count)
        }
    }

    /// Copies the selected rows of this part.
    ///
    /// - Parameters:
    ///   - next: the first entry of `selection` that may lie in this part.
    ///   - before: rows of the parts before this one.
    /// - Returns: the first entry of `selection` behind this part.
    fileprivate func gather(
        _ selection: [UInt32], from next: Int, before: Int, _ kinds: UnsafeMutablePointer<UInt8>,
        _ words: UnsafeMutablePointer<UInt64>
    ) -> Int {
        var index = next
        let end = before + rows.count
        let shift = rows.lowerBound - before
        while index < selection.count, Int(selection[index]) < end {
            let row = Int(selection[index]) + shift
            unsafe kinds[index] = vector.rawKind(at: row)
            unsafe words[index] = vector.word(at: row)
            index += 1
        }
        return index
    }
}
