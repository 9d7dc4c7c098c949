#include "app/command_line.h"
#include "engine/image/decode_worker.h"

#include <string_view>

int main(int argc, char **argv) {
    // A decode worker starts before anything else is set up: it is to carry as little as can be.
    if (argc == 2 && std::string_view(argv[1]) == "decode-worker") {
        return fovea::image::runDecodeWorker();
    }
    return fovea::app::runCommandLine(argc, argv);
}
