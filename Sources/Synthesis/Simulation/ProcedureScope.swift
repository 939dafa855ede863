// Which procedures somebody wants, and up to which visit of a life they have to be drawn: all take
// their numbers from one stream, so that those before a wanted one are drawn too, but none behind
// the last visit that can have one.
//
//     visits    |x|  |x|   |w|  |x|  |x|       x: only procedures that nobody wants
//               drawn ────────┘  left out      w: one that is wanted, may be

import Columnar

/// The procedures to draw.
struct ProcedureScope: Sendable {
    /// By code; empty where all are wanted.
    private let kept: [Bool]
    /// By name of visit, and by condition: whether any of its procedures is wanted.
    private let isKeptAtVisit: [Bool]
    private let isKeptOfCondition: [Bool]

    /// - Parameter kept: by code in `Catalogue.codes`, whether it is wanted; empty for all.
    init(_ kept: [Bool], _ clinical: ClinicalTables) {
        self.kept = kept
        func isKept(_ row: ProcedureRow) -> Bool { Self.contains(row, kept) }
        let atVisits = clinical.visitProcedures.filter(isKept)
        isKeptAtVisit = clinical.visitNames.names.indices.map { name in
            atVisits.contains { Int($0.visit) == name }
        }
        isKeptOfCondition = clinical.care.map { $0.procedures.contains(where: isKept) }
    }

    /// Whether a procedure is wanted.
    @inline(__always)
    func contains(_ row: ProcedureRow) -> Bool { Self.contains(row, kept) }

    @inline(__always)
    private static func contains(_ row: ProcedureRow, _ kept: [Bool]) -> Bool {
        let code = Int(row.code)
        return code >= kept.count || kept[code]
    }

    /// The visits, from the first one on, whose procedures have to be drawn.
    func visits(_ draft: borrowing LifeDraft) -> Range<Int> {
        guard !kept.isEmpty else { return draft.accepted.indices }
        var end = draft.accepted.count
        var task = draft.tasks.count - 1
        while end > 0, draft.accepted[end - 1].start >= draft.windowStart {
            if isKeptAtVisit[Int(draft.accepted[end - 1].name)] { return 0..<end }
            while task >= 0, draft.tasks[task].visit >= end - 1 {
                if isKeptOfCondition[draft.episodes[draft.tasks[task].episode].condition] {
                    return 0..<end
                }
                task -= 1
            }
            end -= 1
        }
        return 0..<0
    }
}
