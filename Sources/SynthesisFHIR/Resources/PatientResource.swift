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
        out.piece(
            fragments.identities, demographics.race, isHispanic: demographics.isHispanic,
            demographics.sex)
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
        out.piece(fragments.maritalStatuses, Int32(demographics.maritalStatus.rawValue))
        out.raw(#","communication":["#)
        out.piece(fragments.languages, demographics.language)
        out.raw(#"],"generalPractitioner":["#)
        out.practitioner(demographics.provider)
        out.raw(#"],"managingOrganization":"#)
        out.organization(demographics.careSite)
        out.raw("}")
        out.endLine()
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
        let isMale = demographics.sex == .male
        out.raw(#"","given":[""#)
        out.givenName(isMale, demographics.givenName, fragments)
        if demographics.middleName >= 0 {
            out.raw(#"",""#)
            out.givenName(isMale, demographics.middleName, fragments)
        }
        out.raw(#""]}"#)
    }
}

extension LineBuffer {
    // The tables are not taken out of the fragments, whose counts all threads share.
    @inline(__always)
    fileprivate mutating func givenName(
        _ isMale: Bool, _ index: Int32, _ fragments: FHIRFragments
    ) {
        if isMale {
            piece(fragments.maleNames, index)
        } else {
            piece(fragments.femaleNames, index)
        }
    }
}
