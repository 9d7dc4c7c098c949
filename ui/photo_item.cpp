#include "ui/photo_item.h"
