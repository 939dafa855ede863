// The working memory of a life, and the tables that it is simulated from.

import Columnar
import Testing

@testable import Synthesis

@Suite("Working memory")
struct WorkListTests {
    @Test("A list grows, changes and is emptied as an array is")
    func list() {
        var list = WorkList<Int>(capacity: 1)
        var array: [Int] = []
        for round in 0..<3 {
            for number in 0..<100 {
                list.append(number * 7 % 31)
                array.append(number * 7 % 31)
            }
            list[round] += 5
            array[round] += 5
            list.remove(at: 40)
            array.remove(at: 40)
            list.sortShort(from: 10, <)
            array[10...].sort()
            let sorted = list.indices.map { list[$0] }
            #expect(sorted == array)
            let found = (list.firstIndex { $0 == 30 }, list.firstIndex { $0 == 99 })
            #expect(found.0 == array.firstIndex(of: 30))
            #expect(found.1 == nil)
            list.removeAll(from: 20)
            array.removeSubrange(20...)
            let left = list.indices.map { list[$0] }
            #expect(left == array)
            list.removeAll()
            array = []
            let isEmpty = list.isEmpty
            #expect(isEmpty)
        }
    }

    @Test("Short lists are sorted like long ones, equal elements in their order")
    func sorting() {
        for count in 0..<80 {
            let list = (0..<count).map { (key: $0 * 13 % 7, place: $0) }
            var sorted = list
            sorted.sortShort { $0.key < $1.key }
            let expected = list.sorted { ($0.key, $0.place) < ($1.key, $1.place) }
            #expect(sorted.map(\.place) == expected.map(\.place))
        }
    }

    @Test("Thresholds that are kept as small numbers decide as exact ones")
    func lifeBounds() {
        let count = 3
        var thresholds: [Double] = []
        for row in 0..<2 * AgeCurve.ageCount {
            thresholds += [
                0.1 * Double(row % 40), Double(Float(0.3)) * Double(row % 5), -.infinity,
            ]
        }
        let bounds = LifeBounds(thresholds, count: count)
        for sex in [AdministrativeSex.male, .female] {
            for age in 0..<AgeCurve.ageCount {
                for place in 0..<count {
                    func threshold(_ age: Int) -> Double {
                        thresholds[AgeCurve.index(sex, age: age) * count + place]
                    }
                    let exact = threshold(age)
                    let near = exact > -.infinity ? [exact, exact.nextUp, exact.nextDown] : []
                    for score in near + [Double(Float(exact).nextDown), -2, 1.05, 9] {
                        let isHad = bounds.isHad(place, sex, age: age, score: score)
                        #expect(isHad == (score < exact))
                        var first = age
                        while first > 0, score < threshold(first - 1) { first -= 1 }
                        #expect(bounds.onset(place, sex, age: age, score: score) == first)
                    }
                }
            }
        }
    }

    @Test("Rows are found by their condition and role, and by groups that share them")
    func groups() {
        let byRole = RowsByRole<Int>(conditions: 5, roles: 256) { condition, role, rows in
            if (condition + Int(role)) % 3 == 0 { rows += [condition, Int(role)] }
        }
        for condition in 0..<5 {
            for role in 0...UInt8.max {
                let expected = (condition + Int(role)) % 3 == 0 ? [condition, Int(role)] : []
                #expect(Array(byRole.rows[byRole.range(condition, role)]) == expected)
            }
        }
        let shared = SharedGroups<Int>(count: 100) { group, rows in rows += 0..<group / 10 % 4 }
        for group in 0..<100 {
            #expect(Array(shared.rows[shared.range(group)]) == Array(0..<group / 10 % 4))
        }
    }

    @Test("Procedures that nobody wants are left out, and no others change")
    func wantedProcedures() throws {
        let catalogue = try Catalogue.load()
        var options = SyntheticOptions()
        options.seed = 5
        let world = try SyntheticWorld.make(options: options, catalogue: catalogue)
        let plan = try SimulationPlan(world: world)
        for share in [2, 9, 40] {
            let isKept = catalogue.codes.indices.map { $0 % share == 1 }
            let all = PersonSimulator(plan: plan, scope: [.procedures])
            let some = PersonSimulator(
                plan: plan, scope: [.procedures], keptProcedures: isKept)
            var person = SimulatedPerson()
            var other = SimulatedPerson()
            for number in 1...200 as ClosedRange<Int64> {
                all.simulate(number, into: &person)
                some.simulate(number, into: &other)
                let wanted = person.procedures.filter { isKept[Int($0.code)] }
                #expect(wanted.map(\.code) == other.procedures.map(\.code))
                #expect(wanted.map(\.start) == other.procedures.map(\.start))
                #expect(wanted.map(\.end) == other.procedures.map(\.end))
            }
        }
    }
}
