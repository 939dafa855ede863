// Which panels are measured at a visit of a person of some sex and age: a draw for each that comes
// into question. Of a profile that takes few measures most panels have nothing to measure, and
// their words of the stream are left out.
//
//     panels of the visit     vitals   urine   lipids   blood   hba1c
//     words of the stream       w0      w1       w2      w3      w4
//     with blood pressure       ┴ draw  └── left out, as the tail ─┘

import Columnar

/// A panel that may be measured.
struct PanelDraw: Equatable, Sendable {
    /// Words of the stream between the draw before and this one.
    let skipped: Int32
    /// -1 for the end of a list that leaves words out there.
    let panel: Int32
    let probability: Double
    /// Measured again so often during a stay; 0 for once.
    let everyHours: Double

    /// More panels of one kind of visit than there can be.
    private static let panelsMax = 64

    /// The draws by name of visit and `AgeCurve.index`.
    ///
    /// - Parameter measures: what each panel measures.
    static func byVisit(
        _ rows: [VisitPanelRow], _ names: Int, _ measures: Grouped<Int>
    ) -> SharedGroups<PanelDraw> {
        let rows = Grouped(
            (0..<names).map { name in
                Array(rows.filter { Int($0.visit) == name }.prefix(panelsMax))
            })
        return SharedGroups(count: names * 2 * AgeCurve.ageCount) { group, draws in
            var skipped: Int32 = 0
            for place in rows.range(group / (2 * AgeCurve.ageCount)) {
                let row = rows.rows[place]
                guard row.persons.contains(curveIndex: group) else { continue }
                append(row.panel, row.probability, row.everyHours, &skipped, measures, &draws)
            }
            appendEnd(skipped, &draws)
        }
    }

    /// The draws of the panels that conditions ask for, by condition and role of the visit.
    ///
    /// - Parameter roles: how many there are.
    static func byCondition(
        _ care: [ConditionCare], roles: Int, _ measures: Grouped<Int>
    ) -> RowsByRole<PanelDraw> {
        RowsByRole(conditions: care.count, roles: roles) { condition, role, draws in
            var skipped: Int32 = 0
            for row in care[condition].labs where row.visit == role {
                append(row.panel, row.probability, 0, &skipped, measures, &draws)
            }
            appendEnd(skipped, &draws)
        }
    }

    private static func appendEnd(_ skipped: Int32, _ draws: inout [PanelDraw]) {
        guard skipped > 0 else { return }
        draws.append(PanelDraw(skipped: skipped, panel: -1, probability: 0, everyHours: 0))
    }

    /// A draw for a panel that measures something, and a word to skip for another.
    private static func append(
        _ panel: Int, _ probability: Double, _ everyHours: Double, _ skipped: inout Int32,
        _ measures: Grouped<Int>, _ draws: inout [PanelDraw]
    ) {
        guard !measures.range(panel).isEmpty else {
            skipped += 1
            return
        }
        draws.append(
            PanelDraw(
                skipped: skipped, panel: Int32(truncatingIfNeeded: panel),
                probability: probability, everyHours: everyHours))
        skipped = 0
    }
}
