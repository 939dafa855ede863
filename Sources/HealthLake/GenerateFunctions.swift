// generate_fhir(), generate_omop(), generate_lake(): populations to files and Iceberg tables.

import Columnar
import Generation
import Iceberg
import JSON
import SQLiteBridge
import Synthesis

/// The functions that write populations, of one connection.
struct GenerateFunctions {
    let population: SyntheticPopulation
    let settings: ScanSettings

    var entries: [RegistryEntry] {
        [
            entry(
                "generate_fhir", "directory",
                "Writes a synthetic population as FHIR bulk export: an NDJSON file for each "
                    + "resource type and manifest.json. Answers a JSON summary.",
                example: "SELECT json_extract(generate_fhir('{scratch}/fhir', 5, 42), '$.persons')"
            ) { arguments, place in arguments.fhir.directory = place },
            entry(
                "generate_omop", "warehouse",
                "Writes a synthetic population as OMOP CDM v5.4: an Iceberg table for each CDM "
                    + "table. Answers a JSON summary.",
                example: "SELECT json_extract(generate_omop('{scratch}/omop', 5, 42), "
                    + "'$.omop.tables.person')"
            ) { arguments, place in arguments.omop.location = place },
            entry(
                "generate_lake", "directory",
                "Writes both sides of one synthetic population: directory/fhir and "
                    + "directory/omop. Answers a JSON summary.",
                example: "SELECT json_extract(generate_lake('{scratch}/lake', 5, 42), "
                    + "'$.fhir.resources.Patient')"
            ) { arguments, place in
                arguments.fhir.directory = place + "/fhir"
                arguments.omop.location = place + "/omop"
            },
        ]
    }

    private func entry(
        _ name: String, _ place: String, _ help: String, example: String,
        _ apply: @escaping @Sendable (inout GenerationArguments, String) -> Void
    ) -> RegistryEntry {
        let (population, settings) = (population, settings)
        let function = ScalarFunction(name, argumentCount: nil, effect: .direct) {
            (call) throws(LakeError) in
            guard (2...4).contains(call.arguments.count),
                let target = call.arguments[0].string, !target.isEmpty
            else {
                throw LakeError(
                    .invalidInput, "\(name)() takes a \(place), a count, a seed and options",
                    advice: "SELECT \(name)('lake', 1000, 42, json_object('mode', 'overwrite'))")
            }
            var arguments = GenerationArguments(
                count: try SyntheticFunctions.count(call.arguments[1]))
            arguments.options.threadCount = settings.values.threadCount
            arguments.options.pipelineRunID = PipelineRun.id ?? ""
            if call.arguments.count > 2, call.arguments[2] != .null {
                try arguments.set("seed", to: call.arguments[2].plainText)
            }
            if call.arguments.count > 3 { try Self.take(call.arguments[3], into: &arguments) }
            apply(&arguments, target)
            let summary = try Self.run(arguments, population, call.database)
            return .text(try summary.json())
        }
        return RegistryEntry(
            item: .function(function), signature: "\(name)(\(place), count [, seed [, options]])",
            help: help, example: example)
    }

    /// Options as the members of a JSON object.
    private static func take(
        _ value: Value, into arguments: inout GenerationArguments
    ) throws(LakeError) {
        guard value != .null else { return }
        guard let text = value.string, let json = try? JSONValue(parsing: text),
            let members = json.members
        else {
            throw LakeError(
                .invalidInput, "the options are no JSON object", at: [.argument("options")],
                advice: "write json_object('mode', 'overwrite', 'defects', 0.01)")
        }
        for member in members {
            // Several names may come as an array, several partitionings as an object.
            switch member.value {
            case .array(let elements):
                let names = elements.map { $0.string ?? $0.text }
                try arguments.set(member.name, to: names.joined(separator: ","))
            case .object(let pairs):
                for pair in pairs {
                    try arguments.set(
                        member.name, to: "\(pair.name)=\(pair.value.string ?? pair.value.text)")
                }
            case .null: continue
            default:
                try arguments.set(member.name, to: member.value.string ?? member.value.text)
            }
        }
    }

    private static func run(
        _ arguments: GenerationArguments, _ population: SyntheticPopulation, _ database: Database
    ) throws(LakeError) -> GenerationSummary {
        let catalogue: Catalogue
        if let path = arguments.catalogue {
            catalogue = try CatalogueSource.load(path)
        } else {
            catalogue = try population.catalogue(of: database)
        }
        let options = try arguments.finished(conditions: catalogue.conditions.map(\.key))
        let world = try SyntheticWorld.make(options: options.synthetic, catalogue: catalogue)
        var environment = CommitEnvironment()
        environment.database = database
        let run = try GenerationRun(options, world: world, environment: environment)
        return try run.run { (_) throws(LakeError) in try database.checkInterrupt() }
    }
}
