// Which manifests are merged, so that a table of many small commits stays quick to plan.
//
// From the oldest to the newest, manifests of one partition spec are put into bins of the target
// size. A full bin of more than one manifest becomes one manifest; the bin that the commit's own
// files go to waits until it has so many manifests that a merge is worth it.
//
//     commit.manifest-merge.enabled       true
//     commit.manifest.target-size-bytes   8388608
//     commit.manifest.min-count-to-merge  100
//
// Source: Iceberg's table properties of these names; the rule is that of its Java library.

/// The table's rules of merging.
struct ManifestMerging {
    private let isEnabled: Bool
    private let targetBytes: Int64
    private let countMin: Int

    init(properties: [String: String]) {
        isEnabled = properties["commit.manifest-merge.enabled"]?.lowercased() != "false"
        targetBytes =
            properties["commit.manifest.target-size-bytes"].flatMap { Int64($0) } ?? 8 << 20
        countMin = properties["commit.manifest.min-count-to-merge"].flatMap { Int($0) } ?? 100
    }

    /// - Parameter manifests: of one spec and content, the newest first.
    /// - Returns: those that go with the commit's own files, or nil when none do; and those that
    ///   become a manifest each.
    func bins(
        of manifests: [ManifestFile]
    ) -> (withNewest: [ManifestFile]?, older: [[ManifestFile]]) {
        guard isEnabled, !manifests.isEmpty else { return (nil, []) }
        var full: [[ManifestFile]] = []
        var open: [ManifestFile] = []
        var openBytes: Int64 = 0
        for manifest in manifests.reversed() {
            let bytes = max(0, manifest.sizeBytes ?? 0)
            if !open.isEmpty, openBytes > targetBytes - min(bytes, targetBytes) {
                full.append(open.reversed())
                open = []
                openBytes = 0
            }
            open.append(manifest)
            openBytes += min(bytes, targetBytes)
        }
        // The commit's own manifest is one of them.
        let isWorthIt = open.count + 1 >= countMin
        return (isWorthIt ? open.reversed() : nil, full.filter { $0.count > 1 })
    }
}
