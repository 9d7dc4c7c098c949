#include "ui/thumbnail_source.h"
