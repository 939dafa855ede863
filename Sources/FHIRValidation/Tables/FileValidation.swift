// A validation of files for programs: what was found, block after block, with sums by type.

package import Columnar
import FHIR
import Storage

/// Validates all resources of files. One thread at a time.
package final class FileValidation {
    /// One issue and the resource it is in.
    package struct Finding {
        package let file: String
        /// From 1.
        package let line: Int
        /// Nil for what is no resource.
        package let resourceType: String?
        package let id: String?
        package let issue: Issue
    }

    /// What was found in some resources.
    package struct Block {
        package let findings: [Finding]
        /// By type in the order of R4's list; nil for what is no resource.
        package let counts: [(resourceType: String?, counts: ValidationCounts)]
    }

    private let run: ValidationRun
    private let paths: [String]

    /// - Throws: `LakeError` when a file cannot be read.
    package init(_ input: ValidationInput, in environment: ScanEnvironment) throws(LakeError) {
        run = try ValidationRun(input, in: environment)
        paths = input.files.map(\.path)
    }

    /// The next resources, in the order of the files; nil at the end.
    package func next() throws(LakeError) -> Block? {
        guard let (block, linesBefore) = try run.next() else { return nil }
        let path = paths[block.file]
        return Block(
            findings: block.issues.map { found in
                Finding(
                    file: path, line: linesBefore + found.lineIndex + found.issue.line,
                    resourceType: found.resourceType,
                    id: found.id.map { String(decoding: $0, as: UTF8.self) }, issue: found.issue)
            },
            counts: block.countsByType.keys.sorted().map { number in
                (
                    number < 0 ? nil : R4.resourceTypes[number],
                    block.countsByType[number] ?? ValidationCounts()
                )
            })
    }
}
