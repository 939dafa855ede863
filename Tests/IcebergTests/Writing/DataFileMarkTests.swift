// Marks and rolling back against an array; failing file systems.

import Columnar
import Storage
import Testing

@testable import Iceberg

@Suite("Rolling back what was written")
struct DataFileMarkTests {
    private func ids(_ written: [ContentFile], _ columnCount: Int) throws -> [Int64] {
        var ids: [Int64] = []
        for file in written {
            let rows = try rows(ofParquet: file.path, columnCount: columnCount)
            #expect(Int64(rows.count) == file.recordCount)
            for row in rows { if case .integer(let id) = row[0] { ids.append(id) } }
        }
        return ids.sorted()
    }

    private func options(_ random: inout SeededRandom) -> DataFileOptions {
        var options = DataFileOptions()
        options.threadCount = Int(random.next() % 3) + 1
        options.rowGroupRowsMax = [3, 40, 2000][Int(random.next() % 3)]
        options.fileBytesTarget = [500, 3000, 1 << 20][Int(random.next() % 3)]
        options.bufferedBytesMax = [4000, 50_000, 1 << 20][Int(random.next() % 3)]
        options.openPartitionsMax = [1, 3, 64][Int(random.next() % 3)]
        return options
    }

    /// Savepoints as SQLite nests them: the array is what the table should hold.
    @Test("Random savepoints", arguments: 0..<60)
    func savepoints(seed: UInt64) throws {
        var random = SeededRandom(state: seed)
        let scratch = try ScratchFolder()
        let table = try WrittenTable(
            "id long not null, part int", by: [nil, "part", "bucket(3, id)"][Int(seed % 3)],
            sortedBy: seed % 2 == 0 ? "part desc" : nil)
        let writer = try table.rowWriter(scratch.path, options(&random))
        var model: [Int64] = []
        var marks: [(mark: Int, count: Int)] = []
        var next: Int64 = 0
        for _ in 0..<80 {
            switch random.next() % 6 {
            case 0: marks.append((writer.mark(), model.count))
            case 1 where !marks.isEmpty:
                let place = Int(random.next() % UInt64(marks.count))
                try writer.rollBack(to: marks[place].mark)
                model.removeLast(model.count - marks[place].count)
                marks.removeLast(marks.count - place - 1)
            case 2 where !marks.isEmpty:
                let place = Int(random.next() % UInt64(marks.count))
                writer.release(marks[place].mark)
                marks.removeLast(marks.count - place)
            case 3:
                var rows: [[Value]] = []
                for _ in 0..<random.next() % 60 {
                    rows.append([.integer(next), .integer(Int64(random.next() % 4))])
                    model.append(next)
                    next += 1
                }
                try writer.append(table.batch(rows))
            default:
                for _ in 0..<random.next() % 5 {
                    let id = next
                    let part = Int64(random.next() % 4)
                    try writer.appendRow { (row) throws(LakeError) in
                        try row.append(id, to: 0)
                        try row.append(part, to: 1)
                    }
                    model.append(id)
                    next += 1
                }
            }
            #expect(writer.rowCount == model.count)
        }
        let written = try writer.finish()
        #expect(try ids(written, 2) == model)
        #expect(files(below: scratch.path).count == written.count)
    }

    @Test("Many statements make one file, though each had its savepoint")
    func statements() throws {
        let scratch = try ScratchFolder()
        let table = try WrittenTable("id long not null")
        var options = DataFileOptions()
        options.rowGroupRowsMax = 10_000
        let writer = try table.rowWriter(scratch.path, options)
        for id in Int64(0)..<25_000 {
            let mark = writer.mark()
            try writer.appendRow { (row) throws(LakeError) in try row.append(id, to: 0) }
            writer.release(mark)
        }
        #expect(try ids(writer.finish(), 1) == Array(0..<25_000))
        #expect(files(below: scratch.path).count == 1)
    }

    @Test("A row that does not fit leaves those before it")
    func failedRow() throws {
        let scratch = try ScratchFolder()
        let table = try WrittenTable("id long not null, d date, n decimal(5,2)")
        let writer = try table.rowWriter(scratch.path)
        for (id, date) in [(1, "2020-01-01"), (2, "Jane"), (3, "2020-01-03")] {
            let error = failure {
                try writer.appendRow { (row) throws(LakeError) in
                    try row.append(.text(date), to: 1)
                    try row.append(Int64(id), to: 0)
                }
            }
            #expect((error == nil) == (id != 2))
            if let error {
                #expect(error.places == [.column("d")])
                #expect(!error.description.contains("Jane"))
            }
        }
        let missing = failure {
            try writer.appendRow { (row) throws(LakeError) in try row.append(1.5, to: 2) }
        }
        #expect(missing?.description == "column id: NULL in a column that is NOT NULL")
        #expect(writer.rowCount == 2)
        #expect(try ids(writer.finish(), 3) == [1, 3])
    }

