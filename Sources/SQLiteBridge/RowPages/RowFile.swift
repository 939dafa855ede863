// The file behind a `RowDatabase`: a VFS that knows this one file and answers from memory.

import CSQLite
import Synchronization

/// Numbers of the VFSs of this process, so that each has a name of its own.
private let lastNumber = Atomic<Int>(0)

/// The pages of the database, and the methods by which SQLite gets them. One thread at a time.
@safe
final class RowFile {
    private static let firstLeaf = 512
    /// No page is at the byte 2^30, by which SQLite locks files.
    private static let pageCount = 16_384
    private static let leafCountMax = pageCount - firstLeaf

    /// The name of the VFS.
    let name: String

    private let vfs: UnsafeMutablePointer<sqlite3_vfs>
    private let vfsName: UnsafeMutablePointer<CChar>
    private let methods: UnsafeMutablePointer<sqlite3_io_methods>
    /// How SQLite reads the open file.
    var methodTable: UnsafePointer<sqlite3_io_methods> { unsafe UnsafePointer(methods) }
    /// The schema, the root of tables without rows, the root of the one with rows.
    private let firstPage = unsafe newPage()
    private let emptyRoot = unsafe newPage()
    private let interiorRoot = unsafe newPage()

    private var rows: RowPages?
    /// The page of the root of the table that the rows are in.
    private var rootNumber = 0
    private var root: UnsafeMutableRawPointer?
    /// Which pages of the rows SQLite has asked for.
    private var isRead: [Bool] = []

    /// - Returns: nil when SQLite refuses the VFS.
    init?() {
        name = "healthlake-rows-\(lastNumber.add(1, ordering: .relaxed).newValue)"
        let bytes = Array(name.utf8CString)
        unsafe vfsName = UnsafeMutablePointer.allocate(capacity: bytes.count)
        unsafe vfsName.initialize(from: bytes, count: bytes.count)
        unsafe vfs = UnsafeMutablePointer.allocate(capacity: 1)
        unsafe methods = UnsafeMutablePointer.allocate(capacity: 1)
        unsafe methods.initialize(to: rowFileMethods())
        unsafe vfs.initialize(to: rowFileSystem(vfsName))
        unsafe storeLeafHeader(
            emptyRoot.assumingMemoryBound(to: UInt8.self), cellCount: 0,
            cellStart: RowPages.pageBytes)
        storeFirstPage()
        unsafe vfs.pointee.pAppData = unsafe Unmanaged.passUnretained(self).toOpaque()
        guard unsafe sqlite.pointee.vfs_register(vfs, 0) == SQLITE_OK else { return nil }
    }

    deinit {
        unsafe vfsName.deallocate()
        unsafe vfs.deallocate()
        unsafe methods.deallocate()
        unsafe firstPage.deallocate()
        unsafe emptyRoot.deallocate()
        unsafe interiorRoot.deallocate()
    }

    func unregister() { _ = unsafe sqlite.pointee.vfs_unregister(vfs) }

    /// For a connection that still has the file open.
    func keepForEver() { _ = unsafe Unmanaged.passRetained(self) }

    static func tableName(_ columnCount: Int) -> String { "healthlake_rows_\(columnCount)" }

    private static func newPage() -> UnsafeMutableRawPointer {
        let page = UnsafeMutableRawPointer.allocate(byteCount: RowPages.pageBytes, alignment: 8)
        unsafe page.initializeMemory(as: UInt8.self, repeating: 0, count: RowPages.pageBytes)
        return unsafe page
    }

    // MARK: Rows

    /// Puts rows into a table.
    ///
    /// - Returns: false for too many pages.
    func hand(over rows: RowPages, toTableWith columnCount: Int) -> Bool {
        guard unsafe rows.pages.count <= Self.leafCountMax, storeRoot(of: rows) else {
            return false
        }
        self.rows = rows
        rootNumber = 1 + columnCount
        unsafe root = unsafe rows.pages.count == 1 ? rows.pages[0] : interiorRoot
        isRead = unsafe Array(repeating: false, count: rows.pages.count)
        return true
    }

    /// Empties the table.
    ///
    /// - Returns: whether all of its pages were read.
    func takeBack() -> Bool {
        rows = nil
        unsafe root = nil
        rootNumber = 0
        return isRead.allSatisfy { $0 }
    }

