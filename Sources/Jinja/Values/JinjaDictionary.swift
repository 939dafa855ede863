// Dictionaries in the order of insertion, as Python's.

package import Columnar

/// A dictionary that templates share and change.
package final class JinjaDictionary: JinjaContainer {
    /// In the order in which they came; a replaced value keeps its place.
    package private(set) var keys: [JinjaValue] = []
    package private(set) var values: [JinjaValue] = []
    /// Index in `keys` and `values` by key.
    private var places: [DictionaryKey: Int] = [:]

    package override init() {}

    /// Text keys in this order.
    package init(_ pairs: [(String, JinjaValue)]) {
        super.init()
        for (key, value) in pairs { self[key] = value }
    }

    /// The same keys and values, apart.
    init(copying other: JinjaDictionary) {
        keys = other.keys
        values = other.values
        places = other.places
    }

    package var count: Int { keys.count }

    /// The value of a text key; nil removes it.
    package subscript(_ key: String) -> JinjaValue? {
        get { places[.text(key)].map { values[$0] } }
        set {
            if let newValue {
                set(.text(key), .string(key), newValue)
            } else {
                _ = remove(.text(key))
            }
        }
    }

    /// - Throws: `LakeError.invalidInput` for a key that cannot be one, such as a list.
    package func value(_ key: JinjaValue) throws(LakeError) -> JinjaValue? {
        try places[DictionaryKey(key)].map { values[$0] }
    }

    /// - Throws: `LakeError.invalidInput` for a key that cannot be one, such as a list.
    package func set(_ key: JinjaValue, to value: JinjaValue) throws(LakeError) {
        set(try DictionaryKey(key), key, value)
    }

    private func set(_ place: DictionaryKey, _ key: JinjaValue, _ value: JinjaValue) {
        if let index = places[place] {
            values[index] = value
        } else {
            places[place] = keys.count
            keys.append(key)
            values.append(value)
        }
    }

    /// - Returns: the value that was removed.
    /// - Throws: `LakeError.invalidInput` for a key that cannot be one.
    /// - Complexity: O(count).
    func remove(_ key: JinjaValue) throws(LakeError) -> JinjaValue? {
        remove(try DictionaryKey(key))
    }

    private func remove(_ place: DictionaryKey) -> JinjaValue? {
        guard let index = places.removeValue(forKey: place) else { return nil }
        keys.remove(at: index)
        for (key, other) in places where other > index { places[key] = other - 1 }
        return values.remove(at: index)
    }

    func removeAll() {
        keys = []
        values = []
        places = [:]
    }

    /// Pairs of key and value as tuples.
    package var items: [JinjaValue] {
        zip(keys, values).map { .tuple([$0, $1]) }
    }

    override func takeValues(into taken: inout [JinjaValue]) {
        taken += keys + values
        removeAll()
    }
}

/// What makes two keys the same: `1`, `1.0` and `true` are one key, as in Python.
enum DictionaryKey: Hashable {
    case none
    case int(Int64)
    case float(UInt64)
    case text(String)
    case tuple([DictionaryKey])
    case identity(ObjectIdentifier)

    /// - Throws: `LakeError.invalidInput` for a value that can change.
    init(_ value: JinjaValue, depth: Int = 0) throws(LakeError) {
        switch value {
        case .none: self = .none
        case .bool(let value): self = .int(value ? 1 : 0)
        case .int(let value): self = .int(value)
        case .float(let value):
            self = Int64(exactly: value).map { .int($0) } ?? .float(value.bitPattern)
        case .string(let text): self = .text(text)
        case .tuple(let tuple):
            guard depth < JinjaLimits.valueDepthMax else { throw JinjaFailure.depth }
            var keys: [DictionaryKey] = []
            for item in tuple.items { keys.append(try DictionaryKey(item, depth: depth + 1)) }
            self = .tuple(keys)
        case .callable(let callable): self = .identity(ObjectIdentifier(callable))
        case .object(let object): self = .identity(ObjectIdentifier(object))
        case .undefined: self = .identity(ObjectIdentifier(JinjaUndefined.self))
        case .list, .dict:
            throw LakeError(
                .invalidInput, "unhashable type: '\(value.typeName)'",
                advice: "use a text, a number or a tuple as the key")
        }
    }

    /// Texts are equal when their bytes are: Swift's own equality is by canonical equivalence.
    static func == (first: DictionaryKey, second: DictionaryKey) -> Bool {
        switch (first, second) {
        case (.none, .none): true
        case (.int(let first), .int(let second)): first == second
        case (.float(let first), .float(let second)): first == second
        case (.text(let first), .text(let second)): isSameText(first, second)
        case (.tuple(let first), .tuple(let second)): first == second
        case (.identity(let first), .identity(let second)): first == second
        default: false
        }
    }
}

/// Equal byte for byte, as Python compares, and not by canonical equivalence.
@inline(__always)
func isSameText(_ first: String, _ second: String) -> Bool {
    first.utf8.elementsEqual(second.utf8)
}
