// Drug eras: exposures to one ingredient that follow each other within 30 days are one.
//
//     stage 1   exposures that overlap or touch on a day become a stretch; its days of exposure are
//               its end minus its start
//     stage 2   stretches whose start is at most 30 days after the latest end so far become an era
//     gap_days  end - start of the era, minus the days of exposure of its stretches
//
// A product of several ingredients is an exposure to each; a product without one (a vaccine,
// concept 0) is an exposure to none.
// Source: the SQL of OHDSI/ETL-Synthea (insert_drug_era.sql).

/// An exposure to one ingredient.
struct IngredientExposure {
    var ingredientID: Int32
    var span: DaySpan
}

/// A stretch of one ingredient.
struct DrugEra: Equatable, Sendable {
    var ingredientID: Int32
    var span: DaySpan
    var exposureCount: Int32
    var gapDays: Int32
}

/// The rule.
enum DrugEras {
    static let gapDaysMax: Int32 = 30

    /// The eras of one person, in the order of start and ingredient.
    ///
    /// - Parameter exposures: in any order; they are sorted in place.
    static func eras(of exposures: inout [IngredientExposure]) -> [DrugEra] {
        exposures.sort { ($0.ingredientID, $0.span.start) < ($1.ingredientID, $1.span.start) }
        var eras: [DrugEra] = []
        var index = 0
        while index < exposures.count {
            let stretch = takeStretch(exposures, &index)
            let exposed = stretch.span.end - stretch.span.start
            if let last = eras.last, last.ingredientID == stretch.ingredientID,
                stretch.span.start - last.span.end <= gapDaysMax
            {
                // Gap days hold minus the days of exposure until the era is whole.
                eras[eras.count - 1].span.end = max(last.span.end, stretch.span.end)
                eras[eras.count - 1].exposureCount += stretch.exposureCount
                eras[eras.count - 1].gapDays -= exposed
            } else {
                eras.append(
                    DrugEra(
                        ingredientID: stretch.ingredientID, span: stretch.span,
                        exposureCount: stretch.exposureCount, gapDays: -exposed))
            }
        }
        for index in eras.indices {
            eras[index].gapDays += eras[index].span.end - eras[index].span.start
        }
        eras.sort { ($0.span.start, $0.ingredientID) < ($1.span.start, $1.ingredientID) }
        return eras
    }

    /// Takes the exposures of one stretch from the sorted list.
    private static func takeStretch(
        _ exposures: [IngredientExposure], _ index: inout Int
    ) -> DrugEra {
        let first = exposures[index]
        var stretch = DrugEra(
            ingredientID: first.ingredientID, span: first.span, exposureCount: 1, gapDays: 0)
        index += 1
        while index < exposures.count, exposures[index].ingredientID == first.ingredientID,
            exposures[index].span.start <= stretch.span.end
        {
            stretch.span.end = max(stretch.span.end, exposures[index].span.end)
            stretch.exposureCount += 1
            index += 1
        }
        return stretch
    }
}
