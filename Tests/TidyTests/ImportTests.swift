// Imports point downwards only: the table of targets in docs/architecture.md.

import Testing

@Suite("Imports")
struct ImportTests {
    /// What a target may import besides the system's modules.
    private static let allowed: [String: Set<String>] = [
        "Columnar": [],
        "Storage": ["CCodecs", "CLinux", "Columnar"],
        "JSON": ["CSimdjson", "Columnar"],
        "SQLiteBridge": ["CSQLite", "Columnar"],
        "Compression": ["CCodecs", "Columnar"],
        "Avro": ["Columnar", "Compression", "JSON", "Storage"],
        "Parquet": ["Columnar", "Compression", "JSON", "Storage"],
        "Iceberg": [
            "Avro", "Columnar", "Compression", "JSON", "Parquet", "SQLiteBridge", "Storage",
        ],
        "FHIR": ["CFacts", "Columnar", "JSON", "Storage"],
        "YAML": ["CYAML", "Columnar"],
        "Jinja": ["Columnar"],
        "Projection": ["Columnar", "JSON"],
        "Modeling": [
            "Columnar", "JSON", "Jinja", "Projection", "SQLiteBridge", "Storage", "YAML",
        ],
        "FHIRValidation": ["CFacts", "Columnar", "FHIR", "JSON", "Storage"],
        "OMOP": ["CFacts", "Columnar"],
        "Synthesis": ["CFacts", "Columnar", "OMOP", "Storage"],
        "SynthesisFHIR": ["Columnar", "Synthesis"],
        "SynthesisOMOP": ["Columnar", "OMOP", "Synthesis"],
        "OMOPQuality": [
            "CFacts", "Columnar", "Iceberg", "JSON", "OMOP", "Parquet", "SQLiteBridge", "Storage",
        ],
        "DomainQuality": [
            "Columnar", "FHIR", "Iceberg", "JSON", "OMOP", "OMOPQuality", "Parquet", "SQLiteBridge",
            "Storage", "YAML",
        ],
        "Quality": [
            "Columnar", "DomainQuality", "FHIR", "FHIRValidation", "OMOPQuality", "SQLiteBridge",
            "Storage",
        ],
        "Generation": [
            "Columnar", "Compression", "Iceberg", "JSON", "OMOP", "Parquet", "SQLiteBridge",
            "Storage", "Synthesis", "SynthesisFHIR", "SynthesisOMOP", "YAML",
        ],
        "HealthLake": [
            "Columnar", "DomainQuality", "FHIR", "FHIRValidation", "Generation", "Iceberg", "JSON",
            "Modeling", "OMOP", "OMOPQuality", "Parquet", "Quality", "SQLiteBridge", "Storage",
            "Synthesis", "SynthesisFHIR", "SynthesisOMOP",
        ],
        // The entry point's signature is made of SQLite's types.
        "HealthLakeExtension": ["CSQLite", "Columnar", "HealthLake", "SQLiteBridge"],
        "Shell": ["CLinux", "CReadline", "Columnar", "HealthLake", "SQLiteBridge"],
        "healthlake": ["ArgumentParser", "Shell"],
    ]
    private static let system: Set<String> = ["Glibc", "Synchronization"]
    /// FoundationEssentials costs nothing where nobody links statically.
    private static let withFoundationEssentials: Set<String> = ["Shell", "healthlake"]

    @Test("Only what is below", arguments: SourceTree.productFiles)
    func imports(file: SourceFile) throws {
        let allowed = try #require(
            Self.allowed[file.target], "the target \(file.target) is not in the table of imports")
        for module in modules(imported: file) where !Self.system.contains(module) {
            if module == "FoundationEssentials",
                Self.withFoundationEssentials.contains(file.target)
            {
                continue
            }
            #expect(allowed.contains(module), "\(file) must not import \(module)")
        }
    }

    @Test("Every target of the table exists")
    func tableIsCurrent() {
        let targets = Set(SourceTree.productFiles.map(\.target))
        #expect(Set(Self.allowed.keys) == targets)
    }

    @Test("Foundation is nowhere", arguments: SourceTree.swiftFiles)
    func foundation(file: SourceFile) {
        #expect(!modules(imported: file).contains("Foundation"), "\(file)")
    }

    private func modules(imported file: SourceFile) -> [String] {
        file.codeLines.compactMap { _, line in
            let words = line.split(separator: " ")
            guard let place = words.firstIndex(of: "import"), place + 1 < words.count,
                words[..<place].allSatisfy({ $0.hasPrefix("@") || Self.levels.contains(String($0)) }
                )
            else { return nil }
            let path = words.last.map { $0.split(separator: ".")[0] } ?? ""
            return String(words[place + 1] == "struct" ? path : words[place + 1])
        }
    }

    private static let levels: Set<String> = [
        "public", "package", "internal", "fileprivate", "private",
    ]
}
