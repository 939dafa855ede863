// The tables over Parquet files: USING parquet(…).

import Columnar
import Parquet
import SQLiteBridge

/// The Parquet part of the registry.
enum ParquetModules {
    static var entries: [RegistryEntry] { [created] }

    private static var created: RegistryEntry {
        let module = ScanModule(
            "parquet",
            .virtualTable { (texts) throws(LakeError) in
                let arguments = try ModuleArguments(texts, module: "parquet", names: [])
                guard let path = arguments.positional.first, arguments.positional.count == 1 else {
                    throw LakeError(
                        .invalidInput, "parquet() takes a path",
                        advice: "write USING parquet('file-or-glob')")
                }
                return try ParquetTable(path: path)
            })
        return RegistryEntry(
            item: .module(module),
            signature: "CREATE VIRTUAL TABLE t USING parquet(path)",
            help: "A table over Parquet files, with the columns of the first; nested ones as JSON; "
                + "_file and _pos are hidden.",
            example: "CREATE VIRTUAL TABLE temp.alltypes USING "
                + "parquet('Fixtures/parquet/parquet-testing/alltypes_plain.parquet')")
    }
}
