// The part of a Patient that follows from race, ethnicity and sex alone, and the fixed text around
// it: half of the resource, as one piece for each combination.
//
//     …","profile":[us-core-patient]},"extension":[ race, ethnicity, sex ],"identifier":[{…"value":"
//
// Source: US Core 6.1.0, profile us-core-patient and its extensions.

import Synthesis

/// Pieces by race, ethnicity and sex.
final class IdentityFragments: Sendable {
    private let pieces: FragmentTable
    private let raceCount: Int

    init(_ catalogue: Catalogue) {
        let races =
            [Self.raceExtension(category: "", text: "Unknown")] + catalogue.races.map(Self.race)
        raceCount = catalogue.races.count
        var pieces: [[UInt8]] = []
        for race in races {
            for isHispanic in [false, true] {
                for sex in [AdministrativeSex.male, .female] {
                    let text =
                        Self.head + race + "," + Self.ethnicity(isHispanic) + ","
                        + Self.sex(sex) + Self.identifier
                    pieces.append(Array(text.utf8))
                }
            }
        }
        self.pieces = FragmentTable(pieces, missing: pieces[0])
    }

    /// - Parameter race: in the catalogue; any other number for a race that is not known.
    @inline(__always)
    func piece(
        _ race: Int32, isHispanic: Bool, _ sex: AdministrativeSex
    ) -> UnsafeRawBufferPointer {
        let known = race >= 0 && Int(race) < raceCount ? Int(race) + 1 : 0
        return unsafe pieces.piece(
            at: known * 4 + (isHispanic ? 2 : 0) + (sex == .male ? 0 : 1))
    }

    private static let head = #"""
        ","profile":["http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient"]},\#
        "extension":[
        """#

    private static let identifier = #"""
        ],"identifier":[{"use":"usual","type":{"coding":[{"system":\#
        "http://terminology.hl7.org/CodeSystem/v2-0203","code":"MR",\#
        "display":"Medical record number"}],"text":"Medical record number"},\#
        "system":"https://example.org/healthlake/medical-record-number","value":"
        """#

    private static func race(_ race: RaceEntry) -> String {
        let name = FHIRFragments.text(race.name)
        let category =
            race.code.isEmpty
            ? ""
            : #"{"url":"ombCategory","valueCoding":{"system":"urn:oid:2.16.840.1.113883.6.238","#
                + #""code":"\#(FHIRFragments.text(race.code))","display":"\#(name)"}},"#
        return raceExtension(category: category, text: name)
    }

    /// - Parameter category: the part with the OMB category and a comma; empty where the race is
    ///   not known, since us-core-race asks for the text alone.
    private static func raceExtension(category: String, text: String) -> String {
        #"{"extension":["# + category + #"{"url":"text","valueString":"\#(text)"}],"#
            + #""url":"http://hl7.org/fhir/us/core/StructureDefinition/us-core-race"}"#
    }

    private static func ethnicity(_ isHispanic: Bool) -> String {
        let code = isHispanic ? "2135-2" : "2186-5"
        let text = isHispanic ? "Hispanic or Latino" : "Not Hispanic or Latino"
        return #"{"extension":[{"url":"ombCategory","valueCoding":{"#
            + #""system":"urn:oid:2.16.840.1.113883.6.238","code":"\#(code)","#
            + #""display":"\#(text)"}},{"url":"text","valueString":"\#(text)"}],"#
            + #""url":"http://hl7.org/fhir/us/core/StructureDefinition/us-core-ethnicity"}"#
    }

    private static func sex(_ sex: AdministrativeSex) -> String {
        // us-core-sex takes the two SNOMED findings of federal administrative sex.
        let finding = sex == .male ? "248153007" : "248152002"
        return #"{"url":"http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex","#
            + #""valueCode":"\#(sex == .male ? "M" : "F")"},"#
            + #"{"url":"http://hl7.org/fhir/us/core/StructureDefinition/us-core-sex","#
            + #""valueCode":"\#(finding)"}"#
    }
}

extension LineBuffer {
    /// Appends the piece of a combination.
    @inline(__always)
    mutating func piece(
        _ table: IdentityFragments, _ race: Int32, isHispanic: Bool, _ sex: AdministrativeSex
    ) {
        unsafe raw(table.piece(race, isHispanic: isHispanic, sex))
    }
}
