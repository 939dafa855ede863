// What a run generates, and where it writes it.

package import SynthesisFHIR
package import Synthesis
package import SynthesisOMOP

/// What to do where there is something already.
package enum WriteMode: String, Sendable, CaseIterable {
    /// Refuse.
    case error
    /// Take its place.
    case overwrite
    /// Add to it: Iceberg tables only.
    case append
}

/// The FHIR side of a run.
package struct FHIROutput: Sendable {
    package enum Format: String, Sendable, CaseIterable {
        /// One file for each resource type, as bulk export names them, and `manifest.json`.
        case ndjson
        /// One Bundle for each person, and one with what they share.
        case bundle
    }

    package enum Compression: String, Sendable, CaseIterable {
        case none, gzip, zstd

        package var suffix: String {
            switch self {
            case .none: ""
            case .gzip: ".gz"
            case .zstd: ".zst"
            }
        }
    }

    package var directory: String
    package var format = Format.ndjson
    package var compression = Compression.none
    package var resources = Set(SyntheticResource.allCases)

    package init(directory: String) { self.directory = directory }
}

/// The OMOP side of a run.
package struct OMOPOutput: Sendable {
    package enum Format: String, Sendable, CaseIterable {
        /// A table for each CDM table: in a directory, or below a namespace of a SQL catalog.
        case iceberg
        /// A file for each table.
        case parquet
        /// The same as RFC 4180 text with a header line.
        case csv
    }

    /// A directory; for Iceberg also `catalog.sqlite#namespace`, or `#namespace` for the catalog of
    /// the connection's own database.
    package var location: String
    package var format = Format.iceberg
    package var tables = Set(OMOPTable.allCases)
    /// Instead of each table's own partitioning, by table; an empty text is none.
    package var partitionBy: [OMOPTable: String] = [:]
    package var codec = "zstd"
    package var fileBytesTarget = 128 << 20
    package var formatVersion = 2

    package init(location: String) { self.location = location }
}

/// A whole run.
package struct GenerationOptions: Sendable {
    /// Persons are numbered from 1 to this.
    package var count: Int64
    package var synthetic = SyntheticOptions()
    package var fhir: FHIROutput?
    package var omop: OMOPOutput?
    package var mode = WriteMode.error
    /// The share of records that are damaged on purpose; 0 for none.
    package var defects = 0.0
    package var threadCount = 1
    /// Names the run in metadata of what is written; empty for none. It does not reach the data.
    package var pipelineRunID = ""

    package init(count: Int64) { self.count = count }
}

/// Stated limits of runs.
package enum GenerationLimits {
    /// Keys of events are person × 100,000 + ordinal, and stay far below 2⁶³.
    package static let personsMax: Int64 = 1_000_000_000
    package static let threadsMax = 256
    package static let historyYearsMax = 110
}
