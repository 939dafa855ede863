// Filters of dictionaries.

import Columnar

enum MappingFilters {
    static let all: [String: Filters.Filter] = [
        "items": { (value, arguments) throws(LakeError) in
            switch value {
            case .dict(let dictionary):
                try arguments.rendering.budget.spend(items: dictionary.count)
                return .list(dictionary.items)
            case .undefined: return .list([])
            default:
                throw LakeError(
                    .invalidInput, "the filter 'items' needs a dictionary, not \(value.typeName)")
            }
        },
        "dictsort": { (value, arguments) throws(LakeError) in
            let bound = try arguments.bind(["case_sensitive", "by", "reverse"])
            let by = bound[1] == nil ? "key" : try arguments.string(bound[1], "by")
            guard by == "key" || by == "value" else {
                throw LakeError(.invalidInput, "dictsort() sorts by 'key' or 'value'")
            }
            guard case .dict(let dictionary) = value else {
                if case .undefined(let undefined) = value {
                    throw JinjaFailure.undefined(undefined)
                }
                throw LakeError(
                    .invalidInput,
                    "the filter 'dictsort' needs a dictionary, not \(value.typeName)")
            }
            try arguments.rendering.budget.spend(items: dictionary.count)
            let key = try SortKey(
                .int(by == "key" ? 0 : 1), isCaseSensitive: bound[0]?.isTrue ?? false)
            return .list(
                try key.sorted(
                    dictionary.items, isReversed: bound[2]?.isTrue ?? false, arguments.rendering
                ).map(\.item))
        },
    ]
}
