// One line of progress on a terminal.
//
//     generating  [#########               ]  37 %  3,700 of 10,000  1,240/s

import Glibc

/// Shows how far a run is, a few times a second, on standard error.
final class ProgressBar {
    private static let width = 24
    private static let secondsBetween = 0.2

    private let total: Int64
    private let isShown: Bool
    private let begin = monotonicSeconds()
    private var lastShown = 0.0
    private var hasLine = false

    init(total: Int64, isShown: Bool) {
        self.total = total
        self.isShown = isShown
    }

    func show(_ done: Int64) {
        let now = monotonicSeconds()
        guard isShown, total > 0, now - lastShown >= Self.secondsBetween else { return }
        lastShown = now
        hasLine = true
        let share = Double(done) / Double(total)
        let filled = Int(share * Double(Self.width))
        let bar =
            String(repeating: "#", count: filled)
            + String(repeating: " ", count: Self.width - filled)
        let rate = Int64(Double(done) / max(now - begin, 0.001))
        put(
            "\rgenerating  [\(bar)]  \(Int(share * 100)) %  \(grouped(done)) of "
                + "\(grouped(total))  \(grouped(rate))/s\u{1B}[K")
    }

    func clear() {
        guard hasLine else { return }
        hasLine = false
        put("\r\u{1B}[K")
    }

    private func put(_ text: String) {
        var bytes = Array(text.utf8)
        // Safe: the array lives across the call; what a terminal does not take is lost.
        _ = unsafe bytes.withUnsafeMutableBytes {
            unsafe write(STDERR_FILENO, $0.baseAddress, $0.count)
        }
    }
}

/// 1234567 as 1,234,567.
func grouped(_ number: Int64) -> String {
    let digits = String(number)
    var text = ""
    for (index, digit) in digits.enumerated() {
        if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
        text.append(digit)
    }
    return text
}
