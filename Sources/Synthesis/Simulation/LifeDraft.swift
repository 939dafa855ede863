// A life while it is simulated: what is not yet in the lists of the `SimulatedPerson`. A worker
// keeps one and fills it again for each person.

/// A condition in a life.
struct Episode {
    /// In `ClinicalTables.conditions`.
    var condition: Int
    var onset: Int64
    /// `Int64.max` while it lasts.
    var end: Int64
    /// When a clinician saw it first; the onset while that is not known.
    var recorded: Int64
    /// In `LifeDraft.visits`, and then in `SimulatedPerson.encounters`; -1 for none.
    var visit = -1
    /// The episode at whose first visit this one is seen too; -1.
    var joins = -1
    /// In `SimulatedPerson.conditions`; -1 for what is not coded.
    var event: Int32 = -1
    /// The first of its therapies, in `LifeDraft.therapies`; one for each row, -1 before.
    var firstTherapy = -1

    init(condition: Int, onset: Int64, end: Int64 = .max) {
        self.condition = condition
        self.onset = onset
        self.end = end
        self.recorded = onset
    }

    func isActive(at time: Int64) -> Bool { onset <= time && time < end }
}

/// A visit before the calendar is settled.
struct Visit {
    var start: Int64
    var end: Int64
    var kind: EncounterKind
    /// In `Catalogue.codes`.
    var type: Int32
    /// By which panels and procedures of visits are found.
    var name: UInt8
    /// What it is for the episode: `VisitNames.onset` and so on.
    var role: UInt8 = VisitNames.onset
    /// In `LifeDraft.episodes`; -1.
    var episode = -1
    /// Whether it must not be left out.
    var isPinned = false
    var intensiveShare = 0.0
    var endsInDeath = false

    init(start: Int64, end: Int64, kind: EncounterKind, type: Int32, name: UInt8) {
        self.start = start
        self.end = end
        self.kind = kind
        self.type = type
        self.name = name
    }
}

/// An episode that a visit is about; a visit may be about several.
struct VisitOccasion {
    var visit: Int
    var episode: Int
    var role: UInt8
}

/// A treatment that a person has or had.
struct Therapy {
    /// In `LifeDraft.episodes`.
    var episode: Int
    /// In `SimulationPlan.care.therapies`.
    var row: Int
    /// In `ClinicalTables.drugs`.
    var drug: Int
    var start: Int64
    var end: Int64
    /// Whether the therapy went over to another product at its end.
    var isContinued = false
}

/// What an episode does to one measure at the times of this life.
struct ActiveEffect {
    var measure: Int
    /// The effect grows from here to the onset.
    var rampStart: Int64
    var onset: Int64
    var end: Int64
    /// `Int64.max` where nothing treats it.
    var treatedFrom: Int64
    var treatedFully: Int64
    var isFactor: Bool
    var untreated: Double
    var treated: Double
    /// Bounds while it lasts, or until it is treated; infinite where there is none.
    var low: Double
    var high: Double
    var boundsEnd: Int64
    /// The next effect on the same measure; -1.
    var next: Int32
}

/// The working memory of a worker.
struct LifeDraft: ~Copyable {
    var number: Int64 = 0
    var sex = AdministrativeSex.female
    var birth: Int64 = 0
    /// The second of death, or the last one of the reference date: nothing is later, and new
    /// things begin before it.
    var end: Int64 = 0
    var windowStart: Int64 = 0
    /// In whole years, at the reference date or at death.
    var age = 0
    var streams = LifeStreams(seed: 0, person: 0)
    var scores: [Double] = []
    /// Words of the stream that scores are made of.
    var words: [UInt32] = []
    var independent: [SIMD4<Double>] = []
    /// Candidates of those who died: scores, and the weight of each.
    var candidates: [Double] = []
    var candidateWeights: [Double] = []
    /// By prevalent condition.
    var present: [Bool] = []
    /// The prevalent conditions that are or may have been had: the first `notedCount`.
    var noted: [Int] = []
    var notedCount = 0
    var episodes = WorkList<Episode>()
    /// Of acute conditions, when the last one ended; by condition.
    var lastEnds: [Int64] = []
    var visits = WorkList<Visit>()
    var order = WorkList<(start: Int64, index: Int)>()
    var accepted = WorkList<Visit>()
    var tasks = WorkList<VisitOccasion>()
    var therapies = WorkList<Therapy>()
    var effects = WorkList<ActiveEffect>()
    /// By measure: the first of its effects, chained by `ActiveEffect.next`; -1 for none.
    var firstEffects: [Int32] = []
    /// By measure: the person's own score, NaN before it is drawn.
    var ownScores: [Double] = []
    /// By measure: the value at the visit at hand, and which visit that was.
    var values: [Double] = []
    var valueStamps: [Int] = []
    var panelStamps: [Int] = []
    /// The weight that goes with the BMI of a moment.
    var weight = 0.0
    var weightStamp = -1
    var stamp = 0
    /// Lists of claim items by encounter, threaded through `itemNext`.
    var itemFirst: [Int32] = []
    var itemLast: [Int32] = []
    var itemNext: [Int32] = []
    var items: [ClaimItem] = []

    /// The age in years at a time.
    @inline(__always)
    func years(at time: Int64) -> Double { Double(time &- birth) * (1 / secondsPerYear) }

    /// The age in whole years at a time, at most that at the end.
    func wholeYears(at time: Int64) -> Int {
        min(max(Int(years(at: time)), 0), AgeCurve.ageCount - 1)
    }
}

/// The mean year of the Gregorian calendar, 365.2425 days.
let secondsPerYear = 31_556_952.0

/// Days as seconds; the argument is a number from a table, at most some ten thousands.
func seconds(days: Double) -> Int64 { Int64(days * 86_400) }

/// The short streams that nearly every life draws from, with their first blocks. Of the others, a
/// life takes many blocks or none.
struct LifeStreams {
    private let streams: FourStreams

    init(seed: UInt64, person: Int64) {
        streams = FourStreams(
            seed: seed, person: person,
            SIMD4(
                RandomStreamID.conditions.rawValue, SimulationStream.complications,
                RandomStreamID.acuteConditions.rawValue, SimulationStream.therapies))
    }

    var conditions: RandomStream { streams[0] }
    var complications: RandomStream { streams[1] }
    var acuteConditions: RandomStream { streams[2] }
    var therapies: RandomStream { streams[3] }
}

/// Streams of the simulation besides those of `RandomStreamID`; never renumber.
enum SimulationStream {
    static let therapies: UInt32 = 101
    static let visits: UInt32 = 102
    static let careSites: UInt32 = 152
    static let complications: UInt32 = 103
    static let acuteComplications: UInt32 = 603
    static let survey: UInt32 = 104
    /// One for each measure follows: a person's own score.
    static let ownScores: UInt32 = 1000
}
