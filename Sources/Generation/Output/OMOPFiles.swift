// The names of files in an output directory, and how they become visible: under names that end in
// `.partial` until all of them are whole.

import Columnar
import Storage
import SynthesisOMOP

/// A directory with one file for each table.
struct OMOPFiles {
    let directory: String
    /// `.parquet` or `.csv`.
    let suffix: String
    let mode: WriteMode
    private let fileSystem: TogetherFileSystem

    init(directory: String, suffix: String, mode: WriteMode, fileSystem: TogetherFileSystem) {
        self.directory = directory
        self.suffix = suffix
        self.mode = mode
        self.fileSystem = fileSystem
    }

    /// Makes the directory and looks whether anything is in the way.
    ///
    /// - Throws: `LakeError.conflict` at `.file`; `.invalidInput` when the directory is a file.
    func prepare(_ tables: Set<OMOPTable>) throws(LakeError) {
        try fileSystem.makeDirectories(directory)
        guard mode == .error else { return }
        let names = Set(try fileNames(in: directory))
        for table in OMOPTable.allCases where tables.contains(table) {
            if names.contains(table.rawValue + suffix) {
                throw LakeError(
                    .conflict, "there is a table of an earlier run", at: [.file(path(table))],
                    advice: "give mode overwrite to replace it, or another directory")
            }
        }
    }

    /// A new file for a table, not yet under its name.
    func create(_ table: OMOPTable) throws(LakeError) -> any OutputFile {
        // Left by a run that was killed: nobody refers to it.
        try fileSystem.remove(partialPath(table))
        return try fileSystem.create(partialPath(table))
    }

    /// Gives durable files their names, which become durable with the file system's next
    /// `synchronize`.
    func publish(_ tables: [OMOPTable]) throws(LakeError) {
        for table in tables {
            if mode == .overwrite {
                try fileSystem.replace(path(table), with: partialPath(table))
            } else {
                try fileSystem.publish(partialPath(table), as: path(table))
            }
        }
        try fileSystem.synchronizeDirectory(directory)
    }

    /// Removes what was begun, as far as the system lets it.
    func discard(_ tables: some Sequence<OMOPTable>) {
        for table in tables { try? fileSystem.remove(partialPath(table)) }
    }

    private func path(_ table: OMOPTable) -> String { directory + "/" + table.rawValue + suffix }
    private func partialPath(_ table: OMOPTable) -> String { path(table) + ".partial" }
}
