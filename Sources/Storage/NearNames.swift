// What the user may have meant by a path that is not there.

import Columnar
import Glibc

/// The advice for a path or pattern that names no file; nil when there is nothing to say.
func adviceForMissing(_ path: [UInt8]) -> String? {
    if path.first == UInt8(ascii: "~") { return "~ is not expanded, write the whole path" }
    guard let missing = MissingComponent(of: path) else { return nil }
    var advice: [String] = []
    if !missing.isLast {
        advice.append("the directory \(quoted(missing.directory + missing.name)) does not exist")
    }
    let near = missing.nearNames().map { quoted(missing.directory + $0) }
    if !near.isEmpty { advice.append("did you mean \(near.joined(separator: " or "))?") }
    return advice.isEmpty ? nil : advice.joined(separator: ", ")
}

private func quoted(_ path: [UInt8]) -> String { "'\(String(decoding: path, as: UTF8.self))'" }

/// The first component of a path that does not exist or is a pattern.
private struct MissingComponent {
    /// What exists before it, as the user wrote it; ends with a slash, or is empty.
    let directory: [UInt8]
    let name: [UInt8]
    let isLast: Bool

    /// Nil when everything exists.
    init?(of path: [UInt8]) {
        var end = 0
        while end < path.count {
            while end < path.count, path[end] == slash { end += 1 }
            let nameStart = end
            while end < path.count, path[end] != slash { end += 1 }
            guard nameStart < end else { break }
            let isLast = path[end...].allSatisfy { $0 == slash }
            let name = Array(path[nameStart..<end])
            if case .found = FileStatus(Array(path[..<end])), !isLast { continue }
            // A pattern in the middle matched nothing somewhere below: no one name is missing.
            if Glob.isPattern(name), !isLast { return nil }
            directory = Array(path[..<nameStart])
            self.name = name
            self.isLast = isLast
            return
        }
        return nil
    }

    /// Names in the directory like the missing one, the nearest first.
    func nearNames() -> [[UInt8]] {
        guard let entries = try? directoryEntries(directory) else { return [] }
        var near: [(distance: Int, name: [UInt8])] = []
        for entry in entries.prefix(StorageLimits.nearNamesExaminedMax) {
            if isLast, entry.kind == .directory, Glob.isPattern(name) { continue }
            if let distance = distance(to: entry.name) { near.append((distance, entry.name)) }
        }
        near.sort { first, second in
            guard first.distance == second.distance else { return first.distance < second.distance }
            return first.name.lexicographicallyPrecedes(second.name)
        }
        return near.prefix(StorageLimits.nearNamesShownMax).map(\.name)
    }

    /// How far a name is from the missing one; nil when it is too far.
    private func distance(to candidate: [UInt8]) -> Int? {
        let wantedStem = DataFileName.stem(name)
        let stem = DataFileName.stem(candidate)
        if Glob.isPattern(name) {
            // The same pattern in other case or with another ending.
            return Glob.matches(Array(stem), Array(wantedStem)) ? 1 : nil
        }
        if lowercased(name) == lowercased(candidate) { return 0 }
        if !stem.isEmpty, stem == wantedStem { return 1 }
        let distance = editDistance(name, candidate, max: 2)
        // Two edits make any two-letter name of any other.
        return distance <= 2 && distance < name.count ? distance : nil
    }
}
