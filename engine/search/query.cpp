#include "engine/search/query.h"
