// How results are printed: what `.mode`, `.headers`, `.separator`, `.width`, `.nullvalue` set.

/// The settings of the output of one shell.
struct OutputSettings {
    var mode: OutputMode = .list
    /// Whether column names are printed by the modes that leave the choice.
    var showsHeaders = false
    /// Whether the user decided on headers, so that a change of mode leaves them alone.
    var isHeadersChosen = false
    var columnSeparator = "|"
    var rowSeparator = "\n"
    var nullText = ""
    /// Least widths of the columns in columnar modes; a negative one aligns to the right.
    var widths: [Int] = []
    /// Cells wider than this go on in the next line; 0 for never.
    var wrapWidth = 0
    var wrapsAtWords = false
    /// Whether columnar modes print values as SQL literals.
    var quotesValues = false
    /// The table that mode insert names.
    var insertTable = "table"
}
