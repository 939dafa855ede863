// Patient: who the person is, as us-core-patient asks for.

import Synthesis

enum PatientResource: PersonResource {
    static let scope: SimulationScope = []

    static func append(
        _ person: SimulatedPerson, _ context: PersonContext, to out: inout LineBuffer
    ) {
        let demographics = person.demographics
        let fragments = context.fragments
        out.raw(#"{"resourceType":"Patient","id":""#)
        out.personID(context.number)
        out.raw(#"","meta":{"lastUpdated":""#)
        // What is known of the living is as of the reference date.
        out.dateTime(demographics.death ?? context.asOf - 1)
        out.raw(
            #"""
            ","profile":["http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient"]},\#
            "extension":[
            """#)
        out.piece(fragments.races, demographics.race)
        ethnicity(demographics.isHispanic, to: &out)
        sex(demographics.sex, to: &out)
        out.raw(
            #"""
            "identifier":[{"use":"usual","type":{"coding":[{"system":\#
            "http://terminology.hl7.org/CodeSystem/v2-0203","code":"MR",\#
            "display":"Medical record number"}],"text":"Medical record number"},\#
            "system":"https://example.org/healthlake/medical-record-number","value":"
            """#)
        out.personID(context.number)
        out.raw(#""}],"active":true,"name":["#)
        names(demographics, fragments, to: &out)
        out.raw(#"],"telecom":[{"system":"phone","value":""#)
        out.phone(demographics.phone)
        out.raw(#"","use":"home"}],"gender":""#)
        if demographics.sex == .male { out.raw("male") } else { out.raw("female") }
        out.raw(#"","birthDate":""#)
        out.date(demographics.birth)
        if let death = demographics.death {
            out.raw(#"","deceasedDateTime":""#)
            out.dateTime(death)
        }
        out.raw(#"","address":[{"use":"home","#)
        fragments.addresses.append(
            houseNumber: demographics.houseNumber, street: demographics.street,
            place: demographics.place, zipCode: demographics.zipCode, to: &out)
        out.raw(#"}],"maritalStatus":"#)
        maritalStatus(demographics.maritalStatus, to: &out)
        out.raw(#","communication":["#)
        out.piece(fragments.languages, demographics.language)
        out.raw(#"],"generalPractitioner":["#)
        out.practitioner(demographics.provider)
        out.raw(#"],"managingOrganization":"#)
        out.organization(demographics.careSite)
        out.raw("}")
        out.endLine()
    }

    private static func ethnicity(_ isHispanic: Bool, to out: inout LineBuffer) {
        if isHispanic {
            out.raw(
                #"""
                ,{"extension":[{"url":"ombCategory","valueCoding":{\#
                "system":"urn:oid:2.16.840.1.113883.6.238","code":"2135-2",\#
                "display":"Hispanic or Latino"}},\#
                {"url":"text","valueString":"Hispanic or Latino"}],\#
                "url":"http://hl7.org/fhir/us/core/StructureDefinition/us-core-ethnicity"},
                """#)
        } else {
            out.raw(
                #"""
                ,{"extension":[{"url":"ombCategory","valueCoding":{\#
                "system":"urn:oid:2.16.840.1.113883.6.238","code":"2186-5",\#
                "display":"Not Hispanic or Latino"}},\#
                {"url":"text","valueString":"Not Hispanic or Latino"}],\#
                "url":"http://hl7.org/fhir/us/core/StructureDefinition/us-core-ethnicity"},
                """#)
        }
    }

    private static func sex(_ sex: AdministrativeSex, to out: inout LineBuffer) {
        // us-core-sex takes the two SNOMED findings of federal administrative sex.
        if sex == .male {
            out.raw(
                #"""
                {"url":"http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex",\#
                "valueCode":"M"},\#
                {"url":"http://hl7.org/fhir/us/core/StructureDefinition/us-core-sex",\#
                "valueCode":"248153007"}],
                """#)
        } else {
            out.raw(
                #"""
                {"url":"http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex",\#
                "valueCode":"F"},\#
                {"url":"http://hl7.org/fhir/us/core/StructureDefinition/us-core-sex",\#
                "valueCode":"248152002"}],
                """#)
        }
    }

    private static func names(
        _ demographics: Demographics, _ fragments: FHIRFragments, to out: inout LineBuffer
    ) {
        out.raw(#"{"use":"official","family":""#)
        out.piece(fragments.surnames, demographics.surname)
        given(demographics, fragments, to: &out)
        guard demographics.maidenName >= 0 else { return }
        out.raw(#",{"use":"maiden","family":""#)
        out.piece(fragments.surnames, demographics.maidenName)
        given(demographics, fragments, to: &out)
    }

    private static func given(
        _ demographics: Demographics, _ fragments: FHIRFragments, to out: inout LineBuffer
    ) {
        let givenNames = fragments.givenNames(demographics.sex)
        out.raw(#"","given":[""#)
        out.piece(givenNames, demographics.givenName)
        if demographics.middleName >= 0 {
            out.raw(#"",""#)
            out.piece(givenNames, demographics.middleName)
        }
        out.raw(#""]}"#)
    }

    private static func maritalStatus(_ status: MaritalStatus, to out: inout LineBuffer) {
        switch status {
        case .neverMarried: marital("S", "Never Married", to: &out)
        case .married: marital("M", "Married", to: &out)
        case .divorced: marital("D", "Divorced", to: &out)
        case .widowed: marital("W", "Widowed", to: &out)
        case .separated: marital("L", "Legally Separated", to: &out)
        case .unknown:
            out.raw(
                #"""
                {"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-NullFlavor",\#
                "code":"UNK","display":"unknown"}],"text":"unknown"}
                """#)
        }
    }

    @inline(__always)
    private static func marital(
        _ code: StaticString, _ display: StaticString, to out: inout LineBuffer
    ) {
        out.raw(
            #"""
            {"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-MaritalStatus",\#
            "code":"
            """#)
        out.raw(code)
        out.raw(#"","display":""#)
        out.raw(display)
        out.raw(#""}],"text":""#)
        out.raw(display)
        out.raw(#""}"#)
    }
}
