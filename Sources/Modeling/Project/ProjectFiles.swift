// The files of a project: which there are below its folders, and their texts.

import Columnar
import Storage

/// One file of a project.
package struct ProjectFile: Sendable {
    /// As the user gave the project's directory, and the path in it: what messages name.
    package let path: String
    /// Below the project's directory: `models/staging/stg_person.sql`.
    package let relativePath: String
    /// The names of the folders below the one that was listed: `["staging"]`.
    package let folders: [String]
    /// Without its ending.
    package let name: String
    /// In lower case, without the dot.
    package let ending: String
}

/// Lists and reads files below one project directory.
struct ProjectFiles {
    let directory: String

    /// The path of something in the project, as messages name it.
    func path(_ relative: String) -> String {
        directory == "." ? relative : directory + "/" + relative
    }

    /// All files below a folder, in byte order of their paths; none when the folder is not there.
    ///
    /// - Throws: `LakeError` at `.file` when a folder cannot be read, or when there are too many.
    func list(_ folder: String) throws(LakeError) -> [ProjectFile] {
        var files: [ProjectFile] = []
        guard try exists(folder) else { return [] }
        try list(folder, folders: [], into: &files)
        return files.sorted { isBefore($0.relativePath, $1.relativePath) }
    }

    private func list(
        _ folder: String, folders: [String], into files: inout [ProjectFile]
    ) throws(LakeError) {
        guard folders.count <= ModelingLimits.folderDepthMax else {
            throw LakeError(
                .limit, "folders lie more than \(ModelingLimits.folderDepthMax) deep",
                at: [.file(path(folder))], advice: "look for a link that leads back")
        }
        for entry in try directoryEntries(Array(path(folder).utf8)) {
            let name = String(decoding: entry.name, as: UTF8.self)
            guard !name.hasPrefix("."), files.count <= ModelingLimits.filesMax else { continue }
            let below = folder + "/" + name
            switch entry.kind {
            case .directory: try list(below, folders: folders + [name], into: &files)
            case .file, .unknown:
                guard let dot = name.lastIndex(of: ".") else { continue }
                files.append(
                    ProjectFile(
                        path: path(below), relativePath: below, folders: folders,
                        name: String(name[..<dot]),
                        ending: name[name.index(after: dot)...].lowercased()))
            case .other: continue
            }
        }
    }

    /// Whether there is a file or folder of this path in the project.
    func exists(_ relative: String) throws(LakeError) -> Bool { pathExists(path(relative)) }

    /// The text of a file.
    ///
    /// - Throws: `LakeError` at `.file` when it cannot be read, is too long or is not UTF-8.
    func text(_ path: String) throws(LakeError) -> String {
        let bytes = try readWholeFile(path: path, bytesMax: ModelingLimits.fileBytesMax)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw LakeError(
                .invalidInput, "the text is not UTF-8", at: [.file(path)],
                advice: "save the file as UTF-8")
        }
        return text
    }
}

/// Whether there is a file or folder of this path.
func pathExists(_ path: String) -> Bool {
    let parts = path.split(separator: "/", omittingEmptySubsequences: true)
    guard let last = parts.last else { return true }
    if last == "." || last == ".." { return (try? directoryEntries(Array(path.utf8))) != nil }
    let parent = parts.dropLast().joined(separator: "/")
    let prefix = path.hasPrefix("/") ? "/" : ""
    guard let entries = try? directoryEntries(Array((prefix + parent).utf8)) else { return false }
    let name = Array(last.utf8)
    return entries.contains { $0.name == name }
}

/// Order by bytes: the same on every machine.
func isBefore(_ first: String, _ second: String) -> Bool {
    first.utf8.lexicographicallyPrecedes(second.utf8)
}
