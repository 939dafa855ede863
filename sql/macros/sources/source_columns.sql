{#-
    The columns of the source tables that the staging models read, with their types: what an absent
    table is made of, and what `mount_sources` asks of files. OMOP: fields of the CDM 5.4 as
    OHDSI/CommonDataModel lists them. FHIR: the elements read, of FHIR R4; json is text of JSON.
-#}
{%- macro source_columns(source_name, table_name) -%}
    {%- set tables = omop_columns() if source_name == 'omop' else fhir_columns() -%}
    {{- return(tables[table_name]) -}}
{%- endmacro -%}


{%- macro omop_columns() -%}
    {{- return({
        'person': {
            'person_id': 'bigint', 'gender_concept_id': 'integer', 'year_of_birth': 'integer',
            'month_of_birth': 'integer', 'day_of_birth': 'integer', 'birth_datetime': 'timestamp',
            'race_concept_id': 'integer', 'ethnicity_concept_id': 'integer',
            'location_id': 'bigint', 'provider_id': 'bigint', 'care_site_id': 'bigint',
            'person_source_value': 'text', 'gender_source_value': 'text',
            'gender_source_concept_id': 'integer', 'race_source_value': 'text',
            'race_source_concept_id': 'integer', 'ethnicity_source_value': 'text',
            'ethnicity_source_concept_id': 'integer'
        },
        'observation_period': {
            'observation_period_id': 'bigint', 'person_id': 'bigint',
            'observation_period_start_date': 'date', 'observation_period_end_date': 'date',
            'period_type_concept_id': 'integer'
        },
        'visit_occurrence': {
            'visit_occurrence_id': 'bigint', 'person_id': 'bigint', 'visit_concept_id': 'integer',
            'visit_start_date': 'date', 'visit_start_datetime': 'timestamp',
            'visit_end_date': 'date', 'visit_end_datetime': 'timestamp',
            'visit_type_concept_id': 'integer', 'provider_id': 'bigint', 'care_site_id': 'bigint',
            'visit_source_value': 'text', 'visit_source_concept_id': 'integer',
            'admitted_from_concept_id': 'integer', 'admitted_from_source_value': 'text',
            'discharged_to_concept_id': 'integer', 'discharged_to_source_value': 'text',
            'preceding_visit_occurrence_id': 'bigint'
        },
        'condition_occurrence': {
            'condition_occurrence_id': 'bigint', 'person_id': 'bigint',
            'condition_concept_id': 'integer', 'condition_start_date': 'date',
            'condition_start_datetime': 'timestamp', 'condition_end_date': 'date',
            'condition_end_datetime': 'timestamp', 'condition_type_concept_id': 'integer',
            'condition_status_concept_id': 'integer', 'stop_reason': 'text',
            'provider_id': 'bigint', 'visit_occurrence_id': 'bigint', 'visit_detail_id': 'bigint',
            'condition_source_value': 'text', 'condition_source_concept_id': 'integer',
            'condition_status_source_value': 'text'
        },
        'drug_exposure': {
            'drug_exposure_id': 'bigint', 'person_id': 'bigint', 'drug_concept_id': 'integer',
            'drug_exposure_start_date': 'date', 'drug_exposure_start_datetime': 'timestamp',
            'drug_exposure_end_date': 'date', 'drug_exposure_end_datetime': 'timestamp',
            'verbatim_end_date': 'date', 'drug_type_concept_id': 'integer', 'stop_reason': 'text',
            'refills': 'integer', 'quantity': 'double', 'days_supply': 'integer', 'sig': 'text',
            'route_concept_id': 'integer', 'lot_number': 'text', 'provider_id': 'bigint',
            'visit_occurrence_id': 'bigint', 'visit_detail_id': 'bigint',
            'drug_source_value': 'text', 'drug_source_concept_id': 'integer',
            'route_source_value': 'text', 'dose_unit_source_value': 'text'
        },
        'procedure_occurrence': {
            'procedure_occurrence_id': 'bigint', 'person_id': 'bigint',
            'procedure_concept_id': 'integer', 'procedure_date': 'date',
            'procedure_datetime': 'timestamp', 'procedure_end_date': 'date',
            'procedure_end_datetime': 'timestamp', 'procedure_type_concept_id': 'integer',
            'modifier_concept_id': 'integer', 'quantity': 'integer', 'provider_id': 'bigint',
            'visit_occurrence_id': 'bigint', 'visit_detail_id': 'bigint',
            'procedure_source_value': 'text', 'procedure_source_concept_id': 'integer',
            'modifier_source_value': 'text'
        },
        'measurement': {
            'measurement_id': 'bigint', 'person_id': 'bigint',
            'measurement_concept_id': 'integer', 'measurement_date': 'date',
            'measurement_datetime': 'timestamp', 'measurement_time': 'text',
            'measurement_type_concept_id': 'integer', 'operator_concept_id': 'integer',
            'value_as_number': 'double', 'value_as_concept_id': 'integer',
            'unit_concept_id': 'integer', 'range_low': 'double', 'range_high': 'double',
            'provider_id': 'bigint', 'visit_occurrence_id': 'bigint', 'visit_detail_id': 'bigint',
            'measurement_source_value': 'text', 'measurement_source_concept_id': 'integer',
            'unit_source_value': 'text', 'unit_source_concept_id': 'integer',
            'value_source_value': 'text', 'measurement_event_id': 'bigint',
            'meas_event_field_concept_id': 'integer'
        },
        'observation': {
            'observation_id': 'bigint', 'person_id': 'bigint',
            'observation_concept_id': 'integer', 'observation_date': 'date',
            'observation_datetime': 'timestamp', 'observation_type_concept_id': 'integer',
            'value_as_number': 'double', 'value_as_string': 'text',
            'value_as_concept_id': 'integer', 'qualifier_concept_id': 'integer',
            'unit_concept_id': 'integer', 'provider_id': 'bigint',
            'visit_occurrence_id': 'bigint', 'visit_detail_id': 'bigint',
            'observation_source_value': 'text', 'observation_source_concept_id': 'integer',
            'unit_source_value': 'text', 'qualifier_source_value': 'text',
            'value_source_value': 'text', 'observation_event_id': 'bigint',
            'obs_event_field_concept_id': 'integer'
        },
        'death': {
            'person_id': 'bigint', 'death_date': 'date', 'death_datetime': 'timestamp',
            'death_type_concept_id': 'integer', 'cause_concept_id': 'integer',
            'cause_source_value': 'text', 'cause_source_concept_id': 'integer'
        },
        'provider': {
            'provider_id': 'bigint', 'provider_name': 'text', 'npi': 'text', 'dea': 'text',
            'specialty_concept_id': 'integer', 'care_site_id': 'bigint',
            'year_of_birth': 'integer', 'gender_concept_id': 'integer',
            'provider_source_value': 'text', 'specialty_source_value': 'text',
            'specialty_source_concept_id': 'integer', 'gender_source_value': 'text',
            'gender_source_concept_id': 'integer'
        },
        'care_site': {
            'care_site_id': 'bigint', 'care_site_name': 'text',
            'place_of_service_concept_id': 'integer', 'location_id': 'bigint',
            'care_site_source_value': 'text', 'place_of_service_source_value': 'text'
        },
        'location': {
            'location_id': 'bigint', 'address_1': 'text', 'address_2': 'text', 'city': 'text',
            'state': 'text', 'zip': 'text', 'county': 'text', 'location_source_value': 'text',
            'country_concept_id': 'integer', 'country_source_value': 'text', 'latitude': 'double',
            'longitude': 'double'
        },
        'payer_plan_period': {
            'payer_plan_period_id': 'bigint', 'person_id': 'bigint',
            'payer_plan_period_start_date': 'date', 'payer_plan_period_end_date': 'date',
            'payer_concept_id': 'integer', 'payer_source_value': 'text',
            'payer_source_concept_id': 'integer', 'plan_concept_id': 'integer',
            'plan_source_value': 'text', 'plan_source_concept_id': 'integer',
            'sponsor_concept_id': 'integer', 'sponsor_source_value': 'text',
            'sponsor_source_concept_id': 'integer', 'family_source_value': 'text',
            'stop_reason_concept_id': 'integer', 'stop_reason_source_value': 'text',
            'stop_reason_source_concept_id': 'integer'
        },
        'cost': {
            'cost_id': 'bigint', 'cost_event_id': 'bigint', 'cost_domain_id': 'text',
            'cost_type_concept_id': 'integer', 'currency_concept_id': 'integer',
            'total_charge': 'double', 'total_cost': 'double', 'total_paid': 'double',
            'paid_by_payer': 'double', 'paid_by_patient': 'double',
            'paid_patient_copay': 'double', 'paid_patient_coinsurance': 'double',
            'paid_patient_deductible': 'double', 'paid_by_primary': 'double',
            'paid_ingredient_cost': 'double', 'paid_dispensing_fee': 'double',
            'payer_plan_period_id': 'bigint', 'amount_allowed': 'double',
            'revenue_code_concept_id': 'integer', 'revenue_code_source_value': 'text',
            'drg_concept_id': 'integer', 'drg_source_value': 'text'
        },
        'device_exposure': {
            'device_exposure_id': 'bigint', 'person_id': 'bigint', 'device_concept_id': 'integer',
            'device_exposure_start_date': 'date', 'device_exposure_start_datetime': 'timestamp',
            'device_exposure_end_date': 'date', 'device_exposure_end_datetime': 'timestamp',
            'device_type_concept_id': 'integer', 'unique_device_id': 'text',
            'production_id': 'text', 'quantity': 'integer', 'provider_id': 'bigint',
            'visit_occurrence_id': 'bigint', 'visit_detail_id': 'bigint',
            'device_source_value': 'text', 'device_source_concept_id': 'integer',
            'unit_concept_id': 'integer', 'unit_source_value': 'text',
            'unit_source_concept_id': 'integer'
        },
        'concept': {
            'concept_id': 'integer', 'concept_name': 'text', 'domain_id': 'text',
            'vocabulary_id': 'text', 'concept_class_id': 'text', 'standard_concept': 'text',
            'concept_code': 'text', 'valid_start_date': 'date', 'valid_end_date': 'date',
            'invalid_reason': 'text'
        },
        'concept_ancestor': {
            'ancestor_concept_id': 'integer', 'descendant_concept_id': 'integer',
            'min_levels_of_separation': 'integer', 'max_levels_of_separation': 'integer'
        },
    }) -}}
{%- endmacro -%}


{%- macro fhir_columns() -%}
    {{- return({
        'Patient': {
            'id': 'text', 'meta': 'json', 'extension': 'json', 'identifier': 'json',
            'name': 'json', 'gender': 'text', 'birthDate': 'text', 'deceasedBoolean': 'boolean',
            'deceasedDateTime': 'text', 'address': 'json', 'maritalStatus': 'json',
            'generalPractitioner': 'json', 'managingOrganization': 'json'
        },
        'Practitioner': {
            'id': 'text', 'meta': 'json', 'identifier': 'json', 'name': 'json', 'gender': 'text',
            'birthDate': 'text'
        },
        'PractitionerRole': {
            'id': 'text', 'meta': 'json', 'practitioner': 'json', 'organization': 'json',
            'specialty': 'json'
        },
        'Organization': {
            'id': 'text', 'meta': 'json', 'type': 'json', 'name': 'text', 'address': 'json'
        },
        'Coverage': {
            'id': 'text', 'meta': 'json', 'status': 'text', 'beneficiary': 'json',
            'period': 'json', 'payor': 'json', 'class': 'json'
        },
        'Encounter': {
            'id': 'text', 'meta': 'json', 'status': 'text', 'class': 'json', 'type': 'json',
            'subject': 'json', 'participant': 'json', 'period': 'json', 'reasonCode': 'json',
            'hospitalization': 'json', 'serviceProvider': 'json'
        },
        'Condition': {
            'id': 'text', 'meta': 'json', 'clinicalStatus': 'json', 'verificationStatus': 'json',
            'category': 'json', 'code': 'json', 'subject': 'json', 'encounter': 'json',
            'onsetDateTime': 'text', 'onsetPeriod': 'json', 'abatementDateTime': 'text',
            'recordedDate': 'text'
        },
        'Observation': {
            'id': 'text', 'meta': 'json', 'status': 'text', 'category': 'json', 'code': 'json',
            'subject': 'json', 'encounter': 'json', 'effectiveDateTime': 'text',
            'effectivePeriod': 'json', 'issued': 'text', 'valueQuantity': 'json',
            'valueCodeableConcept': 'json', 'valueString': 'text', 'valueBoolean': 'boolean',
            'valueInteger': 'integer', 'referenceRange': 'json', 'component': 'json'
        },
        'Procedure': {
            'id': 'text', 'meta': 'json', 'status': 'text', 'code': 'json', 'subject': 'json',
            'encounter': 'json', 'performedDateTime': 'text', 'performedPeriod': 'json',
            'performer': 'json'
        },
        'MedicationRequest': {
            'id': 'text', 'meta': 'json', 'status': 'text', 'medicationCodeableConcept': 'json',
            'subject': 'json', 'encounter': 'json', 'authoredOn': 'text', 'requester': 'json',
            'dosageInstruction': 'json', 'dispenseRequest': 'json'
        },
        'MedicationAdministration': {
            'id': 'text', 'meta': 'json', 'status': 'text', 'medicationCodeableConcept': 'json',
            'subject': 'json', 'context': 'json', 'effectiveDateTime': 'text',
            'effectivePeriod': 'json', 'dosage': 'json'
        },
        'Immunization': {
            'id': 'text', 'meta': 'json', 'status': 'text', 'vaccineCode': 'json',
            'patient': 'json', 'encounter': 'json', 'occurrenceDateTime': 'text',
            'lotNumber': 'text'
        },
        'ExplanationOfBenefit': {
            'id': 'text', 'meta': 'json', 'status': 'text', 'patient': 'json',
            'billablePeriod': 'json', 'created': 'text', 'insurance': 'json', 'item': 'json'
        },
    }) -}}
{%- endmacro -%}
