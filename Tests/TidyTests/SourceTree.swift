// The files of the project, as the tidy tests read them.

import Glibc

/// A text file by its path below the project's folder.
struct SourceFile: Sendable, CustomStringConvertible {
    let path: String
    let lines: [Substring]

    var description: String { path }

    /// The folder below Sources or Tests.
    var target: String {
        let parts = path.split(separator: "/")
        return parts.count > 1 ? String(parts[1]) : ""
    }

    /// Lines with their numbers, from 1, without those that are comments only.
    var codeLines: [(number: Int, text: Substring)] {
        lines.enumerated().compactMap { index, line in
            line.drop { $0 == " " }.hasPrefix("//") ? nil : (index + 1, line)
        }
    }
}

/// Reads the project's folder.
enum SourceTree {
    static let root: String = {
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        return parts.dropLast(3).joined(separator: "/")
    }()

    /// All files below a folder, as paths below the root, sorted; what is built or hidden left out.
    static func paths(below folder: String) -> [String] {
        guard let directory = unsafe opendir("\(root)/\(folder)") else { return [] }
        defer { _ = unsafe closedir(directory) }
        var found: [String] = []
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe String(cString: $0)
                }
            }
            if name.hasPrefix(".") || name == "__pycache__" { continue }
            let path = folder.isEmpty ? name : "\(folder)/\(name)"
            var status = stat()
            guard unsafe lstat("\(root)/\(path)", &status) == 0 else { continue }
            switch status.st_mode & S_IFMT {
            case S_IFDIR: found += paths(below: path)
            case S_IFREG: found.append(path)
            default: continue
            }
        }
        return found.sorted()
    }

    static func bytes(of path: String) -> [UInt8] {
        guard let file = unsafe fopen("\(root)/\(path)", "r") else { return [] }
        defer { _ = unsafe fclose(file) }
        var bytes: [UInt8] = []
        while true {
            let block = unsafe [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
                count = unsafe fread(buffer.baseAddress, 1, buffer.count, file)
            }
            if block.isEmpty { return bytes }
            bytes += block
        }
    }

    static func file(_ path: String) -> SourceFile {
        let text = String(decoding: bytes(of: path), as: UTF8.self)
        return SourceFile(
            path: path, lines: text.split(separator: "\n", omittingEmptySubsequences: false))
    }

    static func exists(_ path: String) -> Bool { unsafe access("\(root)/\(path)", F_OK) == 0 }

    static let swiftFiles: [SourceFile] = (paths(below: "Sources") + paths(below: "Tests"))
        .filter { $0.hasSuffix(".swift") }.map(file)

    static var productFiles: [SourceFile] { swiftFiles.filter { $0.path.hasPrefix("Sources/") } }

    static let documents: [SourceFile] =
        (paths(below: "docs") + ["README.md", "CHANGELOG.md", "Fixtures/README.md"]
        + ["Tests/Golden/README.md"])
        .filter { $0.hasSuffix(".md") && exists($0) }.map(file)
}
