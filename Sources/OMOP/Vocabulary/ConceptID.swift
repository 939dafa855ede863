// The concepts that rows carry whatever their codes say: types, visits, genders and the like.
//
// Source: the rows of omop_concepts.csv with these ids (a test compares names); which row takes
// which is told by HL7/fhir-omop-ig 2.0.0-ballot, "ETL conventions" of docs/omop.md.

/// Named concepts; each exists in the vocabulary subset.
package enum ConceptID {
    /// "No matching concept": what has no mapping.
    package static let noMatch: Int32 = 0

    // Where a row comes from (Type Concept).
    package static let typeEHR: Int32 = 32_817
    package static let typeEHRAdministration: Int32 = 32_818
    package static let typeEHREncounter: Int32 = 32_827
    package static let typeEHRPrescription: Int32 = 32_838
    package static let typeEHRProblemList: Int32 = 32_840
    package static let typeLab: Int32 = 32_856
    package static let typeCost: Int32 = 32_814
    /// Rows derived from other rows: "Standard algorithm from EHR".
    package static let typeDerived: Int32 = 32_882

    // Visit.
    package static let visitInpatient: Int32 = 9201
    package static let visitOutpatient: Int32 = 9202
    package static let visitEmergency: Int32 = 9203
    package static let visitEmergencyAndInpatient: Int32 = 262
    package static let visitTelehealth: Int32 = 722_455
    package static let visitHome: Int32 = 581_476
    package static let visitOffice: Int32 = 581_477
    package static let visitUrgentCare: Int32 = 8782
    package static let visitOutpatientHospital: Int32 = 8756
    package static let visitEmergencyRoomHospital: Int32 = 8870

    // Admission to intensive care, SNOMED 305351004: the source concept of such a visit detail.
    package static let intensiveCareAdmission: Int32 = 4_138_933

    // Gender, ethnicity.
    package static let male: Int32 = 8507
    package static let female: Int32 = 8532
    package static let hispanic: Int32 = 38_003_563
    package static let notHispanic: Int32 = 38_003_564

    // Condition Status: the only one that a FHIR clinical status maps to.
    package static let statusResolved: Int32 = 32_906

    // The two halves of a blood pressure, LOINC 8480-6 and 8462-4, and their unit.
    package static let systolicPressure: Int32 = 3_004_249
    package static let diastolicPressure: Int32 = 3_012_888
    package static let millimeterMercury: Int32 = 8876

    package static let generalPractice: Int32 = 38_004_446
    package static let unitedStates: Int32 = 4_330_442
    package static let usDollar: Int32 = 44_818_668
    package static let english: Int32 = 4_180_186
    package static let utf8: Int32 = 32_678
    package static let cdmVersion: Int32 = 756_265

    /// All of them with the names they have in CONCEPT.
    package static let names: [(id: Int32, name: String)] = [
        (noMatch, "No matching concept"), (typeEHR, "EHR"),
        (typeEHRAdministration, "EHR administration record"),
        (typeEHREncounter, "EHR encounter record"), (typeEHRPrescription, "EHR prescription"),
        (typeEHRProblemList, "EHR problem list"), (typeLab, "Lab"), (typeCost, "Cost record"),
        (typeDerived, "Standard algorithm from EHR"), (visitInpatient, "Inpatient Visit"),
        (visitOutpatient, "Outpatient Visit"), (visitEmergency, "Emergency Room Visit"),
        (visitEmergencyAndInpatient, "Emergency Room and Inpatient Visit"),
        (visitTelehealth, "Telehealth"), (visitHome, "Home Visit"), (visitOffice, "Office Visit"),
        (visitUrgentCare, "Urgent Care Facility"),
        (visitOutpatientHospital, "Outpatient Hospital"),
        (visitEmergencyRoomHospital, "Emergency Room - Hospital"),
        (intensiveCareAdmission, "Admission to intensive care unit"), (male, "MALE"),
        (female, "FEMALE"), (hispanic, "Hispanic or Latino"),
        (notHispanic, "Not Hispanic or Latino"), (statusResolved, "Resolved condition"),
        (systolicPressure, "Systolic blood pressure"),
        (diastolicPressure, "Diastolic blood pressure"),
        (millimeterMercury, "millimeter mercury column"), (generalPractice, "General Practice"),
        (unitedStates, "United States of America"), (usDollar, "United States dollar"),
        (english, "English language"), (utf8, "UTF-8"), (cdmVersion, "OMOP CDM Version 5.4.0"),
    ]
}
