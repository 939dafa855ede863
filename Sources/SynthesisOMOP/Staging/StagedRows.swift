// The event rows of one person before they are written: which table each event goes to, in the
// order of date from which the keys are counted.
//
//     conditions, observations, procedures     the table of the domain, each target a row
//     medications, administrations,
//     immunizations                            DRUG_EXPOSURE
//     allergies                                OBSERVATION
//     devices                                  DEVICE_EXPOSURE
//
// A code without a target has one row with concept 0 in the table that its FHIR type suggests.

import OMOP
import Synthesis

/// The list of the person that a row comes from.
enum EventSource: UInt8, Sendable {
    case condition, observation, procedure, medication, administration, immunization, allergy,
        device
}

/// One row to be.
struct StagedRow: Sendable {
    /// A half of a blood pressure, or the whole event.
    enum Part: UInt8, Sendable { case whole, systolic, diastolic }

    var time: Int64
    var conceptID: Int32
    /// -1 for none.
    var valueConceptID: Int32
    /// In the list of the source.
    var index: Int32
    var source: EventSource
    var part: Part
}

/// The rows of one person by table.
struct StagedRows {
    private(set) var conditions: [StagedRow] = []
    private(set) var drugs: [StagedRow] = []
    private(set) var procedures: [StagedRow] = []
    private(set) var measurements: [StagedRow] = []
    private(set) var observations: [StagedRow] = []
    private(set) var devices: [StagedRow] = []

    subscript(table: EventTable) -> [StagedRow] {
        switch table {
        case .condition: conditions
        case .drug: drugs
        case .procedure: procedures
        case .measurement: measurements
        case .observation: observations
        case .device: devices
        }
    }

    /// Takes the events of a person in place of those of the last one.
    mutating func stage(_ person: SimulatedPerson, routing: CodeRouting) {
        removeAll()
        stageConditions(person, routing)
        stageObservations(person, routing)
        stageProcedures(person, routing)
        stageDrugs(person, routing)
        stageAllergies(person, routing)
        stageDevices(person, routing)
        sort(&conditions)
        sort(&drugs)
        sort(&procedures)
        sort(&measurements)
        sort(&observations)
        sort(&devices)
    }

    private mutating func removeAll() {
        conditions.empty()
        drugs.empty()
        procedures.empty()
        measurements.empty()
        observations.empty()
        devices.empty()
    }

    @inline(__always)
    private mutating func append(_ row: StagedRow, to table: EventTable) {
        switch table {
        case .measurement: measurements.append(row)
        case .observation: observations.append(row)
        case .condition: conditions.append(row)
        case .procedure: procedures.append(row)
        case .device: devices.append(row)
        case .drug: drugs.append(row)
        }
    }

    /// The rows of an event whose code decides the table.
    @inline(__always)
    private mutating func route(
        _ code: Int32, time: Int64, index: Int, source: EventSource, suggested: EventTable,
        _ routing: CodeRouting
    ) {
        let range = routing.range(code)
        var row = StagedRow(
            time: time, conceptID: 0, valueConceptID: -1, index: Int32(truncatingIfNeeded: index),
            source: source, part: .whole)
        guard !range.isEmpty else { return append(row, to: suggested) }
        var target = range.lowerBound
        while target < range.upperBound {
            let routed = routing[target]
            row.conceptID = routed.conceptID
            row.valueConceptID = routed.valueConceptID
            // Only prescriptions, administrations and immunizations are exposures.
            append(row, to: routed.table == .drug ? .observation : routed.table)
            target += 1
        }
    }

    private mutating func stageConditions(_ person: SimulatedPerson, _ routing: CodeRouting) {
        var index = 0
        while index < person.conditions.count {
            let event = person.conditions[index]
            route(
                event.code, time: event.onset, index: index, source: .condition,
                suggested: .condition, routing)
            index += 1
        }
    }

    private mutating func stageObservations(_ person: SimulatedPerson, _ routing: CodeRouting) {
        var index = 0
        while index < person.observations.count {
            let event = person.observations[index]
            if case .bloodPressure = event.value {
                var half = StagedRow(
                    time: event.time, conceptID: ConceptID.systolicPressure, valueConceptID: -1,
                    index: Int32(truncatingIfNeeded: index), source: .observation, part: .systolic)
                measurements.append(half)
                half.conceptID = ConceptID.diastolicPressure
                half.part = .diastolic
                measurements.append(half)
            } else {
                let isMeasured =
                    switch event.category {
                    case .vitalSigns, .laboratory: true
                    case .survey, .social: false
                    }
                route(
                    event.code, time: event.time, index: index, source: .observation,
                    suggested: isMeasured ? .measurement : .observation, routing)
            }
            index += 1
        }
    }

    private mutating func stageProcedures(_ person: SimulatedPerson, _ routing: CodeRouting) {
        var index = 0
        while index < person.procedures.count {
            let event = person.procedures[index]
            route(
                event.code, time: event.start, index: index, source: .procedure,
                suggested: .procedure, routing)
            index += 1
        }
    }

    private mutating func stageDrugs(_ person: SimulatedPerson, _ routing: CodeRouting) {
        var index = 0
        while index < person.medications.count {
            let event = person.medications[index]
            stageIn(.drug, event.code, time: event.start, index: index, .medication, routing)
            index += 1
        }
        index = 0
        while index < person.administrations.count {
            let event = person.administrations[index]
            stageIn(.drug, event.code, time: event.time, index: index, .administration, routing)
            index += 1
        }
        index = 0
        while index < person.immunizations.count {
            let event = person.immunizations[index]
            stageIn(.drug, event.code, time: event.time, index: index, .immunization, routing)
            index += 1
        }
    }

    private mutating func stageAllergies(_ person: SimulatedPerson, _ routing: CodeRouting) {
        for (index, event) in person.allergies.enumerated() {
            // Noted in the visit that it points to, whenever it began.
            stageIn(
                .observation, event.code, time: event.recorded, index: index, .allergy, routing)
        }
    }

    private mutating func stageDevices(_ person: SimulatedPerson, _ routing: CodeRouting) {
        for (index, event) in person.devices.enumerated() {
            stageIn(.device, event.code, time: event.start, index: index, .device, routing)
        }
    }

    /// The rows of an event whose list decides the table: a target of another domain has no place
    /// in it and counts for nothing, save in OBSERVATION, which takes every domain.
    private mutating func stageIn(
        _ table: EventTable, _ code: Int32, time: Int64, index: Int, _ source: EventSource,
        _ routing: CodeRouting
    ) {
        var row = StagedRow(
            time: time, conceptID: 0, valueConceptID: -1, index: Int32(truncatingIfNeeded: index),
            source: source, part: .whole)
        var isMapped = false
        for target in routing.range(code) {
            let routed = routing[target]
            guard routed.table == table || table == .observation else { continue }
            row.conceptID = routed.conceptID
            row.valueConceptID = routed.valueConceptID
            append(row, to: table)
            isMapped = true
        }
        if !isMapped { append(row, to: table) }
    }

    /// By time; rows of one moment keep the order in which they were staged, and two targets of one
    /// code the order of the vocabulary. Lists come sorted, so that most tables are already.
    private func sort(_ rows: inout [StagedRow]) {
        var index = 1
        while index < rows.count {
            if rows[index].time < rows[index - 1].time {
                rows.sort {
                    ($0.time, $0.source.rawValue, $0.index, $0.part.rawValue, $0.conceptID)
                        < ($1.time, $1.source.rawValue, $1.index, $1.part.rawValue, $1.conceptID)
                }
                return
            }
            index += 1
        }
    }
}
