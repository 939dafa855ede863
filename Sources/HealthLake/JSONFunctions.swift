// ->, ->> and json_extract(): the same answers as SQLite's, several times faster.
//
// SQLite 3.40 builds a tree of the whole text for every call (3.5 µs for a CodeableConcept); here
// the path is followed on the text. Whatever is not plainly the same (paths beyond JSONPath, keys
// with escapes, unusual numbers, texts that are not sound, JSON in BLOBs) is left to SQLite.

import Columnar
import JSON
import SQLiteBridge

/// Faster versions of SQLite's JSON functions.
enum JSONFunctions {
    static let all: [FasterFunction] = [
        FasterFunction("->", original: "?1 -> ?2") { path in
            compile(path, isOperand: true).map { PathArgument($0, form: .json) }
        },
        FasterFunction("->>", original: "?1 ->> ?2") { path in
            compile(path, isOperand: true).map { PathArgument($0, form: .sql) }
        },
        FasterFunction("json_extract", original: "json_extract(?1, ?2)") { path in
            compile(path, isOperand: false).map { PathArgument($0, form: .sqlOrJSON) }
        },
    ]

    private static func compile(_ path: Value, isOperand: Bool) -> JSONPath? {
        switch path {
        case .text(let text): JSONPath(text, isOperand: isOperand)
        case .integer(let index) where isOperand && index >= 0 && index < 1 << 30:
            JSONPath(index: Int(index))
        default: nil
        }
    }
}

/// A compiled path with the form of its results.
private final class PathArgument: CompiledArgument {
    enum Form {
        /// JSON text, for ->.
        case json
        /// A SQL value; objects and arrays as text, for ->>.
        case sql
        /// A SQL value; objects and arrays as JSON, for json_extract().
        case sqlOrJSON
    }

    private let path: JSONPath
    private let form: Form
    private let indexer = StructuralIndexer()
    private let validator = JSONValidator(findsDuplicates: false)
    private var scratch: [UInt8] = []

    init(_ path: JSONPath, form: Form) {
        self.path = path
        self.form = form
    }

    func evaluate(
        _ text: UnsafeBufferPointer<UInt8>, isSound: Bool, into result: FunctionResult
    ) -> Bool {
        guard unsafe isSound || isValid(text) else { return false }
        switch unsafe path.find(in: text) {
        case .none: result.setNull()
        case .undecided: return false
        case .value(let value): return unsafe set(value, result)
        }
        return true
    }

    private func isValid(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        // The indexer reads past the end, so it gets a copy with room behind.
        scratch.removeAll(keepingCapacity: true)
        unsafe scratch.append(contentsOf: text)
        scratch.append(contentsOf: repeatElement(0x20, count: ByteBuffer.paddingBytes))
        return unsafe scratch.withUnsafeBufferPointer { copy in
            guard let base = copy.baseAddress,
                case .success(let index) = unsafe indexer.index(base, count: text.count)
            else { return false }
            var token = 0
            return unsafe validator.check(base, index, token: &token, limit: text.count) == nil
                && token == index.count
        }
    }

    private func set(_ value: UnsafeBufferPointer<UInt8>, _ result: FunctionResult) -> Bool {
        guard let first = unsafe value.first else { return false }
        if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
            unsafe setContainer(value, result)
            return true
        }
        if form == .json {
            unsafe result.set(text: value, isJSON: true)
            return true
        }
        switch first {
        case UInt8(ascii: "\""):
            guard value.count >= 2 else { return false }
            return unsafe setString(
                UnsafeBufferPointer(rebasing: value[1..<value.count - 1]), result)
        case UInt8(ascii: "t"): result.set(Int64(1))
        case UInt8(ascii: "f"): result.set(Int64(0))
        case UInt8(ascii: "n"): result.setNull()
        default: return unsafe setNumber(value, result)
        }
        return true
    }

    private func setContainer(_ value: UnsafeBufferPointer<UInt8>, _ result: FunctionResult) {
        let isJSON = form != .sql
        if unsafe JSONMinifier.isMinified(value) {
            return unsafe result.set(text: value, isJSON: isJSON)
        }
        unsafe JSONMinifier.minify(value).withUnsafeBufferPointer {
            unsafe result.set(text: $0, isJSON: isJSON)
        }
    }

    private func setString(
        _ inside: UnsafeBufferPointer<UInt8>, _ result: FunctionResult
    ) -> Bool {
        guard unsafe inside.contains(UInt8(ascii: "\\")) else {
            unsafe result.set(text: inside)
            return true
        }
        // SQLite's treatment of lone surrogates and U+0000 is its own.
        let isSound = unsafe withUnescaped(inside) { text, isSound in
            guard isSound, unsafe !text.contains(0) else { return false }
            unsafe result.set(text: text)
            return true
        }
        return isSound
    }

    private func withUnescaped(
        _ inside: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>, Bool) -> Bool
    ) -> Bool {
        scratch.removeAll(keepingCapacity: true)
        unsafe scratch.append(contentsOf: inside)
        return unsafe scratch.withUnsafeMutableBufferPointer { target in
            guard let start = target.baseAddress else { return false }
            // Safe: no escape is shorter than what it stands for.
            let (count, isSound) = unsafe JSONString.unescape(inside, into: start)
            return unsafe body(UnsafeBufferPointer(start: start, count: count), isSound)
        }
    }

    private func setNumber(
        _ value: UnsafeBufferPointer<UInt8>, _ result: FunctionResult
    ) -> Bool {
        // SQLite's own conversion decides beyond 18 digits and for everything with an exponent.
        guard value.count <= 18 else { return false }
        if let integer = unsafe JSONNumber.integer(value) {
            result.set(integer)
            return true
        }
        guard let real = unsafe Decimal15.real(value) else { return false }
        result.set(real)
        return true
    }
}
