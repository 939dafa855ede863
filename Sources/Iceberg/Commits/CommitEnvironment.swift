// What a commit takes from outside: files, time, chance, and the user's connection. Tests replace
// each of them.

import Columnar
import Glibc
package import SQLiteBridge
package import Storage

/// The surroundings of a commit. One thread at a time when it has a connection.
package struct CommitEnvironment {
    package var fileSystem: any FileSystem = LocalFileSystem()
    /// Milliseconds since 1970-01-01 00:00:00 UTC.
    package var clockMilliseconds: @Sendable () -> Int64 = systemClockMilliseconds
    /// 64 random bits: for ids of snapshots, and for names that no other writer makes.
    package var randomID: @Sendable () -> UInt64 = { UInt64.random(in: .min ... .max) }
    /// Waits for so many milliseconds before a commit is tried again.
    package var wait: @Sendable (Int) -> Void = { milliseconds in
        usleep(UInt32(clamping: milliseconds &* 1000))
    }
    /// The connection whose own `iceberg_tables` may be the catalog, for locations such as
    /// `#db.person`.
    package var database: Database?
    /// Put into the summary of every snapshot.
    package var runProperties: [String: String] = [:]
    /// How often a commit is tried again after another writer came first; the table's property
    /// `commit.retry.num-retries` comes before it.
    package var retries = 20

    package init() {}

    /// A random UUID (version 4, RFC 9562).
    func uuid() -> String {
        var bytes: [UInt8] = []
        for half in [randomID(), randomID()] {
            for index in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: half >> (8 * index))) }
        }
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        return SingleValue.uuidText(bytes)
    }

    /// A random id that is positive, as readers expect of snapshots.
    func positiveID() -> Int64 { max(1, Int64(bitPattern: randomID() >> 1)) }
}

/// The time of the machine.
@Sendable private func systemClockMilliseconds() -> Int64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
}
