// A lock with a condition, since Synchronization has no condition variable.

import Glibc

/// A POSIX mutex with one condition variable. Safe: the memory lives as long as the monitor.
@safe
package final class Monitor: @unchecked Sendable {  // because: both objects are made for sharing
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    package init() {
        unsafe pthread_mutex_init(mutex, nil)
        unsafe pthread_cond_init(condition, nil)
    }

    deinit {
        unsafe pthread_cond_destroy(condition)
        unsafe pthread_mutex_destroy(mutex)
        unsafe condition.deallocate()
        unsafe mutex.deallocate()
    }

    package func lock() { unsafe pthread_mutex_lock(mutex) }
    package func unlock() { unsafe pthread_mutex_unlock(mutex) }
    /// Gives the lock up until somebody signals, then takes it again. Wakes without cause, too.
    package func wait() { unsafe pthread_cond_wait(condition, mutex) }
    /// Wakes everybody who waits.
    package func signalAll() { unsafe pthread_cond_broadcast(condition) }
}

/// Starts a thread that runs `body`; all signals are blocked in it, so that the host's handlers run
/// in the host's threads.
///
/// - Returns: the thread, to be joined; nil when the system has no more threads.
func startThread(_ body: @escaping @Sendable () -> Void) -> pthread_t? {
    final class Box {
        let body: @Sendable () -> Void;
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    var all = sigset_t()
    var before = sigset_t()
    unsafe sigfillset(&all)
    unsafe pthread_sigmask(SIG_SETMASK, &all, &before)
    defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
    var thread = pthread_t()
    // Released by the thread's first line, or below when no thread came to be.
    let box = unsafe Unmanaged.passRetained(Box(body))
    let code = unsafe pthread_create(
        &thread, nil,
        { context in
            guard let context = unsafe context else { return nil }
            unsafe Unmanaged<Box>.fromOpaque(context).takeRetainedValue().body()
            return nil
        }, unsafe box.toOpaque())
    guard code == 0 else {
        unsafe box.release()
        return nil
    }
    return thread
}
