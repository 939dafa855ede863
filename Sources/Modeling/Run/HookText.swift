// Hooks as configuration gives them: a text, or a mapping with the text under `sql`.

import Jinja

extension Node {
    /// What runs before and after the node is made, with tags.
    var hooks: (before: [String], after: [String]) {
        (
            config.list("pre-hook").compactMap(\.hookSQL),
            config.list("post-hook").compactMap(\.hookSQL)
        )
    }
}

extension JinjaValue {
    fileprivate var hookSQL: String? {
        if case .dict(let dictionary) = self { return dictionary["sql"].flatMap(plainText) }
        return plainText(self)
    }
}
