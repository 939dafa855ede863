// Organization: care sites, with the number of their index, and payers as `payer-1` and so on.

import Synthesis

enum OrganizationResource: SharedResource {
    static func append(
        _ references: ReferencedProviders, _ fragments: FHIRFragments, to out: inout LineBuffer
    ) {
        let network = fragments.world.network
        for index in references.careSites.members(below: network.careSites.count).map(Int32.init) {
            careSite(network.careSites[Int(index)], index, fragments, to: &out)
        }
        for index in references.payers.members(below: fragments.payers.count).map(Int32.init) {
            payer(index, fragments, to: &out)
        }
    }

    private static func careSite(
        _ site: CareSite, _ index: Int32, _ fragments: FHIRFragments, to out: inout LineBuffer
    ) {
        out.raw(#"{"resourceType":"Organization","id":""#)
        out.id(ofIndex: index)
        profile(fragments, to: &out)
        out.raw(
            #"""
            "identifier":[{"system":"https://example.org/healthlake/care-site","value":"
            """#)
        out.id(ofIndex: index)
        out.raw(
            #"""
            "}],"active":true,"type":[{"coding":[{"system":\#
            "http://terminology.hl7.org/CodeSystem/organization-type","code":"prov",\#
            "display":"Healthcare Provider"}],"text":"Healthcare Provider"}],"name":"
            """#)
        out.escaped(site.name)
        out.raw(#"","telecom":[{"system":"phone","value":""#)
        out.phone(site.phone)
        out.raw(#"","use":"work"}],"address":[{"use":"work","#)
        fragments.addresses.append(
            houseNumber: site.houseNumber, street: site.street, place: site.place,
            zipCode: site.zipCode, to: &out)
        out.raw("}]}")
        out.endLine()
    }

    private static func payer(
        _ index: Int32, _ fragments: FHIRFragments, to out: inout LineBuffer
    ) {
        out.raw(#"{"resourceType":"Organization","id":"payer-"#)
        out.id(ofIndex: index)
        profile(fragments, to: &out)
        out.raw(
            #"""
            "identifier":[{"system":"https://example.org/healthlake/payer","value":"
            """#)
        out.id(ofIndex: index)
        out.raw(
            #"""
            "}],"active":true,"type":[{"coding":[{"system":\#
            "http://terminology.hl7.org/CodeSystem/organization-type","code":"pay",\#
            "display":"Payer"}],"text":"Payer"}],"name":"
            """#)
        out.piece(fragments.payers.names, index)
        out.raw(#""}"#)
        out.endLine()
    }

    private static func profile(_ fragments: FHIRFragments, to out: inout LineBuffer) {
        out.raw(#"","meta":{"lastUpdated":""#)
        out.dateTime(fragments.world.options.asOf - 1)
        out.raw(
            #"""
            ","profile":["http://hl7.org/fhir/us/core/StructureDefinition/\#
            us-core-organization"]},
            """#)
    }
}
