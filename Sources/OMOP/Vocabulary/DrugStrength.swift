// DRUG_STRENGTH from the names of RxNorm products, where amount and unit are plain.
//
//     product    = [hours SP] component *(" / " component) [SP dose-form] [SP "[" brand "]"]
//     hours      = number SP ("HR" / "DAY")               how long a system or tablet releases
//     component  = ingredient SP number SP unit
//     unit       = "MG" / "MG/ML"
//
// `lisinopril 10 MG Oral Tablet` has an amount of 10 mg; `hydrocortisone 10 MG/ML Topical Cream`
// has 10 mg in each mL. Packs (`{28 (… ) } Pack`), quantities (`10 ML …`), other
// units (UNT, MG/HR) and components that no single ingredient of the product begins with give no
// row.
// Source: RxNorm's naming conventions (NLM, RxNorm Technical Documentation).

/// A row of DRUG_STRENGTH.
package struct DrugStrength: Hashable, Sendable {
    package let drugConceptID: Int32
    package let ingredientConceptID: Int32
    /// In the amount unit, or for each denominator unit.
    package let value: Double
    /// Whether the value is an amount in each millilitre.
    package let isConcentration: Bool
}

extension Vocabulary {
    /// The strengths of all products, by product, then by the order of the name.
    package func drugStrengths() -> [DrugStrength] {
        var strengths: [DrugStrength] = []
        for concept in concepts where concept.vocabulary == "RxNorm" {
            let known = ingredients(of: concept.id)
            guard concept.conceptClass != "Ingredient", !known.isEmpty else { continue }
            strengths += strengthsOfProduct(concept, ingredients: known)
        }
        return strengths
    }

    private func strengthsOfProduct(_ product: Concept, ingredients: [Int32]) -> [DrugStrength] {
        var strengths: [DrugStrength] = []
        for component in componentWords(of: product.name) {
            guard let component, let ingredient = ingredient(ingredients, named: component.name),
                !strengths.contains(where: { $0.ingredientConceptID == ingredient })
            else { return [] }
            strengths.append(
                DrugStrength(
                    drugConceptID: product.id, ingredientConceptID: ingredient,
                    value: component.value, isConcentration: component.isConcentration))
        }
        return strengths
    }

    /// The ingredient whose name the component begins with, or the only one there is.
    private func ingredient(_ ingredients: [Int32], named name: String) -> Int32? {
        if ingredients.count == 1 { return ingredients[0] }
        let matches = ingredients.filter { id in
            concept(id).map { name == $0.name || name.hasPrefix($0.name + " ") } ?? false
        }
        return matches.count == 1 ? matches[0] : nil
    }

    private typealias Component = (name: String, value: Double, isConcentration: Bool)

    /// The components of a product's name; nil for one that is not plain.
    private func componentWords(of product: String) -> [Component?] {
        var components: [Component?] = []
        var words: [Substring] = []
        for word in product.split(separator: " ") {
            if word == "/" {
                components.append(component(words, isFirst: components.isEmpty))
                words.removeAll()
            } else {
                words.append(word)
            }
        }
        components.append(component(words, isFirst: components.isEmpty))
        return components
    }

    private func component(_ words: [Substring], isFirst: Bool) -> Component? {
        var words = words[...]
        if isFirst, words.count > 2, Double(words[0]) != nil, words[1] == "HR" || words[1] == "DAY"
        {
            words = words.dropFirst(2)
        }
        guard let first = words.first, Double(first) == nil,
            let place = words.firstIndex(where: { Double($0) != nil }),
            let value = Double(words[place]), value > 0, place + 1 < words.endIndex
        else { return nil }
        let name = words[..<place].joined(separator: " ")
        switch words[place + 1] {
        case "MG": return (name, value, false)
        case "MG/ML": return (name, value, true)
        default: return nil
        }
    }
}
