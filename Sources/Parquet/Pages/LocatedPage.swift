// A page that was found and not read yet.

import Columnar

/// Where a page lies, and its header.
struct LocatedPage: Sendable {
    let header: PageHeader
    /// The place in the file of the first byte behind the header.
    let bodyOffset: Int
    /// The page's bytes, when they were read with its header.
    let window: FileWindow?
    /// Its place among the chunk's pages, for messages.
    let index: Int
}
