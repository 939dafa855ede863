// Objects of the engine as templates see them: a name, attributes, perhaps a call.

import Columnar
import Jinja

/// An object whose attributes are made when they are asked for.
final class NamedObject: JinjaObject {
    let typeName: String
    private let find: (String) throws(LakeError) -> JinjaValue?
    private let body: JinjaCallable.Native?
    private let shown: String?

    /// - Parameters:
    ///   - shown: what `{{ value }}` prints; nil for the name of the type.
    ///   - call: what a call of the object itself does; nil when it is no function.
    init(
        _ typeName: String, shown: String? = nil, call: JinjaCallable.Native? = nil,
        attribute: @escaping (String) throws(LakeError) -> JinjaValue?
    ) {
        self.typeName = typeName
        self.shown = shown
        body = call
        find = attribute
    }

    func attribute(_ name: String) throws(LakeError) -> JinjaValue? { try find(name) }

    func item(_ key: JinjaValue) throws(LakeError) -> JinjaValue? {
        guard case .string(let name) = key else { return nil }
        return try find(name)
    }

    func text(_ rendering: Rendering) throws(LakeError) -> String { shown ?? "<\(typeName)>" }

    func call(_ arguments: CallArguments) throws(LakeError) -> JinjaValue? {
        guard let body else { return nil }
        return try body(arguments)
    }
}

extension RunTime {
    /// As Python's datetime, with the methods that templates use.
    var jinja: JinjaValue {
        let time = self
        return .object(
            NamedObject("datetime", shown: formatted("%Y-%m-%d %H:%M:%S.%f+00:00")) {
                (name) throws(LakeError) in
                let fields = time.fields
                switch name {
                case "year": return .int(Int64(fields.year))
                case "month": return .int(Int64(fields.month))
                case "day": return .int(Int64(fields.day))
                case "hour": return .int(Int64(fields.hour))
                case "minute": return .int(Int64(fields.minute))
                case "second": return .int(Int64(fields.second))
                case "microsecond": return .int(Int64(fields.micro))
                case "strftime":
                    return .function("strftime") { (arguments) throws(LakeError) in
                        let format = try arguments.bind(["format"], required: 1)[0]
                        return .string(time.formatted(try arguments.string(format, "format")))
                    }
                case "isoformat":
                    return .function("isoformat") { (_) throws(LakeError) in
                        .string(time.formatted("%Y-%m-%dT%H:%M:%S.%f+00:00"))
                    }
                case "timestamp":
                    return .function("timestamp") { (_) throws(LakeError) in
                        .float(Double(time.microseconds) / 1_000_000)
                    }
                case "date", "astimezone", "replace":
                    return .function(name) { (_) throws(LakeError) in
                        name == "date" ? .string(time.formatted("%Y-%m-%d")) : time.jinja
                    }
                default: return nil
                }
            })
    }
}
