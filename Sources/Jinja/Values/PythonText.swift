// White space and searching as Python's texts have them, on UTF-8 bytes.

import Columnar

enum PythonText {
    /// What `str.isspace` holds for.
    static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09...0x0d, 0x1c...0x20, 0x85, 0xa0, 0x1680, 0x2000...0x200a, 0x2028, 0x2029, 0x202f,
            0x205f, 0x3000:
            true
        default: false
        }
    }

    /// Bytes of the white space that a text begins with.
    private static func leadingSpace(_ bytes: ArraySlice<UInt8>) -> Int {
        guard let first = bytes.first else { return 0 }
        if first < 0x80 { return isSpace(Unicode.Scalar(first)) ? 1 : 0 }
        // All white space beyond ASCII has two or three bytes.
        let width = first < 0xe0 ? 2 : 3
        let text = String(decoding: bytes.prefix(width), as: UTF8.self).unicodeScalars
        return text.first.map(isSpace) == true ? width : 0
    }

    static func trimmingStart(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var rest = bytes
        while case let width = leadingSpace(rest), width > 0 { rest = rest.dropFirst(width) }
        return rest
    }

    static func trimmingEnd(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var rest = bytes
        while let last = rest.last {
            var width = 1
            if last & 0xc0 == 0x80 {
                while width < 4, width < rest.count, rest[rest.endIndex - width] & 0xc0 == 0x80 {
                    width += 1
                }
            }
            guard leadingSpace(rest.suffix(width)) == width else { return rest }
            rest = rest.dropLast(width)
        }
        return rest
    }

    /// The first place of `wanted` at or after `start`; an empty one is everywhere.
    static func find(_ wanted: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
        guard let first = wanted.first else { return bytes.startIndex }
        var index = bytes.startIndex
        while index + wanted.count <= bytes.endIndex {
            if bytes[index] == first,
                wanted.count == 1 || bytes[index..<index + wanted.count].elementsEqual(wanted)
            {
                return index
            }
            index += 1
        }
        return nil
    }

    /// The last place of `wanted`.
    static func findLast(_ wanted: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
        var index = bytes.endIndex - wanted.count
        while index >= bytes.startIndex {
            if bytes[index..<index + wanted.count].elementsEqual(wanted) { return index }
            index -= 1
        }
        return nil
    }

    /// Whether the one text lies in the other.
    static func contains(_ text: String, _ wanted: String) -> Bool {
        find(Array(wanted.utf8), in: Array(text.utf8)[...]) != nil
    }

    static func trimming(_ text: String) -> String {
        let bytes = Array(text.utf8)
        return String(decoding: trimmingEnd(trimmingStart(bytes[...])), as: UTF8.self)
    }

    /// The parts of the text between white space.
    static func words(_ text: String) -> [String] {
        text.unicodeScalars.split(whereSeparator: isSpace).map { String($0) }
    }

    /// As `str.splitlines`: without the line ends, and without a last empty line.
    static func lines(_ text: String) -> [String] {
        var lines: [String] = []
        var current = String.UnicodeScalarView()
        var previous: Unicode.Scalar = " "
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x0a where previous == "\r": break
            case 0x0a...0x0d, 0x1c...0x1e, 0x85, 0x2028, 0x2029:
                lines.append(String(current))
                current = String.UnicodeScalarView()
            default: current.append(scalar)
            }
            previous = scalar
        }
        if !current.isEmpty { lines.append(String(current)) }
        return lines
    }

    /// First letter upper, the others lower.
    static func capitalized(_ text: Substring.UnicodeScalarView) -> String {
        guard let first = text.first else { return "" }
        return first.properties.titlecaseMapping + String(text.dropFirst()).lowercased()
    }
}
