// Reads the fields of a delimited text as sqlite3 does. A field in double quotes may hold
// separators and line ends, and a quote when it is doubled; quotes inside other fields are ordinary
// characters.

import Glibc

/// Fields of a file, a pipe or a device, one after the other; memory is one block and one field.
final class ImportReader {
    /// What ended the last field.
    enum Terminator { case column, row, end }

    /// The name that messages carry.
    let name: String
    private(set) var terminator = Terminator.row
    /// The number of the line on which the next byte lies, from 1.
    private(set) var line = 1
    /// Called with a complaint: line and text.
    var complain: (Int, String) -> Void = { _, _ in }

    private let descriptor: Int32
    private let columnSeparator: UInt8
    private let rowSeparator: UInt8
    /// Whether double quotes have a meaning.
    private let knowsQuotes: Bool
    private var block: [UInt8] = []
    private var position = 0
    private var isFirstField = true
    private var field: [UInt8] = []

    init(
        descriptor: Int32, name: String, columnSeparator: UInt8, rowSeparator: UInt8,
        knowsQuotes: Bool
    ) {
        self.descriptor = descriptor
        self.name = name
        self.columnSeparator = columnSeparator
        self.rowSeparator = rowSeparator
        self.knowsQuotes = knowsQuotes
    }

    /// The next field, or nil at the end of the input.
    func next() -> [UInt8]? {
        field.removeAll(keepingCapacity: true)
        var byte = nextByte()
        if byte == nil || InterruptFlag.isRaised {
            terminator = .end
            return nil
        }
        if isFirstField, byte == 0xef { byte = skipByteOrderMark() }
        isFirstField = false
        if knowsQuotes && byte == 0x22 && field.isEmpty {
            readQuoted()
        } else {
            readPlain(byte)
        }
        return field
    }

    /// Passes over a byte order mark and returns the byte behind it. What only looked like one
    /// stays in the field.
    private func skipByteOrderMark() -> UInt8? {
        field.append(0xef)
        var byte = nextByte()
        for expected: UInt8 in [0xbb, 0xbf] {
            guard byte == expected else { return byte }
            field.append(expected)
            byte = nextByte()
        }
        field.removeAll()
        return byte
    }

    private func readPlain(_ first: UInt8?) {
        var byte = first
        while let current = byte, current != columnSeparator, current != rowSeparator {
            field.append(current)
            byte = nextByte()
        }
        if byte == rowSeparator {
            line += 1
            if knowsQuotes && field.last == 0x0d { field.removeLast() }
        }
        end(with: byte)
    }

    private func readQuoted() {
        let startLine = line
        var previous: UInt8 = 0
        var beforePrevious: UInt8 = 0
        while true {
            let byte = nextByte()
            if byte == rowSeparator { line += 1 }
            if byte == 0x22 && previous == 0x22 {
                previous = 0
                continue
            }
            let endsField =
                byte == nil || byte == columnSeparator || byte == rowSeparator
            let isClosed =
                previous == 0x22
                || byte == rowSeparator && previous == 0x0d && beforePrevious == 0x22
            if endsField && isClosed {
                while let last = field.popLast(), last != 0x22 {}
                return end(with: byte)
            }
            if previous == 0x22 && byte != 0x0d { complain(line, "unescaped \" character") }
            guard let byte else {
                complain(startLine, "unterminated \"-quoted field")
                return end(with: nil)
            }
            field.append(byte)
            beforePrevious = previous
            previous = byte
        }
    }

    private func end(with byte: UInt8?) {
        terminator =
            switch byte {
            case nil: .end
            case columnSeparator: .column
            default: .row
            }
    }

    @inline(__always)
    private func nextByte() -> UInt8? {
        if position == block.count {
            block = unsafe [UInt8](unsafeUninitializedCapacity: 65_536) { bytes, count in
                count = max(0, unsafe read(descriptor, bytes.baseAddress, bytes.count))
            }
            position = 0
            if block.isEmpty { return nil }
        }
        defer { position += 1 }
        return block[position]
    }
}
