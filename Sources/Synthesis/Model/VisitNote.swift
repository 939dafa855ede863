// The text of a note, which DocumentReference and NOTE both carry.
//
//     Visit note
//     Type 2 diabetes mellitus

/// The text of a note: what was found in the visit.
package enum VisitNote {
    /// Appends a line that says what it is, and one for each condition of the encounter.
    package static func append(
        _ event: NoteEvent, of person: SimulatedPerson, _ catalogue: Catalogue,
        to bytes: inout [UInt8]
    ) {
        bytes.append(contentsOf: "Visit note".utf8)
        for condition in person.conditions where condition.encounter == event.encounter {
            guard catalogue.codes.indices.contains(Int(condition.code)) else { continue }
            bytes.append(UInt8(ascii: "\n"))
            bytes.append(contentsOf: catalogue.codes[Int(condition.code)].display.utf8)
        }
    }
}
