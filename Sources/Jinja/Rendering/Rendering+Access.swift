// Attributes and items: `value.name` and `value[key]` look for both, in this order and in the
// other, as in Jinja.

package import Columnar

extension Rendering {
    /// `value.name`
    ///
    /// - Throws: `LakeError.invalidInput` when the value itself does not exist.
    func attribute(_ name: String, of value: JinjaValue) throws(LakeError) -> JinjaValue {
        if case .undefined(let undefined) = value {
            if environment.propagatesUndefined { return value }
            throw JinjaFailure.undefined(undefined)
        }
        if let found = try ownAttribute(name, of: value) { return found }
        if let found = try ownItem(.string(name), of: value) { return found }
        return .undefined(JinjaUndefined(name: name, ownerType: value.typeName))
    }

    /// `value[key]`
    ///
    /// - Throws: `LakeError.invalidInput` when the value itself does not exist.
    package func item(_ key: JinjaValue, of value: JinjaValue) throws(LakeError) -> JinjaValue {
        if case .undefined(let undefined) = value {
            if environment.propagatesUndefined { return value }
            throw JinjaFailure.undefined(undefined)
        }
        if let found = try ownItem(key, of: value) { return found }
        if case .string(let name) = key {
            if let found = try ownAttribute(name, of: value) { return found }
            return .undefined(JinjaUndefined(name: name, ownerType: value.typeName))
        }
        let text = try representation(key)
        let hint = "\(value.typeName) object has no element \(text)"
        return .undefined(JinjaUndefined(name: text, hint: hint))
    }

    private func ownAttribute(
        _ name: String, of value: JinjaValue
    ) throws(LakeError) -> JinjaValue? {
        if Methods.has(name, value) { return .callable(JinjaCallable(method: name, of: value)) }
        switch value {
        case .object(let object): return try object.attribute(name)
        case .tuple(let tuple):
            return tuple.names.firstIndex(of: name).map { tuple.items[$0] }
        case .callable(let callable): return name == "name" ? .string(callable.name) : nil
        default: return nil
        }
    }

    private func ownItem(
        _ key: JinjaValue, of value: JinjaValue
    ) throws(LakeError) -> JinjaValue? {
        switch value {
        case .dict(let dictionary):
            switch key {
            // These cannot be keys, so they are not there.
            case .list, .dict: return nil
            default: return try dictionary.value(key)
            }
        case .list(let list): return Self.element(key, list.items)
        case .tuple(let tuple): return Self.element(key, tuple.items)
        case .string(let text):
            guard case .int? = key.number else { return nil }
            try budget.spend(textBytes: text.utf8.count)
            return Self.element(key, Array(text.unicodeScalars)).map { .string(String($0)) }
        case .object(let object): return try object.item(key)
        default: return nil
        }
    }

    /// The item of an index; negative ones count from the end.
    private static func element<Item>(_ key: JinjaValue, _ items: [Item]) -> Item? {
        guard case .int(let index)? = key.number else { return nil }
        let place = index < 0 ? index + Int64(items.count) : index
        return place >= 0 && place < Int64(items.count) ? items[Int(place)] : nil
    }
}
