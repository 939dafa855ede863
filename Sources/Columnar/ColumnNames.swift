// Names of columns as SQLite can tell them apart: it folds the case of ASCII letters.
//
//     user_id, uSeR_Id, user_id_2   →   user_id, uSeR_Id_3, user_id_2

/// One name for each column of a table, in order, no two alike in any case.
///
/// Of names that differ by case only (or not at all) the first is kept, the later get `_2`, `_3`, …
/// behind them, past names that other columns have. An empty name becomes `column_N`; a NUL
/// character becomes `_`.
///
/// - Parameter reserved: names that the table gives to other columns.
package func sqlColumnNames(_ names: [String], reserved: [String]) -> [String] {
    let wanted = names.enumerated().map { index, name in
        name.isEmpty ? "column_\(index + 1)" : name.replacing("\0", with: "_")
    }
    var given = Set(reserved.map(folded))
    let all = Set(wanted.map(folded))
    // Where the numbers of a name go on, so that many alike take no longer than few.
    var numbers: [[UInt8]: Int] = [:]
    return wanted.map { name in
        let key = folded(name)
        if given.insert(key).inserted { return name }
        var number = numbers[key] ?? 2
        while all.contains(folded("\(name)_\(number)"))
            || !given.insert(folded("\(name)_\(number)")).inserted
        {
            number += 1
        }
        numbers[key] = number + 1
        return "\(name)_\(number)"
    }
}

/// A name with its ASCII letters small.
private func folded(_ name: String) -> [UInt8] {
    name.utf8.map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 }
}
