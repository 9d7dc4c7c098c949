// Compiled once for the sources that see torch; its headers cost ten seconds a file otherwise.
#include <ATen/ATen.h>

#include <string>
#include <vector>
