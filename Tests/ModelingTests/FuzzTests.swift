// What the fuzzers check, for texts that once failed and for some that should not.

import Columnar
import Glibc
import Testing

@Suite("Fuzz checks")
struct FuzzTests {
    @Test(
        "SQL",
        arguments: [
            "", "select", "select 1 as a", "select id, n from source where n is not null",
            "select n + 1 as m, json_extract(t, '$.a') as a from source",
            "with final as (select id, 'dev' as env from source) select * from final",
            "select id from source where id is null", "select n from source where n = 100",
            "select id as unique_field, count(*) from source where id is not null group by id "
                + "having count(*) > 1",
            "select s.id, c.name from source as s left join codes as c on s.id = c.code",
            "insert into codes (code) values ('y'); select 1", "/* commit */ select 'commit'",
            "create table b (x); create trigger g after insert on b begin select 1; end",
            "with a as (select 1 union all select 1 from a) select * from a",
        ])
    func sql(text: String) throws { try SQLCheck(text).run() }

    @Test(
        "CSV",
        arguments: [
            "", "\u{0}", "\u{0}a,b\r\n1,\"x\"\"y\"\n", "\u{0}a\n\"\n", "\u{1}a\tb\n\"\t1\n",
            "\u{1}a;b\n1;2;3\n", "\u{0}\u{FEFF}a,b\n,\n\n\"\",\n", "\u{0}a,b,", "\u{0}a\r1\r",
        ])
    func csv(text: String) throws {
        unsafe try Array(text.utf8).withUnsafeBufferPointer { unsafe try CSVCheck($0).run() }
    }

    @Test("Inputs that a fuzzer once found", arguments: failures)
    func replay(path: String) throws {
        let bytes = contents(path)
        unsafe try bytes.withUnsafeBufferPointer { bytes in
            if path.contains("/SQL-") {
                unsafe try SQLCheck(bytes).run()
            } else {
                unsafe try CSVCheck(bytes).run()
            }
        }
    }

    private static let failures: [String] = {
        let root = fixtures.split(separator: "/").dropLast(2).joined(separator: "/")
        let folder = "/\(root)/Tests/Fuzz/Failures"
        guard let directory = unsafe opendir(folder) else { return [] }
        defer { _ = unsafe closedir(directory) }
        var paths: [String] = []
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe String(cString: $0)
                }
            }
            if name.hasPrefix("SQL-") || name.hasPrefix("CSV-") {
                paths.append(folder + "/" + name)
            }
        }
        return paths.sorted()
    }()
}

private func contents(_ path: String) -> [UInt8] {
    guard let file = unsafe fopen(path, "r") else { return [] }
    defer { _ = unsafe fclose(file) }
    return unsafe [UInt8](unsafeUninitializedCapacity: 1 << 20) { buffer, count in
        count = unsafe fread(buffer.baseAddress, 1, buffer.count, file)
    }
}
