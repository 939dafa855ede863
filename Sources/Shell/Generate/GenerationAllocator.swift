// How the C library's allocator shares out memory among threads, and when it gives it back.

import CMalloc
import Glibc

/// Sets the allocator up for a process that makes one population and ends.
///
/// It may have as many arenas as there are processors, where it would have eight times as many: each
/// keeps what was once freed in it, and rows are made by some threads, encoded by others and freed
/// by a third. And it keeps what was freed, large blocks too: memory that goes back to the system
/// is wanted again a moment later, and comes page by page.
///
/// To be called before threads begin. Source: glibc, mallopt(3).
package func prepareAllocatorForGeneration() {
    let processors = sysconf(Int32(_SC_NPROCESSORS_ONLN))
    _ = mallopt(M_ARENA_MAX, Int32(clamping: max(processors, 1)))
    _ = mallopt(M_MMAP_THRESHOLD, Int32(keptBlockBytes))
    _ = mallopt(M_TRIM_THRESHOLD, Int32(keptBytes))
}

/// The largest that the library accepts.
private let keptBlockBytes = 32 << 20
private let keptBytes = 512 << 20
