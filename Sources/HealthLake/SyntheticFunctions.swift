// Table-valued functions over populations that are simulated while they are read.

import Columnar
import Generation
import SQLiteBridge
import Synthesis
import SynthesisOMOP

/// synthetic_fhir(), synthetic_person(), … of one connection.
struct SyntheticFunctions {
    let population: SyntheticPopulation

    /// Hidden columns, so that both `f(10, 42)` and `WHERE history_years = 5` work.
    private static let parameters = [
        ScanParameter("count", isRequired: true), ScanParameter("seed", isRequired: false),
        ScanParameter("history_years", isRequired: false),
        ScanParameter("as_of", isRequired: false), ScanParameter("defects", isRequired: false),
        ScanParameter("profile", isRequired: false),
    ]
    private static let signature =
        "(count [, seed [, history_years [, as_of [, defects [, profile]]]]])"

    var entries: [RegistryEntry] {
        [fhir] + OMOPTable.allCases.filter { !$0.isEmpty }.map { table($0) } + [
            realism, catalogueFunction,
        ]
    }

    private var fhir: RegistryEntry {
        let population = population
        let module = ScanModule(
            "synthetic_fhir",
            .connectedFunction(
                schema: { () throws(LakeError) in SyntheticFHIRTable.schema },
                parameters: Self.parameters,
                connect: { (arguments, database) throws(LakeError) in
                    let options = try Self.options(arguments, population, database)
                    return SyntheticFHIRTable(
                        world: try population.world(options.synthetic, of: database),
                        count: options.count, defects: options.defects)
                }))
        return RegistryEntry(
            item: .module(module), signature: "synthetic_fhir" + Self.signature,
            help: "FHIR R4 resources of a synthetic population: the same persons as in the "
                + "synthetic OMOP tables of the same seed.",
            example: "SELECT resource_type, count(*) FROM synthetic_fhir(3, 42) "
                + "WHERE resource_type IN ('Patient', 'Encounter') GROUP BY 1")
    }

    private func table(_ table: OMOPTable) -> RegistryEntry {
        let population = population
        let name =
            table.rawValue.hasPrefix("synthetic_") ? table.rawValue : "synthetic_" + table.rawValue
        let module = ScanModule(
            name,
            .connectedFunction(
                schema: { () throws(LakeError) in SyntheticOMOPTable.schema(of: table) },
                parameters: Self.parameters,
                connect: { (arguments, database) throws(LakeError) in
                    let options = try Self.options(arguments, population, database)
                    return SyntheticOMOPTable(
                        table, world: try population.world(options.synthetic, of: database),
                        count: options.count, defects: options.defects)
                }))
        return RegistryEntry(
            item: .module(module), signature: name + Self.signature, help: table.help,
            example: "SELECT count(*) FROM \(name)(5, 42)")
    }

    private static let realismSchema = TableSchema([
        Field("what", .text), Field("group", .text), Field("generated", .real),
        Field("sampling_error", .real, comment: "one standard error; 0 where none is known"),
        Field("published", .real), Field("source", .text),
        Field("is_within", .boolean, comment: "within four errors and the stated tolerance"),
    ])

    private var realism: RegistryEntry {
        let population = population
        let module = ScanModule(
            "synthetic_realism",
            .connectedFunction(
                schema: { () throws(LakeError) in Self.realismSchema },
                parameters: Array(Self.parameters.prefix(2)),
                connect: { (arguments, database) throws(LakeError) in
                    let options = try Self.options(arguments, population, database)
                    let catalogue = try population.catalogue(of: database)
                    let persons = Int(options.count)
                    return RowCursorTable(Self.realismSchema, rowCount: 1000) {
                        (_, _) throws(LakeError) in
                        let report = try RealismReport.make(
                            options: options.synthetic, catalogue: catalogue, persons: persons)
                        return ListCursor(report.rows) { (row, column) in
                            switch column {
                            case 0: .text(row.what)
                            case 1: .text(row.group)
                            case 2: .real(row.generated)
                            case 3: .real(row.samplingError)
                            case 4: .real(row.published)
                            case 5: .text(row.source)
                            default: .integer(row.isWithin ? 1 : 0)
                            }
                        }
                    }
                }))
        return RegistryEntry(
            item: .module(module), signature: "synthetic_realism(count [, seed])",
            help: "Generated prevalences, odds ratios, correlations and medians beside the public "
                + "figures that the catalogue was made from.",
            example: "SELECT count(*) > 100 FROM synthetic_realism(200, 1)")
    }

    private var catalogueFunction: RegistryEntry {
        let function = ScalarFunction("synthetic_catalogue", argumentCount: 0, effect: .direct) {
            (call) throws(LakeError) in
            let names = try CatalogueSource.install(in: call.database)
            return .text(names.joined(separator: ", "))
        }
        return RegistryEntry(
            item: .function(function), signature: "synthetic_catalogue()",
            help: "Puts the catalogue of conditions, drugs, measures and their probabilities into "
                + "tables synthetic_… of this database; generation then uses them as they are "
                + "edited.",
            example: "SELECT synthetic_catalogue()")
    }

    private static func options(
        _ values: [Value], _ population: SyntheticPopulation, _ database: Database
    ) throws(LakeError) -> GenerationOptions {
        func given(_ index: Int) -> Value? {
            index < values.count && values[index] != .null ? values[index] : nil
        }
        var arguments = GenerationArguments(count: try count(given(0)))
        for (index, name) in ["seed", "history_years", "as_of", "defects", "profile"].enumerated() {
            if let value = given(index + 1) { try arguments.set(name, to: value.plainText) }
        }
        let conditions =
            arguments.profile == nil
            ? [] : try population.catalogue(of: database).conditions.map(\.key)
        return try arguments.finished(conditions: conditions)
    }

    /// A number of persons.
    static func count(_ value: Value?) throws(LakeError) -> Int64 {
        switch value {
        case .integer(let count):
            try GenerationOptions.check(count: count)
            return count
        case .real(let real) where real == real.rounded() && abs(real) < 1e15:
            try GenerationOptions.check(count: Int64(real))
            return Int64(real)
        case .text(let bytes):
            if let count = Int64(String(decoding: bytes, as: UTF8.self)) {
                try GenerationOptions.check(count: count)
                return count
            }
        default: break
        }
        throw LakeError(
            .invalidInput, "the count is no whole number", at: [.argument("count")],
            advice: "give the number of persons, such as 1000")
    }
}

extension Value {
    /// What a value looks like as text; options are parsed from it.
    var plainText: String {
        switch self {
        case .null: ""
        case .integer(let integer): "\(integer)"
        case .real(let real): "\(real)"
        case .text(let bytes), .blob(let bytes): String(decoding: bytes, as: UTF8.self)
        }
    }
}
