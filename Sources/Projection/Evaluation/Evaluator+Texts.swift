// length, instr, substr, lower, upper, ||: by characters, as SQLite counts them.
//
// Characters are counted only where a byte above 0x7F stands; texts with NUL, negative places and
// BLOBs are SQLite's.
// Source: SQLite, "Built-In Scalar SQL Functions".

import Columnar
import Glibc

extension Evaluator {
    /// The text of a value: as it is, or an integer's digits. Nil for values that SQLite has to be
    /// asked about.
    @inline(always)
    private func textBytes(
        _ vector: AddressedVector, _ row: Int, _ frame: Frame
    ) -> UnsafeBufferPointer<UInt8>? {
        switch vector.kind(row) {
        case ValueKind.text, ValueKind.json: return unsafe vector.bytes(row)
        case ValueKind.integer: return unsafe integerText(vector.word(row), frame.arena)
        default: return nil
        }
    }

    @inline(always)
    private func isPlain(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var index = 0
        // Safe: words are loaded only where eight bytes are left.
        if let base = bytes.baseAddress {
            while index &+ 8 <= bytes.count {
                let word = unsafe UnsafeRawPointer(base + index).loadUnaligned(as: UInt64.self)
                // A byte above 0x7F, or a byte that is 0.
                let zeros = (word &- 0x0101_0101_0101_0101) & ~word
                if (word | zeros) & 0x8080_8080_8080_8080 != 0 { return false }
                index &+= 8
            }
        }
        while index < bytes.count {
            if unsafe bytes[index] &- 1 >= 0x7F { return false }
            index &+= 1
        }
        return true
    }

    func length(_ operand: AddressedVector, _ frame: Frame) throws(LakeError) -> AddressedVector {
        let result = AddressedVector(count: frame.rowCount)
        for row in 0..<frame.rowCount {
            if operand.kind(row) == ValueKind.null {
                result.setNull(row)
            } else if let text = unsafe textBytes(operand, row, frame), unsafe isPlain(text) {
                result.set(row, Int64(text.count))
            } else {
                try ask(.length, [operand], result, row, frame)
            }
        }
        return result
    }

    func inString(_ operands: [AddressedVector], _ frame: Frame) throws(LakeError)
        -> AddressedVector
    {
        let (hay, needle) = (operands[0], operands[1])
        let result = AddressedVector(count: frame.rowCount)
        for row in 0..<frame.rowCount {
            if hay.kind(row) == ValueKind.null || needle.kind(row) == ValueKind.null {
                result.setNull(row)
            } else if let text = unsafe textBytes(hay, row, frame), unsafe isPlain(text),
                let wanted = unsafe textBytes(needle, row, frame), wanted.count > 0
            {
                result.set(row, Int64(unsafe place(of: wanted, in: text)))
            } else {
                try ask(.inString, operands, result, row, frame)
            }
        }
        return result
    }

    /// The place of a text in another, from 1; 0 where it is not there.
    private func place(
        of wanted: UnsafeBufferPointer<UInt8>, in text: UnsafeBufferPointer<UInt8>
    ) -> Int {
        guard let base = text.baseAddress, let pattern = wanted.baseAddress else { return 0 }
        var at = 0
        // Safe: the search ends where `wanted` no longer fits.
        while at &+ wanted.count <= text.count {
            guard
                let found = unsafe memchr(
                    base + at, Int32(wanted[0]), text.count &- at &- wanted.count &+ 1)
            else { return 0 }
            at = unsafe UnsafeRawPointer(found) - UnsafeRawPointer(base)
            if unsafe memcmp(base + at, pattern, wanted.count) == 0 { return at &+ 1 }
            at &+= 1
        }
        return 0
    }

    func substring(
        _ operands: [AddressedVector], _ frame: Frame
    ) throws(LakeError) -> AddressedVector {
        let (texts, firsts) = (operands[0], operands[1])
        let counts = operands.count > 2 ? operands[2] : nil
        let result = AddressedVector(count: frame.rowCount)
        for row in 0..<frame.rowCount {
            if texts.kind(row) == ValueKind.null || firsts.kind(row) == ValueKind.null
                || counts.map({ $0.kind(row) == ValueKind.null }) ?? false
            {
                result.setNull(row)
            } else if let text = unsafe textBytes(texts, row, frame), unsafe isPlain(text),
                let first = place(firsts, row), first > 0,
                let wanted = counts.map({ place($0, row) }) ?? text.count
            {
                let start = min(first - 1, text.count)
                let count = min(wanted, text.count - start)
                unsafe result.set(
                    row, UnsafeBufferPointer(rebasing: text[start..<start + count]),
                    kind: ValueKind.text)
            } else {
                try ask(.substring, operands, result, row, frame)
            }
        }
        return result
    }

    /// An integer from 0 that has 31 bits: SQLite takes the lower half of others.
    private func place(_ vector: AddressedVector, _ row: Int) -> Int? {
        guard vector.kind(row) == ValueKind.integer, vector.word(row) <= UInt64(Int32.max) else {
            return nil
        }
        return Int(truncatingIfNeeded: vector.word(row))
    }

    /// Letters of ASCII only, like SQLite's.
    func folded(
        _ operand: AddressedVector, _ operation: ScalarOperation, _ frame: Frame
    ) throws(LakeError) -> AddressedVector {
        let result = AddressedVector(count: frame.rowCount)
        let first = operation == .lower ? UInt8(ascii: "A") : UInt8(ascii: "a")
        for row in 0..<frame.rowCount {
            if operand.kind(row) == ValueKind.null {
                result.setNull(row)
            } else if let text = unsafe textBytes(operand, row, frame), unsafe isPlain(text) {
                let target = unsafe frame.arena.allocate(text.count)
                for index in 0..<text.count {
                    let byte = unsafe text[index]
                    unsafe target[index] = byte &- first < 26 ? byte ^ 0x20 : byte
                }
                unsafe result.set(
                    row, UnsafeBufferPointer(start: target, count: text.count),
                    kind: ValueKind.text)
            } else {
                try ask(operation, [operand], result, row, frame)
            }
        }
        return result
    }

    func concatenate(
        _ operands: [AddressedVector], _ frame: Frame
    ) throws(LakeError) -> AddressedVector {
        let (left, right) = (operands[0], operands[1])
        let result = AddressedVector(count: frame.rowCount)
        for row in 0..<frame.rowCount {
            if left.kind(row) == ValueKind.null || right.kind(row) == ValueKind.null {
                result.setNull(row)
            } else if let one = unsafe textBytes(left, row, frame),
                let other = unsafe textBytes(right, row, frame)
            {
                let target = unsafe frame.arena.allocate(one.count + other.count)
                // Safe: the room was made for both.
                if let start = one.baseAddress { unsafe memcpy(target, start, one.count) }
                if let start = other.baseAddress {
                    unsafe memcpy(target + one.count, start, other.count)
                }
                unsafe result.set(
                    row, UnsafeBufferPointer(start: target, count: one.count + other.count),
                    kind: ValueKind.text)
            } else {
                try ask(.concatenate, operands, result, row, frame)
            }
        }
        return result
    }
}
