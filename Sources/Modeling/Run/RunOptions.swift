// What a run does.

/// The commands that run nodes.
package enum RunCommand: String, Sendable, CaseIterable {
    case build, run, test, seed, compile

    /// The kinds of nodes that the command is about.
    var kinds: [ResourceKind] {
        switch self {
        case .build: [.model, .seed, .test]
        case .run: [.model]
        case .test: [.test]
        case .seed: [.seed]
        case .compile: [.model, .test]
        }
    }
}

/// Choices for one run.
package struct RunOptions {
    package var select: [String] = []
    package var exclude: [String] = []
    /// `table` makes tables of models that are views.
    package var viewsAs: Materialisation = .view
    /// Whether everything is taken back and the run ends at the first failure.
    package var failFast = false
    /// Whether rows that tests find are kept as tables, unless a test says otherwise.
    package var storeFailures = false
    /// Whether the run ends with statistics and the file in one piece.
    package var finishesFile = true

    package init() {}
}
