#!/usr/bin/env python3
"""Derives the clinical tables of the synthetic population that follow from public figures.

Usage: scripts/derive-clinical-catalogue.py FACTS_DIRECTORY

FACTS_DIRECTORY holds tables of public figures, each row with its source: prevalence.tsv, comorbidity-odds.tsv,
lab-reference.tsv, lab-correlations.tsv, mortality-ratios.tsv, immunization-schedule.tsv. Written, in
Sources/CFacts/catalogue:

  condition_prevalence.csv   share that has a condition, or cases a year, by sex and age
  condition_comorbidity.csv  odds ratios of pairs of conditions
  measure_reference.csv      quantiles of measures by sex and age
  measure_correlation.csv    correlations of measures
  mortality_ratios.csv       how much more often those with a condition die
  immunizations.csv          vaccines and the ages they are given at

What no public figure gives is chosen here, and the source of the row then begins with "choice". The other tables of
the folder (conditions.csv, condition_drugs.csv, measures.csv …) are kept by hand.
"""
import csv
import math
import pathlib
import re
import statistics
import sys

TARGET = pathlib.Path(__file__).resolve().parent.parent / "Sources" / "CFacts" / "catalogue"
OLDEST = 110


def facts(directory, name):
    with open(directory / f"{name}.tsv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def write(name, header, lines):
    with open(TARGET / f"{name}.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(lines)
    print(f"{name}.csv: {len(lines)} rows")


def band(text):
    """The first and last whole year of an age band: 20-29, 80+, 65."""
    text = text.replace("adult", "18+").replace("all", "0+")
    if match := re.fullmatch(r"(\d+)\+", text):
        return int(match[1]), OLDEST
    if match := re.fullmatch(r"(\d+)-(\d+)", text):
        return int(match[1]), int(match[2])
    if match := re.fullmatch(r"under (\d+)", text):
        return 0, int(match[1]) - 1
    return int(text), int(text)


SEXES = {"M": ["M"], "F": ["F"], "both": ["M", "F"]}
EVER = "lifetime prevalence (ever told)"
MEASURED = "point prevalence (measured)"

# condition of the catalogue: (condition and measure of the facts, factor, why not 1)
PREVALENCE = {
    "severe_obesity": ("severe obesity (BMI 40+)", MEASURED, 1, ""),
    "obesity": ("obesity (BMI 30+)", MEASURED, 1, ""),
    "type_2_diabetes": ("diabetes (told by doctor)", EVER, 0.95, "choice: 5 % of told diabetes is type 1"),
    "prediabetes": ("prediabetes (HbA1c 5.7-6.4)", MEASURED, 1, ""),
    "anemia": ("anaemia", MEASURED, 1, ""),
    "hypertriglyceridemia": ("hypertriglyceridaemia (>= 200 mg/dL)", MEASURED, 1, ""),
    "major_depression": ("severe depression (PHQ-9 20+)", "point prevalence (two weeks)", 1, ""),
    "depression": ("depression (PHQ-9 10+)", "point prevalence (two weeks)", 1, ""),
    "current_smoker": ("current smoker", "point prevalence", 1, ""),
    "former_smoker": ("former smoker", "point prevalence", 1, ""),
    "hypertension": ("hypertension", EVER, 1, ""),
    "hyperlipidemia": ("hyperlipidaemia (high cholesterol)", EVER, 1, ""),
    "asthma": ("asthma", "point prevalence (current)", 1, ""),
    "osteoarthritis": ("osteoarthritis", EVER, 1, ""),
    "rheumatoid_arthritis": (
        "rheumatoid arthritis", EVER, 0.15, "choice: self-report overstates it; scaled to the lifetime risk of 1 %"),
    "gout": ("gout", EVER, 1, ""),
    "heart_failure": ("congestive heart failure", EVER, 1, ""),
    "coronary_heart_disease": ("coronary heart disease", EVER, 1, ""),
    "angina": ("angina", EVER, 1, ""),
    "myocardial_infarction": ("myocardial infarction", EVER, 1, ""),
    "stroke": ("stroke", EVER, 1, ""),
    "hypothyroidism": ("thyroid problem", EVER, 0.5, "choice: half of thyroid problems are hypothyroidism"),
    "copd": ("COPD", EVER, 1, ""),
    "gallstones": ("gallstones", EVER, 1, ""),
    "breast_cancer": ("breast cancer", EVER, 1, ""),
    "prostate_cancer": ("prostate cancer", EVER, 1, ""),
    "colon_cancer": ("colon cancer", EVER, 1, ""),
    "lung_cancer": ("lung cancer", EVER, 1, ""),
    "insomnia": ("sleep trouble told to doctor", EVER, 0.33, "choice: a third of sleep trouble is chronic insomnia"),
    "sleep_apnea": (
        "sleep apnoea symptom (snort or stop breathing 5+ nights a week)", "point prevalence", 1, ""),
    "allergic_rhinitis": ("allergic rhinitis", "prevalence", 1, ""),
    "eczema": ("eczema / dermatitis", "prevalence", 1, ""),
    "migraine": ("migraine", "annual prevalence", 1, ""),
    "psoriasis": ("psoriasis", EVER, 1, ""),
    "hepatitis_c": ("chronic hepatitis C", "point prevalence (HCV RNA)", 1, ""),
    "osteoporosis": ("osteoporosis (femur neck or lumbar spine)", MEASURED, 1, ""),
    "adhd": ("ADHD (childhood)", "lifetime risk", 1, ""),
    "fibromyalgia": ("fibromyalgia", "lifetime risk", 1, ""),
    "lupus": ("lupus", "lifetime risk", 1, ""),
    "opioid_use_disorder": ("opioid use disorder", "prevalence", 1, ""),
    "glaucoma": ("open-angle glaucoma", "point prevalence", 1, ""),
}
# Bands of the facts that other bands of the same rows cover.
LEFT_OUT = {
    "gout": {"20+", "20-39", "40-59", "60-79"}, "anemia": {"65-74", "85+"},
    "osteoporosis": {"50+"}, "migraine": {"30-39"}, "hepatitis_c": {"6+"}, "psoriasis": set(),
}
INCIDENCE = {
    "acute_bronchitis": ("acute bronchitis", "annual incidence"),
    "otitis_media": ("otitis media", "annual incidence"),
    "viral_pharyngitis": ("acute viral pharyngitis", "annual incidence"),
    "strep_throat": ("streptococcal sore throat", "annual incidence"),
    "cystitis": ("cystitis", "annual incidence (module step is one year)"),
    "pyelonephritis": ("pyelonephritis", "annual incidence (module step is one year)"),
}
SINUSITIS = [("viral_sinusitis", 0.8, "choice: four fifths of sinusitis is viral"),
             ("bacterial_sinusitis", 0.2, "choice: a fifth of sinusitis is bacterial")]

# condition: rows of (sex, age from, age to, share), with the reason
CHOSEN_PREVALENCE = {
    "type_1_diabetes": ("choice: 0.1 % of children to 0.4 % of adults, below 5 % of told diabetes", [
        ("both", 1, 9, 0.001), ("both", 10, 19, 0.0028), ("both", 20, OLDEST, 0.004)]),
    "anxiety": ("GAD-7 5+ by sex 0.148 and 0.214 with the shape of 0.266 (18-29), 0.207 (30-44), 0.158 (45-64),"
                " 0.112 (65+) in prevalence figures of 2019; choice: half reach a diagnosis", [
        ("M", 12, 17, 0.05), ("M", 18, 29, 0.108), ("M", 30, 44, 0.084), ("M", 45, 64, 0.064),
        ("M", 65, OLDEST, 0.045), ("F", 12, 17, 0.08), ("F", 18, 29, 0.156),
        ("F", 30, 44, 0.122), ("F", 45, 64, 0.093), ("F", 65, OLDEST, 0.066)]),
    "atrial_fibrillation": ("0.004, 0.019, 0.046, 0.125, 0.157 of men at 50, 60, 70, 80, 90; choice: women 0.73"
                            " of men, the ratio of all adults 0.008 to 0.011", [
        ("M", 40, 54, 0.004), ("M", 55, 64, 0.019), ("M", 65, 74, 0.046), ("M", 75, 84, 0.11),
        ("M", 85, OLDEST, 0.15), ("F", 40, 54, 0.003), ("F", 55, 64, 0.014),
        ("F", 65, 74, 0.034), ("F", 75, 84, 0.08), ("F", 85, OLDEST, 0.11)]),
    "dementia": ("0.03 (70-74), 0.22 (85-89), 0.33 (90+); choice: interpolated between", [
        ("both", 60, 64, 0.006), ("both", 65, 69, 0.015), ("both", 70, 74, 0.03), ("both", 75, 79, 0.07),
        ("both", 80, 84, 0.13), ("both", 85, 89, 0.22), ("both", 90, OLDEST, 0.33)]),
    "parkinson": ("0.00041 (40-49), 0.01903 (80+), 0.017 (65+); choice: interpolated between", [
        ("both", 40, 49, 0.00041), ("both", 50, 59, 0.002), ("both", 60, 69, 0.008), ("both", 70, 79, 0.017),
        ("both", 80, OLDEST, 0.019)]),
    "multiple_sclerosis": ("0.00149 of all, 0.00303 at 45-49, three women to a man; choice: shape by age", [
        ("M", 18, 34, 0.0004), ("M", 35, OLDEST, 0.0011), ("F", 18, 34, 0.0013),
        ("F", 35, OLDEST, 0.0034)]),
    "prostate_hyperplasia": ("symptomatic 0.13 of men at 40-49; histological 0.45 at 51-60, 0.80 at 80+;"
                             " choice: half of the histological gives symptoms", [
        ("M", 40, 49, 0.10), ("M", 50, 59, 0.20), ("M", 60, 69, 0.30), ("M", 70, 79, 0.37),
        ("M", 80, OLDEST, 0.40)]),
    "hiv": ("incidence 0.0003 a year at 20-29, 0.81 of cases men; choice: accumulated over the years of survival", [
        ("M", 15, 24, 0.001), ("M", 25, 34, 0.004), ("M", 35, 64, 0.0065), ("M", 65, OLDEST, 0.003),
        ("F", 15, 24, 0.0003), ("F", 25, 34, 0.001), ("F", 35, 64, 0.0016),
        ("F", 65, OLDEST, 0.0007)]),
    "epilepsy": ("choice: about 1 % of persons, half of the seizure disorder suspected in each age", [
        ("both", 1, 17, 0.0065), ("both", 18, 64, 0.01), ("both", 65, OLDEST, 0.013)]),
    "alcoholism": ("choice: a quarter of those with any alcohol use disorder are coded", [
        ("M", 18, 29, 0.022), ("M", 30, 49, 0.032), ("M", 50, 64, 0.03), ("M", 65, OLDEST, 0.015),
        ("F", 18, 29, 0.012), ("F", 30, 49, 0.016), ("F", 50, 64, 0.012),
        ("F", 65, OLDEST, 0.005)]),
    "reflux": ("choice: coded in some 15 % of adults, rising with age", [
        ("both", 15, 29, 0.04), ("both", 30, 44, 0.09), ("both", 45, 59, 0.15), ("both", 60, 74, 0.2),
        ("both", 75, OLDEST, 0.22)]),
    "low_back_pain": ("choice: a twelfth of adults have it coded as chronic", [
        ("both", 18, 29, 0.03), ("both", 30, 44, 0.07), ("both", 45, 64, 0.11), ("both", 65, OLDEST, 0.13)]),
    "chronic_sinusitis": ("choice: some 5 % of adults are coded", [
        ("M", 10, 17, 0.01), ("M", 18, OLDEST, 0.04), ("F", 10, 17, 0.012),
        ("F", 18, OLDEST, 0.06)]),
    "bipolar": ("choice: about 1 % of adults", [("both", 15, 24, 0.006), ("both", 25, 64, 0.012),
                                                  ("both", 65, OLDEST, 0.005)]),
    "schizophrenia": ("choice: about 0.4 % of adults", [("both", 16, 24, 0.002), ("both", 25, 64, 0.005),
                                                        ("both", 65, OLDEST, 0.0035)]),
    "ptsd": ("choice: about 3 % of adults, more women", [
        ("M", 16, 29, 0.012), ("M", 30, 64, 0.02), ("M", 65, OLDEST, 0.015),
        ("F", 16, 29, 0.03), ("F", 30, 64, 0.045), ("F", 65, OLDEST, 0.025)]),
    "crohn": ("choice: about 0.3 % of adults", [("both", 12, 24, 0.0015), ("both", 25, OLDEST, 0.003)]),
    "ulcerative_colitis": ("choice: about 0.3 % of adults", [("both", 12, 24, 0.0012),
                                                             ("both", 25, OLDEST, 0.0032)]),
    "celiac": ("choice: a third of the 0.7 % with antibodies are diagnosed", [
        ("both", 2, 17, 0.0015), ("both", 18, OLDEST, 0.0025)]),
    "endometriosis": ("choice: some 5 % of women of childbearing age are diagnosed", [
        ("F", 15, 24, 0.008), ("F", 25, 34, 0.04), ("F", 35, 54, 0.06),
        ("F", 55, OLDEST, 0.04)]),
    "cirrhosis": ("choice: about 0.3 % of adults are diagnosed", [
        ("M", 25, 44, 0.001), ("M", 45, 64, 0.006), ("M", 65, OLDEST, 0.006),
        ("F", 25, 44, 0.0006), ("F", 45, 64, 0.003), ("F", 65, OLDEST, 0.004)]),
    "diverticular_disease": ("choice: diagnosed in a tenth of the elderly", [
        ("both", 35, 49, 0.015), ("both", 50, 64, 0.05), ("both", 65, OLDEST, 0.1)]),
    "peptic_ulcer": ("choice: ever diagnosed in some 6 % of the elderly", [
        ("both", 20, 39, 0.01), ("both", 40, 59, 0.03), ("both", 60, OLDEST, 0.06)]),
    "contraception": ("choice: hormonal contraception of a quarter of women of childbearing age", [
        ("F", 15, 19, 0.17), ("F", 20, 34, 0.32), ("F", 35, 44, 0.25), ("F", 45, 49, 0.15)]),
    "current_smoker": ("choice: some of those below 20", [("M", 14, 19, 0.08), ("F", 14, 19, 0.06)]),
    "anaphylaxis_risk": ("choice: some 1.5 % carry an auto-injector", [("both", 2, OLDEST, 0.015)]),
    "colon_polyp": ("choice: found by colonoscopy in a quarter of those over 60 that had one", [
        ("M", 40, 49, 0.02), ("M", 50, 59, 0.1), ("M", 60, OLDEST, 0.18), ("F", 40, 49, 0.015),
        ("F", 50, 59, 0.07), ("F", 60, OLDEST, 0.13)]),
}
# condition: (reason, rows of sex, age from, age to, cases a year)
CHOSEN_INCIDENCE = {
    "appendicitis": ("lifetime risk 0.086 and 0.067 with shares 0.263 (1-17), 0.423 (18-44), 0.221 (45-64),"
                     " 0.093 (65+); choice: 15 years of risk from 65", [
        ("M", 2, 17, 0.00141), ("M", 18, 44, 0.00135), ("M", 45, 64, 0.00095),
        ("M", 65, OLDEST, 0.00053), ("F", 2, 17, 0.0011), ("F", 18, 44, 0.00105),
        ("F", 45, 64, 0.00074), ("F", 65, OLDEST, 0.00042)]),
    "influenza": ("choice: one person in thirty seen with influenza in a year, more children", [
        ("both", 0, 4, 0.06), ("both", 5, 17, 0.05), ("both", 18, 64, 0.025), ("both", 65, OLDEST, 0.025)]),
    "covid_19": ("choice: one person in thirty seen with COVID-19 in a year", [
        ("both", 0, 17, 0.02), ("both", 18, 64, 0.03), ("both", 65, OLDEST, 0.045)]),
    "pneumonia": ("choice: about 1 % of adults a year, rising with age", [
        ("both", 0, 4, 0.014), ("both", 5, 17, 0.005), ("both", 18, 49, 0.004), ("both", 50, 64, 0.008),
        ("both", 65, 79, 0.018), ("both", 80, OLDEST, 0.04)]),
    "gastritis": ("choice: about 1 % of adults a year", [("both", 12, OLDEST, 0.01)]),
    "headache": ("choice: 2 % of persons seen for headache in a year", [("M", 6, OLDEST, 0.014),
                                                                        ("F", 6, OLDEST, 0.026)]),
    "ankle_sprain": ("choice: young adults most", [("both", 5, 11, 0.006), ("both", 12, 24, 0.016),
                                                    ("both", 25, 64, 0.007), ("both", 65, OLDEST, 0.003)]),
    "wrist_sprain": ("choice: a third of ankle sprains", [("both", 5, 24, 0.004), ("both", 25, OLDEST, 0.002)]),
    "hand_laceration": ("choice: working ages most", [("M", 1, 17, 0.008), ("M", 18, 64, 0.012),
        ("M", 65, OLDEST, 0.006), ("F", 1, OLDEST, 0.005)]),
    "foot_laceration": ("choice: a third of hand lacerations", [("both", 1, 17, 0.004),
                                                                ("both", 18, OLDEST, 0.002)]),
    "facial_laceration": ("choice: small children and the elderly most", [
        ("both", 0, 4, 0.014), ("both", 5, 17, 0.006), ("both", 18, 74, 0.003), ("both", 75, OLDEST, 0.008)]),
    "forearm_fracture": ("choice: children most", [("both", 2, 15, 0.007), ("both", 16, 64, 0.0012),
                                                   ("both", 65, OLDEST, 0.002)]),
    "wrist_fracture": ("choice: children and older women most", [
        ("M", 4, 15, 0.004), ("M", 16, OLDEST, 0.0012), ("F", 4, 15, 0.003),
        ("F", 16, 54, 0.0012), ("F", 55, OLDEST, 0.005)]),
    "ankle_fracture": ("choice", [("both", 4, 64, 0.0014), ("both", 65, OLDEST, 0.0018)]),
    "clavicle_fracture": ("choice: boys and young men most", [
        ("M", 0, 24, 0.0018), ("M", 25, OLDEST, 0.0006), ("F", 0, 24, 0.0007),
        ("F", 25, OLDEST, 0.0003)]),
    "rib_fracture": ("choice: rising with age", [("both", 15, 64, 0.0008), ("both", 65, OLDEST, 0.0025)]),
    "hip_fracture": ("choice: doubling about every six years after 65, more women", [
        ("M", 50, 64, 0.0004), ("M", 65, 74, 0.0012), ("M", 75, 84, 0.005), ("M", 85, OLDEST, 0.014),
        ("F", 50, 64, 0.0006), ("F", 65, 74, 0.002), ("F", 75, 84, 0.009),
        ("F", 85, OLDEST, 0.022)]),
    "concussion": ("choice: youth and the elderly most", [
        ("both", 0, 4, 0.004), ("both", 5, 24, 0.006), ("both", 25, 74, 0.0015), ("both", 75, OLDEST, 0.004)]),
    "severe_concussion": ("choice: a sixth of concussions", [("both", 0, 24, 0.0008), ("both", 25, 74, 0.0003),
                                                             ("both", 75, OLDEST, 0.0008)]),
    "whiplash": ("choice: drivers", [("both", 12, 17, 0.001), ("both", 18, 64, 0.003),
                                     ("both", 65, OLDEST, 0.001)]),
    "contact_dermatitis": ("choice: 1.5 % a year", [("both", 0, OLDEST, 0.015)]),
    "burn": ("choice: small children most", [("both", 0, 4, 0.003), ("both", 5, OLDEST, 0.0012)]),
    "dental_caries": ("choice: the share that a medical record shows", [
        ("both", 3, 17, 0.02), ("both", 18, OLDEST, 0.01)]),
    "gingivitis": ("choice: the share that a medical record shows", [("both", 12, OLDEST, 0.01)]),
    "deep_vein_thrombosis": ("choice: 1 in 1,000 adults a year, rising with age", [
        ("both", 18, 44, 0.0003), ("both", 45, 64, 0.001), ("both", 65, OLDEST, 0.003)]),
    "drug_overdose": ("choice: seen in an emergency department", [
        ("both", 15, 54, 0.0008), ("both", 55, OLDEST, 0.0003)]),
    "pregnancy": ("NHANES 2009-2012 pregnant now: 0.05169 (20-24), 0.07775 (25-29), 0.05823 (30-34), 0.05825 (35-39),"
                  " 0.00755 (40-44), over 0.77 years; choice: below 20 and above 44", [
        ("F", 15, 17, 0.008), ("F", 18, 19, 0.035), ("F", 20, 24, 0.067), ("F", 25, 29, 0.101),
        ("F", 30, 34, 0.076), ("F", 35, 39, 0.055), ("F", 40, 44, 0.011),
        ("F", 45, 47, 0.001)]),
    "miscarriage": ("choice: 12 % of recognised pregnancies", [
        ("F", 15, 19, 0.002), ("F", 20, 34, 0.01), ("F", 35, 39, 0.012),
        ("F", 40, 47, 0.004)]),
    "tubal_pregnancy": ("choice: 1 % of pregnancies", [("F", 18, 39, 0.0008), ("F", 40, 47, 0.0003)]),
}


def prevalence(directory):
    rows = facts(directory, "prevalence")

    def find(name, measure):
        found = [row for row in rows if row["condition"] == name and row["measure"] == measure]
        if not found:
            raise SystemExit(f"prevalence.tsv: no rows of {name}, {measure}")
        return found

    lines = []

    def add(condition, kind, row_sex, ages, value, source):
        for sex in SEXES[row_sex]:
            lines.append([condition, kind, sex, *ages, f"{value:.6g}", source])

    for condition, (name, measure, factor, why) in PREVALENCE.items():
        for row in find(name, measure):
            # Bands of other surveys stand beside NHANES' ten-year bands; the finer ones are taken.
            if row["age_band"] in LEFT_OUT.get(condition, ()) or row["sex"] == "both" and condition == "gout":
                continue
            first, last = band(row["age_band"])
            if condition == "adhd":
                first, last = 6, 17
            if condition in ("fibromyalgia", "lupus"):
                first, last = (30, OLDEST)
            source = f'{row["source"]}: {row["condition"]}, {row["method"] or measure}'
            if why:
                source += f"; x {factor}, {why}"
            add(condition, "prevalence", row["sex"], (first, last), float(row["value"]) * factor, source)
    # Stages of kidney disease do not overlap: 3 is the rest of "3+".
    three = {(row["sex"], row["age_band"]): row for row in find(
        "chronic kidney disease stage 3+ (eGFR < 60)", MEASURED)}
    four = {(row["sex"], row["age_band"]): row for row in find(
        "chronic kidney disease stage 4-5 (eGFR < 30)", MEASURED)}
    for key, row in three.items():
        late = float(four[key]["value"])
        source = f'{row["source"]}: {row["condition"]}'
        add("ckd_stage_5", "prevalence", key[0], band(key[1]), late * 0.2,
            f'{source}; choice: a fifth of eGFR < 30 is below 15')
        add("ckd_stage_4", "prevalence", key[0], band(key[1]), late * 0.8,
            f'{source}; choice: four fifths of eGFR < 30 are 15 or more')
        add("ckd_stage_3", "prevalence", key[0], band(key[1]), float(row["value"]) - late, f"{source}, less stage 4-5")
    for condition, (name, measure) in INCIDENCE.items():
        for row in find(name, measure):
            add(condition, "incidence", row["sex"], band(row["age_band"]), float(row["value"]), row["source"])
    for row in find("sinusitis (viral, bacterial or chronic onset)", "annual incidence"):
        for condition, factor, why in SINUSITIS:
            add(condition, "incidence", row["sex"], band(row["age_band"]), float(row["value"]) * factor,
                f'{row["source"]}; {why}')
    for kind, table in [("prevalence", CHOSEN_PREVALENCE), ("incidence", CHOSEN_INCIDENCE)]:
        for condition, (why, chosen) in table.items():
            for sex, first, last, value in chosen:
                add(condition, kind, sex, (first, last), value,
                    why if why.startswith("choice") else f"{why} (prevalence figures)")
    write("condition_prevalence", ["condition", "kind", "sex", "age_from", "age_to", "value", "source"], lines)


ODDS = {
    "hypertension": "hypertension", "hyperlipidaemia": "hyperlipidemia", "asthma": "asthma",
    "arthritis, any": "osteoarthritis", "gout": "gout", "congestive heart failure": "heart_failure",
    "coronary heart disease": "coronary_heart_disease", "angina": "angina",
    "myocardial infarction": "myocardial_infarction", "stroke": "stroke", "thyroid problem": "hypothyroidism",
    "COPD": "copd", "gallstones": "gallstones", "sleep trouble": "insomnia", "obesity (BMI 30+)": "obesity",
    "depression (PHQ-9 10+)": "depression", "sleep apnoea symptom": "sleep_apnea", "anaemia": "anemia",
    "diabetes (HbA1c 6.5+)": "type_2_diabetes", "CKD (eGFR < 60)": "ckd_stage_3",
}
# Pairs within the measures that lab-correlations.tsv already relates.
OF_MEASURES = {"obesity", "type_2_diabetes", "ckd_stage_3", "anemia"}
CHOSEN_ODDS = [
    ("hypertension", "type_2_diabetes", 2.4), ("hyperlipidemia", "type_2_diabetes", 2.0),
    ("coronary_heart_disease", "type_2_diabetes", 2.0), ("heart_failure", "type_2_diabetes", 2.2),
    ("stroke", "type_2_diabetes", 1.8), ("hypertension", "ckd_stage_3", 2.3), ("heart_failure", "ckd_stage_3", 2.8),
    ("coronary_heart_disease", "ckd_stage_3", 1.8), ("atrial_fibrillation", "heart_failure", 5.0),
    ("atrial_fibrillation", "hypertension", 1.9), ("atrial_fibrillation", "stroke", 2.6),
    ("atrial_fibrillation", "coronary_heart_disease", 2.0), ("anxiety", "depression", 7.0),
    ("anxiety", "insomnia", 2.8), ("ptsd", "depression", 5.0), ("ptsd", "anxiety", 5.0),
    ("bipolar", "anxiety", 4.0), ("alcoholism", "depression", 2.5), ("alcoholism", "cirrhosis", 9.0),
    ("alcoholism", "current_smoker", 3.5), ("hepatitis_c", "cirrhosis", 12.0),
    ("opioid_use_disorder", "depression", 3.5), ("opioid_use_disorder", "hepatitis_c", 8.0),
    ("opioid_use_disorder", "low_back_pain", 2.5), ("opioid_use_disorder", "current_smoker", 4.0),
    ("schizophrenia", "current_smoker", 3.5), ("depression", "current_smoker", 1.9),
    ("copd", "current_smoker", 5.0), ("lung_cancer", "current_smoker", 9.0),
    ("coronary_heart_disease", "current_smoker", 1.7), ("stroke", "current_smoker", 1.6),
    ("lung_cancer", "copd", 3.5), ("allergic_rhinitis", "asthma", 4.0), ("eczema", "asthma", 2.6),
    ("eczema", "allergic_rhinitis", 2.6), ("chronic_sinusitis", "allergic_rhinitis", 3.0),
    ("chronic_sinusitis", "asthma", 2.0), ("migraine", "depression", 2.2), ("migraine", "anxiety", 2.2),
    ("fibromyalgia", "depression", 3.5), ("fibromyalgia", "low_back_pain", 4.0), ("fibromyalgia", "migraine", 3.0),
    ("low_back_pain", "osteoarthritis", 2.8), ("low_back_pain", "depression", 2.0), ("low_back_pain", "obesity", 1.5),
    ("reflux", "obesity", 1.7), ("reflux", "asthma", 1.7), ("reflux", "sleep_apnea", 1.7),
    ("dementia", "stroke", 2.2), ("dementia", "depression", 2.0), ("dementia", "parkinson", 4.0),
    ("parkinson", "depression", 2.2), ("epilepsy", "stroke", 3.5), ("epilepsy", "dementia", 2.0),
    ("glaucoma", "type_2_diabetes", 1.4), ("gout", "ckd_stage_3", 2.6), ("osteoporosis", "rheumatoid_arthritis", 1.8),
    ("osteoporosis", "obesity", 0.6), ("psoriasis", "obesity", 1.5), ("hypothyroidism", "celiac", 2.5),
    ("type_1_diabetes", "celiac", 5.0), ("type_1_diabetes", "hypothyroidism", 3.0),
    ("rheumatoid_arthritis", "coronary_heart_disease", 1.5), ("lupus", "hypothyroidism", 2.0),
    ("diverticular_disease", "obesity", 1.5), ("colon_polyp", "diverticular_disease", 2.0),
    ("colon_cancer", "colon_polyp", 3.0), ("prostate_hyperplasia", "hypertension", 1.3),
    ("adhd", "anxiety", 2.5), ("hiv", "hepatitis_c", 5.0),
]


def comorbidity(directory):
    lines = []
    for row in facts(directory, "comorbidity-odds"):
        a, b = ODDS.get(row["condition_a"]), ODDS.get(row["condition_b"])
        if not a or not b or row["odds_ratio"] == "inf" or {a, b} <= OF_MEASURES:
            continue
        source = f'{row["source"]}: {row["condition_a"]}, {row["condition_b"]}; {row["method"]}'
        lines.append([a, b, row["odds_ratio"], row["ci_low"], row["ci_high"], source])
    known = {(a, b) for a, b, *_ in lines}
    for a, b, odds in CHOSEN_ODDS:
        if (a, b) in known or (b, a) in known:
            raise SystemExit(f"comorbidity: {a}, {b} stands in the facts")
        lines.append([a, b, odds, "", "", "choice: the direction is well known, the size is rounded"])
    write("condition_comorbidity", ["a", "b", "odds_ratio", "low", "high", "source"], lines)


# measure of the catalogue: LOINC of lab-reference.tsv
QUANTILES = {
    "hemoglobin": "718-7", "mcv": "787-2", "mchc": "786-4", "rdw": "788-0", "leukocytes": "6690-2",
    "platelets": "777-3", "mpv": "32623-1", "neutrophils": "751-8", "lymphocytes": "731-0",
    "cholesterol": "2093-3", "hdl": "2085-9", "triglycerides": "2571-8", "systolic": "8480-6", "diastolic": "8462-4",
    "heart_rate": "8867-4", "height": "8302-2", "bmi": "39156-5", "glucose": "2345-7", "hba1c": "4548-4",
    "creatinine": "2160-0", "urea_nitrogen": "3094-0", "albumin": "1751-7", "alkaline_phosphatase": "6768-6",
    "bilirubin": "1975-2", "urate": "3084-1", "vitamin_b12": "2132-9",
}
# measure: (reason, rows of sex, age from, age to, five quantiles)
CHOSEN_QUANTILES = {
    # What NHANES does not measure in small children.
    "systolic": ("choice: rises from 70 at birth to the measured 101 at 8", [
        ("both", 0, 0, (68, 77, 84, 91, 100)), ("both", 1, 3, (80, 87, 92, 97, 105)),
        ("both", 4, 7, (84, 91, 96, 102, 110))]),
    "diastolic": ("choice: rises from 45 at birth to the measured one at 8", [
        ("both", 0, 0, (38, 44, 49, 54, 61)), ("both", 1, 3, (42, 48, 53, 58, 65)),
        ("both", 4, 7, (45, 51, 56, 61, 69))]),
    "heart_rate": ("choice: falls from 130 at birth to the measured one at 8", [
        ("both", 0, 0, (105, 118, 128, 139, 155)), ("both", 1, 3, (88, 100, 109, 119, 135)),
        ("both", 4, 7, (74, 84, 92, 101, 114))]),
    "height": ("choice: length of infants, 50 cm at birth to 76 at one year", [
        ("M", 0, 0.1, (48, 50, 51.5, 53, 55)), ("M", 0.2, 0.3, (57, 59.5, 61, 62.5, 65)),
        ("M", 0.45, 0.55, (63.5, 66, 67.5, 69, 71.5)), ("M", 0.7, 0.8, (68, 70.5, 72, 73.5, 76)),
        ("M", 0.9, 1.1, (71.8, 74.3, 76, 77.7, 80.2)), ("M", 1.3, 1.7, (77.5, 80.5, 82.5, 84.5, 87.5)),
        ("F", 0, 0.1, (47.3, 49.3, 50.8, 52.3, 54.3)), ("F", 0.2, 0.3, (55.7, 58.2, 59.7, 61.2, 63.7)),
        ("F", 0.45, 0.55, (61.8, 64.3, 65.8, 67.3, 69.8)), ("F", 0.7, 0.8, (66.2, 68.7, 70.2, 71.7, 74.2)),
        ("F", 0.9, 1.1, (70, 72.5, 74.2, 75.9, 78.4)), ("F", 1.3, 1.7, (75.9, 78.9, 80.9, 82.9, 85.9))]),
    "bmi": ("choice: infants 13 at birth, near 17 at half a year", [
        ("both", 0, 0.1, (11.8, 12.8, 13.5, 14.2, 15.4)), ("both", 0.2, 0.3, (14.4, 15.6, 16.5, 17.4, 18.9)),
        ("both", 0.45, 0.8, (15, 16.3, 17.2, 18.2, 19.8)), ("both", 0.9, 1.9, (14.6, 15.8, 16.7, 17.7, 19.2))]),
    "head_circumference": ("choice: growth in the first two years", [
        ("M", 0, 0.1, (33.5, 34.6, 35.4, 36.2, 37.3)), ("M", 0.2, 0.3, (38.8, 39.9, 40.6, 41.4, 42.5)),
        ("M", 0.45, 0.55, (41.6, 42.6, 43.4, 44.2, 45.2)), ("M", 0.9, 1.1, (44.2, 45.3, 46.1, 46.9, 48)),
        ("M", 1.9, 110, (46.3, 47.5, 48.3, 49.1, 50.3)), ("F", 0, 0.1, (32.8, 33.9, 34.7, 35.5, 36.6)),
        ("F", 0.2, 0.3, (37.8, 38.9, 39.6, 40.4, 41.5)), ("F", 0.45, 0.55, (40.4, 41.5, 42.2, 43, 44.1)),
        ("F", 0.9, 1.1, (43, 44.1, 44.9, 45.7, 46.8)), ("F", 1.9, 110, (45.2, 46.4, 47.2, 48, 49.2))]),
    "glucose": ("choice: children as healthy young adults", [("both", 0, 19, (72, 82, 88, 94, 104))]),
    "hba1c": ("choice: children as healthy young adults", [("both", 0, 19, (4.7, 5, 5.2, 5.4, 5.7))]),
    "creatinine": ("choice: rises with muscle", [
        ("both", 0, 4, (0.2, 0.25, 0.3, 0.36, 0.46)), ("both", 5, 11, (0.34, 0.42, 0.48, 0.55, 0.66)),
        ("M", 12, 19, (0.5, 0.65, 0.78, 0.9, 1.08)), ("F", 12, 19, (0.45, 0.55, 0.63, 0.71, 0.86))]),
    "urea_nitrogen": ("choice: a little below adults", [("both", 0, 19, (6, 9, 11, 13, 17))]),
    "albumin": ("choice: as young adults", [("both", 0, 19, (3.8, 4.1, 4.4, 4.6, 4.9))]),
    "alkaline_phosphatase": ("choice: high while bones grow", [
        ("both", 0, 13, (130, 180, 225, 280, 360)), ("M", 14, 16, (80, 115, 160, 220, 320)),
        ("M", 17, 19, (52, 66, 80, 96, 130)), ("F", 14, 16, (52, 70, 92, 120, 175)),
        ("F", 17, 19, (40, 52, 64, 78, 105))]),
    "bilirubin": ("choice: as young adults", [("both", 0, 19, (0.2, 0.4, 0.5, 0.7, 1.1))]),
    "urate": ("choice: rises at puberty", [
        ("both", 0, 11, (2.4, 3.1, 3.7, 4.3, 5.3)), ("M", 12, 19, (3.5, 4.6, 5.4, 6.2, 7.4)),
        ("F", 12, 19, (2.9, 3.7, 4.3, 5, 6.1))]),
    "hdl": ("choice: as young adults, a little higher", [("both", 0, 19, (34, 44, 51, 59, 73))]),
    "triglycerides": ("choice: below adults", [("both", 0, 19, (34, 51, 70, 98, 170))]),
    "vitamin_b12": ("choice: above adults", [("both", 0, 19, (300, 430, 560, 720, 1050))]),
    "cholesterol": ("choice: as at 6-11", [("both", 0, 5, (117, 137, 152, 169, 200))]),
    "hemoglobin": ("choice: as at 1-4, a little lower", [("both", 0, 0, (10.5, 11.5, 12.2, 12.9, 13.8))]),
    "mcv": ("choice: as at 1-4", [("both", 0, 0, (70, 75, 78, 82, 88))]),
    "mchc": ("choice: as at 1-4", [("both", 0, 0, (32.5, 33.3, 33.8, 34.3, 35))]),
    "rdw": ("choice: as at 1-4", [("both", 0, 0, (12.5, 13.1, 13.6, 14.3, 16))]),
    "leukocytes": ("choice: above 1-4", [("both", 0, 0, (6, 8.4, 10.3, 12.5, 16.5))]),
    "platelets": ("choice: as at 1-4", [("both", 0, 0, (210, 270, 320, 380, 480))]),
    "mpv": ("choice: as at 1-4", [("both", 0, 0, (6.4, 7, 7.4, 7.9, 8.8))]),
    "neutrophils": ("choice: below 1-4", [("both", 0, 0, (1.3, 2.3, 3.2, 4.4, 7))]),
    "lymphocytes": ("choice: above 1-4", [("both", 0, 0, (2.8, 4.2, 5.4, 6.8, 9.5))]),
}
ADULT = "normal range of adults (Synthea biometrics.yml) as 2.5 and 97.5 percent"
# measure: (low, high as 2.5 and 97.5 percentiles, reason); normal, the same at all ages
RANGES = {
    "sodium": (136, 144, ADULT), "potassium": (3.6, 5.1, ADULT + "; choice: high side narrowed"),
    "chloride": (98, 108, ADULT + "; choice: moved to what laboratories report"),
    "carbon_dioxide": (20, 29, ADULT), "calcium": (8.5, 10.2, ADULT),
    "protein": (6.2, 8.2, "Synthea gallstones module, comprehensive panel"),
    "alanine_aminotransferase": (9, 46, "Synthea CMP states end at 44; choice: low side"),
    "aspartate_aminotransferase": (12, 40, "Synthea CMP states end at 40; choice: low side"),
    "thyrotropin": (0.6, 4.4, "choice: the reference range of laboratories"),
    "free_thyroxine": (0.8, 1.7, "choice: the reference range of laboratories"),
    "ferritin": (30, 150, "Synthea heart/chf_lab_work"), "iron": (35, 165, "Synthea heart/chf_lab_work"),
    "iron_binding_capacity": (250, 450, "Synthea heart/chf_lab_work"),
    "vitamin_d": (12, 55, "choice: a third below 20 ng/mL"), "inr": (0.8, 1.2, "Synthea heart/cabg/labs_common"),
    "prothrombin_time": (9.1, 12, "Synthea heart/cabg/labs_common"),
    "body_temperature": (36.1, 37.2, "Synthea covid19/infection"),
    "respiratory_rate": (12, 20, "Synthea uti/ed_bundle"),
    "oxygen_saturation": (95, 99.6, "choice: healthy persons at sea level"),
    "lactate": (0.5, 2.0, "Synthea sepsis states begin at 0 to 1; choice: healthy side"),
    "nt_probnp": (15, 180, "choice: below the 200 where Synthea's heart failure states begin"),
    "troponin": (1, 14, "Synthea nsteacs_pathway reaches 120 ng/L in injury; choice: healthy side"),
    "d_dimer": (0.1, 0.5, "choice: the cut-off of 0.5 ug/mL"),
    "lactate_dehydrogenase": (120, 240, "choice: the reference range of laboratories"),
    "procalcitonin": (0.02, 0.09, "choice: below 0.1 ng/mL in health"),
    "sedimentation_rate": (2, 25, "choice: the reference range of laboratories"),
    "c_reactive_protein": (0.3, 12, "choice: median near 1.9 mg/L with a long tail; NHANES gives correlations only"),
    "prostate_antigen": (0.3, 4, "Synthea veteran_prostate_cancer, normal results"),
    "albumin_creatinine": (3, 24, "normal below 17 (Synthea biometrics.yml); choice: upper tail"),
    "ejection_fraction": (52, 70, "choice: normal echocardiography"),
    "fev1_fvc": (72, 88, "Synthea copd: 75-90 in stage 1; choice: healthy persons"),
    "bone_density": (-1.9, 1.2, "Synthea injuries: -0.5 to 0.5 normal; choice: spread of older adults"),
    "urine_specific_gravity": (1.005, 1.03, "Synthea uti/labs"), "urine_ph": (5, 7.5, "Synthea dialysis"),
    "red_width_volume": (39, 46, "Synthea anemia/anemia_sub"),
    "viral_load": (20, 200, "choice: suppressed under treatment"),
    "cd4_cells": (400, 1200, "choice: under treatment"),
    "pain": (0, 4, "Synthea wellness_encounters"),
    "phq_9": (0, 9, "choice: below the cut-off of 10"), "phq_2": (0, 2, "choice: below the cut-off of 3"),
    "gad_7": (0, 8, "choice: below the cut-off of 10"), "audit_c": (0, 5, "choice: mostly below the cut-off"),
    "dast_10": (0, 2, "choice: mostly 0"), "mmse": (26, 30, "choice: normal above 25"),
    "hemoglobin_stool": (1, 25, "Synthea colorectal_cancer, negative result"),
}
# Measures whose logarithm is normal.
LOGARITHMIC = {
    "thyrotropin", "ferritin", "nt_probnp", "troponin", "d_dimer", "procalcitonin", "c_reactive_protein",
    "albumin_creatinine", "prostate_antigen", "alanine_aminotransferase", "aspartate_aminotransferase", "vitamin_d",
    "viral_load", "cd4_cells", "sedimentation_rate", "hemoglobin_stool",
}


# What is found or not: measure, share that is positive without a cause.
PRESENCE = [
    ("leukocyte_esterase", 0.06, "choice: positive by chance in 6 %"),
    ("nitrite", 0.02, "choice: positive by chance in 2 %"),
    ("urine_protein", 0.05, "choice: positive by chance in 5 %"),
    ("urine_glucose", 0.02, "choice: positive by chance in 2 %"),
    ("pregnancy_test", 0.001, "choice: nearly never without pregnancy"),
    ("covid_test", 0.02, "choice: positive without diagnosis in 2 %"),
]


def quantiles_between(low, high, logarithmic):
    if logarithmic:
        return [round(math.exp(value), 4) for value in quantiles_between(math.log(low), math.log(high), False)]
    middle, deviation = (low + high) / 2, (high - low) / 2 / 1.959964
    return [round(middle + z * deviation, 4) for z in (-1.644854, -0.67449, 0, 0.67449, 1.644854)]


def references(directory):
    rows = facts(directory, "lab-reference")
    lines = []
    for measure, code in QUANTILES.items():
        seen = set()
        for row in rows:
            if row["loinc"] != code or row["group"] != "all" or not row["p50"]:
                continue
            first, last = band(row["age_band"])
            # Weight of evidence: the ten-year bands of 2017-2018 come first; coarser rows repeat them.
            if any(age in seen for age in [(row["sex"], first), (row["sex"], min(last, 90))]):
                continue
            seen |= {(row["sex"], age) for age in range(first, last + 1)}
            lines.append([measure, SEXES[row["sex"]][0], first, last,
                          *(row[name] for name in ("p05", "p25", "p50", "p75", "p95")), row["source"]])
    for measure, (why, chosen) in CHOSEN_QUANTILES.items():
        for sex, first, last, values in chosen:
            for each in SEXES[sex]:
                lines.append([measure, each, first, last, *values, why])
    # Positive above 0: so many in a hundred of those without the cause.
    for measure, share, why in PRESENCE:
        middle = -statistics.NormalDist().inv_cdf(1 - share)
        values = [f"{middle + z:.4f}" for z in (-1.644854, -0.67449, 0, 0.67449, 1.644854)]
        for sex in SEXES["both"]:
            lines.append([measure, sex, 0, OLDEST, *values, why])
    for measure, (low, high, why) in RANGES.items():
        for sex in SEXES["both"]:
            lines.append([measure, sex, 0, OLDEST, *quantiles_between(low, high, measure in LOGARITHMIC), why])
    write("measure_reference",
          ["measure", "sex", "age_from", "age_to", "p05", "p25", "p50", "p75", "p95", "source"], lines)


CORRELATED = {
    "sbp": "systolic", "dbp": "diastolic", "bmi": "bmi", "height": "height", "glucose": "glucose",
    "hba1c": "hba1c", "totchol": "cholesterol", "hdl": "hdl", "trig": "triglycerides", "creat": "creatinine",
    "bun": "urea_nitrogen", "albumin": "albumin", "alp": "alkaline_phosphatase", "uap": "urate",
    "wbc": "leukocytes", "mcv": "mcv", "rdw": "rdw", "crp": "c_reactive_protein",
}


def correlations(directory):
    rows = facts(directory, "lab-correlations")
    value = {}
    for row in rows:
        value[row["a"], row["b"]] = value[row["b"], row["a"]] = float(row["correlation"])
    lines = []
    for row in rows:
        a, b = CORRELATED.get(row["a"]), CORRELATED.get(row["b"])
        if a and b:
            lines.append([a, b, row["correlation"], f'{row["source"]}; {row["method"]}'])
    # Hemoglobin is erythrocytes x MCV x MCHC / 1000: its correlations follow from theirs, with
    # coefficients of variation of 9 and 6 percent.
    red, volume = 0.09, 0.06
    spread = math.sqrt(red ** 2 + volume ** 2 + 2 * value["rbc", "mcv"] * red * volume)
    why = f'{rows[0]["source"]}; hemoglobin from erythrocytes and MCV (coefficients of variation 0.09 and 0.06)'
    for name, measure in CORRELATED.items():
        with_volume = 1 if name == "mcv" else value["mcv", name]
        lines.append(["hemoglobin", measure, f'{(value["rbc", name] * red + with_volume * volume) / spread:.3f}', why])
    write("measure_correlation", ["a", "b", "correlation", "source"], lines)


MORTALITY = {"diabetes (HbA1c 6.5+)": "type_2_diabetes", "severe obesity (BMI 40+)": "severe_obesity",
             "CKD (eGFR < 60)": "ckd_stage_3", "high triglycerides (200+)": "hypertriglyceridemia"}
CHOSEN_MORTALITY = {
    "ckd_stage_4": 3.0, "ckd_stage_5": 5.0, "heart_failure": 2.6, "coronary_heart_disease": 1.5,
    "myocardial_infarction": 1.6, "stroke": 1.7, "atrial_fibrillation": 1.5, "copd": 1.9, "dementia": 2.6,
    "parkinson": 2.0, "lung_cancer": 9.0, "colon_cancer": 2.4, "breast_cancer": 1.5, "prostate_cancer": 1.3,
    "cirrhosis": 5.0, "alcoholism": 1.8, "opioid_use_disorder": 4.0, "hiv": 1.6, "schizophrenia": 2.2,
    "epilepsy": 1.8, "hypertension": 1.15, "current_smoker": 2.0, "former_smoker": 1.2, "anemia": 1.5,
    "type_1_diabetes": 2.2, "lupus": 1.8, "hepatitis_c": 1.7, "major_depression": 1.4, "multiple_sclerosis": 1.6,
    "osteoporosis": 1.2,
}


def mortality_ratios(directory):
    lines = []
    for row in facts(directory, "mortality-ratios"):
        if condition := MORTALITY.get(row["exposure"]):
            lines.append([condition, row["rate_ratio"], f'{row["source"]}; {row["method"]}'])
    for condition, ratio in CHOSEN_MORTALITY.items():
        lines.append([condition, ratio, "choice: the order of magnitude of cohort studies, rounded"])
    write("mortality_ratios", ["condition", "rate_ratio", "source"], lines)


# vaccine: (share that gets each dose due, route)
COVERAGE = {"flu": 0.48, "hepb_adult": 0.25, "hepa_adult": 0.12, "td": 0.62, "zoster": 0.35, "ppsv23": 0.68,
            "hpv": 0.6, "men": 0.85, "tdap": 0.88}


def immunizations(directory):
    lines = []
    for row in facts(directory, "immunization-schedule"):
        route = {"rv_mono": "oral", "ipv": "subcutaneous", "mmr": "subcutaneous", "var": "subcutaneous"}.get(
            row["vaccine"], "intramuscular")
        lines.append([row["vaccine"], row["cvx"], row["name"], row["at_months"], row["first_available"],
                      COVERAGE.get(row["vaccine"], 0.92), route,
                      f'{row["source"]}; choice: coverage of each dose and route'])
    write("immunizations",
          ["vaccine", "code", "name", "at_months", "first_year", "coverage", "route", "source"], lines)


def main(arguments):
    if len(arguments) != 1:
        raise SystemExit(__doc__)
    directory = pathlib.Path(arguments[0])
    for derive in (prevalence, comorbidity, references, correlations, mortality_ratios, immunizations):
        derive(directory)


if __name__ == "__main__":
    main(sys.argv[1:])
