// .mode

extension DotCommand {
    static let mode = DotCommand(
        "mode", "MODE ?OPTIONS?", "Set output mode",
        details: OutputMode.all.reduce("   MODE is one of:") { text, mode in
            let padding = String(repeating: " ", count: 12 - mode.name.utf8.count)
            return text + "\n     \(mode.name)\(padding)\(mode.summary)"
        } + "\n" + """
               OPTIONS: (for columnar modes or insert mode):
                 --wrap N       Wrap output lines to no longer than N characters
                 --wordwrap B   Wrap or not at word boundaries per B (on/off)
                 --ww           Shorthand for "--wordwrap 1"
                 --quote        Quote output text as SQL literals
                 --noquote      Do not quote output text
                 TABLE          The name of SQL table used for "insert" mode
            """
    ) { session, arguments in
        guard !arguments.isEmpty else {
            session.output.append("current output mode: \(session.modeDescription)\n")
            return .done
        }
        var choice = ModeChoice(session.settings)
        var rest = arguments[...]
        while let word = rest.popFirst() { try choice.take(word, &rest, session) }
        try choice.apply(to: &session.settings)
        return .done
    }
}

extension ShellSession {
    /// The mode with its options, as `.mode` and `.show` print it.
    var modeDescription: String {
        let mode = settings.mode
        guard mode.isColumnar else { return mode.name }
        let name = mode.name == "qbox" ? "box" : mode.name
        return "\(name) --wrap \(settings.wrapWidth) --wordwrap "
            + "\(settings.wrapsAtWords ? "on" : "off") --\(settings.quotesValues ? "" : "no")quote"
    }
}

/// The arguments of `.mode`, taken one after the other.
private struct ModeChoice {
    private var name: String?
    private var table: String?
    private var wrapWidth = 60
    private var wrapsAtWords = false
    private var quotes = false
    private var hasOptions = false
    private let present: OutputMode

    init(_ settings: OutputSettings) { present = settings.mode }

    mutating func take(
        _ word: String, _ rest: inout ArraySlice<String>, _ session: ShellSession
    ) throws(CommandError) {
        let option = word.hasPrefix("--") ? String(word.dropFirst()) : word
        switch option {
        case "-wrap", "-w":
            guard let text = rest.popFirst(), let width = Int(text), width >= 0 else {
                throw .usage
            }
            wrapWidth = width
        case "-wordwrap":
            guard let text = rest.popFirst() else { throw .usage }
            wrapsAtWords = session.boolean(text)
        case "-ww": wrapsAtWords = true
        case "-quote": quotes = true
        case "-noquote": quotes = false
        case _ where option.hasPrefix("-"):
            throw .message(
                "unknown option: \(word)\noptions:\n  --noquote\n  --quote\n  --wordwrap on/off\n"
                    + "  --wrap N\n  --ww")
        case _ where name == nil:
            name = option
            return
        case _ where table == nil:
            table = option
            return
        default: throw .message("extra argument: \"\(word)\"")
        }
        hasOptions = true
    }

    func apply(to settings: inout OutputSettings) throws(CommandError) {
        let name = name ?? present.name
        guard let mode = OutputMode.named(name) else {
            let near = nearNames(to: name, among: OutputMode.all.map(\.name))
            throw .message(
                "Error: mode should be one of: "
                    + OutputMode.all.map(\.name).joined(separator: " ")
                    + (near.isEmpty ? "" : "; did you mean \(near.joined(separator: ", "))?"))
        }
        settings.choose(mode)
        if mode.isColumnar {
            settings.wrapWidth = wrapWidth
            settings.wrapsAtWords = wrapsAtWords
            settings.quotesValues = quotes || mode.name == "qbox"
        }
        if mode.name == "insert" { settings.insertTable = table ?? "table" }
    }
}
