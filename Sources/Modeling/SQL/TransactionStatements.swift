// Statements that begin or end transactions, in SQL that a project runs itself: hooks, run_query().
// A run is one transaction with savepoints of its own, and a COMMIT among them would make half of
// it visible, and the rest of it fail.
//
//     insert …;  commit;            refused
//     create trigger … begin … end  BEGIN and END of a trigger are not statements

import Columnar

extension SQLTokens {
    private static let transactionKeywords = [
        "begin", "commit", "end", "rollback", "savepoint", "release",
    ]

    /// The first word of a statement that begins or ends a transaction; nil when there is none.
    var transactionStatement: String? {
        var isInTrigger = false
        for index in tokens.indices where index == 0 || isSymbol(index - 1, ";") {
            if isInTrigger {
                if isKeyword(index, "end") { isInTrigger = false }
            } else if isTrigger(index) {
                isInTrigger = true
            } else if isKeyword(index, oneOf: Self.transactionKeywords) {
                return text(tokens[index]).uppercased()
            }
        }
        return nil
    }

    private func isTrigger(_ index: Int) -> Bool {
        guard isKeyword(index, "create") else { return false }
        let isTemporary = isKeyword(index + 1, oneOf: ["temp", "temporary"])
        return isKeyword(index + (isTemporary ? 2 : 1), "trigger")
    }
}

/// - Throws: `LakeError.invalidInput` for SQL that begins or ends a transaction.
func refuseTransactionStatement(_ sql: String) throws(LakeError) {
    guard let word = SQLTokens(sql).transactionStatement else { return }
    throw LakeError(
        .invalidInput, "\(word) begins or ends a transaction, and a run is one",
        advice: "take \(word) away: what a run has made is committed at its end")
}
