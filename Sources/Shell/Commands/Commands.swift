// The table of dot-commands. An abbreviation stands for the first command that begins with it.

extension DotCommand {
    /// All commands, in alphabetical order but for those that short abbreviations are to find
    /// first.
    static let all: [DotCommand] = [
        bail, build, cd, changes, databases, dump, echo, eqp, exit, headers, help, importFile,
        indexes,
        load, mode, nullvalue, open, once, output, print, quit, read, schema, separator, shell,
        show,
        system, tables, timer, timeout, validate, version, width,
    ]
}
