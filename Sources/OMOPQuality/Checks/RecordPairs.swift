// Optional concept fields whose absence counts against record completeness only where the source
// has a value.
//
// Source: DataQualityDashboard v2.8.4, the template of concept record completeness.

extension OMOPCheck {
    /// The source value that a missing concept is measured against; nil for fields whose absence
    /// does not count.
    var pairedSourceField: String? {
        switch field {
        case "unit_concept_id", "unit_source_concept_id":
            table == "dose_era" ? nil : "unit_source_value"
        case "admitted_from_concept_id": "admitted_from_source_value"
        case "discharged_to_concept_id": "discharged_to_source_value"
        case "condition_status_concept_id": "condition_status_source_value"
        case "route_concept_id": "route_source_value"
        case "modifier_concept_id": "modifier_source_value"
        case "qualifier_concept_id": "qualifier_source_value"
        case "cause_concept_id", "cause_source_concept_id": "cause_source_value"
        case "anatomic_site_concept_id": "anatomic_site_source_value"
        case "disease_status_concept_id": "disease_status_source_value"
        case "country_concept_id": "country_source_value"
        case "place_of_service_concept_id": "place_of_service_source_value"
        case "specialty_concept_id", "specialty_source_concept_id": "specialty_source_value"
        case "gender_concept_id", "gender_source_concept_id":
            table == "provider" ? "gender_source_value" : nil
        case "payer_concept_id", "payer_source_concept_id": "payer_source_value"
        case "plan_concept_id", "plan_source_concept_id": "plan_source_value"
        case "sponsor_concept_id", "sponsor_source_concept_id": "sponsor_source_value"
        case "stop_reason_concept_id", "stop_reason_source_concept_id":
            "stop_reason_source_value"
        default: nil
        }
    }
}
