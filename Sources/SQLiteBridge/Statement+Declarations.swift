// What the columns of a result were declared as.

import CSQLite

extension Statement {
    /// The type that the column of a table was declared with; nil for expressions and for columns
    /// without a type.
    package func declaredType(at index: Int) -> String? {
        unsafe sqlite.pointee.column_decltype(handle, Int32(index)).map {
            unsafe String(cString: $0)
        }
    }
}
