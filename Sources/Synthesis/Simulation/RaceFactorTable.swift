// How race changes prevalences, as one list of numbers: a factor that is looked up in lists of
// lists touches a reference count, in memory that all threads share.
//
//     factor 0 | male: Hispanic, unknown, race 0, race 1 … | female: … | factor 1 | …

/// The factors of `ClinicalTables.raceFactors`.
struct RaceFactorTable: Sendable {
    /// Numbers of each factor and sex.
    private let width: Int
    private let values: [Double]

    init(_ factors: [RaceFactor], raceCount: Int) {
        let races = raceCount + 1
        width = 1 + races
        values = factors.flatMap { factor in
            [AdministrativeSex.male, .female].flatMap { sex in
                [factor.factor(sex, isHispanic: true, race: -1)]
                    + (0..<Int32(races)).map { race in
                        factor.factor(sex, isHispanic: false, race: race - 1)
                    }
            }
        }
    }

    /// How much more often a person has the condition of a factor than all do.
    @inline(__always)
    func factor(_ index: Int, _ person: Demographics) -> Double {
        let slot = person.isHispanic ? 0 : Int(person.race) + 2
        guard slot < width else { return 1 }
        return values[(index * 2 + Int(person.sex.rawValue)) * width + slot]
    }
}
