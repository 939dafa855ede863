// What a worker hands over: the lines and rows of some persons.
//
// Lines stay in the buffers that they were rendered into, and the buffers go back to the workers
// when the lines are written: a copy would cost as much as writing them.

package import Synthesis
package import SynthesisFHIR

/// The resources of one type, as lines of NDJSON.
package struct ResourceLines: Sendable {
    package let resource: SyntheticResource
    /// As rendered; nil once the lines were changed.
    private(set) var rendered: FHIRLines?
    /// What the lines were changed to.
    private var changed: [UInt8] = []
    /// Where each line ends, behind its line feed.
    package private(set) var lineEnds: [Int]
    /// The bytes as the file wants them, where it is compressed.
    package var compressed: [UInt8]?

    init(_ lines: FHIRLines) {
        resource = lines.resource
        rendered = lines
        lineEnds = lines.lineEnds
    }

    package var isEmpty: Bool { lineEnds.isEmpty }
    package var byteCount: Int { rendered?.byteCount ?? changed.count }

    /// Calls `body` with the bytes of all lines.
    package func withBytes<Result, Failure: Error>(
        _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        // Safe: `rendered` keeps the buffer, which nobody changes while lines refer to it.
        if let rendered { return unsafe try body(rendered.bytes) }
        return unsafe try changed.withUnsafeBufferPointer {
            (bytes) throws(Failure) in unsafe try body(bytes)
        }
    }

    /// Puts other lines in their place.
    mutating func replace(_ bytes: [UInt8], lineEnds: [Int]) {
        rendered = nil
        changed = bytes
        self.lineEnds = lineEnds
    }
}

/// The output of one chunk.
package struct PopulationChunk: Sendable {
    /// Numbers of the persons.
    package var persons: Range<Int64>
    package var lines: [ResourceLines]
    package var rows: [OMOPRows]
    package var referenced: ReferencedProviders
    package var defects: [PlantedDefect]
}
