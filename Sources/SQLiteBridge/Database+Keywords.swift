// SQLite's reserved words, and names quoted where they have to be.

import CSQLite

extension Database {
    /// Whether SQLite reserves `word`, in any case.
    package static func isKeyword(_ word: String) -> Bool {
        var word = word
        return word.withUTF8 { bytes in
            unsafe bytes.withMemoryRebound(to: CChar.self) { characters in
                unsafe sqlite.pointee.keyword_check(
                    characters.baseAddress, Int32(clamping: characters.count)) != 0
            }
        }
    }

    /// All reserved words, in capitals.
    package static var keywords: [String] {
        let count = unsafe sqlite.pointee.keyword_count()
        return (0..<count).compactMap { index in
            var start: UnsafePointer<CChar>?
            var count: Int32 = 0
            guard unsafe sqlite.pointee.keyword_name(index, &start, &count) == SQLITE_OK,
                let start = unsafe start
            else { return nil }
            let bytes = unsafe UnsafeRawBufferPointer(start: start, count: Int(count))
            return unsafe String(decoding: bytes, as: UTF8.self)
        }
    }

    /// `name` in double quotes.
    package static func quoted(_ name: String) -> String {
        var text = "\""
        for character in name.unicodeScalars {
            if character == "\"" { text.unicodeScalars.append(character) }
            text.unicodeScalars.append(character)
        }
        return text + "\""
    }

    /// `name` as it is when SQLite takes it so, else in double quotes.
    package static func quotedIfNeeded(_ name: String) -> String {
        needsQuotes(name) ? quoted(name) : name
    }

    private static func needsQuotes(_ name: String) -> Bool {
        guard let first = name.utf8.first, isLetter(first) else { return true }
        let isPlain = name.utf8.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) }
        return !isPlain || isKeyword(name)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte) || byte == 0x5f
    }

    /// `text` as a SQL string literal.
    package static func literal(_ text: String) -> String {
        var literal = "'"
        for character in text.unicodeScalars {
            if character == "'" { literal.unicodeScalars.append(character) }
            literal.unicodeScalars.append(character)
        }
        return literal + "'"
    }
}
