// An expression whose names are resolved, with what SQLite knows of it besides its value.

import Columnar
import Projection

/// A part of a query on batches.
struct BoundExpression {
    /// What an expression is computed from.
    struct Reads: OptionSet {
        let rawValue: UInt8
        static let source = Reads(rawValue: 1)
        static let item = Reads(rawValue: 2)
        /// Items of the list of a `sum` around it.
        static let innerItem = Reads(rawValue: 4)
        static let lookup = Reads(rawValue: 8)
        static let sum = Reads(rawValue: 16)
    }

    let expression: Expression
    /// Of columns and CASTs, also where common table expressions hand them on; nil for none.
    let affinity: ColumnAffinity?
    /// false for a column of a UNION ALL whose arms have several.
    let hasKnownAffinity: Bool
    let kinds: ValueKinds
    /// Whether its form lets it be only 0, 1 or NULL.
    let isBoolean: Bool
    let reads: Reads
    /// Lookups up to the last one that it reads.
    let lookupsEnd: Int
    let height: Int
    let partCount: Int

    /// An expression without parts.
    init(
        _ expression: Expression, _ affinity: ColumnAffinity?, kinds: ValueKinds,
        reads: Reads = [], lookupsEnd: Int = 0, isBoolean: Bool = false
    ) {
        self.expression = expression
        self.affinity = affinity
        hasKnownAffinity = true
        self.kinds = kinds
        self.isBoolean = isBoolean
        self.reads = reads
        self.lookupsEnd = lookupsEnd
        height = 1
        partCount = 1
    }

    /// An expression made of others.
    ///
    /// - Throws: above the limits of height and number.
    init(
        _ expression: Expression, over parts: [BoundExpression],
        affinity: ColumnAffinity? = nil, kinds: ValueKinds, isBoolean: Bool = false
    ) throws(NotComputed) {
        self.expression = expression
        self.affinity = affinity
        hasKnownAffinity = true
        self.kinds = kinds
        self.isBoolean = isBoolean
        reads = parts.reduce(into: []) { $0.formUnion($1.reads) }
        lookupsEnd = parts.map(\.lookupsEnd).max() ?? 0
        height = (parts.map(\.height).max() ?? 0) + 1
        // Parts are below the limit, and as many as the text has at most.
        partCount = parts.reduce(1) { $0 + $1.partCount }
        guard height <= ModelingLimits.projectionHeightMax else {
            throw NotComputed("has expressions that lie too deep in each other")
        }
        guard partCount <= ModelingLimits.projectionPartsMax else {
            throw NotComputed("has expressions of too many parts")
        }
    }

    /// The same value, as what it is for the rest of the query.
    init(
        _ other: BoundExpression, affinity: ColumnAffinity?, hasKnownAffinity: Bool = true,
        reads: Reads? = nil
    ) {
        expression = other.expression
        self.affinity = affinity
        self.hasKnownAffinity = hasKnownAffinity
        kinds = other.kinds
        isBoolean = other.isBoolean
        self.reads = reads ?? other.reads
        lookupsEnd = other.lookupsEnd
        height = other.height
        partCount = other.partCount
    }

    init(_ value: Value) {
        let isBoolean = value == .integer(0) || value == .integer(1)
        self.init(.literal(value), nil, kinds: ValueKinds(of: value), isBoolean: isBoolean)
    }
}

extension ValueKinds {
    init(of value: Value) {
        self =
            switch value {
            case .null: []
            case .integer: .integer
            case .real: .real
            case .text(let text): mayLookNumeric(text) ? .text : .word
            case .blob: .blob
            }
    }
}

/// Whether SQLite might take the whole text for a number: it has only characters of numbers, with
/// signs before them. A date, which has hyphens behind digits, is none.
private func mayLookNumeric(_ text: [UInt8]) -> Bool {
    var last: UInt8 = 0
    for byte in text {
        switch byte {
        case 0x30...0x39, UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"), 0x20,
            0x09...0x0d:
            break
        case UInt8(ascii: "-"), UInt8(ascii: "+"):
            if (0x30...0x39).contains(last) { return false }
        default: return false
        }
        last = byte
    }
    return true
}
