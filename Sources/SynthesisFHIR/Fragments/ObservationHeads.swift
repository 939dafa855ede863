// The part of an Observation between lastUpdated and the code: profile, status, category.
//
// A vital sign gets the US Core profile of its LOINC code where its unit is one that the profile
// allows, otherwise the general vital signs profile.
// Source: package hl7.fhir.us.core 6.1.0, the profiles derived from us-core-vital-signs.

import Synthesis

/// Profiles and categories of Observations, by code, unit and category.
final class ObservationHeads: Sendable {
    /// A profile for one LOINC code.
    private struct VitalSign {
        let loinc: String
        let profile: String
        /// UCUM codes that the profile allows.
        let units: [String]
    }

    private static let vitalSigns = [
        VitalSign(loinc: "8302-2", profile: "us-core-body-height", units: ["cm", "[in_i]"]),
        VitalSign(
            loinc: "29463-7", profile: "us-core-body-weight", units: ["kg", "g", "[lb_av]"]),
        VitalSign(loinc: "39156-5", profile: "us-core-bmi", units: ["kg/m2"]),
        VitalSign(
            loinc: "8310-5", profile: "us-core-body-temperature", units: ["Cel", "[degF]"]),
        VitalSign(loinc: "8867-4", profile: "us-core-heart-rate", units: ["/min"]),
        VitalSign(loinc: "9279-1", profile: "us-core-respiratory-rate", units: ["/min"]),
        VitalSign(
            loinc: "9843-4", profile: "us-core-head-circumference", units: ["cm", "[in_i]"]),
        VitalSign(loinc: "59408-5", profile: "us-core-pulse-oximetry", units: ["%"]),
        VitalSign(loinc: "2708-6", profile: "us-core-pulse-oximetry", units: ["%"]),
        VitalSign(loinc: "59576-9", profile: "pediatric-bmi-for-age", units: ["%"]),
        VitalSign(loinc: "77606-2", profile: "pediatric-weight-for-height", units: ["%"]),
        VitalSign(
            loinc: "8289-1", profile: "head-occipital-frontal-circumference-percentile",
            units: ["%"]),
    ]
    private static let bloodPressurePanel = "85354-9"
    private static let smokingStatus = "72166-2"

    // Pieces of `heads`; those of `vitalSigns` follow.
    private static let laboratory: Int32 = 0
    private static let survey: Int32 = 1
    private static let social: Int32 = 2
    private static let smoking: Int32 = 3
    private static let vitalSign: Int32 = 4
    private static let bloodPressure: Int32 = 5
    private static let firstVitalSign: Int32 = 6

    private let heads: FragmentTable
    /// By code: the head that its LOINC code asks for, `vitalSign` where none does.
    private let headOfCode: [Int32]
    /// By vital sign and unit: whether the profile allows the unit.
    private let allowed: [Bool]
    private let unitCount: Int

    init(_ codes: [ClinicalCode], units: [MeasureUnit]) {
        var pieces = [
            Self.head(["us-core-observation-lab"], "laboratory", "Laboratory"),
            Self.head(["us-core-observation-screening-assessment"], "survey", "Survey"),
            Self.head(["us-core-simple-observation"], "social-history", "Social History"),
            Self.head(["us-core-smokingstatus"], "social-history", "Social History"),
            Self.head(["us-core-vital-signs"], "vital-signs", "Vital Signs"),
            Self.head(["us-core-blood-pressure"], "vital-signs", "Vital Signs"),
        ]
        pieces += Self.vitalSigns.map {
            Self.head([$0.profile], "vital-signs", "Vital Signs")
        }
        heads = FragmentTable(pieces, missing: Self.head([], "exam", "Exam"))
        headOfCode = codes.map { code in
            guard code.system == .loinc else { return Self.vitalSign }
            if code.code == Self.bloodPressurePanel { return Self.bloodPressure }
            if code.code == Self.smokingStatus { return Self.smoking }
            guard let index = Self.vitalSigns.firstIndex(where: { $0.loinc == code.code }) else {
                return Self.vitalSign
            }
            return Self.firstVitalSign + Int32(index)
        }
        unitCount = units.count
        allowed = Self.vitalSigns.flatMap { vitalSign in
            units.map { vitalSign.units.contains($0.code) }
        }
    }

    /// Appends the head of the event.
    @inline(__always)
    func append(_ event: ObservationEvent, to out: inout LineBuffer) {
        out.piece(heads, index(event))
    }

    private func index(_ event: ObservationEvent) -> Int32 {
        let code = Int(event.code)
        let wanted = headOfCode.indices.contains(code) ? headOfCode[code] : Self.vitalSign
        switch event.category {
        case .laboratory: return Self.laboratory
        case .survey: return Self.survey
        case .social:
            guard wanted == Self.smoking, case .code = event.value else { return Self.social }
            return wanted
        case .vitalSigns:
            if case .bloodPressure = event.value {
                return wanted == Self.bloodPressure ? wanted : Self.vitalSign
            }
            guard wanted >= Self.firstVitalSign, event.unit >= 0, event.unit < unitCount,
                case .quantity = event.value
            else { return Self.vitalSign }
            let slot = Int(wanted - Self.firstVitalSign) * unitCount + Int(event.unit)
            return allowed[slot] ? wanted : Self.vitalSign
        }
    }

    private static func head(_ profiles: [String], _ code: String, _ display: String) -> [UInt8] {
        let urls = profiles.map {
            #""http://hl7.org/fhir/us/core/StructureDefinition/\#($0)""#
        }
        let profile = urls.isEmpty ? "" : #","profile":[\#(urls.joined(separator: ","))]"#
        return Array(
            (profile + #"},"status":"final","category":[{"coding":[{"system":"#
                + #""http://terminology.hl7.org/CodeSystem/observation-category","#
                + #""code":"\#(code)","display":"\#(display)"}],"text":"\#(display)"}],"code":"#)
                .utf8)
    }

    /// The code of an Observation: us-core-pulse-oximetry wants two codings, of which a catalogue
    /// has one.
    static func concept(_ code: ClinicalCode) -> [UInt8] {
        guard code.system == .loinc else { return code.conceptJSON }
        let other: (code: String, display: String)
        switch code.code {
        case "59408-5": other = ("2708-6", "Oxygen saturation in Arterial blood")
        case "2708-6":
            other = ("59408-5", "Oxygen saturation in Arterial blood by Pulse oximetry")
        default: return code.conceptJSON
        }
        return Array(#"{"coding":["#.utf8) + code.codingJSON
            + Array(
                (#",{"system":"http://loinc.org","code":"\#(other.code)","#
                    + #""display":"\#(other.display)"}],"#
                    + #""text":"\#(FHIRFragments.text(code.display))"}"#).utf8)
    }
}
