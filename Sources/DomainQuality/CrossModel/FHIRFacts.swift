// The FHIR side of a comparison: a record of fixed size for each thing that should be a row.
//
//     Observation obs-1 { component: [ 8480-6: 120, 8462-4: 80 ] }   →  two facts
//     Condition of a code that becomes two concepts                 →  two facts
//
// A million resources take about 130 MB, ids included.

/// Something that a resource says and that one row of the CDM should say too.
struct EventFact {
    let kind: ResourceKind
    /// The table that its code leads to.
    let table: EventTable
    /// Whether a row may be there or not: what was cancelled, or has no result.
    let isOptional: Bool
    /// In `FHIRFacts.resources`.
    let resource: Int32
    /// In `FHIRFacts.subjects`; -1 for none.
    let subject: Int32
    /// In `FHIRFacts.encounterIDs`; -1 for none.
    let encounter: Int32
    /// In `FHIRFacts.codings`; -1 for none.
    let code: Int32
    /// -1 where the code is not known.
    let concept: Int32
    /// In `FHIRFacts.units`; -1 for none.
    let unit: Int32
    /// In `FHIRFacts.codings`; -1 for none.
    let answer: Int32
    let start: WrittenDate
    let end: WrittenDate
    /// NaN for none.
    let number: Double
    /// In the rows of `rowTable`; -1 for none.
    var row: Int32 = -1
    /// Where its row stands: another table than `table` only where a key map says so.
    var rowTable: EventTable = .condition
}

/// A Patient.
struct PatientFact {
    /// In `FHIRFacts.subjects`.
    let subject: Int32
    let gender: String
    let birth: WrittenDate
    let races: [String]
    let ethnicities: [String]
    let isDead: Bool
    let death: WrittenDate
    /// In the rows of PERSON; -1 for none.
    var row: Int32 = -1
}

/// An Encounter.
struct EncounterFact {
    /// In `FHIRFacts.encounterIDs`.
    let id: Int32
    /// In `FHIRFacts.subjects`; -1 for none.
    let subject: Int32
    /// In `FHIRFacts.classes`; -1 for none.
    let encounterClass: Int32
    let isOptional: Bool
    let start: WrittenDate
    let end: WrittenDate
    /// In the rows of VISIT_OCCURRENCE; -1 for none.
    var row: Int32 = -1
}

/// A code that stands alone: a unit, a class of encounters.
struct LoneCode {
    let code: String
    /// Nil where it is not known.
    let conceptID: Int32?

    /// Whether it is a unit of UCUM that is an annotation only: `{score}`.
    var isAnnotation: Bool {
        code.utf8.first == UInt8(ascii: "{") && code.utf8.last == UInt8(ascii: "}")
    }
}

/// Everything that the FHIR side says.
struct FHIRFacts {
    /// Ids of Patients, and what subjects refer to.
    var subjects = TextTable()
    var encounterIDs = TextTable()
    /// Ids of the other resources.
    var resources = TextTable()
    var codings: Codings
    var units: [LoneCode] = []
    var classes: [LoneCode] = []

    var patients: [PatientFact] = []
    var encounters: [EncounterFact] = []
    var events: [EventFact] = []

    /// By subject, the Patient; -1 for a reference to nobody.
    private(set) var patientOfSubject: [Int32] = []
    /// By encounter id, the Encounter; -1 for a reference to none.
    private(set) var encounterOfID: [Int32] = []
    /// Files with lines that are no resources.
    var unreadable: [(file: String, count: Int, firstLine: Int)] = []

    init(_ map: CodeMap) { codings = Codings(map) }

    /// To be called when all is read. Of several Patients with one id the first counts for others.
    mutating func link() {
        patientOfSubject = Array(repeating: -1, count: subjects.count)
        for (index, patient) in patients.enumerated().reversed() {
            patientOfSubject[Int(patient.subject)] = Int32(truncatingIfNeeded: index)
        }
        encounterOfID = Array(repeating: -1, count: encounterIDs.count)
        for (index, encounter) in encounters.enumerated().reversed() {
            encounterOfID[Int(encounter.id)] = Int32(truncatingIfNeeded: index)
        }
    }

    /// The Patient of a subject; -1 for none.
    func patient(_ subject: Int32) -> Int32 {
        subject >= 0 ? patientOfSubject[Int(subject)] : -1
    }
}
