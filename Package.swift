// swift-tools-version: 6.2
import PackageDescription

/// Whether the fuzz targets are built (see scripts/fuzz.sh), in place of the tests: they share
/// sources.
let isFuzzing = Context.environment["HEALTHLAKE_FUZZ"] == "1"

/// Every Swift target: unsafe expressions are spelled out, warnings do not land.
let strict: [SwiftSetting] = [
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
    name: "healthlake",
    products: [
        .executable(name: "healthlake", targets: ["healthlake"]),
        .library(name: "HealthLake", targets: ["HealthLake"]),
        .library(name: "HealthLakeExtension", type: .dynamic, targets: ["HealthLakeExtension"]),
    ],
    targets: [
        // C: module maps, thin shims over system libraries, embedded fact tables.
        .target(name: "CSQLite"),
        .target(name: "CSimdjson", linkerSettings: [.linkedLibrary("simdjson")]),
        .target(
            name: "CCodecs",
            linkerSettings: ["z", "zstd", "snappy", "lz4", "brotlidec", "bz2"].map {
                .linkedLibrary($0)
            }),
        .systemLibrary(
            name: "CReadline", pkgConfig: "readline",
            providers: [.apt(["libreadline-dev"])]),
        .systemLibrary(name: "CYAML", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CLinux"),
        .target(
            name: "CFacts",
            exclude: [
                "README.md", "catalogue", "omop_ancestors.csv", "omop_concepts.csv",
                "omop_fields.csv", "omop_metadata.csv", "omop_relationships.csv", "omop_tables.csv",
                "r4_elements.csv", "r4_resources.csv",
            ]),

        // The stream of column batches and everything above it; imports point downwards only.
        .target(name: "Columnar", swiftSettings: strict),
        .target(
            name: "Storage", dependencies: ["CCodecs", "CLinux", "Columnar"],
            swiftSettings: strict),
        .target(
            name: "SQLiteBridge", dependencies: ["CSQLite", "Columnar"], swiftSettings: strict),
        .target(name: "JSON", dependencies: ["CSimdjson", "Columnar"], swiftSettings: strict),
        .target(
            name: "Compression", dependencies: ["CCodecs", "Columnar"], swiftSettings: strict),
        .target(
            name: "Avro", dependencies: ["Columnar", "Compression", "JSON", "Storage"],
            swiftSettings: strict),
        .target(
            name: "Parquet", dependencies: ["Columnar", "Compression", "JSON", "Storage"],
            swiftSettings: strict),
        .target(
            name: "Iceberg",
            dependencies: [
                "Avro", "Columnar", "Compression", "JSON", "Parquet", "SQLiteBridge", "Storage",
            ],
            swiftSettings: strict),
        .target(
            name: "FHIR", dependencies: ["CFacts", "Columnar", "JSON", "Storage"],
            swiftSettings: strict),
        .target(name: "YAML", dependencies: ["CYAML", "Columnar"], swiftSettings: strict),
        .target(name: "OMOP", dependencies: ["CFacts", "Columnar"], swiftSettings: strict),
        // One population, seen twice: the model and its simulation, and a renderer for each world.
        .target(
            name: "Synthesis", dependencies: ["CFacts", "Columnar", "OMOP", "Storage"],
            swiftSettings: strict),
        .target(
            name: "SynthesisFHIR", dependencies: ["Columnar", "Synthesis"], swiftSettings: strict),
        .target(
            name: "SynthesisOMOP", dependencies: ["Columnar", "OMOP", "Synthesis"],
            swiftSettings: strict),
        .target(name: "Jinja", dependencies: ["Columnar"], swiftSettings: strict),
        .target(
            name: "Projection", dependencies: ["Columnar", "JSON"], swiftSettings: strict),
        .target(
            name: "Modeling",
            dependencies: [
                "Columnar", "JSON", "Jinja", "Projection", "SQLiteBridge", "Storage", "YAML",
            ],
            swiftSettings: strict),
        .target(
            name: "FHIRValidation",
            dependencies: ["CFacts", "Columnar", "FHIR", "JSON", "Storage"],
            swiftSettings: strict),
        .target(
            name: "OMOPQuality",
            dependencies: [
                "CFacts", "Columnar", "Iceberg", "JSON", "OMOP", "Parquet", "SQLiteBridge",
                "Storage",
            ],
            swiftSettings: strict),
        .target(
            name: "DomainQuality",
            dependencies: [
                "Columnar", "FHIR", "Iceberg", "JSON", "OMOP", "OMOPQuality", "Parquet",
                "SQLiteBridge", "Storage", "YAML",
            ],
            swiftSettings: strict),
        .target(
            name: "Quality",
            dependencies: [
                "Columnar", "DomainQuality", "FHIR", "FHIRValidation", "OMOPQuality",
                "SQLiteBridge", "Storage",
            ],
            swiftSettings: strict),
        .target(
            name: "Generation",
            dependencies: [
                "Columnar", "Compression", "Iceberg", "JSON", "OMOP", "Parquet", "SQLiteBridge",
                "Storage", "Synthesis", "SynthesisFHIR", "SynthesisOMOP", "YAML",
            ],
            swiftSettings: strict),
        .target(
            name: "HealthLake",
            dependencies: [
                "CSQLite", "Columnar", "DomainQuality", "FHIR", "FHIRValidation", "Generation",
                "Iceberg", "JSON", "Modeling", "OMOP", "OMOPQuality", "Parquet", "Quality",
                "SQLiteBridge", "Storage", "Synthesis", "SynthesisFHIR", "SynthesisOMOP",
            ],
            swiftSettings: strict),
        .target(
            name: "HealthLakeExtension",
            dependencies: ["CSQLite", "Columnar", "HealthLake", "SQLiteBridge"],
            swiftSettings: strict,
            // Never unloaded, also when SQLite closes it after a refusal: the Swift runtime stays.
            linkerSettings: [
                .unsafeFlags(["-static-stdlib", "-Xlinker", "-z", "-Xlinker", "nodelete"])
            ]),
        .target(
            name: "Shell",
            dependencies: [
                "CLinux", "CReadline", "CSQLite", "Columnar", "HealthLake", "SQLiteBridge",
            ],
            swiftSettings: strict, linkerSettings: [.linkedLibrary("sqlite3")]),
        .executableTarget(
            name: "healthlake", dependencies: ["Shell"],
            swiftSettings: strict,
            // The runtime inside saves the loader 4 of 9 ms at each start.
            linkerSettings: [.unsafeFlags(["-static-stdlib"])]),
        .testTarget(
            name: "ShellTests",
            dependencies: ["Columnar", "SQLiteBridge", "Shell"],
            swiftSettings: strict),
        .testTarget(
            name: "GoldenTests", dependencies: ["SQLiteBridge", "Shell"],
            swiftSettings: strict),
        .testTarget(
            name: "StorageTests", dependencies: ["CCodecs", "Columnar", "Storage"],
            swiftSettings: strict),
        .testTarget(name: "ColumnarTests", dependencies: ["Columnar"], swiftSettings: strict),
        .testTarget(
            name: "JSONTests", dependencies: ["Columnar", "JSON"], swiftSettings: strict),
        .testTarget(
            name: "SQLiteBridgeTests", dependencies: ["Columnar", "Shell", "SQLiteBridge"],
            swiftSettings: strict),
        .testTarget(
            name: "CompressionTests", dependencies: ["CCodecs", "Columnar", "Compression"],
            swiftSettings: strict),
        .testTarget(
            name: "AvroTests", dependencies: ["Avro", "Columnar", "JSON", "Storage"],
            swiftSettings: strict),
        .testTarget(
            name: "ParquetTests",
            dependencies: ["Columnar", "Compression", "JSON", "Parquet", "Storage"],
            swiftSettings: strict),
        .testTarget(
            name: "IcebergTests",
            dependencies: [
                "Avro", "Columnar", "Iceberg", "JSON", "Parquet", "SQLiteBridge", "Shell",
                "Storage",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "FHIRTests", dependencies: ["Columnar", "FHIR", "JSON", "Storage"],
            swiftSettings: strict),
        .testTarget(name: "YAMLTests", dependencies: ["Columnar", "YAML"], swiftSettings: strict),
        .testTarget(
            name: "JinjaTests", dependencies: ["Columnar", "Jinja"], swiftSettings: strict),
        .testTarget(
            name: "ProjectionTests",
            dependencies: ["Columnar", "Projection", "SQLiteBridge", "Shell"],
            swiftSettings: strict),
        .testTarget(
            name: "ModelingTests",
            dependencies: [
                "CSQLite", "Columnar", "JSON", "Jinja", "Modeling", "OMOPQuality", "Projection",
                "SQLiteBridge", "Storage", "Synthesis", "YAML",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "FHIRValidationTests",
            dependencies: ["Columnar", "FHIR", "FHIRValidation", "JSON", "Storage"],
            swiftSettings: strict),
        .testTarget(
            name: "DomainQualityTests",
            dependencies: [
                "Columnar", "DomainQuality", "FHIR", "JSON", "OMOPQuality", "SQLiteBridge",
                "Storage",
                "YAML",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "QualityTests",
            dependencies: [
                "Columnar", "FHIRValidation", "Quality", "SQLiteBridge", "Shell",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "OMOPQualityTests",
            dependencies: [
                "Columnar", "Iceberg", "JSON", "OMOP", "OMOPQuality", "Parquet", "SQLiteBridge",
                "Shell", "Storage",
            ],
            swiftSettings: strict),
        .testTarget(name: "OMOPTests", dependencies: ["Columnar", "OMOP"], swiftSettings: strict),
        .testTarget(
            name: "SynthesisTests", dependencies: ["Columnar", "OMOP", "Storage", "Synthesis"],
            swiftSettings: strict),
        .testTarget(
            name: "SynthesisFHIRTests",
            dependencies: ["CFacts", "Columnar", "JSON", "Synthesis", "SynthesisFHIR"],
            swiftSettings: strict),
        .testTarget(
            name: "SynthesisOMOPTests",
            dependencies: ["Columnar", "OMOP", "Synthesis", "SynthesisOMOP"],
            swiftSettings: strict),
        .testTarget(
            name: "GenerationTests",
            dependencies: [
                "Columnar", "Generation", "Iceberg", "JSON", "Parquet", "Storage", "Synthesis",
            ],
            swiftSettings: strict),
        .testTarget(name: "TidyTests", swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx17
)

// Measures decoding without SQLite (see Tests/Benchmarks/run); not built otherwise.
if Context.environment["HEALTHLAKE_BENCH"] == "1" {
    package.targets.append(
        .executableTarget(
            name: "DecodeSpeed", dependencies: ["Columnar", "Iceberg"],
            path: "Tests/Benchmarks/DecodeSpeed", swiftSettings: strict))
    package.products.append(.executable(name: "DecodeSpeed", targets: ["DecodeSpeed"]))
    package.targets.append(
        .executableTarget(
            name: "EncodeSpeed", dependencies: ["Columnar", "Parquet", "Storage"],
            path: "Tests/Benchmarks/EncodeSpeed", swiftSettings: strict))
    package.products.append(.executable(name: "EncodeSpeed", targets: ["EncodeSpeed"]))
}

if isFuzzing {
    package.targets.removeAll { $0.type == .test }
    let targets: [(name: String, parsers: [Target.Dependency])] = [
        ("FuzzFHIRScan", ["FHIR"]), ("FuzzAvro", ["Avro"]), ("FuzzParquet", ["Parquet"]),
        ("FuzzIceberg", ["Iceberg"]), ("FuzzFHIRValidation", ["FHIRValidation"]),
        ("FuzzJinja", ["Jinja"]), ("FuzzPattern", ["DomainQuality"]),
        ("FuzzSQL", ["CSQLite", "Modeling", "Projection", "SQLiteBridge"]),
        ("FuzzCSV", ["Modeling", "OMOPQuality", "Synthesis"]), ("FuzzCanary", ["FHIR"]),
    ]
    for (name, parsers) in targets {
        package.targets.append(
            .executableTarget(
                name: name, dependencies: ["Columnar", "JSON", "Storage"] + parsers,
                path: "Tests/Fuzz/\(name)", swiftSettings: strict,
                linkerSettings: [.linkedLibrary("sqlite3")]))
        package.products.append(.executable(name: name, targets: [name]))
    }
}
