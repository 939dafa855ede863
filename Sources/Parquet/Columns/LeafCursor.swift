// The entries of one leaf of a nested column, in order: levels and values.

import Columnar

/// Goes through a leaf entry by entry. One thread.
@safe
final class LeafCursor {
    let plan: LeafPlan
    private let walker: PageWalker
    private let scratch: PageScratch
    private var repetition: [UInt8] = []
    private var definition: [UInt8] = []
    /// The page's body, until its values are wanted.
    private var body: PageBody?
    private var values: ColumnVector?
    private var fullCount = 0
    private var entry = 0
    private var entryCount = 0
    private var isFirstPage = true

    init(_ plan: LeafPlan, _ walker: PageWalker, _ scratch: PageScratch) {
        self.plan = plan
        self.walker = walker
        self.scratch = scratch
    }

    /// Makes sure that there is an entry.
    ///
    /// - Returns: false at the end of the chunk.
    func hasEntry() throws(LakeError) -> Bool {
        while entry >= entryCount {
            guard let page = try walker.next() else { return false }
            try load(page)
        }
        return true
    }

    /// Makes sure that there is an entry.
    ///
    /// - Throws: `LakeError.corrupt` at the end of the chunk.
    func needEntry() throws(LakeError) {
        guard try hasEntry() else {
            throw LakeError(.corrupt, "the column has fewer entries than its siblings")
        }
    }

    /// Valid behind `hasEntry`.
    var definitionLevel: Int { definition.isEmpty ? 0 : Int(definition[entry]) }
    var repetitionLevel: Int { repetition.isEmpty ? 0 : Int(repetition[entry]) }
    var isNull: Bool { definitionLevel < plan.leaf.maxDefinitionLevel }

    func advance() { entry += 1 }

    /// The vector and the row of the current entry's value.
    func value() throws(LakeError) -> (vector: ColumnVector, row: Int) {
        if let values { return (values, entry) }
        guard let body else { throw LakeError(.internal, "a value of no page") }
        let vector = unsafe try definition.withUnsafeBufferPointer { (levels) throws(LakeError) in
            unsafe try decodeValues(
                of: body, valueCount: fullCount, rowCount: entryCount,
                levels: fullCount == entryCount ? nil : levels.baseAddress,
                in: walker.chunk, scratch)
        }
        values = vector
        self.body = nil
        return (vector, entry)
    }

    private func load(_ page: LocatedPage) throws(LakeError) {
        do throws(LakeError) {
            var body = try PageBody(page, in: walker.chunk, scratch)
            let count = body.valueCount
            // Of no levels at all, each is 0.
            repetition = []
            if body.repetitionLevels != nil {
                _ = unsafe try levels(
                    count, max: plan.leaf.maxRepetitionLevel, &repetition
                ) { (target) throws(LakeError) in
                    unsafe try body.repetitionLevels?.decode(into: target, count: count) ?? 0
                }
            }
            definition = []
            fullCount = count
            if body.definitionLevels != nil {
                fullCount = unsafe try levels(
                    count, max: plan.leaf.maxDefinitionLevel, &definition
                ) { (target) throws(LakeError) in
                    unsafe try body.definitionLevels?.decode(into: target, count: count) ?? 0
                }
            }
            if isFirstPage, let first = repetition.first, first != 0 {
                throw LakeError(.corrupt, "the repetition levels begin with \(first)")
            }
            if count > 0 { isFirstPage = false }
            self.body = body
            values = nil
            entry = 0
            entryCount = count
        } catch {
            throw error.at(.page(page.index))
        }
    }

    private func levels(
        _ count: Int, max maxLevel: Int, _ target: inout [UInt8],
        _ decode: (UnsafeMutablePointer<UInt8>) throws(LakeError) -> Int
    ) throws(LakeError) -> Int {
        scratch.reserveLevels(count)
        let full = unsafe try decode(scratch.levels)
        target =
            unsafe full == count
            ? Array(repeating: UInt8(maxLevel), count: count)
            : Array(UnsafeBufferPointer(start: scratch.levels, count: count))
        return full
    }

    /// The error with the place of the leaf.
    func located(_ error: LakeError) -> LakeError { walker.chunk.located(error) }
}

@available(*, unavailable)
extension LeafCursor: Sendable {}
