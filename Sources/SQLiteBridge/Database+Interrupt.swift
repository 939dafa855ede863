// Ctrl-C: the one connection that a signal handler may stop, and who asks whether it did.

import CSQLite
package import Columnar
import Synchronization

/// The address of the connection that `interruptTargetDatabase` stops; 0 for none.
private let targetAddress = Atomic<UInt>(0)

extension Database {
    /// Makes this the connection that `interruptTargetDatabase` stops.
    package func becomeInterruptTarget() {
        targetAddress.store(UInt(bitPattern: unsafe handle), ordering: .sequentiallyConsistent)
    }

    /// Takes the connection back, before it is closed.
    package func resignInterruptTarget() {
        let address = UInt(bitPattern: unsafe handle)
        _ = targetAddress.compareExchange(
            expected: address, desired: 0, ordering: .sequentiallyConsistent)
    }

    /// Whether a statement that runs now has been asked to stop is only known to the statement;
    /// this asks the target connection to stop, if there is one. Async-signal-safe: an atomic load
    /// and a store by SQLite.
    package static func interruptTargetDatabase() {
        let address = targetAddress.load(ordering: .sequentiallyConsistent)
        guard let target = unsafe OpaquePointer(bitPattern: address) else { return }
        unsafe sqlite.pointee.interruptx(target)
    }
}

extension Database {
    /// Throws when the running statement was asked to stop, for functions that work long. SQLite
    /// before 3.41 does not tell, but refuses every step of a connection while it is stopping.
    ///
    /// - Throws: `LakeError.interrupted`.
    package func checkInterrupt() throws(LakeError) {
        do throws(SQLiteError) {
            _ = try prepare("SELECT 1").statement?.step()
        } catch {
            if error.isInterrupt { throw LakeError(.interrupted, "interrupted") }
        }
    }

    /// Runs work between whose statements `checkInterrupt` is called.
    ///
    /// SQLite forgets an interrupt when a statement begins while no other is under way. So one that
    /// does nothing is under way until the work is done.
    package func keepingInterrupts<Result>(
        _ body: () throws(LakeError) -> Result
    ) throws(LakeError) -> Result {
        let idle = try? prepare("SELECT 1 UNION ALL SELECT 2").statement
        _ = try? idle?.step()
        defer { idle?.reset() }
        return try body()
    }
}
