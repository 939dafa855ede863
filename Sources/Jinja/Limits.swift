// What a template may use up, so that a hostile one ends in an error and not in a dead process.
//
// Work is one currency for everything that takes time or memory: one unit for each expression and
// statement, each item that is copied or compared and each four bytes of new text.

package import Columnar

/// The limits of rendering one template.
package struct JinjaLimits: Sendable {
    /// How deep expressions and blocks may nest in the text of a template.
    package static let nestingMax = 60
    /// How many nodes lie above each other in one expression, such as `a.b.c | d | e`.
    package static let expressionHeightMax = 150
    /// How deep one value may lie in others when it is printed or compared.
    package static let valueDepthMax = 60
    /// Bytes of a template's text.
    package static let sourceBytesMax = 16 << 20
    /// Numbers that `range` gives at most, as in Jinja's sandbox.
    package static let rangeMax = 100_000
    /// Digits after the point, and columns of a padded text.
    package static let formatWidthMax = 1_000_000

    /// How many statements, expressions and macros may be open at once.
    package var depthMax = 500
    /// Units of work that one rendering may take.
    package var workMax = 200_000_000
    /// Bytes of one text and of the whole output.
    package var textBytesMax = 64 << 20
    /// Items of one list.
    package var itemsMax = 4_000_000

    package init() {}
}

/// What is left of the work that a rendering may take.
package final class WorkBudget {
    private var left: Int
    private let textBytesMax: Int
    private let itemsMax: Int

    package init(_ limits: JinjaLimits = JinjaLimits()) {
        left = limits.workMax
        textBytesMax = limits.textBytesMax
        itemsMax = limits.itemsMax
    }

    /// - Throws: `LakeError.limit` when the template has used up its work.
    @inline(__always)
    package func spend(_ units: Int = 1) throws(LakeError) {
        left -= units
        if left < 0 { throw exhausted() }
    }

    private func exhausted() -> LakeError {
        left = 0
        return LakeError(
            .limit, "the template takes more work than one rendering may",
            advice: "look for a loop that does not end or a text that doubles")
    }

    /// - Throws: `LakeError.limit` for a text that is longer than allowed.
    package func check(textBytes count: Int) throws(LakeError) {
        guard count <= textBytesMax else {
            throw LakeError(.limit, "a text would be longer than \(textBytesMax) bytes")
        }
    }

    /// - Throws: `LakeError.limit` for a text that is longer than allowed.
    package func spend(textBytes count: Int) throws(LakeError) {
        try check(textBytes: count)
        try spend(count / 4 + 1)
    }

    /// - Throws: `LakeError.limit` for a list that is longer than allowed.
    package func spend(items count: Int) throws(LakeError) {
        guard count <= itemsMax else {
            throw LakeError(.limit, "a list would have more than \(itemsMax) items")
        }
        try spend(count + 1)
    }
}
