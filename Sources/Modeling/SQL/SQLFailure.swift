// Where in the user's own file an error of SQL lies.
//
// SQLite counts bytes of the compiled statement. Its line is looked for in the model's text: a line
// that no tag has changed stands there as it is. Where that does not decide it, the name at the
// error does, if it stands in one line only; else the line of the compiled SQL is quoted.

import Columnar
import SQLiteBridge

struct SQLFailure {
    let compiled: String
    let node: Node

    /// Finds the place of an error that happened when the compiled SQL was run.
    ///
    /// - Parameter error: what SQLite said of a statement around the compiled SQL.
    func located(_ error: LakeError, on database: Database) -> LakeError {
        guard error.places.isEmpty, error.code == .invalidInput else {
            return error.places.isEmpty ? error.at(.file(node.path)) : error
        }
        do throws(SQLiteError) {
            _ = try database.prepare(compiled)
        } catch {
            return failure(error.message, offset: error.offsetBytes)
        }
        // It compiles: the error came while rows were read.
        return error.at(.file(node.path))
    }

    private func failure(_ message: String, offset: Int?) -> LakeError {
        let error = LakeError(.invalidInput, message, at: [.file(node.path)])
        guard let offset else { return byName(error) }
        let bytes = Array(compiled.utf8)
        let place = min(max(offset, 0), bytes.count)
        let before = bytes[..<place]
        let lineStart = before.lastIndex(of: 0x0a).map { $0 + 1 } ?? 0
        let lineEnd = bytes[place...].firstIndex(of: 0x0a) ?? bytes.count
        let line = String(decoding: bytes[lineStart..<lineEnd], as: UTF8.self)
        let own = node.text.split(separator: "\n", omittingEmptySubsequences: false)
        let same = own.indices.filter { trimmed(own[$0]) == trimmed(Substring(line)) }
        if same.count == 1, let index = same.first, !trimmed(own[index]).isEmpty {
            let shift = indent(own[index]) - indent(Substring(line))
            return LakeError(
                .invalidInput, message,
                at: [
                    .file(node.path), .line(index + 1),
                    .column("\(place - lineStart + shift + 1)"),
                ])
        }
        let word = bytes[place...].prefix(while: isNameByte)
        let name = String(decoding: word, as: UTF8.self)
        let naming = own.indices.filter { !name.isEmpty && words(own[$0]).contains(name) }
        if naming.count == 1, let index = naming.first {
            return LakeError(
                .invalidInput, message, at: [.file(node.path), .line(index + 1)])
        }
        var quoted = error
        let number = before.filter { $0 == 0x0a }.count + 1
        quoted.what += " (line \(number) of the compiled SQL: \(trimmed(Substring(line))))"
        return quoted
    }

    /// Without an offset, such as for a table that is not there: by the name in the message.
    private func byName(_ error: LakeError) -> LakeError {
        guard let colon = error.what.lastIndex(of: ":") else { return error }
        let full = error.what[error.what.index(after: colon)...].drop { $0 == " " }
        let name = full.split(separator: ".").last.map(String.init) ?? ""
        let own = node.text.split(separator: "\n", omittingEmptySubsequences: false)
        let naming = own.indices.filter { !name.isEmpty && words(own[$0]).contains(name) }
        guard let index = naming.first else { return error }
        var located = error
        located.places.append(.line(index + 1))
        return located
    }

    private func words(_ line: Substring) -> [String] {
        line.utf8.split { !isNameByte($0) }.map { String(decoding: $0, as: UTF8.self) }
    }

    private func indent(_ line: Substring) -> Int {
        line.utf8.prefix { $0 == 0x20 || $0 == 0x09 }.count
    }

    private func trimmed(_ line: Substring) -> String {
        var rest = line.drop { $0 == " " || $0 == "\t" }
        while let last = rest.last, last == " " || last == "\t" || last == "\r" {
            rest.removeLast()
        }
        return String(rest)
    }
}
