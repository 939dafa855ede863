// The text that carries a plan from xBestIndex to xFilter, there and back.

import Columnar
@testable import SQLiteBridge
import Testing

@Suite("Scan plans")
struct ScanPlanTests {
    private let schema = TableSchema(
        ["id", "a b", "x,y", "grouped by", "where z=1", "é", "_line", "%41", "in (2)"].map {
            Field($0, .text)
        })
    private let parameters = ["_path", "_on error"]

    private func checkRoundTrip(_ plan: ScanPlan) throws {
        let text = plan.description(schema, parameters)
        #expect(try ScanPlan(text, schema, parameters) == plan, "\(text)")
    }

    @Test("Every operator on every column, literal or not")
    func operators() throws {
        for column in schema.fields.indices {
            for operation in ScanPlan.Operator.allCases {
                for isLiteral in [false, true] where operation.takesOperand || !isLiteral {
                    var plan = ScanPlan()
                    plan.columns = [column]
                    plan.tests = [.init(column: column, operator: operation, isLiteral: isLiteral)]
                    try checkRoundTrip(plan)
                    plan.tests += plan.tests
                    plan.parameters = [1, 0]
                    try checkRoundTrip(plan)
                }
            }
        }
    }

    @Test("Every way of grouping")
    func groups() throws {
        for hand in [ScanPlan.Hand.rows, .once, .counted] {
            for first in schema.fields.indices {
                for isDescending in [false, true] {
                    var plan = ScanPlan()
                    plan.columns = Array(schema.fields.indices)
                    plan.group = .init(
                        keys: [first, (first + 1) % 9], descending: [isDescending, !isDescending],
                        hand: hand)
                    try checkRoundTrip(plan)
                    plan.tests = [.init(column: first, operator: .isNull, isLiteral: false)]
                    try checkRoundTrip(plan)
                }
            }
        }
    }

    @Test("No columns, no parameters")
    func empty() throws { try checkRoundTrip(ScanPlan()) }

    @Test(
        "Texts that are no plan",
        arguments: [
            "", "(", "()", "() reads", "() reads nope", "(nope) reads id", "() reads id where",
            "() reads id where nope=?", "() reads id grouped by nope",
        ])
    func garbage(text: String) {
        #expect(throws: LakeError.self) { try ScanPlan(text, schema, parameters) }
    }

    @Test("Names", arguments: ["", "a", "a b", "%", "%4", "%41", "é😀", "\0", "a%20b"])
    func names(name: String) { #expect(decodeName(encodeName(name)) == name) }
}
