// .databases

import SQLiteBridge

extension DotCommand {
    static let databases = DotCommand(
        "databases", "", "List names and files of attached databases"
    ) { session, _ in
        let database = session.database
        for (name, file) in try database.schemas() {
            let access = database.isReadOnly(schema: name) ? "r/o" : "r/w"
            let transaction =
                switch database.transactionState(schema: name) {
                case .none: ""
                case .read: " read-txn"
                case .write: " write-txn"
                }
            session.output.append(
                "\(name): \(file.isEmpty ? "\"\"" : file) \(access)\(transaction)\n")
        }
        return .done
    }
}
