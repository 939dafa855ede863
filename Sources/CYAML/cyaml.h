// libyaml, the YAML parser of distribution profiles and rules.

#ifndef CYAML_H
#define CYAML_H

#include <yaml.h>

#endif
