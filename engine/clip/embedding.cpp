#include "engine/clip/embedding.h"
