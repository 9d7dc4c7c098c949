#include "engine/image/decode_protocol.h"

#include <csignal>
#include <cstdlib>
#include <string_view>

#include <unistd.h>

using namespace fovea::image;

/// A decode worker that a photo has taken over: it starts as it should and then does what its
/// argument says.
int main(int argc, char **argv) {
    constexpr int kSocket = 3;
    const std::string_view mode = argc > 1 ? argv[1] : "";
    SetupMessage setup;
    if (mode == "never-starts" || !receiveMessage(kSocket, setup) ||
        !sendMessage(kSocket, HelloMessage{})) {
        return 3;
    }
    RequestMessage request;
    std::vector<UniqueDescriptor> descriptors;
    while (receiveMessage(kSocket, request, &descriptors)) {
        ReplyMessage reply;
        reply.sequence = request.sequence;
        reply.photo = {10, 10};
        reply.encoderInput = {request.inputSize, request.inputSize};
        const auto metadata = packMetadata({});
        reply.metadataBytes = static_cast<std::uint32_t>(metadata.size());
        if (mode != "empty-output") {
            writeExactly(descriptors[1].get(), metadata, 0);
        }
        if (mode == "crashes") {
            std::signal(SIGSEGV, SIG_DFL); // a sanitizer would catch it
            std::raise(SIGSEGV);
        } else if (mode == "exits") {
            return 0;
        } else if (mode == "hangs") {
            ::pause();
        } else if (mode == "claims-pixels-it-has-not") {
            reply.preview = {20000, 20000};
        } else if (mode == "negative-size") {
            reply.preview = {-5, -5};
        } else if (mode == "another-size") {
            reply.encoderInput = {request.inputSize + 1, request.inputSize};
        } else if (mode == "huge-metadata") {
            reply.metadataBytes = 0xffffffff;
        } else if (mode == "old-answer") {
            reply.sequence -= 1;
        } else if (mode == "unknown-error") {
            reply.errorCode = 1000;
        } else if (mode == "short-message") {
            sendBytes(kSocket, std::as_bytes(std::span(&reply, 1)).first(8));
            continue;
        }
        sendMessage(kSocket, reply);
        descriptors.clear();
    }
    return 0;
}
