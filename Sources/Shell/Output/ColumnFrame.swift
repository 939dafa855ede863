// The lines around the cells of columnar modes.

/// What is drawn between and around cells.
struct ColumnFrame: Sendable {
    /// The parts of a horizontal rule: its two ends, its crossings, what it is made of.
    struct Rule: Sendable {
        var left: String
        var dash: String
        var crossing: String
        var right: String
    }

    var left = ""
    var between = "  "
    var right = "\n"
    /// Whether column names are printed whatever `.headers` says.
    var alwaysHasHeader = true
    var top: Rule?
    var underHeader: Rule?
    var betweenRows: Rule?
    var bottom: Rule?

    static let column = ColumnFrame(alwaysHasHeader: false)

    static let table: ColumnFrame = {
        let rule = Rule(left: "+", dash: "-", crossing: "+", right: "+")
        return ColumnFrame(
            left: "| ", between: " | ", right: " |\n", top: rule, underHeader: rule,
            betweenRows: rule, bottom: rule)
    }()

    static let markdown = ColumnFrame(
        left: "| ", between: " | ", right: " |\n",
        underHeader: Rule(left: "|", dash: "-", crossing: "|", right: "|"))

    static let box = ColumnFrame(
        left: "│ ", between: " │ ", right: " │\n",
        top: Rule(left: "┌", dash: "─", crossing: "┬", right: "┐"),
        underHeader: Rule(left: "├", dash: "─", crossing: "┼", right: "┤"),
        betweenRows: Rule(left: "├", dash: "─", crossing: "┼", right: "┤"),
        bottom: Rule(left: "└", dash: "─", crossing: "┴", right: "┘"))

    /// Draws a rule over columns of these widths.
    func writeRule(_ rule: Rule?, _ widths: [Int], to output: OutputBuffer) {
        guard let rule else { return }
        output.append(rule.left)
        for (column, width) in widths.enumerated() {
            output.append(String(repeating: rule.dash, count: width + 2))
            output.append(column == widths.count - 1 ? rule.right : rule.crossing)
        }
        output.append("\n")
    }

    /// Parts rows of which some take several lines.
    func writeRowSeparator(_ widths: [Int], to output: OutputBuffer) {
        if betweenRows != nil {
            writeRule(betweenRows, widths, to: output)
        } else if !alwaysHasHeader {
            output.append("\n")
        }
    }
}
