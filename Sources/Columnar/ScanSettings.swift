// What a user can set: threads, memory, sizes.

import Glibc
import Synchronization

/// The settings of one connection.
package final class ScanSettings: Sendable {
    package struct Values: Sendable {
        /// Threads that decode.
        package var threadCount: Int
        /// Rows that one operator may keep in memory, in bytes.
        package var memoryBytesMax: Int
        /// Longest line of a text file, in bytes.
        package var lineBytesMax: Int
    }

    /// A setting by its name in SQL.
    package enum Name: String, CaseIterable, Sendable {
        case threads
        case memoryBytes = "memory_bytes"
        case lineBytes = "line_bytes"

        /// What the setting may be.
        package var range: ClosedRange<Int> {
            switch self {
            case .threads: 1...256
            case .memoryBytes: 1 << 20...1 << 40
            // FHIR's own strings may have 1 MiB; offsets within a block are 32 bits.
            case .lineBytes: 1 << 10...1 << 30
            }
        }

        /// The environment variable that sets the default.
        package var environmentVariable: String { "HEALTHLAKE_" + rawValue.uppercased() }
    }

    private let state: Mutex<Values>

    /// Defaults: a thread for each processor this process may use, 192 MiB, 64 MiB.
    package init() {
        state = Mutex(
            Values(
                threadCount: processorCount(), memoryBytesMax: 192 << 20, lineBytesMax: 64 << 20))
        for name in Name.allCases {
            guard let text = unsafe getenv(name.environmentVariable),
                let value = Int(unsafe String(cString: text)), name.range.contains(value)
            else { continue }
            self[name] = value
        }
    }

    package var values: Values { state.withLock { $0 } }

    package subscript(name: Name) -> Int {
        get {
            switch name {
            case .threads: values.threadCount
            case .memoryBytes: values.memoryBytesMax
            case .lineBytes: values.lineBytesMax
            }
        }
        set {
            state.withLock {
                switch name {
                case .threads: $0.threadCount = newValue
                case .memoryBytes: $0.memoryBytesMax = newValue
                case .lineBytes: $0.lineBytesMax = newValue
                }
            }
        }
    }
}

/// Processors in use on this machine.
private func processorCount() -> Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
