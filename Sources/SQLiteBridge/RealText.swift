// Numbers as SQLite's own printf writes them.

import CSQLite

/// A REAL with up to `digits` significant digits, always with a point ("%!.20g" in SQLite's
/// printf).
package func sqliteText(of value: Double, digits: Int) -> String {
    let capacity = 64
    return unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: capacity) { buffer in
        guard let start = buffer.baseAddress else { return "" }
        return unsafe withVaList([Int32(clamping: digits), value]) { arguments in
            let text = unsafe sqlite.pointee.xvsnprintf(
                Int32(capacity), start, "%!.*g", arguments)
            return unsafe text.map { unsafe String(cString: $0) } ?? ""
        }
    }
}
