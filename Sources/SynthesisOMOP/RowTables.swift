// The builders of all tables, as one value: a person is written within one access to it.

import Columnar
import OMOP
import Synthesis

/// The tables on their way, and what is kept while a person is written.
struct RowTables {
    private let tables: Set<OMOPTable>
    private let routing: CodeRouting
    /// Care sites, providers and payers that the persons so far refer to; `take` keeps it.
    private(set) var referenced = ReferencedProviders()
    private let network: ProviderNetwork
    private let findsReferences: Bool

    private var frame: PersonFrame
    private var staged = StagedRows()
    private var billed = BilledRows()
    private var eras: EraInputs

    private var person: PersonTable
    private var visitOccurrence: VisitOccurrenceTable
    private var visitDetail: VisitDetailTable
    private var conditionOccurrence: ConditionOccurrenceTable
    private var drugExposure: DrugExposureTable
    private var procedureOccurrence: ProcedureOccurrenceTable
    private var measurement: MeasurementTable
    private var observation: ObservationTable
    private var death: DeathTable
    private var deviceExposure: DeviceExposureTable
    private var note: NoteTable
    private var location: LocationTable
    private var payerPlanPeriod: PayerPlanPeriodTable
    private var cost = CostTable()
    private var observationPeriod = ObservationPeriodTable()
    private var conditionEra = ConditionEraTable()
    private var drugEra = DrugEraTable()
    private var ledger = LedgerRows()
    private let wants: Wants

    init(
        world: SyntheticWorld, vocabulary: Vocabulary, tables: Set<OMOPTable>,
        findsReferences: Bool
    ) {
        self.findsReferences = findsReferences
        let catalogue = world.catalogue
        let text = WorldText(catalogue, vocabulary: vocabulary)
        let routing = CodeRouting(codes: catalogue.codes, vocabulary: vocabulary)
        self.tables = tables
        self.routing = routing
        wants = Wants(tables)
        network = world.network
        frame = PersonFrame(
            asOfDay: world.options.asOfDay, keepsDetails: wants.visitDetail || wants.ledger)
        eras = EraInputs(vocabulary: vocabulary)
        person = PersonTable(text: text, catalogue: catalogue, vocabulary: vocabulary)
        visitOccurrence = VisitOccurrenceTable(routing: routing)
        visitDetail = VisitDetailTable(text: text, routing: routing)
        conditionOccurrence = ConditionOccurrenceTable(text: text, routing: routing)
        drugExposure = DrugExposureTable(
            text: text, routing: routing, catalogue: catalogue, vocabulary: vocabulary)
        procedureOccurrence = ProcedureOccurrenceTable(text: text, routing: routing)
        measurement = MeasurementTable(text: text, routing: routing)
        observation = ObservationTable(text: text, routing: routing)
        death = DeathTable(text: text, routing: routing)
        deviceExposure = DeviceExposureTable(text: text, routing: routing)
        note = NoteTable(text: text, routing: routing, catalogue: catalogue)
        location = LocationTable(catalogue: catalogue)
        payerPlanPeriod = PayerPlanPeriodTable(text: text)
    }

    /// The rows gathered and not yet taken, of all tables. Cheap enough to ask after each person.
    var rowCount: Int {
        let who = person.rowCount + location.rowCount + death.rowCount + payerPlanPeriod.rowCount
        let visits = visitOccurrence.rowCount + visitDetail.rowCount + note.rowCount
        let drugs = drugExposure.rowCount + deviceExposure.rowCount + procedureOccurrence.rowCount
        let findings =
            conditionOccurrence.rowCount + measurement.rowCount + observation.rowCount
        let derived = observationPeriod.rowCount + conditionEra.rowCount + drugEra.rowCount
        return who + visits + drugs + findings + derived + cost.rowCount + ledger.rowCount
    }

    /// Appends the rows of a person to the wanted tables.
    mutating func append(_ person: SimulatedPerson) {
        frame.begin(person)
        if findsReferences { referenced.insert(person, network) }
        if wants.person { self.person.append(frame, person) }
        if wants.visitOccurrence { visitOccurrence.append(frame, person) }
        if wants.visitDetail { visitDetail.append(frame, person) }
        if wants.death { death.append(frame, person) }
        if wants.note { note.append(frame, person) }
        if wants.location { location.append(frame, person) }
        if wants.payerPlanPeriod { payerPlanPeriod.append(frame, person) }
        if wants.staged { appendEvents(person) }
        appendDerived(person)
    }

    private mutating func appendEvents(_ person: SimulatedPerson) {
        staged.stage(person, routing: routing)
        if wants.conditionOccurrence {
            conditionOccurrence.append(frame, person, staged.conditions)
        }
        if wants.drugExposure { drugExposure.append(frame, person, staged.drugs) }
        if wants.procedureOccurrence {
            procedureOccurrence.append(frame, person, staged.procedures)
        }
        if wants.measurement { measurement.append(frame, person, staged.measurements) }
        if wants.observation { observation.append(frame, person, staged.observations) }
        if wants.deviceExposure { deviceExposure.append(frame, person, staged.devices) }
        if wants.cost {
            billed.fill(person, staged)
            cost.append(frame, person, billed)
        }
    }

