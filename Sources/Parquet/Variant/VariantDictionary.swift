// The names of the members of a variant's objects: its binary `metadata`.
//
//     metadata   := header count offset{count + 1} names
//     header     := version (bits 0-3) | names are sorted (bit 4) | offset bytes - 1 (bits 6-7)
//     count, offset := little-endian, as many bytes as the header says; offsets count from `names`
//
// Whether names are sorted does not matter here: they are looked up by their place.
//
// Source: Parquet format, VariantEncoding.md, "Metadata encoding".

import Columnar

/// The names of one variant.
struct VariantDictionary {
    /// No names, of which there need be none.
    static let empty = VariantDictionary()

    let count: Int
    private let bytes: [UInt8]
    private let offsetBytes: Int
    /// The place of the first name.
    private let namesStart: Int

    private init() {
        count = 0
        bytes = []
        offsetBytes = 1
        namesStart = 0
    }

    /// Reads the head.
    ///
    /// - Parameter bytes: may be empty, as a writer left them for values without objects.
    /// - Throws: `LakeError.corrupt` when the offsets do not fit the bytes, `.unsupported` for
    ///   other versions than 1.
    init(_ bytes: [UInt8]) throws(LakeError) {
        guard let header = bytes.first else {
            self = .empty
            return
        }
        guard header & 0x0f == 1 else {
            throw LakeError(.unsupported, "a variant of version \(header & 0x0f), where 1 is known")
        }
        self.bytes = bytes
        offsetBytes = 1 + Int(header >> 6)
        guard bytes.count > offsetBytes else {
            throw LakeError(.corrupt, "the dictionary of a variant ends early")
        }
        count = Self.unsigned(bytes, at: 1, bytes: offsetBytes)
        // At most 2^32 offsets of 4 bytes: no overflow.
        namesStart = 1 + offsetBytes * (count + 2)
        guard namesStart <= bytes.count else {
            throw LakeError(
                .corrupt, "a variant's dictionary of \(count) names has \(bytes.count) bytes")
        }
    }

    /// A name.
    ///
    /// - Throws: `LakeError.corrupt` when there is none of that number, or it is not within the
    ///   bytes.
    func name(_ index: Int) throws(LakeError) -> ArraySlice<UInt8> {
        guard index < count else {
            throw LakeError(.corrupt, "name \(index) of a variant, its dictionary has \(count)")
        }
        let place = 1 + offsetBytes * (index + 1)
        let start = Self.unsigned(bytes, at: place, bytes: offsetBytes)
        let end = Self.unsigned(bytes, at: place + offsetBytes, bytes: offsetBytes)
        guard start <= end, end <= bytes.count - namesStart else {
            throw LakeError(
                .corrupt,
                "name \(index) of a variant is at \(start)..<\(end) of "
                    + "\(bytes.count - namesStart) bytes")
        }
        return bytes[namesStart + start..<namesStart + end]
    }

    private static func unsigned(_ bytes: [UInt8], at place: Int, bytes count: Int) -> Int {
        var value = 0
        for index in 0..<count { value |= Int(bytes[place + index]) << (8 * index) }
        return value
    }
}
