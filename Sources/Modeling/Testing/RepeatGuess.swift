// A guess that a column of a source holds no value twice, so that its values need not be read
// beforehand: whoever reads the source next looks at them as they pass.
//
//     source_repeats('fhir', 'Observation', 'id')  ─►  false, guessed
//     the model's batches                          ─►  hashes of "id"
//     all different?   yes: the model stands, and the answer is known      no: it is made anew
//
// Ids of exported data hardly ever repeat, and reading them alone takes a good part of the time in
// which a model reads all that it needs.

import Columnar

/// What one model was compiled with.
final class RepeatGuess {
    /// How the run remembers the answer.
    let key: String
    let column: String
    /// The source's name, and how SQL writes it.
    let relation: (name: String, sql: String)
    /// Whether a value is there twice; nil as long as nobody has looked.
    var answer: Bool?

    init(_ key: String, _ column: String, _ relation: (name: String, sql: String)) {
        self.key = key
        self.column = column
        self.relation = relation
    }
}

/// A source whose values of one column are looked at as they pass.
final class WatchedSource: TableSource {
    private let source: any TableSource
    private let column: Int
    let values = WatchedValues()

    init(_ source: any TableSource, column: Int) {
        self.source = source
        self.column = column
    }

    var schema: TableSchema { source.schema }
    func estimate() -> ScanEstimate { source.estimate() }
    func evaluates(_ shape: Predicate.Shape, on column: Int) -> Bool {
        source.evaluates(shape, on: column)
    }
    func isUnique(_ column: Int) -> Bool { source.isUnique(column) }
    func scansBeforeKeeping(_ column: Int) -> Int { source.scansBeforeKeeping(column) }
    var hasRowNumbers: Bool { source.hasRowNumbers }
    func isUnchanged(since other: any TableSource) -> Bool { source.isUnchanged(since: other) }

    func open(
        _ request: ScanRequest, in environment: ScanEnvironment
    ) throws(LakeError) -> any BatchStream {
        let stream = try source.open(request, in: environment)
        guard let place = request.columns.firstIndex(of: column) else { return stream }
        return WatchedStream(stream, place, values)
    }
}

/// The values that have passed. Written by the one thread at a time that reads the stream.
final class WatchedValues: @unchecked Sendable {  // because: read when the stream is at its end
    private var hashes = KeyHashes()
    private var areComparable = true
    fileprivate(set) var isWhole = false

    fileprivate func pass(_ vector: ColumnVector) {
        if areComparable { areComparable = hashes.append(vector) }
    }

    /// Whether one was there twice; nil when not all have passed.
    func answer() -> Bool? {
        isWhole ? !(areComparable && hashes.areDistinct()) : nil
    }
}

private final class WatchedStream: BatchStream {
    private let stream: any BatchStream
    private let place: Int
    private let values: WatchedValues

    init(_ stream: any BatchStream, _ place: Int, _ values: WatchedValues) {
        self.stream = stream
        self.place = place
        self.values = values
    }

    func next() throws(LakeError) -> ColumnBatch? {
        guard let batch = try stream.next() else {
            values.isWhole = true
            return nil
        }
        values.pass(batch.columns[place])
        return batch
    }
}
