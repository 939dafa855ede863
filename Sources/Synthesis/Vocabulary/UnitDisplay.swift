// Units as people read them: FHIR's Quantity.unit beside the UCUM code.
//
//     mm[Hg] → mmHg     {score} → score     kg/m2 → kg/m²     10*3/uL → 10³/µL
//
// Source: UCUM 2.1: brackets mark customary units, braces mark annotations without a meaning.

enum UnitDisplay {
    private static let words = [
        "a": "years", "mo": "months", "wk": "weeks", "d": "days", "h": "hours", "s": "seconds",
        "Cel": "°C", "[degF]": "°F", "[in_i]": "in", "[lb_av]": "lb", "%{HbA1c}": "%",
        "kg/m2": "kg/m²", "mL/min/{1.73_m2}": "mL/min/1.73 m²", "10*3/uL": "10³/µL",
        "10*6/uL": "10⁶/µL", "10*9/L": "10⁹/L", "/uL": "/µL",
    ]

    static func text(of code: String) -> String {
        if let word = words[code] { return word }
        let plain = code.filter { !"[]{}".contains($0) }
        // "ug" is micrograms written in ASCII.
        return plain.hasPrefix("ug") ? "µ" + plain.dropFirst() : plain
    }
}
