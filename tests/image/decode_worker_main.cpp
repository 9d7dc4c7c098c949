#include "engine/image/decode_worker.h"

/// A decode worker by itself, for tests of the rooms that need one.
int main() {
    return fovea::image::runDecodeWorker();
}
