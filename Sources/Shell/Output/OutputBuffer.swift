// Where results go: one buffer of bytes in front of standard output, a file or a pipe.

import Glibc

/// The bytes that a shell prints, gathered to 64 KB before they are written.
///
/// A reader that goes away (`| head`) is no error: `isBroken` becomes true, what is printed from
/// then on is dropped, and whoever runs a statement stops it.
@safe final class OutputBuffer {
    /// Where the bytes go.
    @safe enum Target {
        case standardOutput
        /// A file that is ours to close.
        case file(descriptor: Int32, name: String)
        /// A program that reads what is printed.
        case program(UnsafeMutablePointer<FILE>, command: String)
    }

    static let flushThresholdBytes = 65_536

    /// The bytes not written yet: the first `count` of `capacity`, which grows as needed. By hand,
    /// since every access to an array in a class is checked for overlaps.
    private var storage: UnsafeMutableRawPointer
    private var capacity: Int
    private var count = 0
    private(set) var target: Target
    /// Whether the reader of the bytes has gone.
    private(set) var isBroken = false
    /// The first error of the operating system since the target was set, other than a gone reader.
    private(set) var failure: String?

    init(capacityBytes: Int = OutputBuffer.flushThresholdBytes + 4096) {
        target = .standardOutput
        capacity = capacityBytes
        unsafe storage = .allocate(byteCount: capacityBytes, alignment: 16)
    }

    deinit { unsafe storage.deallocate() }

    // MARK: Printing

    @inline(__always)
    func append(_ byte: UInt8) {
        makeRoom(for: 1)
        // Safe: makeRoom made sure of one more byte.
        unsafe storage.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
        count += 1
    }

    @inline(__always)
    func append(_ bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBytes { unsafe append($0) }
    }

    @inline(__always)
    func append(_ bytes: [UInt8]) { unsafe bytes.withUnsafeBytes { unsafe append($0) } }

    func append(_ bytes: ArraySlice<UInt8>) {
        unsafe bytes.withUnsafeBytes { unsafe append($0) }
    }

    func append(_ text: String) {
        var text = text
        text.withUTF8 { unsafe append(UnsafeRawBufferPointer($0)) }
    }

    func append(spaces spaceCount: Int) {
        for _ in 0..<max(0, spaceCount) { append(0x20) }
    }

    @inline(__always)
    private func append(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress else { return }
        makeRoom(for: bytes.count)
        // Safe: makeRoom made sure of so many more bytes.
        unsafe (storage + count).copyMemory(from: start, byteCount: bytes.count)
        count += bytes.count
    }

    @inline(__always)
    private func makeRoom(for byteCount: Int) {
        if capacity - count < byteCount { grow(for: byteCount) }
    }

    @inline(never)
    private func grow(for byteCount: Int) {
        let grown = max(capacity * 2, count + byteCount)
        let larger = UnsafeMutableRawPointer.allocate(byteCount: grown, alignment: 16)
        unsafe larger.copyMemory(from: storage, byteCount: count)
        unsafe storage.deallocate()
        unsafe storage = larger
        capacity = grown
    }

    /// Writes what is pending when it has grown past the threshold; called after each row.
    @inline(__always)
    func flushIfFull() {
        if count >= OutputBuffer.flushThresholdBytes { flush() }
    }

    /// Writes all that is pending.
    func flush() {
        defer { count = 0 }
        var offset = 0
        while offset < count && !isBroken {
            // Safe: offset < count <= capacity.
            let written = unsafe write(descriptor, storage + offset, count - offset)
            if written >= 0 {
                offset += written
            } else if errno != EINTR && errno != EAGAIN {
                if errno != EPIPE { failure = failure ?? systemMessage(errno) }
                isBroken = true
            }
        }
    }

    private var descriptor: Int32 {
        switch target {
        case .standardOutput: STDOUT_FILENO
        case .file(let descriptor, _): descriptor
        case .program(let stream, _): unsafe fileno(stream)
        }
    }

    // MARK: Target

    /// Prints to a file, or to a program when `name` begins with `|`.
    ///
    /// - Throws: `CommandError` when it cannot be opened; output then goes to standard output.
    func redirect(to name: String) throws(CommandError) {
        restore()
        if name == "stdout" { return }
        if name.hasPrefix("|") {
            let command = String(name.dropFirst())
            guard let stream = unsafe popen(command, "w") else {
                throw .message("Error: cannot open pipe \"\(command)\"")
            }
            unsafe target = .program(stream, command: command)
            return
        }
        let descriptor = unsafe open(
            name == "off" ? "/dev/null" : name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw .message("Error: cannot write to \"\(name)\"") }
        unsafe target = .file(descriptor: descriptor, name: name)
    }

    /// Ends a redirection: the file is closed, the program waited for.
    func restore() {
        flush()
        switch target {
        case .standardOutput: return
        case .file(let descriptor, _): _ = close(descriptor)
        case .program(let stream, _): _ = unsafe pclose(stream)
        }
        target = .standardOutput
        isBroken = false
        failure = nil
    }

    /// The target as `.show` names it.
    var targetName: String {
        switch target {
        case .standardOutput: "stdout"
        case .file(_, let name): name
        case .program(_, let command): "|" + command
        }
    }

    /// Whether bytes go to standard output.
    var isStandard: Bool {
        if case .standardOutput = target { return true }
        return false
    }
}

/// The operating system's text for an error number.
func systemMessage(_ number: Int32) -> String {
    unsafe strerror(number).map { unsafe String(cString: $0) } ?? "error \(number)"
}

/// Writes one line to standard error.
func printToStandardError(_ text: String) {
    var line = Array(text.utf8)
    line.append(0x0a)
    unsafe line.withUnsafeBytes { _ = unsafe write(STDERR_FILENO, $0.baseAddress, $0.count) }
}

extension OutputBuffer {
    /// The bytes that `body` prints, printed nowhere.
    static func gathering(_ body: (OutputBuffer) -> Void) -> [UInt8] {
        let buffer = OutputBuffer(capacityBytes: 64)
        body(buffer)
        return unsafe Array(UnsafeRawBufferPointer(start: buffer.storage, count: buffer.count))
    }
}
