// How far one name is from another, for "did you mean".
// Source: Wagner and Fischer, "The String-to-String Correction Problem", 1974.

/// Insertions, deletions and replacements that make one name of the other; more than `max` counts
/// as `max + 1`.
package func editDistance(_ first: [UInt8], _ second: [UInt8], max limit: Int) -> Int {
    guard abs(first.count - second.count) <= limit else { return limit + 1 }
    var row = Array(0...second.count)
    for (firstIndex, byte) in first.enumerated() {
        var diagonal = row[0]
        row[0] = firstIndex + 1
        for (secondIndex, other) in second.enumerated() {
            let replaced = diagonal + (byte == other ? 0 : 1)
            diagonal = row[secondIndex + 1]
            row[secondIndex + 1] = min(replaced, diagonal + 1, row[secondIndex] + 1)
        }
        if row.allSatisfy({ $0 > limit }) { return limit + 1 }
    }
    return min(row[second.count], limit + 1)
}

/// The known name that is nearest to what somebody wrote, upper and lower case being the same; nil
/// when none is near.
package func nearest(to name: String, among known: [String]) -> String? {
    let written = Array(name.lowercased().utf8)
    let limit = max(1, written.count / 3)
    var best: (name: String, distance: Int)?
    for candidate in known {
        let distance = editDistance(written, Array(candidate.lowercased().utf8), max: limit)
        if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best?.name
}