    @Test("Rows without a partition go with their statement, those before stay")
    func refusedRows() throws {
        let scratch = try ScratchFolder()
        let table = try WrittenTable("id long", by: "truncate(10, id)")
        let writer = try table.rowWriter(scratch.path)
        func append(_ id: Int64) throws {
            try writer.appendRow { (row) throws(LakeError) in try row.append(id, to: 0) }
        }
        try append(1)
        let mark = writer.mark()
        try append(.min)
        #expect(
            failure { try writer.append(table.batch([[.integer(5)]])) }?.places == [.column("id")])
        #expect(failure { try writer.append(table.batch([[.integer(5)]])) } != nil)
        try writer.rollBack(to: mark)
        #expect(writer.rowCount == 1)
        try append(2)
        #expect(try ids(writer.finish(), 1) == [1, 2])
    }

    @Test("JSON that does not fit goes with its statement")
    func badJSON() throws {
        let scratch = try ScratchFolder()
        let table = try WrittenTable("id long, s struct<x: int>")
        var options = DataFileOptions()
        options.rowGroupRowsMax = 2
        let writer = try table.writer(scratch.path, options)
        try writer.append(table.batch([[.integer(1), .text(#"{"x":1}"#)]]))
        let mark = writer.mark()
        let bad: [[Value]] = [[.integer(2), .text(#"{"x":"no"}"#)], [.integer(3), .null]]
        let error = failure {
            for _ in 0..<8 { try writer.append(table.batch(bad)) }
        }
        #expect(error != nil)
        #expect(failure { try writer.append(table.batch(bad)) } != nil)
        try writer.rollBack(to: mark)
        #expect(try ids(writer.finish(), 2) == [1])
        #expect(files(below: scratch.path).count == 1)
    }

    @Test("Every operation fails once, or from then on", arguments: [false, true])
    func faults(staysBroken: Bool) throws {
        let table = try WrittenTable("id long, t string", by: "bucket(2, id)")
        var number = 0
        var isDone = false
        while !isDone, number < 400 {
            number += 1
            let scratch = try ScratchFolder()
            let system = FailingFileSystem(failsAt: number, staysBroken: staysBroken)
            var options = DataFileOptions()
            options.rowGroupRowsMax = 30
            options.fileBytesTarget = 2000
            options.threadCount = number % 2 + 1
            let writer = try table.writer(scratch.path + "/data", options, in: system)
            var written: [ContentFile] = []
            let error = failure {
                for start in stride(from: Int64(0), to: 200, by: 20) {
                    try writer.append(
                        table.batch(
                            (start..<start + 20).map { [.integer($0), .text("\($0 * 7919)")] }))
                }
                written = try writer.finish()
            }
            if let error {
                #expect(error.code == .io)
                #expect(written.isEmpty)
                #expect(failure { try writer.finish() } != nil)
                writer.abandon()
                // What could not be removed stays, and is found as an orphan.
                if !staysBroken { #expect(files(below: scratch.path) == []) }
            } else {
                isDone = true
                #expect(try ids(written, 2) == Array(0..<200))
                #expect(files(below: scratch.path).count == written.count)
            }
        }
        #expect(isDone)
        #expect(number > 20)
    }

    @Test("A full disk in a statement leaves what was there before its savepoint")
    func faultAndRollBack() throws {
        let table = try WrittenTable("id long", by: "bucket(2, id)")
        var recovered = 0
        for number in 1..<120 {
            let scratch = try ScratchFolder()
            let system = FailingFileSystem(failsAt: number, staysBroken: false)
            var options = DataFileOptions()
            options.rowGroupRowsMax = 25
            options.threadCount = 2
            let writer = try table.writer(scratch.path + "/data", options, in: system)
            func append(_ range: Range<Int64>) throws {
                try writer.append(table.batch(range.map { [.integer($0)] }))
            }
            guard failure({ try append(0..<100) }) == nil else { continue }
            let mark = writer.mark()
            guard
                failure({
                    for start in Int64(1)..<9 { try append(start * 100..<start * 100 + 100) }
                }) != nil
            else { break }
            _ = failure { try writer.rollBack(to: mark) }
            if failure({ try append(1000..<1100) }) == nil {
                let written = try writer.finish()
                #expect(try ids(written, 1) == Array(0..<100) + Array(1000..<1100))
                recovered += 1
            } else {
                writer.abandon()
                #expect(files(below: scratch.path) == [])
            }
        }
        #expect(recovered > 0)
    }

    @Test("A finished writer can still be abandoned")
    func abandonFinished() throws {
        let scratch = try ScratchFolder()
        let table = try WrittenTable("id long", by: "id")
        let writer = try table.writer(scratch.path)
        try writer.append(table.batch([[.integer(1)], [.integer(2)]]))
        #expect(try writer.finish().count == 2)
        writer.abandon()
        #expect(files(below: scratch.path) == [])
        #expect(failure { try writer.append(table.batch([[.integer(3)]])) }?.code == .internal)
    }

    @Test("A writer that is let go leaves nothing")
    func letGo() throws {
        let scratch = try ScratchFolder()
        do {
            let table = try WrittenTable("id long")
            var options = DataFileOptions()
            options.rowGroupRowsMax = 10
            options.fileBytesTarget = 200
            options.threadCount = 3
            let writer = try table.writer(scratch.path, options)
            for start in Int64(0)..<20 {
                try writer.append(
                    table.batch((start * 10..<start * 10 + 10).map { [.integer($0)] }))
            }
        }
        #expect(files(below: scratch.path) == [])
    }
}
