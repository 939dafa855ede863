// COST: one row for each item of a claim, pointing to the row of what it was for.
//
// The domain says in which table cost_event_id is to be looked up; an item whose event has several
// rows points to the first.

import Columnar
import OMOP
import Synthesis

/// The row that an event became: the first, where there are several.
struct EventRowReference {
    /// Nil for an event without a row.
    var table: EventTable?
    var ordinal: Int32 = 0
}

/// For each event that can be billed, its row. Filled anew for each person.
struct BilledRows {
    private var procedures: [EventRowReference] = []
    private var medications: [EventRowReference] = []
    private var administrations: [EventRowReference] = []
    private var immunizations: [EventRowReference] = []
    private var devices: [EventRowReference] = []

    mutating func fill(_ person: SimulatedPerson, _ staged: StagedRows) {
        Self.reset(&procedures, person.procedures.count)
        Self.reset(&medications, person.medications.count)
        Self.reset(&administrations, person.administrations.count)
        Self.reset(&immunizations, person.immunizations.count)
        Self.reset(&devices, person.devices.count)
        for table in EventTable.allCases {
            for (ordinal, row) in staged[table].enumerated() {
                let reference = EventRowReference(
                    table: table, ordinal: Int32(truncatingIfNeeded: ordinal))
                let index = Int(row.index)
                switch row.source {
                case .procedure: Self.set(&procedures, index, reference)
                case .medication: Self.set(&medications, index, reference)
                case .administration: Self.set(&administrations, index, reference)
                case .immunization: Self.set(&immunizations, index, reference)
                case .device: Self.set(&devices, index, reference)
                case .condition, .observation, .allergy: break
                }
            }
        }
    }

    /// The row of what an item was for; nil when there is no such event.
    func reference(_ item: ClaimItem) -> EventRowReference? {
        let list: [EventRowReference]
        switch item.subject {
        case .visit: return nil
        case .procedure: list = procedures
        case .medication: list = medications
        case .administration: list = administrations
        case .immunization: list = immunizations
        case .device: list = devices
        }
        let index = Int(item.index)
        guard list.indices.contains(index), list[index].table != nil else { return nil }
        return list[index]
    }

    private static func reset(_ list: inout [EventRowReference], _ count: Int) {
        list.removeAll(keepingCapacity: true)
        list.append(contentsOf: repeatElement(EventRowReference(), count: count))
    }

    private static func set(
        _ list: inout [EventRowReference], _ index: Int, _ reference: EventRowReference
    ) {
        if list[index].table == nil { list[index] = reference }
    }
}

/// Gathers rows of COST.
struct CostTable {
    private struct Row {
        let person: Int64
        let ordinal: Int32
        let event: Int64
        /// In `domains`.
        let domain: Int32
        let chargeCents: Int64
        let payerCents: Int64
        let patientCents: Int64
        /// The ordinal of the payer plan period; -1.
        let plan: Int32
    }

    /// The domains by the number of their table, and of visits behind them.
    private static let domains = WorldText.column(
        EventTable.allCases.map { "\($0.domainID)" } + ["Visit"], lengthMax: 20)
    private static let visitDomain = Int32(EventTable.allCases.count)

    private var columns = RowColumns<Row>()

    var rowCount: Int { columns.count }

    /// The range of a claim's items; those that the list does not have are left out.
    static func items(of claim: ClaimEvent, _ person: SimulatedPerson) -> Range<Int> {
        let first = min(max(Int(claim.firstItem), 0), person.claimItems.count)
        let end = min(first + max(Int(claim.itemCount), 0), person.claimItems.count)
        return first..<end
    }

    mutating func append(_ frame: PersonFrame, _ person: SimulatedPerson, _ billed: BilledRows) {
        for claim in person.claims {
            let isCovered = claim.coverage >= 0 && Int(claim.coverage) < person.coverages.count
            for index in Self.items(of: claim, person) {
                let item = person.claimItems[index]
                let target = billed.reference(item)
                // What is not found was billed for the visit.
                let visit = item.subject == .visit ? item.index : claim.encounter
                columns.append(
                    Row(
                        person: frame.number, ordinal: Int32(truncatingIfNeeded: index),
                        event: frame.id(target?.ordinal ?? max(visit, 0)),
                        domain: target?.table.map { Int32($0.rawValue) } ?? Self.visitDomain,
                        chargeCents: item.chargeCents, payerCents: item.paidByPayerCents,
                        patientCents: item.paidByPatientCents,
                        plan: isCovered ? claim.coverage : -1))
            }
        }
        if columns.isChunkFull { flush() }
    }

    mutating func take() -> TypedBatch {
        flush()
        return columns.take()
    }

    private mutating func flush() {
        columns.begin()
        columns.long { RecordID.event(person: $0.person, ordinal: Int($0.ordinal)) }
        columns.long(\.event)
        columns.text(Self.domains, \.domain)
        columns.int(ConceptID.typeCost)
        columns.int(ConceptID.usDollar)
        columns.double { Self.dollars($0.chargeCents) }
        columns.nullDoubles()
        columns.double { Self.dollars($0.payerCents &+ $0.patientCents) }
        columns.double { Self.dollars($0.payerCents) }
        columns.double { Self.dollars($0.patientCents) }
        columns.nullDoubles()
        columns.nullDoubles()
        columns.nullDoubles()
        columns.nullDoubles()
        columns.nullDoubles()
        columns.nullDoubles()
        columns.optionalLong { row in
            row.plan < 0
                ? 0 : RecordID.event(person: row.person, ordinal: Int(row.plan))
        }
        columns.nullDoubles()
        columns.nullInts()
        columns.nullTexts()
        columns.nullInts()
        columns.nullTexts()
        columns.end()
    }

    @inline(__always)
    private static func dollars(_ cents: Int64) -> Double { Double(cents) / 100 }
}
