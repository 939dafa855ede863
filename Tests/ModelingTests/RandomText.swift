// Choices of tests that make texts at random, the same in each run.

/// Something that makes texts.
protocol RandomText {
    /// Of a linear congruential generator.
    var state: UInt64 { get set }
}

extension RandomText {
    /// A number from 0 on, below the bound.
    mutating func next(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(bound))
    }

    mutating func any(_ choices: [String]) -> String { choices[next(choices.count)] }
}
