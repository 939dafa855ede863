// The OMOP tables that a population fills: the one list of them.
//
// Adding a table: a case here, its builder under Tables, its line in OMOPRowBuilder.

package import Columnar
import OMOP
package import Synthesis

/// A table that is generated. The raw value is the CDM's name; the ledger is ours.
package enum OMOPTable: String, CaseIterable, Sendable {
    case person
    case observationPeriod = "observation_period"
    case visitOccurrence = "visit_occurrence"
    case visitDetail = "visit_detail"
    case conditionOccurrence = "condition_occurrence"
    case drugExposure = "drug_exposure"
    case procedureOccurrence = "procedure_occurrence"
    case measurement
    case observation
    case death
    case deviceExposure = "device_exposure"
    case note
    case location
    case careSite = "care_site"
    case provider
    case payerPlanPeriod = "payer_plan_period"
    case cost
    case conditionEra = "condition_era"
    case drugEra = "drug_era"
    case cdmSource = "cdm_source"
    case concept
    case vocabulary
    case domain
    case conceptClass = "concept_class"
    case conceptRelationship = "concept_relationship"
    case relationship
    case conceptAncestor = "concept_ancestor"
    case drugStrength = "drug_strength"
    // Tables that stay empty: a data set has all tables of the CDM nevertheless.
    case conceptSynonym = "concept_synonym"
    case specimen
    case noteNLP = "note_nlp"
    case factRelationship = "fact_relationship"
    case doseEra = "dose_era"
    case episode
    case episodeEvent = "episode_event"
    case metadata
    case sourceToConceptMap = "source_to_concept_map"
    case cohort
    case cohortDefinition = "cohort_definition"
    /// Which FHIR resource became which row. Not a table of the CDM.
    case ledger = "fhir_omop_map"
    /// What was damaged on purpose, and where. Not a table of the CDM; whoever damages fills it.
    case syntheticDefect = "synthetic_defect"

    /// Whether persons have rows in it: those that `OMOPRowBuilder` makes.
    package var isPerPerson: Bool {
        switch self {
        case .careSite, .provider, .cdmSource, .syntheticDefect: false
        default: !isVocabulary && !isEmpty
        }
    }

    /// Whether no population has rows in it.
    package var isEmpty: Bool {
        switch self {
        case .conceptSynonym, .specimen, .noteNLP, .factRelationship, .doseEra, .episode,
            .episodeEvent, .metadata, .sourceToConceptMap, .cohort, .cohortDefinition:
            true
        default: false
        }
    }

    /// Whether it has rows that persons share: those that `sharedBatch` makes. The locations of
    /// care sites and the ledger of providers stand beside those of persons.
    package var isShared: Bool {
        switch self {
        case .location, .careSite, .provider, .cdmSource, .ledger: true
        default: isVocabulary
        }
    }

    /// Whether the CDM has it; the others are ours.
    package var isOfCDM: Bool { self != .ledger && self != .syntheticDefect }

    /// Whether it is one of the vocabulary tables, the same for every population.
    package var isVocabulary: Bool { Vocabulary.tableNames.contains(rawValue) && !isEmpty }

    /// What of a person has to be simulated for it. The domain of a code decides the table of its
    /// row, so that a table has rows of several parts, and its keys count them all.
    package var scope: SimulationScope {
        switch self {
        case .person, .death: self == .death ? [.encounters, .conditions] : []
        case .visitOccurrence, .visitDetail, .careSite, .provider, .location: [.encounters]
        case .conditionOccurrence, .conditionEra, .procedureOccurrence, .measurement:
            Self.routed
        case .observation: Self.routed.union(.allergies)
        case .deviceExposure: Self.routed.union(.devices)
        case .drugExposure, .drugEra:
            [.encounters, .medications, .administrations, .immunizations]
        case .note: [.encounters, .conditions, .notes]
        case .payerPlanPeriod: [.coverages]
        case .cost:
            Self.routed.union([
                .claims, .coverages, .medications, .administrations, .immunizations, .devices,
                .allergies,
            ])
        case .observationPeriod, .ledger: .all
        case .cdmSource, .concept, .vocabulary, .domain, .conceptClass, .conceptRelationship,
            .relationship, .conceptAncestor, .drugStrength, .conceptSynonym, .specimen, .noteNLP,
            .factRelationship, .doseEra, .episode, .episodeEvent, .metadata, .sourceToConceptMap,
            .cohort, .cohortDefinition, .syntheticDefect:
            []
        }
    }

    /// The parts whose codes have any domain.
    private static let routed: SimulationScope = [
        .encounters, .conditions, .observations, .procedures,
    ]

    /// The columns in their order.
    package var columns: [(name: String, type: ScalarType, isRequired: Bool)] {
        if self == .ledger { return LedgerRows.columns }
        if self == .syntheticDefect {
            return ["layer", "kind", "record", "id", "element", "original", "planted"].map {
                ($0, .string, true)
            }
        }
        let fields = CDMSchema.table(named: rawValue)?.fields ?? []
        return fields.map { ($0.name, $0.scalarType, $0.isRequired) }
    }

    /// How the Iceberg table is partitioned unless somebody says otherwise; nil for not at all.
    /// Years keep the files of a large population few and let scans of a period skip the others.
    package var defaultPartitionBy: String? {
        switch self {
        case .measurement: "year(measurement_date)"
        case .observation: "year(observation_date)"
        case .drugExposure: "year(drug_exposure_start_date)"
        case .procedureOccurrence: "year(procedure_date)"
        case .visitOccurrence: "year(visit_start_date)"
        default: nil
        }
    }

    /// The order of rows within a file; nil where there is none to speak of.
    package var sortBy: String? {
        switch self {
        case .person, .death, .ledger: "person_id"
        case .observationPeriod: "person_id, observation_period_start_date"
        case .visitOccurrence: "person_id, visit_start_date"
        case .visitDetail: "person_id, visit_detail_start_date"
        case .conditionOccurrence: "person_id, condition_start_date"
        case .drugExposure: "person_id, drug_exposure_start_date"
        case .procedureOccurrence: "person_id, procedure_date"
        case .measurement: "person_id, measurement_date"
        case .observation: "person_id, observation_date"
        case .deviceExposure: "person_id, device_exposure_start_date"
        case .note: "person_id, note_date"
        case .payerPlanPeriod: "person_id, payer_plan_period_start_date"
        case .conditionEra: "person_id, condition_era_start_date"
        case .drugEra: "person_id, drug_era_start_date"
        case .cost: "cost_id"
        case .location: "location_id"
        case .careSite: "care_site_id"
        case .provider: "provider_id"
        case .concept: "concept_id"
        default: nil
        }
    }
}
