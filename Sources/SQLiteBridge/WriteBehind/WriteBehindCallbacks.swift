// SQLite's side of `WriteBehindFile`: a VFS over the one that SQLite would use, which has its own
// methods for main database files and their write-ahead logs alone.

import CSQLite
import Glibc

/// The VFS, registered once and for ever.
@safe
struct WriteBehindVFS: @unchecked Sendable {  // because: SQLite only reads it
    static let name = "healthlake-files"

    /// nil where SQLite has no VFS below or one of an old form.
    static let shared = WriteBehindVFS()

    private let vfs: UnsafeMutablePointer<sqlite3_vfs>

    private init?() {
        guard let below = unsafe sqlite.pointee.vfs_find(nil), unsafe below.pointee.iVersion >= 2,
            let name = unsafe strdup(Self.name)
        else { return nil }
        unsafe vfs = UnsafeMutablePointer.allocate(capacity: 1)
        unsafe vfs.initialize(to: fileSystem(name, over: below))
        guard unsafe sqlite.pointee.vfs_register(vfs, 0) == SQLITE_OK else { return nil }
    }
}

private let ownBytes = unsafe MemoryLayout<lake_file>.stride

/// The VFS; what has nothing to do with files that are written goes to the one below.
private func fileSystem(
    _ name: UnsafePointer<CChar>, over below: UnsafeMutablePointer<sqlite3_vfs>
) -> sqlite3_vfs {
    var vfs = unsafe sqlite3_vfs()
    unsafe vfs.iVersion = 2
    unsafe vfs.szOsFile = unsafe Int32(ownBytes) + below.pointee.szOsFile
    unsafe vfs.mxPathname = unsafe below.pointee.mxPathname
    unsafe vfs.zName = unsafe name
    unsafe vfs.pAppData = UnsafeMutableRawPointer(below)
    unsafe vfs.xOpen = unsafe openFile
    unsafe vfs.xDelete = { vfs, name, syncs in
        unsafe passed(vfs) { unsafe $0.pointee.xDelete?($0, name, syncs) } ?? SQLITE_IOERR
    }
    unsafe vfs.xAccess = { vfs, name, flags, result in
        unsafe passed(vfs) { unsafe $0.pointee.xAccess?($0, name, flags, result) } ?? SQLITE_IOERR
    }
    unsafe vfs.xFullPathname = { vfs, name, room, result in
        unsafe passed(vfs) { unsafe $0.pointee.xFullPathname?($0, name, room, result) }
            ?? SQLITE_CANTOPEN
    }
    unsafe vfs.xDlOpen = { vfs, name in unsafe passed(vfs) { unsafe $0.pointee.xDlOpen?($0, name) }
    }
    unsafe vfs.xDlError = { vfs, room, message in
        unsafe passed(vfs) { unsafe $0.pointee.xDlError?($0, room, message) }
    }
    unsafe vfs.xDlSym = { vfs, library, name in
        unsafe passed(vfs) { unsafe $0.pointee.xDlSym?($0, library, name) }
    }
    unsafe vfs.xDlClose = { vfs, library in
        unsafe passed(vfs) { unsafe $0.pointee.xDlClose?($0, library) }
    }
    unsafe vfs.xRandomness = { vfs, count, bytes in
        unsafe passed(vfs) { unsafe $0.pointee.xRandomness?($0, count, bytes) } ?? 0
    }
    unsafe vfs.xSleep = { vfs, time in
        unsafe passed(vfs) { unsafe $0.pointee.xSleep?($0, time) } ?? 0
    }
    unsafe vfs.xCurrentTime = { vfs, time in
        unsafe passed(vfs) { unsafe $0.pointee.xCurrentTime?($0, time) } ?? SQLITE_ERROR
    }
    unsafe vfs.xGetLastError = { vfs, room, message in
        unsafe passed(vfs) { unsafe $0.pointee.xGetLastError?($0, room, message) } ?? SQLITE_OK
    }
    unsafe vfs.xCurrentTimeInt64 = { vfs, time in
        unsafe passed(vfs) { unsafe $0.pointee.xCurrentTimeInt64?($0, time) } ?? SQLITE_ERROR
    }
    return unsafe vfs
}

/// Calls a method of the VFS below.
private func passed<Answer>(
    _ vfs: UnsafeMutablePointer<sqlite3_vfs>?,
    _ call: (UnsafeMutablePointer<sqlite3_vfs>) -> Answer?
) -> Answer? {
    guard let below = unsafe below(vfs) else { return nil }
    return unsafe call(below)
}

private func below(
    _ vfs: UnsafeMutablePointer<sqlite3_vfs>?
) -> UnsafeMutablePointer<sqlite3_vfs>? {
    unsafe vfs?.pointee.pAppData?.assumingMemoryBound(to: sqlite3_vfs.self)
}

/// A main database and its log, of a file system with all methods, get ours; journals and temporary
/// files, and all others, are opened as if this VFS were not there.
private func openFile(
    _ vfs: UnsafeMutablePointer<sqlite3_vfs>?, _ name: UnsafePointer<CChar>?,
    _ file: UnsafeMutablePointer<sqlite3_file>?, _ flags: Int32,
    _ outFlags: UnsafeMutablePointer<Int32>?
) -> Int32 {
    guard let below = unsafe below(vfs), let file = unsafe file,
        let open = unsafe below.pointee.xOpen
    else { return SQLITE_MISUSE }
    unsafe file.pointee.pMethods = nil
    let isLog = flags & SQLITE_OPEN_WAL != 0
    guard isLog || flags & SQLITE_OPEN_MAIN_DB != 0 else {
        return unsafe open(below, name, file, flags, outFlags)
    }
    let own = UnsafeMutableRawPointer(file)
    let inner = unsafe (own + ownBytes).assumingMemoryBound(to: sqlite3_file.self)
    unsafe inner.pointee.pMethods = nil
    let code = unsafe open(below, name, inner, flags, outFlags)
    // SQLite closes a file that has methods, even after a failure.
    guard let version = unsafe inner.pointee.pMethods?.pointee.iVersion else { return code }
    let opening = unsafe WriteBehindFile(inner)
    if isLog { unsafe opened(sqlite.pointee.database_file_object(name))?.take(opening) }
    let object = unsafe Unmanaged.passRetained(opening)
    unsafe own.assumingMemoryBound(to: lake_file.self).pointee.object = unsafe object.toOpaque()
    unsafe file.pointee.pMethods = unsafe WriteBehindMethods.shared.table(version)
    return code
}
