#pragma once
// The whole tree of a job text: source.h (places, names), type_name.h, expression.h, query.h, statement.h.
// Make it with sql/parser.h, write it out with sql/printer.h.

#include "sql/expression.h"
#include "sql/query.h"
#include "sql/statement.h"
#include "sql/type_name.h"
