// The catalogue of the synthetic population: every file of catalogue/, by its name without the
// ending. A new table is one #embed and one row below.

#include "cfacts.h"

#include <string.h>

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char allergies[] = {
#embed "catalogue/allergies.csv"
};

static const unsigned char condition_care[] = {
#embed "catalogue/condition_care.csv"
};

static const unsigned char condition_comorbidity[] = {
#embed "catalogue/condition_comorbidity.csv"
};

static const unsigned char condition_complications[] = {
#embed "catalogue/condition_complications.csv"
};

static const unsigned char condition_devices[] = {
#embed "catalogue/condition_devices.csv"
};

static const unsigned char condition_drugs[] = {
#embed "catalogue/condition_drugs.csv"
};

static const unsigned char condition_effects[] = {
#embed "catalogue/condition_effects.csv"
};

static const unsigned char condition_labs[] = {
#embed "catalogue/condition_labs.csv"
};

static const unsigned char condition_plans[] = {
#embed "catalogue/condition_plans.csv"
};

static const unsigned char condition_prevalence[] = {
#embed "catalogue/condition_prevalence.csv"
};

static const unsigned char condition_procedures[] = {
#embed "catalogue/condition_procedures.csv"
};

static const unsigned char condition_race_risks[] = {
#embed "catalogue/condition_race_risks.csv"
};

static const unsigned char condition_rate_factors[] = {
#embed "catalogue/condition_rate_factors.csv"
};

static const unsigned char condition_therapies[] = {
#embed "catalogue/condition_therapies.csv"
};

static const unsigned char conditions[] = {
#embed "catalogue/conditions.csv"
};

static const unsigned char costs[] = {
#embed "catalogue/costs.csv"
};

static const unsigned char coverage_shares[] = {
#embed "catalogue/coverage_shares.csv"
};

static const unsigned char encounter_rates[] = {
#embed "catalogue/encounter_rates.csv"
};

static const unsigned char given_names[] = {
#embed "catalogue/given_names.csv"
};

static const unsigned char immunizations[] = {
#embed "catalogue/immunizations.csv"
};

static const unsigned char languages[] = {
#embed "catalogue/languages.csv"
};

static const unsigned char marital_status[] = {
#embed "catalogue/marital_status.csv"
};

static const unsigned char measure_correlation[] = {
#embed "catalogue/measure_correlation.csv"
};

static const unsigned char measure_reference[] = {
#embed "catalogue/measure_reference.csv"
};

static const unsigned char measures[] = {
#embed "catalogue/measures.csv"
};

static const unsigned char mortality[] = {
#embed "catalogue/mortality.csv"
};

static const unsigned char mortality_ratios[] = {
#embed "catalogue/mortality_ratios.csv"
};

static const unsigned char panels[] = {
#embed "catalogue/panels.csv"
};

static const unsigned char payer_shares[] = {
#embed "catalogue/payer_shares.csv"
};

static const unsigned char payers[] = {
#embed "catalogue/payers.csv"
};

static const unsigned char places[] = {
#embed "catalogue/places.csv"
};

static const unsigned char population[] = {
#embed "catalogue/population.csv"
};

static const unsigned char race_ethnicity[] = {
#embed "catalogue/race_ethnicity.csv"
};

static const unsigned char routes[] = {
#embed "catalogue/routes.csv"
};

static const unsigned char streets[] = {
#embed "catalogue/streets.csv"
};

static const unsigned char surnames[] = {
#embed "catalogue/surnames.csv"
};

static const unsigned char visit_panels[] = {
#embed "catalogue/visit_panels.csv"
};

static const unsigned char visit_procedures[] = {
#embed "catalogue/visit_procedures.csv"
};

static const struct {
    const char *name;
    const unsigned char *bytes;
    size_t count;
} tables[] = {
    {"allergies", allergies, sizeof allergies},
    {"condition_care", condition_care, sizeof condition_care},
    {"condition_comorbidity", condition_comorbidity, sizeof condition_comorbidity},
    {"condition_complications", condition_complications, sizeof condition_complications},
    {"condition_devices", condition_devices, sizeof condition_devices},
    {"condition_drugs", condition_drugs, sizeof condition_drugs},
    {"condition_effects", condition_effects, sizeof condition_effects},
    {"condition_labs", condition_labs, sizeof condition_labs},
    {"condition_plans", condition_plans, sizeof condition_plans},
    {"condition_prevalence", condition_prevalence, sizeof condition_prevalence},
    {"condition_procedures", condition_procedures, sizeof condition_procedures},
    {"condition_race_risks", condition_race_risks, sizeof condition_race_risks},
    {"condition_rate_factors", condition_rate_factors, sizeof condition_rate_factors},
    {"condition_therapies", condition_therapies, sizeof condition_therapies},
    {"conditions", conditions, sizeof conditions},
    {"costs", costs, sizeof costs},
    {"coverage_shares", coverage_shares, sizeof coverage_shares},
    {"encounter_rates", encounter_rates, sizeof encounter_rates},
    {"given_names", given_names, sizeof given_names},
    {"immunizations", immunizations, sizeof immunizations},
    {"languages", languages, sizeof languages},
    {"marital_status", marital_status, sizeof marital_status},
    {"measure_correlation", measure_correlation, sizeof measure_correlation},
    {"measure_reference", measure_reference, sizeof measure_reference},
    {"measures", measures, sizeof measures},
    {"mortality", mortality, sizeof mortality},
    {"mortality_ratios", mortality_ratios, sizeof mortality_ratios},
    {"panels", panels, sizeof panels},
    {"payer_shares", payer_shares, sizeof payer_shares},
    {"payers", payers, sizeof payers},
    {"places", places, sizeof places},
    {"population", population, sizeof population},
    {"race_ethnicity", race_ethnicity, sizeof race_ethnicity},
    {"routes", routes, sizeof routes},
    {"streets", streets, sizeof streets},
    {"surnames", surnames, sizeof surnames},
    {"visit_panels", visit_panels, sizeof visit_panels},
    {"visit_procedures", visit_procedures, sizeof visit_procedures},
};

const unsigned char *lake_facts_catalogue(const char *name, size_t *count) {
    for (size_t index = 0; index < sizeof tables / sizeof tables[0]; index++) {
        if (strcmp(tables[index].name, name) == 0) {
            *count = tables[index].count;
            return tables[index].bytes;
        }
    }
    *count = 0;
    return NULL;
}
