// Location: where a care site is. Its id is the number of the site's Organization.

import Synthesis

enum LocationResource: SharedResource {
    static func append(
        _ references: ReferencedProviders, _ fragments: FHIRFragments, to out: inout LineBuffer
    ) {
        let network = fragments.world.network
        for index in references.careSites.members(below: network.careSites.count).map(Int32.init) {
            append(network.careSites[Int(index)], index, fragments, to: &out)
        }
    }

    private static func append(
        _ site: CareSite, _ index: Int32, _ fragments: FHIRFragments, to out: inout LineBuffer
    ) {
        out.raw(#"{"resourceType":"Location","id":""#)
        out.id(ofIndex: index)
        out.raw(#"","meta":{"lastUpdated":""#)
        out.dateTime(fragments.world.options.asOf - 1)
        out.raw(
            #"""
            ","profile":["http://hl7.org/fhir/us/core/StructureDefinition/us-core-location"]},\#
            "identifier":[{"system":"https://example.org/healthlake/location","value":"
            """#)
        out.id(ofIndex: index)
        out.raw(#""}],"status":"active","name":""#)
        out.escaped(site.name)
        out.raw(#"","mode":"instance","type":[{"coding":[{"system":"#)
        type(site.kind, to: &out)
        out.raw(#","telecom":[{"system":"phone","value":""#)
        out.phone(site.phone)
        out.raw(#"","use":"work"}],"address":{"use":"work","#)
        fragments.addresses.append(
            houseNumber: site.houseNumber, street: site.street, place: site.place,
            zipCode: site.zipCode, to: &out)
        out.raw(
            #"""
            },"physicalType":{"coding":[{"system":\#
            "http://terminology.hl7.org/CodeSystem/location-physical-type","code":"bu",\#
            "display":"Building"}],"text":"Building"}
            """#)
        position(site, fragments, to: &out)
        out.raw(#","managingOrganization":"#)
        out.organization(index)
        out.raw("}")
        out.endLine()
    }

    /// The kind of site as a v3 role code (R4 value set v3-ServiceDeliveryLocationRoleType).
    private static func type(_ kind: CareSite.Kind, to out: inout LineBuffer) {
        out.raw(#""http://terminology.hl7.org/CodeSystem/v3-RoleCode","code":"#)
        switch kind {
        case .hospital: out.raw(#""HOSP","display":"Hospital"}],"text":"Hospital"}]"#)
        case .clinic:
            out.raw(#""PROFF","display":"Provider's Office"}],"text":"Provider's Office"}]"#)
        case .urgentCare:
            out.raw(
                #""ETU","display":"Emergency trauma unit"}],"text":"Urgent care centre"}]"#)
        }
    }

    /// The coordinates of the place, to four decimals.
    private static func position(
        _ site: CareSite, _ fragments: FHIRFragments, to out: inout LineBuffer
    ) {
        let places = fragments.world.catalogue.places
        guard places.indices.contains(Int(site.place)) else { return }
        let place = places[Int(site.place)]
        out.raw(#","position":{"longitude":"#)
        out.decimal(place.longitude, decimals: 4)
        out.raw(#","latitude":"#)
        out.decimal(place.latitude, decimals: 4)
        out.raw("}")
    }
}
