// A part of a JSON document that knows its way from the top, for errors that say where.

import Columnar
import JSON

/// A JSON value with the path that leads to it: `snapshots[3].snapshot-id`.
///
/// Members that are null count as absent: writers differ in which of the two they choose.
struct DocumentNode {
    let value: JSONValue
    /// Empty for the document itself.
    let path: String

    init(_ value: JSONValue, path: String = "") {
        self.value = value
        self.path = path
    }

    /// An error about this part.
    ///
    /// - Parameter what: goes on from the path, as in "is no integer".
    func error(_ code: LakeError.Code, _ what: String) -> LakeError {
        LakeError(code, "\(path.isEmpty ? "the document" : path) \(what)")
    }

    private func path(of name: String) -> String { path.isEmpty ? name : path + "." + name }

    /// A member; nil when it is absent or null.
    func member(_ name: String) -> DocumentNode? {
        guard let value = value[name], !value.isNull else { return nil }
        return DocumentNode(value, path: path(of: name))
    }

    /// A member that must be there.
    ///
    /// - Throws: `LakeError.corrupt` when it is absent or null.
    func required(_ name: String) throws(LakeError) -> DocumentNode {
        if let member = member(name) { return member }
        guard value.members != nil else { throw error(.corrupt, "is no object") }
        throw LakeError(.corrupt, "\(path(of: name)) is missing")
    }

    /// - Throws: `LakeError.corrupt` when this is no array.
    func elements() throws(LakeError) -> [DocumentNode] {
        guard let elements = value.array else { throw error(.corrupt, "is no array") }
        return elements.indices.map { DocumentNode(elements[$0], path: "\(path)[\($0)]") }
    }

    /// The elements of an array of strings.
    func strings() throws(LakeError) -> [String] {
        var strings: [String] = []
        for element in try elements() { strings.append(try element.string()) }
        return strings
    }

    /// The elements of an array of integers.
    func ints() throws(LakeError) -> [Int] {
        var ints: [Int] = []
        for element in try elements() { ints.append(try element.int()) }
        return ints
    }

    /// - Throws: `LakeError.corrupt` when this is no object.
    func members() throws(LakeError) -> [JSONValue.Member] {
        guard let members = value.members else { throw error(.corrupt, "is no object") }
        return members
    }

    /// An object of texts; numbers and booleans count by their text, since some writers leave the
    /// quotes out. Null and nested values are left out.
    func texts() throws(LakeError) -> [String: String] {
        var texts: [String: String] = [:]
        for member in try members() {
            switch member.value {
            case .string(let text), .number(let text): texts[member.name] = text
            case .boolean(let value): texts[member.name] = value ? "true" : "false"
            case .null, .array, .object: continue
            }
        }
        return texts
    }

    /// - Throws: `LakeError.corrupt` when this is no string.
    func string() throws(LakeError) -> String {
        guard let string = value.string else { throw error(.corrupt, "is no string") }
        return string
    }

    /// - Throws: `LakeError.corrupt` when this is neither true nor false.
    func boolean() throws(LakeError) -> Bool {
        guard let boolean = value.boolean else { throw error(.corrupt, "is no boolean") }
        return boolean
    }

    /// - Throws: `LakeError.corrupt` when this is no integer of 64 bits.
    func int64() throws(LakeError) -> Int64 {
        guard let number = value.int64 else { throw error(.corrupt, "is no integer") }
        return number
    }

    /// An id of 64 bits, which some writers take for unsigned.
    ///
    /// - Throws: `LakeError.corrupt` when this is no integer of 64 bits.
    func identifier() throws(LakeError) -> Int64 {
        guard let number = value.int64BitPattern else { throw error(.corrupt, "is no integer") }
        return number
    }

    /// An id or count of 32 bits.
    ///
    /// - Throws: `LakeError.corrupt` when this is no such integer.
    func int() throws(LakeError) -> Int {
        guard let number = value.numberText.flatMap({ Int32($0) }) else {
            throw error(.corrupt, "is no integer of 32 bits")
        }
        return Int(number)
    }
}
