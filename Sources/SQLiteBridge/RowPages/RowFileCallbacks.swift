// SQLite's side of a `RowFile`: what it calls to open the file and to read its pages. The file is
// read-only and never locked, so that little is left to do.

import CSQLite
import Glibc

/// The VFS under a name.
func rowFileSystem(_ name: UnsafePointer<CChar>) -> sqlite3_vfs {
    var vfs = unsafe sqlite3_vfs()
    unsafe vfs.iVersion = 1
    unsafe vfs.szOsFile = unsafe Int32(MemoryLayout<lake_file>.size)
    unsafe vfs.mxPathname = 64
    unsafe vfs.zName = unsafe name
    unsafe vfs.xOpen = unsafe rowFileOpen
    unsafe vfs.xDelete = { _, _, _ in SQLITE_OK }
    unsafe vfs.xAccess = { _, _, _, result in
        unsafe result?.pointee = 0
        return SQLITE_OK
    }
    unsafe vfs.xFullPathname = { _, name, room, result in
        guard let name = unsafe name, let result = unsafe result, unsafe strlen(name) < Int(room)
        else { return SQLITE_CANTOPEN }
        unsafe strcpy(result, name)
        return SQLITE_OK
    }
    return unsafe vfs
}

/// The methods of the open file.
func rowFileMethods() -> sqlite3_io_methods {
    var methods = sqlite3_io_methods()
    // 3: pages by address.
    methods.iVersion = 3
    unsafe methods.xClose = { _ in SQLITE_OK }
    unsafe methods.xRead = unsafe rowFileRead
    unsafe methods.xWrite = { _, _, _, _ in SQLITE_READONLY }
    unsafe methods.xTruncate = { _, _ in SQLITE_READONLY }
    unsafe methods.xSync = { _, _ in SQLITE_OK }
    unsafe methods.xFileSize = unsafe rowFileSize
    unsafe methods.xLock = { _, _ in SQLITE_OK }
    unsafe methods.xUnlock = { _, _ in SQLITE_OK }
    unsafe methods.xCheckReservedLock = { _, result in
        unsafe result?.pointee = 0
        return SQLITE_OK
    }
    unsafe methods.xFileControl = { _, _, _ in SQLITE_NOTFOUND }
    unsafe methods.xSectorSize = { _ in 4096 }
    unsafe methods.xDeviceCharacteristics = { _ in 0 }
    unsafe methods.xFetch = unsafe rowFileFetch
    unsafe methods.xUnfetch = { _, _, _ in SQLITE_OK }
    return methods
}

private func rowFile(_ file: UnsafeMutablePointer<sqlite3_file>?) -> RowFile? {
    guard let file = unsafe file else { return nil }
    // Safe: SQLite gives room for a lake_file, and `rowFileOpen` has set its object.
    let object = unsafe UnsafeMutableRawPointer(file).assumingMemoryBound(to: lake_file.self)
        .pointee.object
    return unsafe object.map { unsafe Unmanaged<RowFile>.fromOpaque($0).takeUnretainedValue() }
}

private func rowFileOpen(
    _ vfs: UnsafeMutablePointer<sqlite3_vfs>?, _ name: UnsafePointer<CChar>?,
    _ file: UnsafeMutablePointer<sqlite3_file>?, _ flags: Int32,
    _ outFlags: UnsafeMutablePointer<Int32>?
) -> Int32 {
    guard let vfs = unsafe vfs, let file = unsafe file else { return SQLITE_MISUSE }
    unsafe file.pointee.pMethods = nil
    guard let object = unsafe vfs.pointee.pAppData, flags & SQLITE_OPEN_MAIN_DB != 0 else {
        return SQLITE_CANTOPEN
    }
    unsafe UnsafeMutableRawPointer(file).assumingMemoryBound(to: lake_file.self).pointee.object =
        unsafe object
    unsafe file.pointee.pMethods = unsafe Unmanaged<RowFile>.fromOpaque(object)
        .takeUnretainedValue().methodTable
    unsafe outFlags?.pointee = SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_READONLY
    return SQLITE_OK
}

private func rowFileRead(
    _ file: UnsafeMutablePointer<sqlite3_file>?, _ buffer: UnsafeMutableRawPointer?, _ count: Int32,
    _ offset: sqlite3_int64
) -> Int32 {
    guard let rows = unsafe rowFile(file), let buffer = unsafe buffer else { return SQLITE_IOERR }
    return unsafe rows.copy(offset, count, to: buffer) ? SQLITE_OK : SQLITE_IOERR
}

private func rowFileSize(
    _ file: UnsafeMutablePointer<sqlite3_file>?, _ result: UnsafeMutablePointer<sqlite3_int64>?
) -> Int32 {
    guard let rows = unsafe rowFile(file), let result = unsafe result else { return SQLITE_IOERR }
    unsafe result.pointee = rows.sizeBytes
    return SQLITE_OK
}

private func rowFileFetch(
    _ file: UnsafeMutablePointer<sqlite3_file>?, _ offset: sqlite3_int64, _ count: Int32,
    _ result: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> Int32 {
    guard let rows = unsafe rowFile(file), let result = unsafe result else { return SQLITE_IOERR }
    unsafe result.pointee = nil
    guard Int(count) == RowPages.pageBytes, offset >= 0,
        offset % sqlite3_int64(RowPages.pageBytes) == 0
    else { return SQLITE_OK }
    unsafe result.pointee = unsafe rows.page(Int(offset) / RowPages.pageBytes + 1)
    return SQLITE_OK
}
