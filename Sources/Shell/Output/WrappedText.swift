// One display line out of a cell: tabs become spaces, the line ends at a line end, at another
// control character, or where it is full.
//
// The rules are those of sqlite3's `translateForDisplayAndDup`, so that columns break alike.

/// How far a cell's text was laid out.
struct WrappedLine {
    /// The line as it is printed.
    var text: [UInt8]
    /// How many columns it takes.
    var width: Int
    /// Where the next line of the cell begins, or nil when this was the last.
    var next: Int?
}

/// Lays out the line of `cell` that begins at `start`.
///
/// - Parameters:
///   - maximumWidth: the line's width in columns; 0 for no limit.
///   - wrapsAtWords: whether a full line goes back to the last space.
func wrapLine(
    of cell: ArraySlice<UInt8>, from start: Int, maximumWidth: Int, wrapsAtWords: Bool
) -> WrappedLine {
    let limit = maximumWidth == 0 ? 1_000_000 : maximumWidth
    var end = start
    var width = 0
    func byte(_ index: Int) -> UInt8 { index < cell.endIndex ? cell[index] : 0 }

    while width < limit {
        let current = byte(end)
        if current >= 0x20 {
            let (scalar, byteCount) = decodeCharacter(cell, at: end)
            width += displayWidth(of: scalar)
            end += byteCount
        } else if current == 0x09 {
            repeat { width += 1 } while width & 7 != 0 && width < limit
            end += 1
        } else {
            break
        }
    }
    // Combining characters belong to the character before them.
    while width >= limit, byte(end) >= 0x80 {
        let (scalar, byteCount) = decodeCharacter(cell, at: end)
        guard displayWidth(of: scalar) == 0 else { break }
        end += byteCount
    }

    var lineEnd = end
    if width >= limit && wrapsAtWords {
        let length = end - start
        let breakPoint = wordBreak(cell, from: start, length: length)
        if breakPoint > length / 2 {
            lineEnd = start + breakPoint
            end = lineEnd
            while byte(end) == 0x20 { end += 1 }
        }
    }

    let next: Int?
    if width >= limit && byte(end) >= 0x20 {
        next = end
    } else if byte(end) == 0x0d && byte(end + 1) == 0x0a {
        next = byte(end + 2) != 0 ? end + 2 : nil
    } else if byte(end) == 0 || byte(end + 1) == 0 {
        next = nil
    } else {
        next = end + 1
    }
    return renderLine(cell[start..<lineEnd], limit: limit, next: next)
}

/// How many bytes of a full line to keep so that no word is broken; at most half the length when
/// there is no good place.
private func wordBreak(_ cell: ArraySlice<UInt8>, from start: Int, length: Int) -> Int {
    func byte(_ offset: Int) -> UInt8 {
        start + offset < cell.endIndex ? cell[start + offset] : 0
    }
    func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }
    func isWord(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte)
            || (0x61...0x7a).contains(byte)
    }
    var place = length
    while place > length / 2 {
        if isSpace(byte(place - 1)) { return place }
        place -= 1
    }
    place = length
    while place > length / 2 {
        if isWord(byte(place - 1)) != isWord(byte(place)) && byte(place) & 0xc0 != 0x80 {
            return place
        }
        place -= 1
    }
    return place
}

private func renderLine(_ line: ArraySlice<UInt8>, limit: Int, next: Int?) -> WrappedLine {
    var text: [UInt8] = []
    text.reserveCapacity(line.count)
    var width = 0
    var index = line.startIndex
    while index < line.endIndex {
        if line[index] == 0x09 {
            repeat {
                text.append(0x20)
                width += 1
            } while width & 7 != 0 && width < limit
            index += 1
        } else {
            let (scalar, byteCount) = decodeCharacter(line, at: index)
            width += displayWidth(of: scalar)
            text.append(contentsOf: line[index..<(index + byteCount)])
            index += byteCount
        }
    }
    return WrappedLine(text: text, width: width, next: next)
}
