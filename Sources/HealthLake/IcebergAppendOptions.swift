// The options of iceberg_append() and iceberg_overwrite(): a JSON object.
//
//     columns             ["id", "birth_date"]                 only these
//                         {"person_id": "id", …}               the table's name, the source's
//     branch, codec, target_file_bytes                         as in USING iceberg(…)
//     mode                overwrite | dynamic_overwrite        iceberg_overwrite() only

import Columnar
import Iceberg
import JSON
import SQLiteBridge

/// What a call of the functions says.
struct IcebergAppendOptions {
    /// Those that USING iceberg(…) has as well.
    let table: IcebergOptions
    /// Nil for all columns of the source.
    let columns: [(target: String, source: String)]?

    private static let names = ["branch", "codec", "target_file_bytes", "mode"]

    /// - Parameters:
    ///   - value: JSON text, or NULL for none.
    ///   - replaces: whether rows replace what is there.
    /// - Throws: `LakeError.invalidInput` for options that there are not, or that make no sense.
    init(_ value: Value, location: String, replaces: Bool) throws(LakeError) {
        var texts = [Database.literal(location)]
        var columns: [(target: String, source: String)]?
        var hasMode = false
        for member in try Self.members(value) where member.value != .null {
            if member.name == "columns" {
                columns = try Self.columns(member.value)
                continue
            }
            guard Self.names.contains(member.name) else {
                throw LakeError(
                    .invalidInput, "there is no option '\(member.name)'",
                    at: [.argument("options")],
                    advice: suggestion(member.name, among: Self.names + ["columns"])
                        ?? "the options are columns, " + Self.names.joined(separator: ", "))
            }
            let text = member.value.string ?? member.value.text
            if member.name == "mode" {
                hasMode = true
                guard replaces, text.lowercased().hasSuffix("overwrite") else {
                    throw LakeError(
                        .invalidInput, "the mode cannot be '\(text)'", at: [.argument("mode")],
                        advice: "iceberg_append() adds rows; iceberg_overwrite() has the modes "
                            + "'overwrite' (all rows) and 'dynamic_overwrite' (the partitions that "
                            + "the new rows fall in)")
                }
            }
            texts.append(member.name + "=" + Database.literal(text))
        }
        if replaces, !hasMode { texts.append("mode='overwrite'") }
        table = try IcebergOptions(texts)
        self.columns = columns
    }

    private static func members(_ value: Value) throws(LakeError) -> [JSONValue.Member] {
        if value == .null { return [] }
        guard let text = value.string, let members = (try? JSONValue(parsing: text))?.members else {
            throw LakeError(
                .invalidInput, "is no JSON object", at: [.argument("options")],
                advice: "write json_object('columns', json_array('id', 'birth_date'))")
        }
        return members
    }

    private static func columns(
        _ value: JSONValue
    ) throws(LakeError) -> [(target: String, source: String)] {
        var pairs: [(target: String, source: String)] = []
        switch value {
        case .array(let elements):
            for element in elements {
                guard let name = element.string else { throw noNames }
                pairs.append((name, name))
            }
        case .object(let members):
            for member in members {
                guard let name = member.value.string else { throw noNames }
                pairs.append((member.name, name))
            }
        default: throw noNames
        }
        return pairs
    }

    private static var noNames: LakeError {
        LakeError(
            .invalidInput, "are no names", at: [.argument("columns")],
            advice: "write an array of names, or an object with the table's names and the source's")
    }
}
