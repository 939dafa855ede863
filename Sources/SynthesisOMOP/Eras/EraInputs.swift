// What the eras of a person are made of: the rows of CONDITION_OCCURRENCE and DRUG_EXPOSURE, as
// they are written.

import OMOP
import Synthesis

/// Makes the eras of one person after another; keeps the memory.
struct EraInputs {
    private var occurrences: [ConditionOccurrence] = []
    private var exposures: [IngredientExposure] = []
    /// The ingredients of each drug of the vocabulary.
    private let ingredients: [Int32: [Int32]]

    init(vocabulary: Vocabulary) {
        var ingredients: [Int32: [Int32]] = [:]
        for concept in vocabulary.concepts where concept.domain == "Drug" {
            let found = vocabulary.ingredients(of: concept.id)
            if !found.isEmpty { ingredients[concept.id] = found }
        }
        self.ingredients = ingredients
    }

    mutating func conditionEras(
        of person: SimulatedPerson, _ staged: [StagedRow], _ frame: PersonFrame
    ) -> [ConditionEra] {
        occurrences.removeAll(keepingCapacity: true)
        for row in staged {
            var end: Int64?
            if row.source == .condition {
                end = frame.knownEnd(person.conditions[Int(row.index)].abatement)
            }
            occurrences.append(
                ConditionOccurrence(
                    conceptID: row.conceptID, start: CalendarTime.day(row.time),
                    end: end.map(CalendarTime.day)))
        }
        return ConditionEras.eras(of: &occurrences, lastDay: frame.asOfDay)
    }

    mutating func drugEras(
        of person: SimulatedPerson, _ staged: [StagedRow], _ frame: PersonFrame
    ) -> [DrugEra] {
        exposures.removeAll(keepingCapacity: true)
        for row in staged {
            guard let parts = ingredients[row.conceptID] else { continue }
            let start = CalendarTime.day(row.time)
            var end = start
            if row.source == .medication {
                end = DrugExposureTable.endDay(of: person.medications[Int(row.index)], frame)
            }
            for ingredient in parts {
                exposures.append(
                    IngredientExposure(
                        ingredientID: ingredient, span: DaySpan(start: start, end: end)))
            }
        }
        return DrugEras.eras(of: &exposures)
    }
}
