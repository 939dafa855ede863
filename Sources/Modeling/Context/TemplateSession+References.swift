// ref(), source(), config(), this, is_incremental(): what a model is made from and how it lands.

import Columnar
import Jinja
import SQLiteBridge

extension TemplateSession {
    func addReferences() {
        define("ref") { [unowned self] (arguments) throws(LakeError) in
            try reference(arguments)
        }
        define("source") { [unowned self] (arguments) throws(LakeError) in
            try relation(try sourceReference(arguments))
        }
        // Not in dbt: whether a source has the table. While the project is read all have theirs, so
        // that what depends on it is known.
        define("source_exists") { [unowned self] (arguments) throws(LakeError) in
            let reference = try sourceReference(arguments)
            captured.references.append(reference)
            guard let resolve else {
                return .bool(sourceIsThere?(reference.names.joined(separator: ".")) ?? true)
            }
            return .bool(try resolve(reference).kind != nil)
        }
        // Not in dbt: whether source_exists() tells how it is. Then a text need not name all that
        // it may read.
        define("sources_are_known") { [unowned self] (_) throws(LakeError) in
            .bool(resolve != nil || sourceIsThere != nil)
        }
        // Not in dbt either: whether a column of a source holds a value but NULL twice. It
        // is looked up once a run, or guessed; while the project is read it may.
        define("source_repeats") { [unowned self] (arguments) throws(LakeError) in
            let bound = try arguments.bind(["source_name", "table_name", "column"], required: 3)
            let column = try arguments.string(bound[2], "column")
            let reference = try sourceReference(arguments)
            captured.references.append(reference)
            guard let resolve, let database else { return .bool(true) }
            let relation = try resolve(reference)
            guard relation.kind != nil else { return .bool(false) }
            return .bool(try repeats(column, of: relation, on: database))
        }
        define("is_incremental") { [unowned self] (_) throws(LakeError) in .bool(isIncremental) }
        environment.globals["config"] = .object(
            NamedObject(
                "config",
                call: { [unowned self] (arguments) throws(LakeError) in
                    try configure(arguments)
                }
            ) { [unowned self] (name) throws(LakeError) in configMethod(name) })
        // A function of the same name as in dbt, so that ref() in a model is always the engine's.
        environment.globals["builtins"] = .dict([
            ("ref", environment.globals["ref"] ?? .none),
            ("source", environment.globals["source"] ?? .none),
            ("config", environment.globals["config"] ?? .none),
        ])
    }

    private func sourceReference(
        _ arguments: CallArguments
    ) throws(LakeError) -> CapturedReferences.Reference {
        let bound = try arguments.bind(["source_name", "table_name", "column"], required: 2)
        let names = [
            try arguments.string(bound[0], "source_name"),
            try arguments.string(bound[1], "table_name"),
        ]
        return CapturedReferences.Reference(
            names: names, isSource: true, place: arguments.rendering.place)
    }

    private func repeats(
        _ column: String, of relation: RelationValue, on database: Database
    ) throws(LakeError) -> Bool {
        let key = relation.sql + "." + column.lowercased()
        if let known = repeatedColumns[key] { return known }
        if mayGuess, guess == nil {
            guess = RepeatGuess(key, column, (relation.name, relation.sql))
        }
        if guess?.key == key { return false }
        let repeats = try RepeatedValues(database: database, batches: batches).areThere(
            in: column, of: (relation.name, relation.sql))
        repeatedColumns[key] = repeats
        return repeats
    }

    private func reference(_ arguments: CallArguments) throws(LakeError) -> JinjaValue {
        for (name, value) in arguments.keywords {
            guard ["v", "version"].contains(name) else {
                throw LakeError(.invalidInput, "ref() has no argument '\(name)'")
            }
            guard case .none = value else {
                throw LakeError(
                    .unsupported, "versions of models are not known here",
                    advice: "name the model of the version, such as \(name) 2 of x as 'x_v2'")
            }
        }
        guard (1...2).contains(arguments.positional.count) else {
            throw LakeError(.invalidInput, "ref() takes the name of a model or seed")
        }
        var names: [String] = []
        for value in arguments.positional { names.append(try arguments.string(value, "name")) }
        return try relation(
            CapturedReferences.Reference(
                names: names, isSource: false, place: arguments.rendering.place))
    }

    private func relation(
        _ reference: CapturedReferences.Reference
    ) throws(LakeError) -> JinjaValue {
        captured.references.append(reference)
        if let resolve { return .object(try resolve(reference)) }
        return .object(RelationValue(name: reference.names.last ?? ""))
    }

    /// `config(materialized='table', …)`: prints nothing.
    private func configure(_ arguments: CallArguments) throws(LakeError) -> JinjaValue {
        for value in arguments.positional {
            guard case .dict(let dictionary) = value else {
                throw LakeError(
                    .invalidInput, "config() takes named values",
                    advice: "write config(materialized='table')")
            }
            for (key, value) in zip(dictionary.keys, dictionary.values) {
                if case .string(let key) = key { captured.config.lay(key, value) }
            }
        }
        for (name, value) in arguments.keywords {
            guard !value.isUndefined else {
                throw LakeError(.invalidInput, "the value of '\(name)' in config() is undefined")
            }
            captured.config.lay(name, value)
        }
        return .string("")
    }

    private func configMethod(_ method: String) -> JinjaValue? {
        switch method {
        case "get", "meta_get", "require", "meta_require":
            return .function(method) { [unowned self] (arguments) throws(LakeError) in
                let bound = try arguments.bind(["name", "default", "validator"], required: 1)
                let name = try arguments.string(bound[0], "name")
                var value = node?.config[name] ?? captured.config[name]
                if method.hasPrefix("meta"), case .dict(let meta) = node?.config["meta"] {
                    value = meta[name]
                }
                if value == nil, method.hasSuffix("require"), isExecuting {
                    throw LakeError(.invalidInput, "the configuration '\(name)' is not given")
                }
                return value ?? bound[1] ?? .none
            }
        case "persist_relation_docs", "persist_column_docs":
            return .function(method) { (_) throws(LakeError) in .bool(true) }
        default: return nil
        }
    }
}
