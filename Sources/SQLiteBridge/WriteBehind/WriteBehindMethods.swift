// What SQLite calls on a file of `WriteBehindVFS`. With nothing in between, each call goes to the
// file below.

import CSQLite

/// Tables of methods, one for each version that a file below may have.
@safe
struct WriteBehindMethods: @unchecked Sendable {  // because: SQLite only reads them
    static let shared = WriteBehindMethods()

    private let tables: UnsafeMutablePointer<sqlite3_io_methods>

    private init() {
        unsafe tables = UnsafeMutablePointer.allocate(capacity: 3)
        for version in 0..<3 {
            var table = fileMethods()
            table.iVersion = Int32(version + 1)
            unsafe (tables + version).initialize(to: table)
        }
    }

    func table(_ version: Int32) -> UnsafePointer<sqlite3_io_methods> {
        unsafe UnsafePointer(tables + Int(min(max(version, 1), 3) - 1))
    }
}

private typealias File = UnsafeMutablePointer<sqlite3_file>

private func fileMethods() -> sqlite3_io_methods {
    var methods = sqlite3_io_methods()
    unsafe methods.xClose = unsafe closeFile
    unsafe methods.xRead = unsafe readFile
    unsafe methods.xWrite = unsafe writeFile
    unsafe methods.xTruncate = { file, size in
        unsafe settled(file) { unsafe $1.xTruncate?($0, size) }
    }
    unsafe methods.xSync = { file, flags in
        unsafe settled(file) { unsafe $1.xSync?($0, flags) }
    }
    unsafe methods.xFileSize = unsafe sizeOfFile
    unsafe methods.xLock = { file, level in
        unsafe passed(file) { unsafe $1.xLock?($0, level) }
    }
    unsafe methods.xUnlock = { file, level in
        unsafe settled(file) { unsafe $1.xUnlock?($0, level) }
    }
    unsafe methods.xCheckReservedLock = { file, result in
        unsafe passed(file) { unsafe $1.xCheckReservedLock?($0, result) }
    }
    unsafe methods.xFileControl = unsafe controlFile
    unsafe methods.xSectorSize = { file in
        unsafe passed(file) { unsafe $1.xSectorSize?($0) }
    }
    unsafe methods.xDeviceCharacteristics = unsafe characteristics
    unsafe methods.xShmMap = { file, region, size, extends, result in
        unsafe passed(file) { unsafe $1.xShmMap?($0, region, size, extends, result) }
    }
    // The locks of a WAL.
    unsafe methods.xShmLock = { file, offset, count, flags in
        unsafe settled(file) { unsafe $1.xShmLock?($0, offset, count, flags) }
    }
    unsafe methods.xShmBarrier = { file in
        guard let object = unsafe opened(file) else { return }
        // Behind it readers may see the log's last frames. A failure cannot be told here: it is
        // kept for the next write.
        object.settleLog()
        unsafe object.methods?.xShmBarrier?(object.file)
    }
    unsafe methods.xShmUnmap = { file, deletes in
        unsafe passed(file) { unsafe $1.xShmUnmap?($0, deletes) }
    }
    unsafe methods.xFetch = { file, offset, count, result in
        // A page that waits has no address in the file.
        if unsafe opened(file)?.behind != nil {
            unsafe result?.pointee = nil
            return SQLITE_OK
        }
        return unsafe passed(file) { unsafe $1.xFetch?($0, offset, count, result) }
    }
    unsafe methods.xUnfetch = { file, offset, page in
        unsafe passed(file) { unsafe $1.xUnfetch?($0, offset, page) }
    }
    return methods
}

/// The object of an open file of this VFS.
func opened(_ file: UnsafeMutablePointer<sqlite3_file>?) -> WriteBehindFile? {
    // Safe: SQLite gives room for a lake_file, and opening has set its object.
    unsafe file.flatMap {
        unsafe UnsafeMutableRawPointer($0).assumingMemoryBound(to: lake_file.self).pointee.object
    }.map { unsafe Unmanaged<WriteBehindFile>.fromOpaque($0).takeUnretainedValue() }
}

/// Calls a method of the file below.
private func passed(_ file: File?, _ call: (File, sqlite3_io_methods) -> Int32?) -> Int32 {
    guard let object = unsafe opened(file), let methods = object.methods else {
        return SQLITE_IOERR
    }
    return unsafe call(object.file, methods) ?? SQLITE_IOERR
}

/// The same when all that waits is in the file.
private func settled(_ file: File?, _ call: (File, sqlite3_io_methods) -> Int32?) -> Int32 {
    let flushed = unsafe opened(file)?.flush() ?? SQLITE_OK
    let code = unsafe passed(file, call)
    return flushed == SQLITE_OK ? code : flushed
}

private func closeFile(_ file: File?) -> Int32 {
    guard let file = unsafe file, let object = unsafe opened(file) else { return SQLITE_IOERR }
    object.end()
    let code = unsafe object.methods?.xClose?(object.file) ?? SQLITE_OK
    unsafe file.pointee.pMethods = nil
    unsafe Unmanaged.passUnretained(object).release()
    return code
}

private func readFile(
    _ file: File?, _ buffer: UnsafeMutableRawPointer?, _ count: Int32, _ offset: sqlite3_int64
) -> Int32 {
    guard let object = unsafe opened(file), let buffer = unsafe buffer else { return SQLITE_IOERR }
    if let code = unsafe object.behind?.read(buffer, Int(count), at: offset) { return code }
    if let code = unsafe object.log?.read(buffer, Int(count), at: offset) { return code }
    return unsafe object.methods?.xRead?(object.file, buffer, count, offset) ?? SQLITE_IOERR
}

private func writeFile(
    _ file: File?, _ bytes: UnsafeRawPointer?, _ count: Int32, _ offset: sqlite3_int64
) -> Int32 {
    guard let object = unsafe opened(file), let bytes = unsafe bytes else { return SQLITE_IOERR }
    if let behind = object.behind { return unsafe behind.write(bytes, Int(count), at: offset) }
    if let log = object.log { return unsafe log.write(bytes, Int(count), at: offset) }
    return unsafe object.methods?.xWrite?(object.file, bytes, count, offset) ?? SQLITE_IOERR
}

private func sizeOfFile(_ file: File?, _ result: UnsafeMutablePointer<sqlite3_int64>?) -> Int32 {
    let code = unsafe passed(file) { unsafe $1.xFileSize?($0, result) }
    if let object = unsafe opened(file), let result = unsafe result {
        let end = object.behind?.endBytes ?? object.log?.endBytes ?? 0
        unsafe result.pointee = unsafe max(result.pointee, end)
    }
    return code
}

private func controlFile(
    _ file: File?, _ operation: Int32, _ argument: UnsafeMutableRawPointer?
) -> Int32 {
    switch operation {
    case writeBehindControl:
        return unsafe opened(file)?.setWriteBehind(argument != nil) ?? SQLITE_IOERR
    case SQLITE_FCNTL_SYNC:
        // Comes instead of a sync where those are turned off.
        return unsafe settled(file) { unsafe $1.xFileControl?($0, operation, argument) }
    default:
        return unsafe passed(file) { unsafe $1.xFileControl?($0, operation, argument) }
    }
}

private func characteristics(_ file: File?) -> Int32 {
    let code = unsafe passed(file) { unsafe $1.xDeviceCharacteristics?($0) }
    // Writes between BEGIN_ATOMIC_WRITE and COMMIT_ATOMIC_WRITE must not wait.
    let isBehind = unsafe opened(file)?.behind != nil
    return isBehind ? code & ~SQLITE_IOCAP_BATCH_ATOMIC : code
}
