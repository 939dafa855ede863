// From typed columns to column vectors: what generators make becomes what scans hand over. The way
// back stands in TypedColumn+Reading.swift.

import Glibc

extension TypedColumn {
    /// The values as SQL sees them.
    ///
    /// - Throws: `LakeError.limit` when there is no memory; `.corrupt` for a value whose length is
    ///   not its type's.
    package func vector() throws(LakeError) -> ColumnVector {
        if case .dictionary = values { return try withoutDictionary().vector() }
        let conversion = try ScalarConversion(from: type, in: form, to: type)
        let valid = (0..<count).filter { !isNull(at: $0) }
        let kinds = UnsafeMutablePointer<UInt8>.allocate(capacity: max(count, 1))
        let words = UnsafeMutablePointer<UInt64>.allocate(capacity: max(count, 1))
        var side: ByteBuffer?
        let buffer: ByteBuffer?
        do throws(LakeError) {
            buffer = unsafe try fill(words, valid)
            unsafe try conversion.convert(
                kinds: kinds, words: words, count: valid.count,
                bytes: buffer.map { unsafe UnsafePointer($0.base) }
            ) { () throws(LakeError) in
                if let side { return side }
                let made = try ByteBuffer(capacityBytes: 4096)
                side = made
                return made
            }
        } catch {
            unsafe kinds.deallocate()
            unsafe words.deallocate()
            throw error
        }
        unsafe spread(kinds, words, valid)
        return unsafe ColumnVector(
            type: type.dataType, count: count, kinds: kinds, words: words, bytes: buffer,
            sideBytes: side)
    }

    private var form: ScalarConversion.Form {
        switch values {
        case .booleans, .int32s, .int64s: .integer
        case .floats, .doubles: .real
        case .bytes, .dictionary: .bytes
        }
    }

    /// The words of the rows that have a value, one behind the other.
    ///
    /// - Returns: what they point into.
    private func fill(
        _ words: UnsafeMutablePointer<UInt64>, _ valid: [Int]
    ) throws(LakeError) -> ByteBuffer? {
        switch values {
        case .booleans(let all):
            for (index, row) in valid.enumerated() { unsafe words[index] = all[row] ? 1 : 0 }
        case .int32s(let all):
            for (index, row) in valid.enumerated() {
                unsafe words[index] = UInt64(bitPattern: Int64(all[row]))
            }
        case .int64s(let all):
            for (index, row) in valid.enumerated() {
                unsafe words[index] = UInt64(bitPattern: all[row])
            }
        case .floats(let all):
            for (index, row) in valid.enumerated() {
                unsafe words[index] = Double(all[row]).bitPattern
            }
        case .doubles(let all):
            for (index, row) in valid.enumerated() { unsafe words[index] = all[row].bitPattern }
        case .bytes(let all), .dictionary(_, let all):
            for (index, row) in valid.enumerated() {
                unsafe words[index] = UInt64(all.offsets[row]) << 32 | UInt64(all.length(at: row))
            }
            let buffer = try ByteBuffer(capacityBytes: max(all.bytes.count, 1))
            unsafe try all.bytes.withUnsafeBufferPointer { (bytes) throws(LakeError) in
                if let start = bytes.baseAddress {
                    unsafe try buffer.append(start, count: bytes.count)
                }
            }
            return buffer
        }
        return nil
    }

    /// Moves the values to their rows, the last first, and puts NULLs between.
    private func spread(
        _ kinds: UnsafeMutablePointer<UInt8>, _ words: UnsafeMutablePointer<UInt64>, _ valid: [Int]
    ) {
        guard valid.count < count else { return }
        var next = valid.count - 1
        for row in (0..<count).reversed() {
            if next >= 0, valid[next] == row {
                unsafe kinds[row] = unsafe kinds[next]
                unsafe words[row] = unsafe words[next]
                next -= 1
            } else {
                unsafe kinds[row] = ValueKind.null
                unsafe words[row] = 0
            }
        }
    }
}
