// Hooks as configuration gives them: a text, or a mapping with the text under `sql`.

import Jinja

extension JinjaValue {
    var hookSQL: String? {
        if case .dict(let dictionary) = self { return dictionary["sql"].flatMap(plainText) }
        return plainText(self)
    }
}
