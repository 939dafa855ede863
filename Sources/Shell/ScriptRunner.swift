// Reads input line by line: dot-commands are run at once, SQL when a statement is complete.

import SQLiteBridge

/// How reading some input ended.
struct InputResult {
    /// How many statements and dot-commands failed.
    var errorCount = 0
    /// The exit status that `.exit` or `.quit` asks for; nil when the input came to its end.
    var leaveStatus: Int32?
}

extension ShellSession {
    /// Runs everything that `input` has.
    ///
    /// - Parameter isPrompt: whether somebody types the lines; errors then name no line, and do not
    ///   end the shell.
    func runInput(_ input: any LineInput, isPrompt: Bool) -> InputResult {
        var result = InputResult()
        var sql: [UInt8] = []
        var scanner = LineScanner()
        var lineNumber = 0
        var startLine = 0

        func runGathered() {
            let text = sql + [0]
            sql.removeAll(keepingCapacity: true)
            scanner = LineScanner()
            if !run(text, from: isPrompt ? .prompt : .script(line: startLine)) {
                result.errorCount += 1
            }
        }

        reading: while result.errorCount == 0 || !stopsAtErrors || isPrompt {
            if isOutputGone { break }
            if !isPrompt && InterruptFlag.isRaised {
                // The statement that was stopped has been counted, if one ran.
                result.errorCount = max(1, result.errorCount)
                sql.removeAll()
                break
            }
            var line: [UInt8]
            switch input.nextLine(isContinuation: !sql.isEmpty) {
            case .end:
                if isPrompt { output.append("\n") }
                break reading
            case .interrupted:
                sql.removeAll()
                scanner = LineScanner()
                continue
            case .line(let text): line = text
            }
            lineNumber += 1
            if !sql.isEmpty, scanner.isPlain, LineScanner.isTerminator(line),
                Database.isComplete(bytes: sql + [0x3b])
            {
                line = [0x3b]
            }
            if echoes && !isPrompt {
                output.append(line[...])
                output.append(0x0a)
            }
            if sql.isEmpty, line.first == 0x2e || line.first == 0x23 {
                guard line.first == 0x2e else { continue }
                switch runDotCommand(String(decoding: line, as: UTF8.self)) {
                case .done: break
                case .failed: result.errorCount += 1
                case .leave(let status):
                    result.leaveStatus = status
                    break reading
                }
                continue
            }
            scanner.scan(line)
            if scanner.isBlank {
                sql.removeAll(keepingCapacity: true)
                scanner = LineScanner()
                continue
            }
            if sql.isEmpty {
                startLine = lineNumber
                sql.append(contentsOf: line.drop { $0 == 0x20 || (0x09...0x0d).contains($0) })
            } else {
                sql.append(0x0a)
                sql.append(contentsOf: line)
            }
            if scanner.isTerminated && Database.isComplete(bytes: sql) { runGathered() }
        }
        if !sql.isEmpty && result.leaveStatus == nil && !(stopsAtErrors && result.errorCount > 0)
            && !isOutputGone
        {
            runGathered()
        }
        return result
    }
}
