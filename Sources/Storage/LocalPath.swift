// Paths as users write them: plain, or as a `file://` URI (RFC 8089).

import Columnar

/// The bytes of the local path that a text names.
///
/// - Throws: `LakeError.invalidInput` at `.file` when it is empty, holds a NUL or is a malformed
///   URI; `.unsupported` for a URI of another scheme.
func localPath(_ text: String) throws(LakeError) -> [UInt8] {
    let bytes = Array(text.utf8)
    guard !bytes.isEmpty else {
        throw LakeError(
            .invalidInput, "the path is empty", advice: "name a file, a directory or a pattern")
    }
    let path = try hasScheme(bytes) ? uriPath(bytes, text) : bytes
    guard !path.contains(0) else {
        throw LakeError(.invalidInput, "the path holds a NUL character", at: [.file(text)])
    }
    return path
}

/// Whether the text begins with `scheme://`.
private func hasScheme(_ text: [UInt8]) -> Bool {
    guard let colon = text.firstIndex(of: UInt8(ascii: ":")), colon > 0 else { return false }
    return text[(colon + 1)...].starts(with: "//".utf8)
        && lowercased(Array(text[..<colon])).allSatisfy {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
        }
}

private func uriPath(_ uri: [UInt8], _ text: String) throws(LakeError) -> [UInt8] {
    guard lowercased(uri).starts(with: "file://".utf8) else {
        throw LakeError(
            .unsupported, "only local files are read", at: [.file(text)],
            advice: "copy the data to a local directory")
    }
    let rest = uri.dropFirst("file://".utf8.count)
    let host = lowercased(Array(rest.prefix { $0 != slash }))
    guard host.isEmpty || host.elementsEqual("localhost".utf8) else {
        throw LakeError(
            .invalidInput, "the file URI names another host", at: [.file(text)],
            advice: "write file:///path with three slashes")
    }
    let path = rest.dropFirst(host.count)
    guard !path.isEmpty else {
        throw LakeError(.invalidInput, "the file URI has no path", at: [.file(text)])
    }
    guard let decoded = percentDecoded(path) else {
        throw LakeError(
            .invalidInput, "a % in the file URI is not followed by two hexadecimal digits",
            at: [.file(text)], advice: "write %25 for a percent sign")
    }
    return decoded
}

private func percentDecoded(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    var decoded: [UInt8] = []
    var index = text.startIndex
    while index < text.endIndex {
        guard text[index] == UInt8(ascii: "%") else {
            decoded.append(text[index])
            index += 1
            continue
        }
        guard index + 2 < text.endIndex, let high = hexDigit(text[index + 1]),
            let low = hexDigit(text[index + 2])
        else { return nil }
        decoded.append(high << 4 | low)
        index += 3
    }
    return decoded
}

private func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
}
