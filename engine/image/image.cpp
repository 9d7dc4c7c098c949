#include "engine/image/image.h"
