// Rows as SQLite stores them: the leaf pages of a table, made in any thread.
//
//     page   0x0D | 0 (2) | cells (2) | start of cells (2) | 0 | pointers (2 each) … ← cells
//     cell   record size (varint) | row number (varint) | record
//
// Row numbers begin again with each writer: nothing looks a row up by its number here, and the
// table that takes the rows numbers them itself.
// Source: SQLite, "Database File Format", section 1.6, "B-tree Pages".

/// Leaf pages, full of rows. Made by a `RowPageWriter`.
@safe
package final class RowPages: @unchecked Sendable {  // because: only read once made
    /// The largest page that SQLite has.
    package static let pageBytes = 65_536

    let pages: [UnsafeMutableRawPointer]
    /// The number of the last row of each page.
    let lastRows: [Int]
    /// Rows of all pages.
    package let rowCount: Int
    /// The memory that the pages take.
    package var byteCount: Int { lastRows.count * Self.pageBytes }

    fileprivate init(_ pages: [UnsafeMutableRawPointer], lastRows: [Int]) {
        unsafe self.pages = unsafe pages
        self.lastRows = lastRows
        rowCount = lastRows.last ?? 0
    }

    deinit {
        for index in unsafe pages.indices { unsafe pages[index].deallocate() }
    }
}

/// Puts rows into pages, one behind the other.
@safe
package struct RowPageWriter: ~Copyable {
    /// What a page holds of one row; the rest of a longer one would be in pages of its own.
    package static let recordBytesMax = RowPages.pageBytes - 35

    private static let headerBytes = 8

    private var pages: [UnsafeMutableRawPointer] = unsafe []
    private var lastRows: [Int] = []
    private var page: UnsafeMutablePointer<UInt8>?
    private var cellCount = 0
    /// Where the cell that was written last begins; they grow from the end of the page.
    private var cellStart = RowPages.pageBytes
    private var rowCount = 0

    package init() {}

    deinit {
        for index in unsafe pages.indices { unsafe pages[index].deallocate() }
    }

    /// Room for the record of the next row, all of whose bytes must then be written.
    ///
    /// - Parameter byteCount: from 1 to `recordBytesMax`.
    package mutating func addRow(_ byteCount: Int) -> UnsafeMutablePointer<UInt8> {
        let row = rowCount &+ 1
        let cellBytes =
            byteCount &+ varintByteCount(UInt64(byteCount)) &+ varintByteCount(UInt64(row))
        // Its pointer comes to stand in front.
        let room = cellStart &- Self.headerBytes &- 2 &* cellCount
        let page: UnsafeMutablePointer<UInt8>
        if let current = unsafe self.page, cellBytes &+ 2 <= room {
            unsafe page = unsafe current
        } else {
            unsafe page = unsafe addPage()
        }
        cellStart &-= cellBytes
        rowCount = row
        unsafe storeBigEndian(
            UInt64(cellStart), bytes: 2, page + Self.headerBytes + 2 * cellCount)
        cellCount &+= 1
        var place = unsafe page + cellStart
        unsafe place = unsafe storeVarint(UInt64(byteCount), place)
        return unsafe storeVarint(UInt64(row), place)
    }

    private mutating func addPage() -> UnsafeMutablePointer<UInt8> {
        finishPage()
        let memory = UnsafeMutableRawPointer.allocate(byteCount: RowPages.pageBytes, alignment: 8)
        unsafe pages.append(memory)
        cellCount = 0
        cellStart = RowPages.pageBytes
        let bytes = unsafe memory.bindMemory(to: UInt8.self, capacity: RowPages.pageBytes)
        unsafe page = unsafe bytes
        return unsafe bytes
    }

    private mutating func finishPage() {
        guard let page = unsafe page else { return }
        unsafe storeLeafHeader(page, cellCount: cellCount, cellStart: cellStart)
        lastRows.append(rowCount)
    }

    /// The rows so far; the writer is then empty.
    package mutating func takePages() -> RowPages {
        finishPage()
        let result = unsafe RowPages(pages, lastRows: lastRows)
        unsafe pages = unsafe []
        lastRows = []
        unsafe page = nil
        rowCount = 0
        return result
    }
}

/// The header of a leaf page of a table.
///
/// - Parameter cellStart: 65,536 is written as 0.
func storeLeafHeader(_ page: UnsafeMutablePointer<UInt8>, cellCount: Int, cellStart: Int) {
    unsafe page[0] = 0x0d
    unsafe storeBigEndian(0, bytes: 2, page + 1)
    unsafe storeBigEndian(UInt64(cellCount), bytes: 2, page + 3)
    unsafe storeBigEndian(UInt64(cellStart), bytes: 2, page + 5)
    unsafe page[7] = 0
}
