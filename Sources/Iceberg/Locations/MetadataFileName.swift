// The names of metadata files, and which of a directory is the table's newest.
//
//     v3.metadata.json                          by directory: renamed into place
//     00003-<uuid>.metadata.json                by a catalog: the number counts commits
//     …gz.metadata.json, ….metadata.json.gz     compressed with gzip; zstd likewise
//
// Numbers are compared as numbers: v10 is newer than v9.
// Source: Iceberg specification, "File System Tables" and "Metastore Tables".

/// A name that is one of a metadata file.
struct MetadataFileName: Hashable, Sendable {
    let name: String
    /// Nil for names without a number.
    let version: Int?
    /// Whether the name is `v` and the number: such a name stands for one version only.
    let isByDirectory: Bool

    init?(_ name: String) {
        guard let stem = MetadataFileName.stem(name) else { return nil }
        self.name = name
        if stem.first == "v", let number = MetadataFileName.number(stem.dropFirst()) {
            version = number
            isByDirectory = true
            return
        }
        isByDirectory = false
        // A name that is only a UUID may begin with eight digits.
        let uuidBytes = 36
        if let dash = stem.firstIndex(of: "-"), stem.utf8.count != uuidBytes {
            version = MetadataFileName.number(stem[..<dash])
        } else {
            version = nil
        }
    }

    /// A name without its endings; nil when it does not have them.
    private static func stem(_ name: String) -> Substring? {
        let ending = ".metadata.json"
        var stem = name[...]
        dropPacking(&stem)
        guard stem.hasSuffix(ending) else { return nil }
        stem = stem.dropLast(ending.utf8.count)
        dropPacking(&stem)
        return stem.isEmpty ? nil : stem
    }

    private static func dropPacking(_ stem: inout Substring) {
        for packing in [".gz", ".zst", ".zstd"] where stem.hasSuffix(packing) {
            stem = stem.dropLast(packing.utf8.count)
            return
        }
    }

    private static func number(_ text: Substring) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 &- 0x30 < 10 }) else { return nil }
        return Int(text)
    }
}

/// The metadata files of a directory.
struct MetadataDirectory {
    let names: [MetadataFileName]

    init(_ names: [String]) { self.names = names.compactMap { MetadataFileName($0) } }

    /// The names that may be the newest, all of one version: more than one when writers left files
    /// behind that no catalog names.
    ///
    /// - Parameter hint: what `version-hint.text` says: a number, or the begin of a name.
    func newest(hint: String?) -> [MetadataFileName] {
        if let hint, let found = named(by: hint) { return found }
        guard let highest = names.compactMap(\.version).max() else { return names }
        return names.filter { $0.version == highest }
    }

    /// The hint is written behind the file that it is about, so that it may be late: the versions
    /// that follow without a gap are newer.
    private func named(by hint: String) -> [MetadataFileName]? {
        guard let hinted = Int(hint) else {
            let found = names.filter { $0.name == hint || $0.name.hasPrefix(hint + ".") }
            return found.isEmpty ? nil : found
        }
        var byVersion: [Int: [MetadataFileName]] = [:]
        for name in names where name.isByDirectory {
            if let version = name.version { byVersion[version, default: []].append(name) }
        }
        guard var found = byVersion[hinted] else {
            let numbered = names.filter { $0.version == hinted }
            return numbered.isEmpty ? nil : numbered
        }
        // Ends where the names do: every step finds another of them.
        for version in (hinted...).dropFirst() {
            guard let next = byVersion[version] else { break }
            found = next
        }
        return found
    }
}
