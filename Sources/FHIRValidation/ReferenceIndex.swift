// Which resources a data set has: what references are looked up in.
//
// A set of 64-bit hashes of `Type/id` in an open-addressing table, at most half full: 16 bytes a
// resource. Two different texts with the same hash would hide one missing resource; among ten
// million resources the chance that a given reference is hidden so is one in 10^12.

package import Columnar
package import FHIR

/// The resources of a data set, by type and id.
package final class ReferenceIndex: @unchecked Sendable {  // because: written before it is shared
    private var slots: [UInt64] = Array(repeating: 0, count: 1024)
    package private(set) var count = 0

    package init() {}

    /// The resources of FHIR files.
    ///
    /// - Parameter paths: files, directories, globs or manifests of bulk exports.
    /// - Throws: `LakeError` when files are missing or cannot be read.
    package convenience init(
        paths: [String], options: FHIROptions, in environment: ScanEnvironment
    ) throws(LakeError) {
        self.init()
        for path in paths { try insert(filesAt: path, options, environment) }
    }

    private func insert(
        filesAt path: String, _ options: FHIROptions, _ environment: ScanEnvironment
    ) throws(LakeError) {
        let table = try FHIRTable(path: path, resourceType: nil, options: options)
        let stream = try table.open(ScanRequest(columns: [0, 1]), in: environment)
        var key: [UInt8] = []
        while let batch = try stream.next() {
            for row in 0..<batch.rowCount {
                guard case .text(let type) = batch.columns[0].value(at: row),
                    case .text(let id) = batch.columns[1].value(at: row)
                else { continue }
                key.removeAll(keepingCapacity: true)
                key += type
                key.append(UInt8(ascii: "/"))
                key += id
                insert(key)
            }
        }
    }

    /// Adds `Type/id`.
    package func insert(_ reference: [UInt8]) {
        unsafe reference.withUnsafeBufferPointer { unsafe insert(Self.hash($0)) }
    }

    private func insert(_ hash: UInt64) {
        if count * 2 >= slots.count { grow() }
        let place = place(of: hash)
        if slots[place] == 0 {
            slots[place] = hash
            count += 1
        }
    }

    /// Where a hash stands, or the empty place where it would.
    private func place(of hash: UInt64) -> Int {
        var place = Int(truncatingIfNeeded: hash >> 20) & (slots.count - 1)
        while slots[place] != 0 && slots[place] != hash { place = (place + 1) & (slots.count - 1) }
        return place
    }

    private func grow() {
        let old = slots
        slots = Array(repeating: 0, count: old.count * 2)
        for hash in old where hash != 0 { slots[place(of: hash)] = hash }
    }

    /// Whether the data set has the resource `Type/id`.
    package func contains(_ reference: UnsafeBufferPointer<UInt8>) -> Bool {
        unsafe slots[place(of: Self.hash(reference))] != 0
    }

    /// Never 0, which marks an empty place.
    private static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
        // FNV-1a over bytes, then the finisher of MurmurHash3.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        var at = 0
        while at < bytes.count {
            hash = unsafe (hash ^ UInt64(bytes[at])) &* 0x0000_0100_0000_01B3
            at &+= 1
        }
        hash = (hash ^ hash >> 33) &* 0xFF51_AFD7_ED55_8CCD
        hash = (hash ^ hash >> 33) &* 0xC4CE_B9FE_1A85_EC53
        hash ^= hash >> 33
        return hash == 0 ? 1 : hash
    }
}
