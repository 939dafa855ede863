// .load

import SQLiteBridge

extension DotCommand {
    static let load = DotCommand("load", "FILE ?ENTRYPOINT?", "Load an extension library") {
        session, arguments in
        guard let file = arguments.first, arguments.count <= 2 else { throw CommandError.usage }
        try session.database.loadExtension(
            file, entryPoint: arguments.count > 1 ? arguments[1] : nil)
        return .done
    }
}
