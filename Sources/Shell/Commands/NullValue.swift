// .nullvalue, .separator, .width: how values are set out.

extension DotCommand {
    static let nullvalue = DotCommand(
        "nullvalue", "STRING", "Use STRING in place of NULL values"
    ) { session, arguments in
        guard arguments.count == 1 else { throw CommandError.usage }
        session.settings.nullText = arguments[0]
        return .done
    }

    static let separator = DotCommand(
        "separator", "COL ?ROW?", "Change the column and row separators"
    ) { session, arguments in
        guard let column = arguments.first, arguments.count <= 2 else { throw CommandError.usage }
        session.settings.columnSeparator = column
        if arguments.count == 2 { session.settings.rowSeparator = arguments[1] }
        return .done
    }

    static let width = DotCommand(
        "width", "NUM1 NUM2 ...", "Set minimum column widths for columnar output",
        details: "   A negative width aligns to the right; 0 lets the column be as wide as it is."
    ) { session, arguments in
        session.settings.widths = try arguments.map { word in
            guard let width = Int(word), abs(width) <= 100_000 else { throw CommandError.usage }
            return width
        }
        return .done
    }
}