    /// The page above the leaves: for each but the last its number and its last row.
    private func storeRoot(of rows: RowPages) -> Bool {
        let page = unsafe interiorRoot.assumingMemoryBound(to: UInt8.self)
        let (header, last) = unsafe (12, rows.pages.count - 1)
        var start = RowPages.pageBytes
        for leaf in 0..<max(last, 0) {
            let row = UInt64(rows.lastRows[leaf])
            start -= 4 + varintByteCount(row)
            guard start >= header + 2 * last else { return false }
            unsafe storeBigEndian(UInt64(Self.firstLeaf + leaf), bytes: 4, page + start)
            _ = unsafe storeVarint(row, page + start + 4)
            unsafe storeBigEndian(UInt64(start), bytes: 2, page + header + 2 * leaf)
        }
        unsafe page[0] = 0x05
        unsafe storeBigEndian(0, bytes: 2, page + 1)
        unsafe storeBigEndian(UInt64(max(last, 0)), bytes: 2, page + 3)
        unsafe storeBigEndian(UInt64(start), bytes: 2, page + 5)
        unsafe page[7] = 0
        unsafe storeBigEndian(UInt64(Self.firstLeaf + max(last, 0)), bytes: 4, page + 8)
        return true
    }

    // MARK: Pages

    var sizeBytes: Int64 { Int64(Self.pageCount * RowPages.pageBytes) }

    /// A page that may be other than it was the last time; nil for none.
    func page(_ number: Int) -> UnsafeMutableRawPointer? {
        if number == rootNumber, let rows, let root = unsafe root {
            if unsafe rows.pages.count == 1 { isRead[0] = true }
            return unsafe root
        }
        if number >= 2, number <= 1 + RowDatabase.columnCountMax { return unsafe emptyRoot }
        let leaf = number - Self.firstLeaf
        guard let rows, leaf >= 0, unsafe leaf < rows.pages.count else { return nil }
        isRead[leaf] = true
        return unsafe rows.pages[leaf]
    }

    /// Bytes of the first page, the only one that never changes.
    ///
    /// - Returns: false when others are asked for.
    func copy(_ offset: Int64, _ count: Int32, to buffer: UnsafeMutableRawPointer) -> Bool {
        guard offset >= 0, count >= 0, offset + Int64(count) <= Int64(RowPages.pageBytes) else {
            return false
        }
        unsafe buffer.copyMemory(from: firstPage + Int(offset), byteCount: Int(count))
        return true
    }

    /// The header of the file, and its schema: a table for each number of columns.
    private func storeFirstPage() {
        let page = unsafe firstPage.assumingMemoryBound(to: UInt8.self)
        for (index, byte) in "SQLite format 3".utf8.enumerated() { unsafe page[index] = byte }
        // Page size 65,536; read and written with a rollback journal; fractions that are fixed.
        for (index, byte) in [UInt8(0), 1, 1, 1, 0, 64, 32, 32].enumerated() {
            unsafe page[16 + index] = byte
        }
        let numbers: [(offset: Int, value: Int)] = [
            (24, 1), (28, Self.pageCount), (40, 1), (44, 4), (56, 1), (92, 1),
            (96, Int(sqliteVersionNumber())),
        ]
        for (offset, value) in numbers {
            unsafe storeBigEndian(UInt64(value), bytes: 4, page + offset)
        }
        let pointers = unsafe page + 108
        var start = RowPages.pageBytes
        for columns in 1...RowDatabase.columnCountMax {
            let cell = Self.schemaCell(columns)
            start -= cell.count
            for (index, byte) in cell.enumerated() { unsafe page[start + index] = byte }
            unsafe storeBigEndian(UInt64(start), bytes: 2, pointers + 2 * (columns - 1))
        }
        unsafe storeLeafHeader(page + 100, cellCount: RowDatabase.columnCountMax, cellStart: start)
    }

    /// The row of the schema for the table with so many columns.
    private static func schemaCell(_ columns: Int) -> [UInt8] {
        let name = tableName(columns)
        let list = (1...columns).map { "c\($0)" }.joined(separator: ",")
        let sql = "CREATE TABLE \(name)(\(list))"
        var header: [UInt8] = []
        for text in ["table", name, name] { header += varint(13 + 2 * text.utf8.count) }
        // The number of the page, two bytes.
        header += [2] + varint(13 + 2 * sql.utf8.count)
        var record = varint(header.count + 1) + header
        record += Array("table".utf8) + Array(name.utf8) + Array(name.utf8)
        record += [UInt8((1 + columns) >> 8), UInt8((1 + columns) & 0xff)] + Array(sql.utf8)
        return varint(record.count) + varint(columns) + record
    }

    private static func varint(_ value: Int) -> [UInt8] {
        unsafe Array(unsafeUninitializedCapacity: 9) { buffer, count in
            guard let base = buffer.baseAddress else { return }
            count = unsafe storeVarint(UInt64(value), base) - base
        }
    }
}
