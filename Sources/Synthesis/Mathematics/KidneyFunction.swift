// The estimated glomerular filtration rate from creatinine in serum.
//
//     eGFR = 142 · min(Scr/κ, 1)^α · max(Scr/κ, 1)^-1.200 · 0.9938^age · 1.012 [women]
//     κ = 0.7 (women), 0.9 (men); α = -0.241 (women), -0.302 (men); Scr in mg/dL
//
// Source: L. A. Inker et al., "New creatinine- and cystatin C-based equations to estimate GFR
// without race", N Engl J Med 385 (2021): CKD-EPI creatinine equation 2021, for adults.

package enum KidneyFunction {
    /// - Parameters:
    ///   - creatinine: mg/dL, above 0.
    ///   - age: years.
    /// - Returns: mL/min/1.73 m².
    package static func filtrationRate(
        creatinine: Double, age: Double, sex: AdministrativeSex
    ) -> Double {
        let ratio = creatinine / kappa(sex)
        return atKappa(age: age, sex: sex)
            * Elementary.power(ratio, ratio < 1 ? alpha(sex) : -1.2)
    }

    /// The creatinine (mg/dL) at which the rate is `filtrationRate`; the inverse of the above.
    package static func creatinine(
        filtrationRate: Double, age: Double, sex: AdministrativeSex
    ) -> Double {
        let ratio = filtrationRate / atKappa(age: age, sex: sex)
        return kappa(sex) * Elementary.power(ratio, 1 / (ratio > 1 ? alpha(sex) : -1.2))
    }

    private static func kappa(_ sex: AdministrativeSex) -> Double { sex == .female ? 0.7 : 0.9 }
    private static func alpha(_ sex: AdministrativeSex) -> Double {
        sex == .female ? -0.241 : -0.302
    }

    /// The rate where creatinine is κ.
    private static func atKappa(age: Double, sex: AdministrativeSex) -> Double {
        142 * Elementary.power(0.9938, age) * (sex == .female ? 1.012 : 1)
    }
}
