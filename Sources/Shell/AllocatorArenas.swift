// How the C library's allocator shares out memory among threads.

import CMalloc
import Glibc

/// Lets the allocator have as many arenas as there are processors, where it would have eight times
/// as many: each keeps what was once freed in it, and rows are made by some threads, encoded by
/// others and freed by a third.
///
/// To be called before threads begin. Source: glibc, mallopt(3), M_ARENA_MAX.
package func limitAllocatorArenas() {
    let processors = sysconf(Int32(_SC_NPROCESSORS_ONLN))
    _ = mallopt(M_ARENA_MAX, Int32(clamping: max(processors, 1)))
}
