// The list of checks against the counts that DataQualityDashboard states.

import OMOPQuality
import Testing

@Suite("Check list")
struct CheckListTests {
    @Test("As many checks as DataQualityDashboard 2.8.4 has for CDM 5.4")
    func counts() {
        let all = CheckList.all
        #expect(all.count { $0.level == .table } == 57)
        #expect(all.count { $0.level == .field } == 2004)
        #expect(all.count { $0.level == .concept } == 472 + 18)
        // A default run leaves out the vocabulary tables.
        #expect(all.count { $0.isDefaultRun } == 2374)
        #expect(Set(all.map(\.id)).count == all.count)
        #expect(Set(all.map(\.kind)) == Set(OMOPCheckKind.allCases))
    }

    @Test("Fields that are written otherwise have no check of their datatype")
    func datatypes() {
        let ids = Set(CheckList.all.map(\.id))
        #expect(ids.contains("field_cdmdatatype_person_person_id"))
        #expect(!ids.contains("field_cdmdatatype_visit_occurrence_visit_type_concept_id"))
        #expect(!ids.contains("field_cdmfield_note_nlp_offset"))
    }
}
