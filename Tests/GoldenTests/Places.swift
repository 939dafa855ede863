// Where the parts of the project lie that tests need.

import Glibc

/// Folders and programs.
enum Places {
    /// The project's folder.
    static let root: String = {
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        return parts.dropLast(3).joined(separator: "/")
    }()

    static let fixtures = "\(root)/Fixtures"
    static let golden = "\(root)/Tests/Golden"

    /// The shell's binary: HEALTHLAKE_BIN, or the product beside the test bundle.
    static let shell: String = {
        if let path = environment("HEALTHLAKE_BIN") {
            return path.hasPrefix("/") ? path : "\(root)/\(path)"
        }
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = unsafe readlink("/proc/self/exe", &buffer, buffer.count)
        let own = buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }
        let folder = String(decoding: own, as: UTF8.self).split(
            separator: "/", omittingEmptySubsequences: false
        ).dropLast().joined(separator: "/")
        return "\(folder)/healthlake"
    }()

    /// A program on the search path, or nil.
    static func program(_ name: String) -> String? {
        for folder in (environment("PATH") ?? "").split(separator: ":") {
            let path = "\(folder)/\(name)"
            if unsafe access(path, X_OK) == 0 { return path }
        }
        return nil
    }

    static func environment(_ name: String) -> String? {
        unsafe getenv(name).map { unsafe String(cString: $0) }
    }
}
