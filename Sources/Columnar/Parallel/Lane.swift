// Work that comes in order from one place, such as the blocks of one file.

/// One sequence of units of work. `nextUnit` is called by one thread at a time, `process` by many.
package protocol Lane: AnyObject, Sendable {
    associatedtype Unit: Sendable
    associatedtype Output: Sendable

    /// The next unit, or nil when there is no more. Quick, or bound to be sequential
    /// (decompression).
    func nextUnit() throws(LakeError) -> Unit?

    /// Turns one unit into its output; `worker` (0..<worker count) names the scratch memory to use.
    func process(_ unit: Unit, worker: Int) throws(LakeError) -> Output

    /// The memory that an output takes, for lanes that are worked on ahead of their reader.
    func byteCount(of output: Output) -> Int
}

extension Lane {
    package func byteCount(of output: Output) -> Int { 0 }
}
