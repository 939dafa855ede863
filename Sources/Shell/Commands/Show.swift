// .show

import SQLiteBridge

extension DotCommand {
    static let show = DotCommand("show", "", "Show the current values for various settings") {
        session, arguments in
        guard arguments.isEmpty else { throw CommandError.usage }
        let settings = session.settings
        let widths = settings.widths.reduce("") { $0 + "\($1) " }
        let lines = [
            ("echo", session.echoes ? "on" : "off"),
            ("eqp", session.planPrinting.rawValue),
            ("explain", "auto"),
            ("headers", settings.showsHeaders ? "on" : "off"),
            ("mode", session.modeDescription),
            ("nullvalue", quotedForC(settings.nullText)),
            ("output", session.output.targetName),
            ("colseparator", quotedForC(settings.columnSeparator)),
            ("rowseparator", quotedForC(settings.rowSeparator)),
            ("stats", "off"),
            ("width", widths),
            ("filename", session.databaseName),
        ]
        for (name, value) in lines {
            session.output.append(spaces: 12 - name.utf8.count)
            session.output.append("\(name): \(value)\n")
        }
        return .done
    }
}

/// A text in double quotes with backslash escapes.
private func quotedForC(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\\": quoted += "\\\\"
        case "\"": quoted += "\\\""
        case "\t": quoted += "\\t"
        case "\n": quoted += "\\n"
        case "\r": quoted += "\\r"
        case _ where scalar.value < 0x20 || scalar.value == 0x7f:
            let octal = String(scalar.value, radix: 8)
            quoted += "\\" + String(repeating: "0", count: 3 - octal.utf8.count) + octal
        default: quoted.unicodeScalars.append(scalar)
        }
    }
    return quoted + "\""
}
