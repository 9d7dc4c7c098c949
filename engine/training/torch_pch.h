// Compiled once for the sources that see torch; its headers cost seventeen seconds a file
// otherwise.
#include <torch/torch.h>

#include <map>
#include <string>
#include <vector>
