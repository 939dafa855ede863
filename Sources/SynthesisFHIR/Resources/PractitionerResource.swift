// Practitioner: who gives care, with the National Provider Identifier.

import Synthesis

enum PractitionerResource: SharedResource {
    static func append(
        _ references: ReferencedProviders, _ fragments: FHIRFragments, to out: inout LineBuffer
    ) {
        let network = fragments.world.network
        for index in references.providers.members(below: network.providers.count).map(Int32.init) {
            append(network.providers[Int(index)], index, fragments, to: &out)
        }
    }

    private static func append(
        _ provider: Provider, _ index: Int32, _ fragments: FHIRFragments,
        to out: inout LineBuffer
    ) {
        out.raw(#"{"resourceType":"Practitioner","id":""#)
        out.id(ofIndex: index)
        out.raw(#"","meta":{"lastUpdated":""#)
        out.dateTime(fragments.world.options.asOf - 1)
        out.raw(
            #"""
            ","profile":["http://hl7.org/fhir/us/core/StructureDefinition/\#
            us-core-practitioner"]},\#
            "identifier":[{"use":"official","type":{"coding":[{"system":\#
            "http://terminology.hl7.org/CodeSystem/v2-0203","code":"NPI",\#
            "display":"National provider identifier"}],"text":"National provider identifier"},\#
            "system":"http://hl7.org/fhir/sid/us-npi","value":"
            """#)
        out.integer(provider.npi)
        out.raw(#""}],"active":true,"name":[{"use":"official","family":""#)
        out.piece(fragments.surnames, provider.surname)
        out.raw(#"","given":[""#)
        out.piece(fragments.givenNames(provider.sex), provider.givenName)
        out.raw(#""],"prefix":["Dr."]}]"#)
        contact(provider, fragments, to: &out)
        out.raw(provider.sex == .male ? #","gender":"male"# : #","gender":"female"#)
        // Of a provider the year of birth is known, as in PROVIDER.
        out.raw(#"","birthDate":""#)
        out.integer(Int64(provider.yearOfBirth))
        out.raw(
            #"""
            ","qualification":[{"code":{"coding":[{"system":\#
            "http://terminology.hl7.org/CodeSystem/v2-0360","code":"MD",\#
            "display":"Doctor of Medicine"}],"text":"Doctor of Medicine"}}]}
            """#)
        out.endLine()
    }

    /// Telephone and address: those of the care site.
    private static func contact(
        _ provider: Provider, _ fragments: FHIRFragments, to out: inout LineBuffer
    ) {
        let sites = fragments.world.network.careSites
        guard sites.indices.contains(Int(provider.careSite)) else { return }
        let site = sites[Int(provider.careSite)]
        out.raw(#","telecom":[{"system":"phone","value":""#)
        out.phone(site.phone)
        out.raw(#"","use":"work"}],"address":[{"use":"work","#)
        fragments.addresses.append(
            houseNumber: site.houseNumber, street: site.street, place: site.place,
            zipCode: site.zipCode, to: &out)
        out.raw("}]")
    }
}
