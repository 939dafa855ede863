// From the tree of a pattern to its program. Repetitions with numbers are written out.

import Columnar

/// Writes programs.
struct PatternCompiler {
    private var program: [Pattern.Instruction] = []

    /// - Throws: `LakeError.limit` when the program would be too long.
    static func program(of node: PatternNode) throws(LakeError) -> [Pattern.Instruction] {
        var compiler = PatternCompiler()
        try compiler.add(node)
        try compiler.append(.match)
        return compiler.program
    }

    private mutating func append(_ instruction: Pattern.Instruction) throws(LakeError) {
        guard program.count < Pattern.instructionsMax else {
            throw LakeError(
                .limit, "the pattern is too long when its repetitions are written out",
                advice: "repeat less often, or without a number")
        }
        program.append(instruction)
    }

    private mutating func add(_ node: PatternNode) throws(LakeError) {
        switch node {
        case .empty: break
        case .character(let set): try append(.character(set))
        case .assertion(let assertion): try append(.assertion(assertion))
        case .sequence(let nodes): for node in nodes { try add(node) }
        case .alternation(let nodes): try addAlternation(nodes)
        case .repetition(let node, let least, let most):
            for _ in 0..<least {
                let start = program.count
                try add(node)
                // Nothing, however often, is nothing.
                if program.count == start { break }
            }
            if let most { try addOptional(node, count: most - least) } else { try addStar(node) }
        }
    }

    private mutating func addAlternation(_ nodes: [PatternNode]) throws(LakeError) {
        var jumps: [Int] = []
        for (index, node) in nodes.enumerated() {
            guard index < nodes.count - 1 else {
                try add(node)
                break
            }
            let split = program.count
            try append(.jump(0))
            try add(node)
            jumps.append(program.count)
            try append(.jump(0))
            program[split] = .split(split + 1, program.count)
        }
        for jump in jumps { program[jump] = .jump(program.count) }
    }

    private mutating func addStar(_ node: PatternNode) throws(LakeError) {
        let split = program.count
        try append(.jump(0))
        try add(node)
        try append(.jump(split))
        program[split] = .split(split + 1, program.count)
    }

    private mutating func addOptional(_ node: PatternNode, count: Int) throws(LakeError) {
        var splits: [Int] = []
        for _ in 0..<max(count, 0) {
            splits.append(program.count)
            try append(.jump(0))
            try add(node)
        }
        for split in splits { program[split] = .split(split + 1, program.count) }
    }
}
