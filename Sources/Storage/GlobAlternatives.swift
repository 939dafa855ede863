// `{a,b}` in patterns: spelled out before anything is looked for.

import Columnar

/// Every pattern that a pattern with alternatives stands for, in their order.
///
/// - Throws: `LakeError.limit` above `StorageLimits.globAlternativesMax`.
func expandAlternatives(_ pattern: [UInt8]) throws(LakeError) -> [[UInt8]] {
    var finished: [[UInt8]] = []
    // The next one to spell out is last.
    var pending = [pattern]
    while let next = pending.popLast() {
        guard let group = AlternativeGroup(in: next) else {
            finished.append(next)
            continue
        }
        let prefix = next[..<group.open]
        let suffix = next[(group.close + 1)...]
        for alternative in group.alternatives.reversed() {
            pending.append(Array(prefix + alternative + suffix))
        }
        guard finished.count + pending.count <= StorageLimits.globAlternativesMax else {
            throw LakeError(
                .limit,
                "the pattern's alternatives stand for more than "
                    + "\(StorageLimits.globAlternativesMax) patterns")
        }
    }
    return finished
}

/// The first group of alternatives in a pattern.
private struct AlternativeGroup {
    let open: Int
    let close: Int
    let alternatives: [ArraySlice<UInt8>]

    /// Nil when there is no closed brace with a comma in it.
    init?(in pattern: [UInt8]) {
        // Each open brace with the commas directly in it; the first one closed with a comma whose
        // place is leftmost wins, so that outer groups are spelled out before inner ones.
        var stack: [(open: Int, commas: [Int])] = []
        var best: (open: Int, commas: [Int], close: Int)?
        for (index, byte) in pattern.enumerated() {
            switch byte {
            case UInt8(ascii: "{"): stack.append((index, []))
            case UInt8(ascii: ","):
                if !stack.isEmpty { stack[stack.count - 1].commas.append(index) }
            case UInt8(ascii: "}"):
                guard let group = stack.popLast(), !group.commas.isEmpty else { continue }
                if best.map({ group.open < $0.open }) ?? true {
                    best = (group.open, group.commas, index)
                }
            default: break
            }
        }
        guard let best else { return nil }
        open = best.open
        close = best.close
        var alternatives: [ArraySlice<UInt8>] = []
        var start = best.open + 1
        for end in best.commas + [best.close] {
            alternatives.append(pattern[start..<end])
            start = end + 1
        }
        self.alternatives = alternatives
    }
}
