// PractitionerRole: where a practitioner works and as what. Its id is the practitioner's number.

import Synthesis

enum PractitionerRoleResource: SharedResource {
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
        out.raw(#"{"resourceType":"PractitionerRole","id":""#)
        out.id(ofIndex: index)
        out.raw(#"","meta":{"lastUpdated":""#)
        out.dateTime(fragments.world.options.asOf - 1)
        out.raw(
            #"""
            ","profile":["http://hl7.org/fhir/us/core/StructureDefinition/\#
            us-core-practitionerrole"]},"active":true,"practitioner":
            """#)
        out.practitioner(index)
        out.raw(#","organization":"#)
        out.organization(provider.careSite)
        out.raw(
            #"""
            ,"code":[{"coding":[{"system":\#
            "http://terminology.hl7.org/CodeSystem/practitioner-role","code":"doctor",\#
            "display":"Doctor"}],"text":"Doctor"}],"specialty":[
            """#)
        let sites = fragments.world.network.careSites
        let isKnown = sites.indices.contains(Int(provider.careSite))
        specialty(isKnown ? sites[Int(provider.careSite)].kind : .clinic, to: &out)
        out.raw(#"],"location":["#)
        out.location(provider.careSite)
        out.raw("]")
        if isKnown {
            out.raw(#","telecom":[{"system":"phone","value":""#)
            out.phone(sites[Int(provider.careSite)].phone)
            out.raw(#"","use":"work"}]"#)
        }
        out.raw("}")
        out.endLine()
    }

    /// What the kind of site needs (NUCC Health Care Provider Taxonomy).
    private static func specialty(_ kind: CareSite.Kind, to out: inout LineBuffer) {
        out.raw(#"{"coding":[{"system":"http://nucc.org/provider-taxonomy","code":"#)
        switch kind {
        case .hospital:
            out.raw(#""208M00000X","display":"Hospitalist Physician"}],"text":"Hospitalist"}"#)
        case .clinic:
            out.raw(
                #""207Q00000X","display":"Family Medicine Physician"}],"text":"Family medicine"}"#)
        case .urgentCare:
            out.raw(
                #"""
                "207P00000X","display":"Emergency Medicine Physician"}],\#
                "text":"Emergency medicine"}
                """#)
        }
    }
}