    private mutating func appendDerived(_ person: SimulatedPerson) {
        let isLedgerWanted = wants.ledger
        let periods =
            wants.observationPeriod || isLedgerWanted
            ? ObservationPeriods.periods(of: person, frame) : []
        let conditionEras =
            wants.conditionEra || isLedgerWanted
            ? eras.conditionEras(of: person, staged.conditions, frame) : []
        let drugEras =
            wants.drugEra || isLedgerWanted ? eras.drugEras(of: person, staged.drugs, frame) : []
        if wants.observationPeriod { observationPeriod.append(frame, periods) }
        if wants.conditionEra { conditionEra.append(frame, conditionEras) }
        if wants.drugEra { drugEra.append(frame, drugEras) }
        if isLedgerWanted {
            ledger.append(
                frame, person, staged, periods: periods, conditionEras: conditionEras,
                drugEras: drugEras)
        }
    }

    /// Hands the rows on, in the order of `OMOPTable.allCases`, and begins new ones. A wanted table
    /// without rows is there too.
    mutating func take() -> [(OMOPTable, TypedBatch)] {
        var taken: [(OMOPTable, TypedBatch)] = []
        for table in OMOPTable.allCases where tables.contains(table) && table.isPerPerson {
            if let batch = take(table) { taken.append((table, batch)) }
        }
        return taken
    }

    private mutating func take(_ table: OMOPTable) -> TypedBatch? {
        switch table {
        case .person: person.take()
        case .observationPeriod: observationPeriod.take()
        case .visitOccurrence: visitOccurrence.take()
        case .visitDetail: visitDetail.take()
        case .conditionOccurrence: conditionOccurrence.take()
        case .drugExposure: drugExposure.take()
        case .procedureOccurrence: procedureOccurrence.take()
        case .measurement: measurement.take()
        case .observation: observation.take()
        case .death: death.take()
        case .deviceExposure: deviceExposure.take()
        case .note: note.take()
        case .location: location.take()
        case .payerPlanPeriod: payerPlanPeriod.take()
        case .cost: cost.take()
        case .conditionEra: conditionEra.take()
        case .drugEra: drugEra.take()
        case .ledger: ledger.take()
        default: nil
        }
    }

    /// The rows gathered and not yet taken of one table.
    func rowCount(of table: OMOPTable) -> Int {
        switch table {
        case .person: person.rowCount
        case .observationPeriod: observationPeriod.rowCount
        case .visitOccurrence: visitOccurrence.rowCount
        case .visitDetail: visitDetail.rowCount
        case .conditionOccurrence: conditionOccurrence.rowCount
        case .drugExposure: drugExposure.rowCount
        case .procedureOccurrence: procedureOccurrence.rowCount
        case .measurement: measurement.rowCount
        case .observation: observation.rowCount
        case .death: death.rowCount
        case .deviceExposure: deviceExposure.rowCount
        case .note: note.rowCount
        case .location: location.rowCount
        case .payerPlanPeriod: payerPlanPeriod.rowCount
        case .cost: cost.rowCount
        case .conditionEra: conditionEra.rowCount
        case .drugEra: drugEra.rowCount
        case .ledger: ledger.rowCount
        default: 0
        }
    }
}

/// Which tables are wanted, asked once rather than for each person.
private struct Wants {
    let person, observationPeriod, visitOccurrence, visitDetail, conditionOccurrence: Bool
    let drugExposure, procedureOccurrence, measurement, observation, death, deviceExposure: Bool
    let note, location, payerPlanPeriod, cost, conditionEra, drugEra, ledger: Bool
    /// Whether events have to be sorted into tables.
    let staged: Bool

    init(_ tables: Set<OMOPTable>) {
        person = tables.contains(.person)
        observationPeriod = tables.contains(.observationPeriod)
        visitOccurrence = tables.contains(.visitOccurrence)
        visitDetail = tables.contains(.visitDetail)
        conditionOccurrence = tables.contains(.conditionOccurrence)
        drugExposure = tables.contains(.drugExposure)
        procedureOccurrence = tables.contains(.procedureOccurrence)
        measurement = tables.contains(.measurement)
        observation = tables.contains(.observation)
        death = tables.contains(.death)
        deviceExposure = tables.contains(.deviceExposure)
        note = tables.contains(.note)
        location = tables.contains(.location)
        payerPlanPeriod = tables.contains(.payerPlanPeriod)
        cost = tables.contains(.cost)
        conditionEra = tables.contains(.conditionEra)
        drugEra = tables.contains(.drugEra)
        ledger = tables.contains(.ledger)
        staged =
            conditionOccurrence || drugExposure || procedureOccurrence || measurement
            || observation || deviceExposure || cost || conditionEra || drugEra || ledger
    }
}
