// What a manifest says about one file of data or deletes.
// Source: Iceberg specification, "Manifests", the struct `data_file`.

/// A data file or delete file.
package struct ContentFile: Hashable, Sendable {
    package enum Content: Int, Hashable, Sendable {
        case data = 0
        case positionDeletes = 1
        case equalityDeletes = 2
    }

    /// The format, whatever the case in which it was written.
    package enum Format: Hashable, Sendable {
        case parquet, avro, orc, puffin
        case unknown(String)

        init(name: String) {
            switch name.lowercased() {
            case "parquet": self = .parquet
            case "avro": self = .avro
            case "orc": self = .orc
            case "puffin": self = .puffin
            default: self = .unknown(name)
            }
        }

        /// The name as Iceberg's libraries write it.
        var name: String {
            switch self {
            case .parquet: "PARQUET"
            case .avro: "AVRO"
            case .orc: "ORC"
            case .puffin: "PUFFIN"
            case .unknown(let name): name
            }
        }
    }

    /// What is known about one column of the file; nil is unknown.
    package struct ColumnStatistics: Hashable, Sendable {
        package var sizeBytes: Int64?
        /// Values, NULL and NaN among them.
        package var valueCount: Int64?
        package var nullCount: Int64?
        package var nanCount: Int64?
        /// Bounds of the values that are neither NULL nor NaN, in the form of bounds
        /// (`SingleValue.init(bound:type:)`); maybe truncated, the upper one then made larger.
        package var lowerBound: [UInt8]?
        package var upperBound: [UInt8]?

        package init() {}
    }

    package let content: Content
    /// As it was written; `PathResolver` finds the file.
    package let path: String
    package let format: Format
    package let partitionSpecID: Int
    /// One value for each field of the spec, in its order.
    package let partition: [SingleValue?]
    package let recordCount: Int64
    /// Informational: files were seen that are longer or shorter.
    package let sizeBytes: Int64?
    /// By the ids of fields, those that were asked for.
    package let statistics: [Int: ColumnStatistics]
    package let splitOffsets: [Int64]
    /// The fields that an equality delete compares.
    package let equalityIDs: [Int]
    package let sortOrderID: Int?
    /// Not nil when the file is encrypted.
    package let keyMetadata: [UInt8]?
    /// The id of the first row, inherited where it is (version 3).
    package let firstRowID: Int64?
    /// The only data file that the deletes are of; always there for a deletion vector.
    package let referencedDataFile: String?
    /// Where a deletion vector lies in its Puffin file.
    package let contentOffset: Int64?
    package let contentSizeBytes: Int64?

    /// A file; what is left out is not known or does not apply.
    package init(
        content: Content = .data, path: String, format: Format, partitionSpecID: Int,
        partition: [SingleValue?], recordCount: Int64, sizeBytes: Int64?,
        statistics: [Int: ColumnStatistics] = [:], splitOffsets: [Int64] = [],
        equalityIDs: [Int] = [], sortOrderID: Int? = nil, keyMetadata: [UInt8]? = nil,
        firstRowID: Int64? = nil, referencedDataFile: String? = nil, contentOffset: Int64? = nil,
        contentSizeBytes: Int64? = nil
    ) {
        self.content = content
        self.path = path
        self.format = format
        self.partitionSpecID = partitionSpecID
        self.partition = partition
        self.recordCount = recordCount
        self.sizeBytes = sizeBytes
        self.statistics = statistics
        self.splitOffsets = splitOffsets
        self.equalityIDs = equalityIDs
        self.sortOrderID = sortOrderID
        self.keyMetadata = keyMetadata
        self.firstRowID = firstRowID
        self.referencedDataFile = referencedDataFile
        self.contentOffset = contentOffset
        self.contentSizeBytes = contentSizeBytes
    }

    /// Whether this is a deletion vector and no file of positions.
    package var isDeletionVector: Bool {
        content == .positionDeletes && (format == .puffin || contentOffset != nil)
    }
}
