// How to decode values of a schema: a flat program made once for a file, so that the decoder looks
// at no names and no trees.
//
//     schema     record(status int, path string, counts array(int))   wanted: path
//     nodes      0 flat run 0   1 string   2 flat run 1   3 array of 2   4 record steps 0..<3
//     steps      skip 0 · read 1 into slot 0 · skip 3
//     runs       varint · varint
//
// Nodes for values that are read and for values that are passed over are of the same form; the
// latter know less about their values.

import Columnar

/// The program.
final class DecodingPlan: Sendable {
    /// What to do with one value; `first` and `second` mean something else for each operation.
    struct Node: Sendable {
        enum Operation: UInt8, Sendable {
            /// No bytes.
            case null
            case boolean
            /// Zigzag of 32 bits and of 64 bits.
            case int, long
            /// Zigzag of 64 bits as a double.
            case longAsReal
            case float, double
            /// A length, then the bytes.
            case bytes, string
            /// `first` bytes.
            case fixed
            /// `first`: the place of symbol 0 in `symbols`. `second`: their count.
            case enumeration
            /// `first`: its steps. `second`: their count. `slots`: wanted fields.
            case record
            /// `first`: the node of the element.
            case array
            /// As record, with slot 0 for the key and slot 1 for the value.
            case keyedArray
            /// `first`: the node of the key. `second`: of the value.
            case map
            /// `first`: the place of branch 0 in `branches`. `second`: their count.
            case union
            /// The same; values carry their branch.
            case taggedUnion
            /// Passed over only: a value of known runs of bytes. `first`: its place in `runs`.
            /// `second`: their count.
            case flat
            /// A branch that is not what was wanted. `first`: its place in `messages`.
            case mismatch
        }

        var operation: Operation
        var first: Int32 = 0
        var second: Int32 = 0
        var slots: Int32 = 0
        /// The fewest bytes of a value: 0 when it may have none, at most 2^31 - 1.
        var bytesMin: Int32 = 0
    }

    /// One field of a record.
    struct Step: Sendable {
        enum Kind: UInt8, Sendable {
            /// Decodes `node` into `slot`.
            case read
            /// Passes over a value of `node`.
            case skip
            /// Puts `absent[node]` into `slot`: the file has no such field.
            case absent
        }

        let kind: Kind
        let node: Int32
        let slot: Int32
    }

    /// A part of a value that is passed over: so many bytes, or one of the two below.
    typealias Run = Int32
    /// An int or long.
    static let varint: Run = -1
    /// A length and so many bytes.
    static let sized: Run = -2

    let nodes: [Node]
    let steps: [Step]
    let branches: [Int32]
    let runs: [Run]
    let symbols: [AvroBytes]
    let absent: [AvroValue]
    let messages: [String]
    /// The node of a record of the file.
    let root: Int

    /// - Throws: `LakeError.corrupt` at `.column` when the file's type is not what is wanted or a
    ///   field is missing that must not be, `.limit` when the plan has more than
    ///   `AvroLimits.planStepsMax` steps, `.invalidInput` when a field is wanted twice.
    init(_ schema: AvroSchema, _ projection: AvroProjection) throws(LakeError) {
        var builder = DecodingPlanBuilder(schema: schema)
        root = Int(try builder.node(schema.root, projection, depth: 0))
        nodes = builder.nodes
        steps = builder.steps
        branches = builder.branches
        runs = builder.runs
        symbols = builder.symbols
        absent = builder.absent
        messages = builder.messages
    }
}
