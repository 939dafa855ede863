// What a worker hands over: the lines and rows of some persons.

package import Synthesis
package import SynthesisFHIR

/// The resources of one type, as lines of NDJSON.
package struct ResourceLines: Sendable {
    package let resource: SyntheticResource
    package var bytes: [UInt8]
    /// Where each line ends, behind its line feed.
    package var lineEnds: [Int]
    /// The bytes as the file wants them, where it is compressed.
    package var compressed: [UInt8]?

    package init(resource: SyntheticResource, bytes: [UInt8], lineEnds: [Int]) {
        self.resource = resource
        self.bytes = bytes
        self.lineEnds = lineEnds
    }

    init(_ lines: FHIRLines) {
        unsafe self.init(
            resource: lines.resource, bytes: Array(lines.bytes), lineEnds: lines.lineEnds)
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
