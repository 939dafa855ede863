// Finding the linked SQLite's routines.

@testable import SQLiteBridge
import Testing

@Suite("SQLite's routines")
struct RoutinesTests {
    /// SQLite keeps one list of automatic extensions for the process: without a lock, a thread
    /// finds its registration taken back by another before it opened its database.
    @Test("Many threads find them at once")
    func concurrent() async throws {
        let found = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<500 { _ = unsafe try linkedRoutines() }
                    return 500
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(found == 4000)
    }
}
