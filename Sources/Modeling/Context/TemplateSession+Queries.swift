// run_query(), statement blocks, log(), exceptions: what a template does while it is rendered.

import Columnar
import Jinja
import SQLiteBridge

extension TemplateSession {
    func addQueries() {
        define("run_query") { [unowned self] (arguments) throws(LakeError) in
            let sql = try arguments.bind(["sql"], required: 1)[0] ?? .none
            guard let database else { return .none }
            return .object(try run(try arguments.rendering.text(sql), on: database))
        }
        define("statement") { [unowned self] (arguments) throws(LakeError) in
            try statement(arguments)
        }
        define("load_result") { [unowned self] (arguments) throws(LakeError) in
            let name = try arguments.bind(["name"], required: 1)[0]
            guard let result = results[try arguments.string(name, "name")] else { return .none }
            return .dict([
                ("table", .object(result)), ("data", .list(result.rows)),
                ("response", .string("OK")),
            ])
        }
        define("log") { [unowned self] (arguments) throws(LakeError) in
            let bound = try arguments.bind(["msg", "info"], required: 1)
            if bound[1]?.isTrue == true, isExecuting {
                messages.append(try arguments.rendering.text(bound[0] ?? .none))
            }
            return .string("")
        }
        define("print") { [unowned self] (arguments) throws(LakeError) in
            let message = try arguments.bind(["msg"], required: 1)[0] ?? .none
            if isExecuting { messages.append(try arguments.rendering.text(message)) }
            return .string("")
        }
        environment.globals["exceptions"] = .object(
            NamedObject("exceptions") { [unowned self] (name) throws(LakeError) in
                exception(name)
            })
    }

    /// `{% call statement('name', fetch_result=True) %} … {% endcall %}`
    private func statement(_ arguments: CallArguments) throws(LakeError) -> JinjaValue {
        let bound = try arguments.bind([
            "name", "fetch_result", "auto_begin", "language", "caller",
        ])
        guard let caller = bound[4] else {
            throw LakeError(
                .invalidInput, "statement() is for a call block",
                advice: "write {% call statement('name', fetch_result=True) %} … {% endcall %}")
        }
        let sql = try arguments.rendering.text(try arguments.rendering.call(caller))
        guard let database else { return .string("") }
        let result = try run(sql, on: database)
        if case .string(let name) = bound[0] { results[name] = result }
        return .string("")
    }

    private func run(_ sql: String, on database: Database) throws(LakeError) -> QueryValue {
        try refuseTransactionStatement(sql)
        let isReadOnly = (try? database.prepare(sql))?.statement?.isReadOnly == true
        if !isReadOnly { hasWritten = true }
        return try QueryValue.run(sql, on: database)
    }

    private func exception(_ name: String) -> JinjaValue? {
        switch name {
        case "raise_compiler_error", "raise_database_error", "raise_parsing_error",
            "raise_dependency_error", "raise_not_implemented":
            return .function(name) { (arguments) throws(LakeError) in
                let message = arguments.positional.first ?? .string("an error without text")
                throw LakeError(.invalidInput, try arguments.rendering.text(message))
            }
        case "warn":
            return .function(name) { [unowned self] (arguments) throws(LakeError) in
                let message = arguments.positional.first ?? .string("")
                if isExecuting {
                    messages.append("warning: " + (try arguments.rendering.text(message)))
                }
                return .string("")
            }
        default: return nil
        }
    }
}
