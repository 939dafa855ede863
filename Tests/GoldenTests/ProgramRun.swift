// Runs a program to its end and keeps what it printed.

import Glibc

/// What a program did.
struct ProgramRun {
    var output: [UInt8]
    var errors: [UInt8]
    /// The exit status; 128 and the signal's number when a signal ended it.
    var status: Int32

    var outputText: String { String(decoding: output, as: UTF8.self) }
    var errorText: String { String(decoding: errors, as: UTF8.self) }

    /// Why a program could not be run.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// A program that takes longer than this is killed.
    private static let secondsMax = 120

    /// Runs `program`.
    ///
    /// - Parameters:
    ///   - folder: where it runs.
    ///   - joinsErrors: whether errors are kept in `output`, in the order of printing.
    init(
        _ program: String, _ arguments: [String], input: [UInt8] = [], folder: String,
        environment: [String] = [], joinsErrors: Bool = false
    ) throws {
        let files = try Scratch()
        let inputFile = "\(files.path)/in"
        try files.write(input, to: "in")
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        let flags = O_WRONLY | O_CREAT | O_TRUNC | O_APPEND
        unsafe posix_spawn_file_actions_addopen(&actions, 0, inputFile, O_RDONLY, 0)
        unsafe posix_spawn_file_actions_addopen(&actions, 1, "\(files.path)/out", flags, 0o600)
        if joinsErrors {
            unsafe posix_spawn_file_actions_adddup2(&actions, 1, 2)
        } else {
            unsafe posix_spawn_file_actions_addopen(&actions, 2, "\(files.path)/err", flags, 0o600)
        }

        let inherited = ["PATH", "HOME", "LD_LIBRARY_PATH", "TMPDIR"].compactMap { name in
            Places.environment(name).map { "\(name)=\($0)" }
        }
        let command = ["env", "-C", folder, program] + arguments
        var words = unsafe command.map { unsafe strdup($0) } + [nil]
        var variables = unsafe (inherited + environment).map { unsafe strdup($0) } + [nil]
        defer {
            unsafe words.forEach { unsafe free($0) }
            unsafe variables.forEach { unsafe free($0) }
        }
        var process: pid_t = 0
        let code = unsafe posix_spawnp(&process, "env", &actions, nil, &words, &variables)
        guard code == 0 else {
            throw Failure(description: "cannot start \(program): error \(code)")
        }
        status = try ProgramRun.wait(for: process, program)
        output = try readFile("\(files.path)/out")
        errors = joinsErrors ? [] : try readFile("\(files.path)/err")
    }

    private static func wait(for process: pid_t, _ program: String) throws -> Int32 {
        var state: Int32 = 0
        for _ in 0..<(secondsMax * 500) {
            let waited = unsafe waitpid(process, &state, WNOHANG)
            if waited == process {
                let signal = state & 0x7f
                return signal == 0 ? (state >> 8) & 0xff : 128 + signal
            }
            usleep(2000)
        }
        kill(process, SIGKILL)
        _ = unsafe waitpid(process, &state, 0)
        throw Failure(description: "\(program) did not end within \(secondsMax) s")
    }
}

/// A fresh folder that goes away with its owner.
final class Scratch {
    let path: String

    init() throws {
        var template = Array("/tmp/healthlake-test-XXXXXX\0".utf8CString.dropLast())
        guard let made = unsafe mkdtemp(&template) else {
            throw ProgramRun.Failure(description: "cannot make a folder in /tmp")
        }
        path = unsafe String(cString: made)
    }

    deinit { removeFolder(path) }

    /// Writes a file into the folder.
    func write(_ bytes: [UInt8], to name: String) throws {
        try writeFile(bytes, to: "\(path)/\(name)")
    }
}

/// All bytes of a file.
func readFile(_ path: String) throws -> [UInt8] {
    guard let file = unsafe fopen(path, "r") else {
        throw ProgramRun.Failure(description: "cannot read \(path)")
    }
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

/// Makes a file of these bytes, in place of one that is there.
func writeFile(_ bytes: [UInt8], to path: String) throws {
    guard let file = unsafe fopen(path, "w") else {
        throw ProgramRun.Failure(description: "cannot write \(path)")
    }
    defer { _ = unsafe fclose(file) }
    let written = unsafe bytes.withUnsafeBytes { unsafe fwrite($0.baseAddress, 1, $0.count, file) }
    guard written == bytes.count else {
        throw ProgramRun.Failure(description: "cannot write \(path)")
    }
}

/// The names in a folder, sorted.
func folderEntries(_ path: String) -> [String] {
    guard let folder = unsafe opendir(path) else { return [] }
    defer { _ = unsafe closedir(folder) }
    var names: [String] = []
    while let entry = unsafe readdir(folder) {
        let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
            unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) {
                unsafe String(cString: $0)
            }
        }
        if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
}

private func removeFolder(_ path: String) {
    for name in folderEntries(path) {
        let inside = "\(path)/\(name)"
        if unsafe unlink(inside) != 0 { removeFolder(inside) }
    }
    unsafe rmdir(path)
}
