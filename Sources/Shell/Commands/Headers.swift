// .headers

extension DotCommand {
    static let headers = onOff("headers", "Turn display of headers on or off") {
        $0.settings.showsHeaders = $1
        $0.settings.isHeadersChosen = true
    }
}
