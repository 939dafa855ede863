// Everything in FHIR resources that depends on the catalogue alone, as JSON made once.
//
// Persons refer to codes, units, names and places by index: their pieces lie in tables with the
// same indexes, so that rendering an event copies bytes and formats a few numbers.

package import Synthesis

/// The prepared pieces of one catalogue; immutable and shared by all renderers of a run.
package final class FHIRFragments: Sendable {
    package let world: SyntheticWorld
    /// CodeableConcepts of the codes.
    let codes: FragmentTable
    /// The same, as Observation.code: pulse oximetry carries the two codings of its profile.
    let observationCodes: FragmentTable
    /// Names of the codes for the inside of a string, and of a narrative.
    let displays: FragmentTable
    let narratives: FragmentTable
    /// From `meta.profile` to `code` of an Observation; see `ObservationHeads`.
    let observationHeads: ObservationHeads
    /// The rest of a Quantity behind its value, brace included.
    let units: FragmentTable
    /// CodeableConcepts of the routes.
    let routes: FragmentTable
    let devices: DeviceFragments
    /// The us-core-race extension.
    let races: FragmentTable
    /// An element of Patient.communication.
    let languages: FragmentTable
    /// Names for the inside of strings.
    let maleNames: FragmentTable
    let femaleNames: FragmentTable
    let surnames: FragmentTable
    let addresses: AddressFragments
    let payers: PayerFragments

    package init(world: SyntheticWorld) {
        self.world = world
        let catalogue = world.catalogue
        let unknownConcept = Array(#"{"text":"Unknown"}"#.utf8)
        let unknownName = Array("Unknown".utf8)
        codes = FragmentTable(catalogue.codes.map(\.conceptJSON), missing: unknownConcept)
        observationCodes = FragmentTable(
            catalogue.codes.map(ObservationHeads.concept), missing: unknownConcept)
        displays = FragmentTable(
            catalogue.codes.map { JSONEscape.bytes($0.display) }, missing: unknownName)
        narratives = FragmentTable(
            catalogue.codes.map { JSONEscape.narrative($0.display) }, missing: unknownName)
        observationHeads = ObservationHeads(catalogue)
        units = FragmentTable(
            catalogue.units.map(FHIRFragments.quantityTail), missing: Array("}".utf8))
        routes = FragmentTable(
            catalogue.routes.map {
                FHIRFragments.concept(
                    system: ClinicalCode.System.snomed.uri, code: $0.code, display: $0.display)
            }, missing: unknownConcept)
        devices = DeviceFragments(catalogue)
        races = FragmentTable(
            catalogue.races.map(FHIRFragments.race),
            missing: Array(FHIRFragments.raceExtension(category: "", text: "Unknown").utf8))
        languages = FragmentTable(
            catalogue.languages.map(FHIRFragments.communication),
            missing: Array(#"{"language":{"text":"Unknown"}}"#.utf8))
        maleNames = FragmentTable(
            catalogue.maleNames.map(JSONEscape.bytes), missing: unknownName)
        femaleNames = FragmentTable(
            catalogue.femaleNames.map(JSONEscape.bytes), missing: unknownName)
        surnames = FragmentTable(catalogue.surnames.map(JSONEscape.bytes), missing: unknownName)
        addresses = AddressFragments(catalogue)
        payers = PayerFragments(catalogue)
    }

    /// Given names of one sex.
    func givenNames(_ sex: AdministrativeSex) -> FragmentTable {
        sex == .male ? maleNames : femaleNames
    }

    /// A CodeableConcept with one coding.
    static func concept(system: String, code: String, display: String) -> [UInt8] {
        let display = text(display)
        return Array(
            (#"{"coding":[{"system":"\#(system)","code":"\#(text(code))","display":"\#(display)"}"#
                + #"],"text":"\#(display)"}"#).utf8)
    }

    /// Text escaped for the inside of a JSON string.
    static func text(_ text: String) -> String {
        String(decoding: JSONEscape.bytes(text), as: UTF8.self)
    }

    private static func quantityTail(_ unit: MeasureUnit) -> [UInt8] {
        Array(
            (#","unit":"\#(text(unit.display.isEmpty ? unit.code : unit.display))","#
                + #""system":"http://unitsofmeasure.org","code":"\#(text(unit.code))"}"#).utf8)
    }

    private static func race(_ race: RaceEntry) -> [UInt8] {
        let name = text(race.name)
        let category =
            race.code.isEmpty
            ? ""
            : #"{"url":"ombCategory","valueCoding":{"system":"urn:oid:2.16.840.1.113883.6.238","#
                + #""code":"\#(text(race.code))","display":"\#(name)"}},"#
        return Array(raceExtension(category: category, text: name).utf8)
    }

    /// - Parameter category: the part with the OMB category and a comma; empty where the race is
    ///   not known, since us-core-race asks for the text alone.
    private static func raceExtension(category: String, text: String) -> String {
        #"{"extension":["# + category + #"{"url":"text","valueString":"\#(text)"}],"#
            + #""url":"http://hl7.org/fhir/us/core/StructureDefinition/us-core-race"}"#
    }

    private static func communication(_ language: LanguageEntry) -> [UInt8] {
        // A language outside BCP 47's registry has no coding, only its name. The catalogue's name
        // need not be the registry's, so the coding has no display.
        let coding =
            language.code.isEmpty
            ? ""
            : #""coding":[{"system":"urn:ietf:bcp:47","code":"\#(text(language.code))"}],"#
        return Array(
            #"{"language":{\#(coding)"text":"\#(text(language.display))"},"preferred":true}"#.utf8)
    }
}
