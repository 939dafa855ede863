// Defects of single rows, and rows that disagree with their resource.

import Columnar
import Synthesis
import SynthesisOMOP

/// Damages rows of one table.
struct OMOPDefects {
    private let table: OMOPTable
    private let names: [String]
    private let kinds: [DefectKind]

    /// A key or concept that nobody has.
    private static let unknownKey: Int64 = 999_999_999_999_999
    private static let unknownConcept: Int64 = 999_999_999
    /// Concepts of domains that no event table takes: a gender and a unit.
    private static let wrongConcept: Int64 = 8507
    private static let maleConcept: Int64 = 8507
    private static let femaleConcept: Int64 = 8532

    /// Nil for tables that are left alone: derived ones and vocabulary.
    init?(_ table: OMOPTable) {
        self.table = table
        names = table.columns.map(\.name)
        switch table {
        case .person:
            kinds = [
                .missingRequiredField, .unknownConcept, .genderDisagrees, .birthYearDisagrees,
            ]
        case .conditionOccurrence, .drugExposure, .deviceExposure:
            kinds = [
                .missingRequiredField, .unknownConcept, .wrongDomain, .brokenKey,
                .endBeforeStart, .beforeBirth, .dateDisagrees,
            ]
        case .visitOccurrence:
            kinds = [.missingRequiredField, .unknownConcept, .brokenKey, .endBeforeStart]
        case .procedureOccurrence, .observation:
            kinds = [
                .missingRequiredField, .unknownConcept, .brokenKey, .beforeBirth, .dateDisagrees,
            ]
        case .measurement:
            kinds = [
                .missingRequiredField, .unknownConcept, .wrongDomain, .brokenKey, .beforeBirth,
                .implausibleValue, .valueDisagrees, .dateDisagrees,
            ]
        default: return nil
        }
    }

    /// Damages one row.
    ///
    /// - Returns: nil when the row has no place for the kind that was drawn.
    func damage(
        _ row: Int, of batch: inout TypedBatch, key: Int64, _ random: inout RandomStream
    ) -> PlantedDefect? {
        let kind = kinds[random.integer(below: kinds.count)]
        guard let column = column(for: kind, &random) else { return nil }
        let original = batch.columns[column].integer(at: row)
        switch kind {
        case .missingRequiredField:
            batch.columns[column].setNull(row)
        case .implausibleValue, .valueDisagrees:
            guard let value = batch.columns[column].real(at: row) else { return nil }
            let planted = kind == .implausibleValue ? -9999 : value * 1.5 + 1
            batch.columns[column].set(row, planted)
            return defect(kind, key, column, "\(value)", "\(planted)")
        default:
            guard let original, let planted = planted(kind, original, row, batch) else {
                return nil
            }
            batch.columns[column].set(row, planted)
            return defect(kind, key, column, "\(original)", "\(planted)")
        }
        return defect(kind, key, column, original.map { "\($0)" } ?? "", "")
    }

    private func defect(
        _ kind: DefectKind, _ key: Int64, _ column: Int, _ original: String, _ planted: String
    ) -> PlantedDefect {
        PlantedDefect(
            kind: kind, record: table.rawValue, id: "\(key)", element: names[column],
            original: original, planted: planted)
    }

    /// The number in the place of another; days for dates.
    private func planted(
        _ kind: DefectKind, _ original: Int64, _ row: Int, _ batch: TypedBatch
    ) -> Int64? {
        switch kind {
        case .unknownConcept: Self.unknownConcept
        case .wrongDomain: Self.wrongConcept
        case .brokenKey: Self.unknownKey
        // From the start, since what lasted for years would end behind it still.
        case .endBeforeStart:
            names.firstIndex { $0.hasSuffix("start_date") }
                .flatMap { batch.columns[$0].integer(at: row) }.map { $0 - 30 }
        // 1800-01-01
        case .beforeBirth: -62_091
        case .genderDisagrees:
            original == Self.maleConcept ? Self.femaleConcept : Self.maleConcept
        case .birthYearDisagrees: original - 3
        case .dateDisagrees: original - 45
        default: nil
        }
    }

    /// The column that takes a defect of a kind.
    private func column(for kind: DefectKind, _ random: inout RandomStream) -> Int? {
        switch kind {
        case .missingRequiredField:
            // Behind the key, which identifies the row, and the person.
            let required = table.columns.indices.filter {
                $0 > 1 && table.columns[$0].isRequired
            }
            return required.isEmpty ? nil : required[random.integer(below: required.count)]
        case .unknownConcept, .wrongDomain: return mainConcept
        case .brokenKey: return names.firstIndex(of: "person_id")
        case .endBeforeStart: return names.firstIndex { $0.hasSuffix("end_date") }
        case .beforeBirth, .dateDisagrees:
            return names.firstIndex { $0.hasSuffix("_date") && !$0.hasSuffix("end_date") }
        case .implausibleValue, .valueDisagrees: return names.firstIndex(of: "value_as_number")
        case .genderDisagrees: return names.firstIndex(of: "gender_concept_id")
        case .birthYearDisagrees: return names.firstIndex(of: "year_of_birth")
        default: return nil
        }
    }

    /// `condition_concept_id` and the like.
    private var mainConcept: Int? { names.firstIndex { $0.hasSuffix("_concept_id") } }
}
