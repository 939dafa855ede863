// `healthlake generate`: a population from the command line.

import Columnar
import Glibc
import HealthLake
import SQLiteBridge

/// Runs `healthlake generate` and returns its exit status.
package func runGenerate(_ options: GenerateOptions) -> Int32 {
    do throws(LakeError) {
        switch options.request {
        case .help:
            print(GenerateOptions.help)
            return 0
        case .writeCatalogue(let directory):
            let names = try writeCatalogue(to: directory)
            print("wrote \(names.count) files to \(directory): \(names.joined(separator: ", "))")
            return 0
        case .run: break
        }
        prepareProcessForGeneration()
        installSignalHandlers()
        try adoptLinkedSQLite()
        let progress = ProgressBar(
            total: options.count, isShown: !options.isQuiet && isatty(STDERR_FILENO) == 1)
        defer { progress.clear() }
        let begin = monotonicSeconds()
        let outcome = try generate(
            count: options.count, fhirDirectory: options.fhirDirectory,
            omopLocation: options.omopLocation, options: options.named
        ) { (done) throws(LakeError) in
            if InterruptFlag.isRaised { throw LakeError(.interrupted, "interrupted") }
            progress.show(done)
        }
        progress.clear()
        if !options.isQuiet { print(outcome.lines(seconds: monotonicSeconds() - begin)) }
        return 0
    } catch {
        printToStandardError("Error: \(error)")
        return error.code == .interrupted ? 130 : 1
    }
}

/// Seconds of a clock that never goes back.
func monotonicSeconds() -> Double {
    var time = timespec()
    // Safe: `time` lives across the call.
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}
