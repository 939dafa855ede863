// Values with attributes, and functions: how the embedder shows its own things to templates.

package import Columnar

/// A value with attributes of its own, such as a relation or a column.
package protocol JinjaObject: AnyObject {
    /// What messages call it.
    var typeName: String { get }
    /// Whether it counts as true in a condition.
    var isTrue: Bool { get }
    /// The attribute of this name; nil when there is none.
    func attribute(_ name: String) throws(LakeError) -> JinjaValue?
    /// The item of this key; nil when there is none, and then the attribute of the name is looked
    /// for.
    func item(_ key: JinjaValue) throws(LakeError) -> JinjaValue?
    /// What `{{ value }}` prints.
    func text(_ rendering: Rendering) throws(LakeError) -> String
    /// What a loop over the value gives; nil when it cannot be looped over.
    func iterate() throws(LakeError) -> [JinjaValue]?
    /// Calls the value itself; nil when it is no function.
    func call(_ arguments: CallArguments) throws(LakeError) -> JinjaValue?
    /// Whether `==` holds between the two.
    func isEqual(to other: any JinjaObject) -> Bool
}

extension JinjaObject {
    package var isTrue: Bool { true }
    package func item(_ key: JinjaValue) throws(LakeError) -> JinjaValue? { nil }
    package func text(_ rendering: Rendering) throws(LakeError) -> String { "<\(typeName)>" }
    package func iterate() throws(LakeError) -> [JinjaValue]? { nil }
    package func call(_ arguments: CallArguments) throws(LakeError) -> JinjaValue? { nil }
    package func isEqual(to other: any JinjaObject) -> Bool { self === other }
}

/// A function, a macro or a method bound to its value.
package final class JinjaCallable: JinjaContainer {
    package typealias Native = (CallArguments) throws(LakeError) -> JinjaValue

    enum Body {
        case native(Native)
        case macro(BoundMacro)
        /// The method of this callable's name.
        case method(of: JinjaValue)
        case nothing
    }

    package let name: String
    private(set) var body: Body
    let registered: Environment.RegisteredMacro?

    /// A function of the embedder.
    package init(_ name: String, _ body: @escaping Native) {
        self.name = name
        self.body = .native(body)
        registered = nil
    }

    /// A macro.
    ///
    /// - Parameter registered: set for one that other files know; the names that its file sets
    ///   are looked up when it is called.
    init(_ macro: BoundMacro, registered: Environment.RegisteredMacro? = nil) {
        name = macro.definition.name
        body = .macro(macro)
        self.registered = registered
    }

    init(method name: String, of receiver: JinjaValue) {
        self.name = name
        body = .method(of: receiver)
        registered = nil
    }

    var isMacro: Bool { if case .macro = body { true } else { false } }

    override func takeValues(into values: inout [JinjaValue]) {
        if case .method(let receiver) = body { values.append(receiver) }
        body = .nothing
    }
}

/// A namespace: the one value whose attributes a template can set.
final class JinjaNamespace: JinjaContainer, JinjaObject {
    let values: JinjaDictionary

    init(_ values: JinjaDictionary) { self.values = values }

    var typeName: String { "Namespace" }
    func attribute(_ name: String) throws(LakeError) -> JinjaValue? { values[name] }

    func text(_ rendering: Rendering) throws(LakeError) -> String {
        "<Namespace \(try rendering.representation(.dict(values)))>"
    }

    // Nobody else holds this dictionary: the constructor copies what it is given.
    override func takeValues(into taken: inout [JinjaValue]) { values.takeValues(into: &taken) }
}
