// Payers as Organization, and as the type and plan of a Coverage.
//
// Payers share the type Organization with care sites, whose ids are numbers: theirs are `payer-1`,
// `payer-2` and so on in the order of the catalogue.
// Source of the codes of `type`: Source of Payment Typology, https://nahdo.org/sopt, which the
// value set of us-core-coverage is made of; v3-ActCode from the R4 value set coverage-type.

import Synthesis

/// Pieces of the payers of a catalogue.
final class PayerFragments: Sendable {
    /// For the inside of a string.
    let names: FragmentTable
    /// Coverage.type.
    let types: FragmentTable
    let count: Int

    init(_ catalogue: Catalogue) {
        names = FragmentTable(
            catalogue.payers.map { JSONEscape.bytes($0.name) }, missing: Array("Unknown".utf8))
        types = FragmentTable(
            catalogue.payers.map(PayerFragments.type), missing: Array(#"{"text":"Unknown"}"#.utf8))
        count = catalogue.payers.count
    }

    private static func type(_ payer: PayerEntry) -> [UInt8] {
        let kind = typology(payer)
        let policy =
            payer.isGovernment
            ? (code: "PUBLICPOL", display: "public healthcare")
            : (code: "EHCPOL", display: "extended healthcare")
        return Array(
            (#"{"coding":[{"system":"https://nahdo.org/sopt","code":"\#(kind.code)","#
                + #""display":"\#(kind.display)"},"#
                + #"{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","#
                + #""code":"\#(policy.code)","display":"\#(policy.display)"}],"#
                + #""text":"\#(FHIRFragments.text(payer.name))"}"#).utf8)
    }

    /// The code in the Source of Payment Typology, by the names under which the public programs
    /// are known.
    private static func typology(_ payer: PayerEntry) -> (code: String, display: String) {
        guard payer.isGovernment else { return ("5", "PRIVATE HEALTH INSURANCE") }
        let name = payer.name.lowercased()
        if name.contains("dual") {
            return ("14", "Dual Eligibility Medicare/Medicaid Organization")
        }
        if name.contains("medicare") { return ("1", "MEDICARE") }
        if name.contains("medicaid") { return ("2", "MEDICAID") }
        return ("3", "OTHER GOVERNMENT (Federal/State/Local)")
    }
}
