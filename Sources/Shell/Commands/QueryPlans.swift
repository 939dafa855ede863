// .eqp

extension DotCommand {
    static let eqp = DotCommand(
        "eqp", "off|on|full", "Enable or disable automatic EXPLAIN QUERY PLAN"
    ) { session, arguments in
        guard arguments.count == 1 else { throw CommandError.usage }
        session.planPrinting =
            arguments[0] == "full" ? .full : session.boolean(arguments[0]) ? .on : .off
        return .done
    }
}
