// Slices, selections and joins of typed columns, and the way to vectors and back.

import Testing

@testable import Columnar

@Suite("Rows of typed columns")
struct TypedColumnRowsTests {
    static let types: [ScalarType] = [
        .boolean, .int, .long, .float, .double, .decimal(precision: 9, scale: 2),
        .decimal(precision: 18, scale: 4), .decimal(precision: 38, scale: 10), .date,
        .time(.microseconds), .timestamp(.microseconds, isUTC: false),
        .timestamp(.microseconds, isUTC: true), .timestamp(.nanoseconds, isUTC: false), .string,
        .uuid, .binary, .fixed(3),
    ]

    /// A value of a type as SQL writes it; small, so that any type has it.
    private func value(_ type: ScalarType, _ random: inout SplitMix) -> Value {
        let number = Int64(random.next() % 28)
        let day = number < 9 ? "0\(number + 1)" : "\(number + 1)"
        switch type {
        case .boolean: return .integer(number % 2)
        case .integer: return .integer(number)
        case .float, .double: return .real(Double(number) / 4)
        case .decimal(let precision, let scale):
            let text = "\(number)." + String(repeating: "5", count: scale)
            return precision > 15 ? .text(text) : .real(Double(text) ?? 0)
        case .date: return .text("19\(day)-02-\(day)")
        case .time: return .text("23:01:\(day)")
        case .timestamp(.nanoseconds, let isUTC):
            return .text("19\(day)-02-01 00:00:00.0000000\(day)" + (isUTC ? "+00:00" : ""))
        case .timestamp(_, let isUTC):
            return .text("19\(day)-02-01 00:00:00.0000\(day)" + (isUTC ? "+00:00" : ""))
        case .string: return .text(String(repeating: "é", count: Int(number % 4)))
        case .uuid: return .text("f79c3e09-677c-4bbd-a479-3f349cb785\(day)")
        case .fixed: return .blob([1, 2, UInt8(number)])
        default: return .blob(Array(repeating: 7, count: Int(number % 3)))
        }
    }

    private func values(_ column: TypedColumn) throws -> [Value] {
        let vector = try column.vector()
        return (0..<vector.count).map { vector.value(at: $0) }
    }

    @Test("Against arrays", arguments: types)
    func againstArrays(type: ScalarType) throws {
        var random = SplitMix(state: 7)
        for hasNulls in [false, true] {
            var model: [Value] = []
            for _ in 0..<100 {
                model.append(hasNulls && random.next() % 3 == 0 ? .null : value(type, &random))
            }
            var builder = TypedColumnBuilder(type: type)
            for value in model { try builder.append(value) }
            let column = builder.take()
            #expect(try values(column) == model)
            #expect(try values(TypedColumn(column.vector(), type: type)) == model)
            #expect(try values(column.slice(10..<25)) == Array(model[10..<25]))
            #expect(try values(column.slice(0..<0)) == [])
            let rows = (0..<50).map { _ in Int32(random.next() % 100) }
            #expect(try values(column.gather(rows)) == rows.map { model[Int($0)] })
            var joined = TypedColumn(emptyOf: type)
            try joined.append(column.slice(0..<30))
            try joined.append(column, rows: rows)
            try joined.append(column.slice(30..<30))
            #expect(try values(joined) == Array(model[..<30]) + rows.map { model[Int($0)] })
            joined.truncate(to: 31)
            #expect(try values(joined) == Array(model[..<30]) + [model[Int(rows[0])]])
        }
    }

    @Test("Dictionaries, with indexes of NULLs that lead nowhere")
    func dictionaries() throws {
        var entries = ByteColumn()
        entries.append("a".utf8)
        entries.append("".utf8)
        entries.append("ccc".utf8)
        let column = TypedColumn(
            type: .string, count: 5, validity: [true, false, true, true, true],
            values: .dictionary(indexes: [2, 99, 0, 1, 2], entries: entries))
        let model: [Value] = [.text("ccc"), .null, .text("a"), .text(""), .text("ccc")]
        #expect(try values(column) == model)
        #expect(try values(column.slice(1..<4)) == Array(model[1..<4]))
        #expect(try values(column.gather([4, 1, 1])) == [model[4], model[1], model[1]])
        var joined = column
        try joined.append(column)
        #expect(try values(joined) == model + model)
    }
}
