// Turning the write-behind of a connection's file on and off.

import CSQLite

extension Database {
    /// Lets another thread write the pages of the main database, or ends that when all of them are
    /// in the file. Connections that were opened without `writesBehind`, and databases in memory,
    /// stay as they are.
    ///
    /// - Returns: whether the file can do so.
    @discardableResult
    package func setWriteBehind(_ isOn: Bool) -> Bool {
        // SQLite passes the argument on as it is: that there is one means on.
        var argument: Int32 = 1
        let code = unsafe withUnsafeMutablePointer(to: &argument) { pointer in
            unsafe sqlite.pointee.file_control(
                handle, "main", writeBehindControl, isOn ? UnsafeMutableRawPointer(pointer) : nil)
        }
        return code == SQLITE_OK
    }
}
