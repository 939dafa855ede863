// How the system treats a process that makes one population and ends: memory and processor time.

import CLinux
import Glibc

/// Sets the process up for its one run. To be called before threads begin.
///
/// The allocator may have as many arenas as there are processors, where it would have eight times
/// as many: each keeps what was once freed in it, and rows are made by some threads, encoded by
/// others and freed by a third. And it keeps what was freed, large blocks too: memory that goes
/// back to the system is wanted again a moment later, and comes page by page.
///
/// Threads have their processor for longer turns, and do not push each other out of it when they
/// wake: nobody waits for a single chunk of the population.
///
/// Sources: mallopt(3) of glibc, sched(7), SCHED_BATCH.
package func prepareProcessForGeneration() {
    let processors = sysconf(Int32(_SC_NPROCESSORS_ONLN))
    _ = mallopt(M_ARENA_MAX, Int32(clamping: max(processors, 1)))
    _ = mallopt(M_MMAP_THRESHOLD, keptBlockBytes)
    _ = mallopt(M_TRIM_THRESHOLD, keptBytes)
    _ = mallopt(M_TOP_PAD, arenaBytes)
    var parameters = sched_param()
    // Safe: the parameters live across the call. Where it is refused, all stays as it was.
    unsafe sched_setscheduler(0, batchPolicy, &parameters)
}

/// The largest that the library accepts.
private let keptBlockBytes: Int32 = 32 << 20
private let keptBytes: Int32 = 512 << 20
/// What an arena begins with, of its 64 MiB: it would grow by a call for each few pages. Memory is
/// taken when it is touched.
private let arenaBytes: Int32 = 48 << 20
/// SCHED_BATCH of Linux, which Swift's Glibc module leaves out.
private let batchPolicy: Int32 = 3
