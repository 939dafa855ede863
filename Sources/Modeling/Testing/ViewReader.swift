// Reads the text of a view, so far as its rows are those of tables, one by one.
//
//     CREATE VIEW events AS                        arms: rows of visits, without those that have no
//     with e as (                                  day; of drugs, all
//         select 'visit/' || id as event_id … from visits where day is not null
//         union all
//         select 'drug/' || id … from drugs
//     ) select * from e
//
// A view that joins, groups or sorts has no arms.

import Projection

/// Reads views over known tables.
struct ViewReader {
    private let table: (String) -> [KnownColumn]?

    /// - Parameter table: the columns of the ordinary table of a name; nil for all else.
    init(table: @escaping (String) -> [KnownColumn]?) { self.table = table }

    /// The arms whose rows are those of the view.
    ///
    /// - Parameter definition: as `sqlite_schema` has it.
    /// - Throws: why there are none.
    func arms(of definition: String) throws(NotComputed) -> [ViewArm] {
        var parser = SQLParser(definition)
        guard parser.cursor.pass("create", "view") else { throw NotComputed("is no view") }
        _ = try parser.cursor.name()
        try parser.cursor.expect("as")
        let binder = QueryBinder(try parser.query()) { name in
            table(name).map { .source(columns: $0) }
        }
        return try binder.arms().map { (query) throws(NotComputed) in
            guard query.lookups.isEmpty, query.items == nil, let columns = table(query.source)
            else { throw NotComputed("joins") }
            return ViewArm(query: query, tableColumns: columns)
        }
    }
}
