// The values of templates: Python's, since templates are written with them in mind.
//
// Lists and dictionaries are shared when they are assigned, as in Python: `do columns.append(x)`
// changes what every name of the list sees.

/// One value of a template.
package enum JinjaValue {
    case none
    case bool(Bool)
    /// 64 bits; what does not fit is an error, where Python goes on.
    case int(Int64)
    case float(Double)
    case string(String)
    case list(JinjaList)
    case tuple(JinjaTuple)
    case dict(JinjaDictionary)
    case callable(JinjaCallable)
    case object(any JinjaObject)
    /// A name or an attribute that does not exist: prints as nothing, fails when it is used.
    case undefined(JinjaUndefined)

    /// A new list.
    package static func list(_ items: [JinjaValue]) -> JinjaValue { .list(JinjaList(items)) }
    /// A new tuple.
    package static func tuple(_ items: [JinjaValue]) -> JinjaValue { .tuple(JinjaTuple(items)) }
    /// A new dictionary with text keys, in this order; a later pair replaces an earlier one.
    package static func dict(_ pairs: [(String, JinjaValue)]) -> JinjaValue {
        .dict(JinjaDictionary(pairs))
    }
    /// A function for templates.
    package static func function(
        _ name: String, _ body: @escaping JinjaCallable.Native
    ) -> JinjaValue {
        .callable(JinjaCallable(name, body))
    }
    /// The value of a name that does not exist.
    package static func undefined(_ name: String) -> JinjaValue {
        .undefined(JinjaUndefined(name: name))
    }

    /// Python's name of the type.
    package var typeName: String {
        switch self {
        case .none: "NoneType"
        case .bool: "bool"
        case .int: "int"
        case .float: "float"
        case .string: "str"
        case .list: "list"
        case .tuple: "tuple"
        case .dict: "dict"
        case .callable(let callable): callable.isMacro ? "macro" : "function"
        case .object(let object): object.typeName
        case .undefined: "Undefined"
        }
    }

    /// Whether the value counts as true in a condition.
    package var isTrue: Bool {
        switch self {
        case .none, .undefined: false
        case .bool(let value): value
        case .int(let value): value != 0
        case .float(let value): value != 0
        case .string(let text): !text.isEmpty
        case .list(let list): !list.items.isEmpty
        case .tuple(let tuple): !tuple.items.isEmpty
        case .dict(let dictionary): dictionary.count > 0
        case .callable: true
        case .object(let object): object.isTrue
        }
    }

    /// Whether a name or an attribute was not found.
    package var isUndefined: Bool {
        if case .undefined = self { true } else { false }
    }

    /// What holds other values, and so may be the head of a long chain of them.
    var container: JinjaContainer? {
        switch self {
        case .list(let list): list
        case .tuple(let tuple): tuple
        case .dict(let dictionary): dictionary
        case .callable(let callable): callable
        case .object(let object): object as? JinjaContainer
        default: nil
        }
    }
}

/// What is known of a value that does not exist.
package final class JinjaUndefined {
    /// The name that was looked for.
    package let name: String
    /// The type of the value that has no attribute of this name; nil for a variable.
    package let ownerType: String?
    /// In place of both, why there is no value.
    package let hint: String?

    package init(name: String, ownerType: String? = nil, hint: String? = nil) {
        self.name = name
        self.ownerType = ownerType
        self.hint = hint
    }

    /// What the error says when the value is used after all.
    package var message: String {
        if let hint { return hint }
        if let ownerType { return "'\(ownerType) object' has no attribute '\(name)'" }
        return "'\(name)' is undefined"
    }
}
