// The pipeline that a run is a part of.

import Glibc

enum PipelineRun {
    /// PIPELINE_RUN_ID of the environment; nil where it is not set or empty.
    static var id: String? {
        let text = unsafe getenv("PIPELINE_RUN_ID").map { unsafe String(cString: $0) }
        return text?.isEmpty == true ? nil : text
    }
}
