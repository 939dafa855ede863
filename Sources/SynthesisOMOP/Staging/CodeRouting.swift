// Which table and concept each code of the catalogue leads to, worked out once for a world.

import OMOP
import Synthesis

/// The tables that the domain of a concept chooses between.
enum EventTable: UInt8, CaseIterable, Sendable {
    case condition, drug, procedure, measurement, observation, device

    var table: OMOPTable {
        switch self {
        case .condition: .conditionOccurrence
        case .drug: .drugExposure
        case .procedure: .procedureOccurrence
        case .measurement: .measurement
        case .observation: .observation
        case .device: .deviceExposure
        }
    }

    /// The DOMAIN row of its events, as COST names it.
    var domainID: StaticString {
        switch self {
        case .condition: "Condition"
        case .drug: "Drug"
        case .procedure: "Procedure"
        case .measurement: "Measurement"
        case .observation: "Observation"
        case .device: "Device"
        }
    }
}

/// One row that a code leads to.
struct RoutedTarget: Equatable, Sendable {
    let conceptID: Int32
    /// -1 for none.
    let valueConceptID: Int32
    let table: EventTable
}

/// The targets of all codes. Immutable.
final class CodeRouting: Sendable {
    private let targets: [RoutedTarget]
    /// Where the targets of each code begin; one more than there are codes.
    private let starts: [Int]
    private let sourceConcepts: [Int32]
    private let answerConcepts: [Int32]

    /// - Parameter vocabulary: a concept that it does not have becomes 0, so that no key leads
    ///   nowhere.
    init(codes: [ClinicalCode], vocabulary: Vocabulary) {
        func known(_ id: Int32) -> Int32 { vocabulary.concept(id) == nil ? 0 : id }
        var targets: [RoutedTarget] = []
        var starts = [0]
        for code in codes {
            for target in code.targets where known(target.conceptID) != 0 {
                let related = vocabulary.targets(of: code.sourceConceptID).first {
                    $0.conceptID == target.conceptID
                }
                let value = known(
                    target.valueConceptID != 0
                        ? target.valueConceptID : related?.valueConceptID ?? 0)
                targets.append(
                    RoutedTarget(
                        conceptID: target.conceptID, valueConceptID: value == 0 ? -1 : value,
                        table: Self.table(of: target.domain)))
            }
            starts.append(targets.count)
        }
        self.targets = targets
        self.starts = starts
        sourceConcepts = codes.map { known($0.sourceConceptID) }
        answerConcepts = codes.map { known($0.targets.first?.conceptID ?? 0) }
    }

    /// What has no table of its own is an observation, as the CDM says of that table.
    private static func table(of domain: OMOPDomain) -> EventTable {
        switch domain {
        case .condition: .condition
        case .drug: .drug
        case .procedure: .procedure
        case .measurement: .measurement
        case .device: .device
        case .observation, .visit, .other: .observation
        }
    }

    /// The targets of a code; none for a code that maps to nothing.
    @inline(__always)
    func range(_ code: Int32) -> Range<Int> {
        let code = Int(code)
        guard code >= 0, code < starts.count - 1 else { return 0..<0 }
        return starts[code]..<starts[code + 1]
    }

    @inline(__always)
    subscript(target: Int) -> RoutedTarget { targets[target] }

    /// The concept of the code itself; 0 for none.
    @inline(__always)
    func sourceConcept(_ code: Int32) -> Int32 {
        let code = Int(code)
        return code >= 0 && code < sourceConcepts.count ? sourceConcepts[code] : 0
    }

    /// The standard concept of the code as an answer, or as the class of a note: the first where it
    /// has two, 0 for none.
    @inline(__always)
    func answerConcept(_ code: Int32) -> Int32 {
        let code = Int(code)
        return code >= 0 && code < answerConcepts.count ? answerConcepts[code] : 0
    }

    /// The first target in a table; 0 for none.
    func firstConcept(_ code: Int32, in table: EventTable) -> Int32 {
        for target in range(code) where targets[target].table == table {
            return targets[target].conceptID
        }
        return 0
    }
}
