// White space between tokens taken out, as SQLite renders what -> and ->> find.

/// Minifies sound JSON.
package enum JSONMinifier {
    /// Whether white space stands outside strings.
    package static func isMinified(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        unsafe JSONTextWalk(text).isMinified()
    }

    /// The text without white space between tokens.
    package static func minify(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var isInString = false
        var index = 0
        while index < text.count {
            let byte = unsafe text[index]
            if byte == Token.backslash && isInString && index + 1 < text.count {
                result.append(byte)
                index &+= 1
                unsafe result.append(text[index])
            } else {
                if byte == Token.quote { isInString.toggle() }
                if isInString || !Token.isBlank(byte) { result.append(byte) }
            }
            index &+= 1
        }
        return result
    }
}
