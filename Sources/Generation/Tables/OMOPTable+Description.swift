// What readers are told of the generated tables.

package import SynthesisOMOP

extension OMOPTable {
    /// About how many rows a person has, for the planner.
    package var rowsPerPerson: Double {
        switch self {
        case .person: 1
        case .measurement: 150
        case .observation: 20
        case .visitOccurrence, .visitDetail: 30
        case .drugExposure, .drugEra: 25
        case .cost, .ledger: 200
        case .death: 0.1
        default: 5
        }
    }

    /// One line.
    package var help: String {
        switch self {
        case .ledger:
            "Which FHIR resource of a synthetic population became which OMOP row, or why none."
        case .syntheticDefect:
            "What defects => SHARE damages in a synthetic population, and where: the ledger by "
                + "which validators are measured."
        default:
            "Rows of the OMOP CDM v5.4 table \(rawValue) of a synthetic population, simulated "
                + "while they are read."
        }
    }
}
