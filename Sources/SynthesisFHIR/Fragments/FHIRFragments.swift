// Everything in FHIR resources that depends on the catalogue alone, as JSON made once.
//
// Persons refer to codes, units, names and places by index: their pieces lie in tables with the
// same indexes, so that rendering an event copies bytes and formats a few numbers.

package import Synthesis

/// The prepared pieces of one catalogue; immutable and shared by all renderers of a run.
package final class FHIRFragments: Sendable {
    package let world: SyntheticWorld
    /// The first second that is not simulated.
    let asOf: Int64
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
    /// From the extensions to the value of the identifier of a Patient.
    let identities: IdentityFragments
    /// Patient.maritalStatus, by the number of the status.
    let maritalStatuses: FragmentTable
    /// An element of Patient.communication.
    let languages: FragmentTable
    /// Names for the inside of strings.
    let maleNames: FragmentTable
    let femaleNames: FragmentTable
    let surnames: FragmentTable
    let addresses: AddressFragments
    let payers: PayerFragments

    /// - Parameter hasEvents: false where no resource but Patient is rendered, which has no codes:
    ///   these are half of the work, and somebody waits for the first person.
    package init(world: SyntheticWorld, hasEvents: Bool = true) {
        self.world = world
        asOf = world.options.asOf
        let catalogue = world.catalogue
        let eventCodes = hasEvents ? catalogue.codes : []
        let unknownConcept = Array(#"{"text":"Unknown"}"#.utf8)
        let unknownName = Array("Unknown".utf8)
        codes = FragmentTable(eventCodes.map(\.conceptJSON), missing: unknownConcept)
        observationCodes = FragmentTable(
            eventCodes.map(ObservationHeads.concept), missing: unknownConcept)
        displays = FragmentTable(
            eventCodes.map { JSONEscape.bytes($0.display) }, missing: unknownName)
        narratives = FragmentTable(
            eventCodes.map { JSONEscape.narrative($0.display) }, missing: unknownName)
        observationHeads = ObservationHeads(eventCodes, units: catalogue.units)
        units = FragmentTable(
            catalogue.units.map(FHIRFragments.quantityTail), missing: Array("}".utf8))
        routes = FragmentTable(
            catalogue.routes.map {
                FHIRFragments.concept(
                    system: ClinicalCode.System.snomed.uri, code: $0.code, display: $0.display)
            }, missing: unknownConcept)
        devices = DeviceFragments(eventCodes)
        identities = IdentityFragments(catalogue)
        let statuses = [
            MaritalStatus.neverMarried, .married, .divorced, .widowed, .separated, .unknown,
        ]
        maritalStatuses = FragmentTable(
            statuses.map(FHIRFragments.maritalStatus),
            missing: FHIRFragments.maritalStatus(.unknown))
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

    private static func maritalStatus(_ status: MaritalStatus) -> [UInt8] {
        let system: String
        let code: (String, display: String)
        switch status {
        case .neverMarried: code = ("S", "Never Married")
        case .married: code = ("M", "Married")
        case .divorced: code = ("D", "Divorced")
        case .widowed: code = ("W", "Widowed")
        case .separated: code = ("L", "Legally Separated")
        case .unknown: code = ("UNK", "unknown")
        }
        system = status == .unknown ? "v3-NullFlavor" : "v3-MaritalStatus"
        return concept(
            system: "http://terminology.hl7.org/CodeSystem/" + system, code: code.0,
            display: code.display)
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
