// The work of checks on a batch. Each kernel serves all checks that need the same pass over the
// same columns, and is called once a batch.

/// Counts violated rows, batch by batch.
protocol Kernel: AnyObject {
    /// Takes the rows of a batch.
    func add(_ view: BatchView)

    /// Tells what was counted; called once, behind the last batch.
    ///
    /// - Parameter rowCount: of the table.
    func finish(rowCount: Int, _ tally: Tally)
}

/// Violated rows and denominators by check.
final class Tally {
    /// What is known of one check.
    struct Outcome {
        var violated: Int?
        var denominator: Int?
        /// Why the check could not run.
        var error: String?
    }

    /// By index of the check.
    private(set) var outcomes: [Outcome]

    init(checkCount: Int) { outcomes = Array(repeating: Outcome(), count: checkCount) }

    func set(_ checks: [Int], violated: Int, of denominator: Int) {
        for check in checks {
            outcomes[check].violated = violated
            outcomes[check].denominator = denominator
        }
    }

    func set(_ check: Int, violated: Int, of denominator: Int) {
        set([check], violated: violated, of: denominator)
    }

    func set(_ check: Int, error: String) { outcomes[check].error = error }
}
