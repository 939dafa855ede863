// adapter, api and graph: what macros ask about the database and the project.

import Columnar
import Jinja
import SQLiteBridge

extension TemplateSession {
    func addAdapter() {
        environment.globals["adapter"] = .object(
            NamedObject("adapter") { [unowned self] (name) throws(LakeError) in
                adapterMethod(name)
            })
        environment.globals["load_relation"] = .function("load_relation") {
            [unowned self] (arguments) throws(LakeError) in
            let given = try arguments.bind(["relation"], required: 1)[0]
            guard case .object(let object) = given, let relation = object as? RelationValue else {
                return .none
            }
            return try existing(relation)
        }
        environment.globals["api"] = .dict([
            (
                "Relation",
                .dict([
                    (
                        "create",
                        .function("create") { (arguments) throws(LakeError) in
                            let bound = try arguments.bind([
                                "database", "schema", "identifier", "type",
                            ])
                            return .object(
                                RelationValue(
                                    name: try arguments.string(bound[2], "identifier"),
                                    kind: bound[3].flatMap(plainText)))
                        }
                    )
                ])
            ),
            (
                "Column",
                .dict([
                    (
                        "translate_type",
                        .function("translate_type") { (arguments) throws(LakeError) in
                            arguments.positional.first ?? .none
                        }
                    )
                ])
            ),
        ])
        environment.globals["graph"] = .object(
            NamedObject("graph") { [unowned self] (name) throws(LakeError) in
                guard name == "nodes" || name == "sources" else { return nil }
                let nodes = graph?.nodes.filter { ($0.kind == .source) == (name == "sources") }
                return .dict(
                    (nodes ?? []).map {
                        ($0.uniqueID, Self.value(of: $0, project: projectSettings.name))
                    })
            })
    }

    private func adapterMethod(_ name: String) -> JinjaValue? {
        switch name {
        case "type": return .function(name) { (_) throws(LakeError) in .string("sqlite") }
        case "dispatch":
            return .function(name) { [unowned self] (arguments) throws(LakeError) in
                try dispatch(arguments)
            }
        case "quote":
            return .function(name) { (arguments) throws(LakeError) in
                let identifier = try arguments.bind(["identifier"], required: 1)[0]
                return .string(Database.quoted(try arguments.string(identifier, "identifier")))
            }
        case "get_relation":
            return .function(name) { [unowned self] (arguments) throws(LakeError) in
                let bound = try arguments.bind(["database", "schema", "identifier"])
                return try existing(
                    RelationValue(name: try arguments.string(bound[2], "identifier")))
            }
        case "get_columns_in_relation":
            return .function(name) { [unowned self] (arguments) throws(LakeError) in
                let given = try arguments.bind(["relation"], required: 1)[0]
                return .list(try columns(of: try arguments.rendering.text(given ?? .none)))
            }
        case "check_schema_exists":
            return .function(name) { (_) throws(LakeError) in .bool(true) }
        case "create_schema", "drop_schema", "commit", "cache_added":
            return .function(name) { (_) throws(LakeError) in .string("") }
        default: return nil
        }
    }

    /// The relation if it can be read, or none.
    private func existing(_ relation: RelationValue) throws(LakeError) -> JinjaValue {
        guard let database,
            (try? database.prepare("SELECT * FROM \(relation.sql)")) != nil
        else { return .none }
        let kind = try database.relationKind(relation.name) ?? "table"
        return .object(RelationValue(name: relation.name, schema: relation.schema, kind: kind))
    }

    private func columns(of sql: String) throws(LakeError) -> [JinjaValue] {
        guard let database else { return [] }
        do {
            guard let statement = try database.prepare("SELECT * FROM \(sql)").statement else {
                return []
            }
            return (0..<statement.columnCount).map { index in
                .object(
                    ColumnValue(
                        name: statement.columnName(at: index),
                        dataType: statement.declaredType(at: index) ?? "text"))
            }
        } catch {
            throw LakeError(.notFound, "the relation \(sql) cannot be read: \(error.message)")
        }
    }

    /// `adapter.dispatch('name', 'package')`: the macro for SQLite, else the one for all.
    private func dispatch(_ arguments: CallArguments) throws(LakeError) -> JinjaValue {
        let bound = try arguments.bind(["macro_name", "macro_namespace", "packages"], required: 1)
        let name = try arguments.string(bound[0], "macro_name")
        guard !name.contains(".") else {
            throw LakeError(
                .invalidInput, "dispatch() takes the package apart from the name",
                advice: "write adapter.dispatch('name', 'package')")
        }
        let namespace = bound[1].flatMap(plainText)
        var packages: [String?] = [nil]
        if let namespace {
            let order = projectSettings.dispatch.first { $0.namespace == namespace }?.order
            packages = order ?? [projectSettings.name, namespace]
            packages.append(builtinPackage)
        }
        for package in packages {
            for prefix in ["sqlite__", "default__"] {
                if let macro = arguments.rendering.macro(prefix + name, in: package) {
                    return macro
                }
            }
        }
        // The engine's own macros have no prefix.
        if let macro = arguments.rendering.macro(name, in: builtinPackage) { return macro }
        throw LakeError(
            .notFound,
            "no macro sqlite__\(name) or default__\(name)"
                + (namespace.map { " is in the project or in '\($0)'" } ?? ""),
            advice: "write {% macro default__\(name)(…) %} in a file of macros")
    }
}
