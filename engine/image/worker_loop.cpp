#include "engine/image/worker_loop.h"

#include "engine/core/mapped_file.h"
#include "engine/image/decode_protocol.h"
#include "engine/image/photo_reader.h"
#include "engine/image/sandbox.h"

#include <csignal>
#include <cstdio>
#include <string>

#include <malloc.h>
#include <sys/time.h>
#include <unistd.h>

namespace fovea::image {

namespace {

// The parent ends a worker that takes too long. Should the parent be gone, the worker ends itself a
// little later.
void setAlarm(std::int64_t ms) {
    itimerval timer{};
    timer.it_value.tv_sec = static_cast<time_t>(ms / 1000);
    timer.it_value.tv_usec = static_cast<suseconds_t>(ms % 1000 * 1000);
    ::setitimer(ITIMER_REAL, &timer, nullptr);
}

ImageSize sizeOf(const Image &image) {
    return {image.width, image.height};
}

DecodeRequest fromMessage(const RequestMessage &message) {
    DecodeRequest request;
    request.encoderInput.size = message.inputSize;
    request.encoderInput.mode = static_cast<ResizeMode>(message.inputMode);
    request.encoderInput.interpolation = static_cast<Interpolation>(message.interpolation);
    request.encoderInput.fill = message.fill;
    request.thumbnailSide = message.thumbnailSide;
    request.previewSide = message.previewSide;
    return request;
}

Result<void> writeOutput(int output, const ReadPhoto &read, ReplyMessage &reply) {
    const std::vector<std::uint8_t> metadata = packMetadata(read.photo.metadata);
    reply.metadataBytes = static_cast<std::uint32_t>(metadata.size());
    reply.photo = {read.photo.width, read.photo.height};
    reply.encoderInput = sizeOf(read.photo.encoderInput);
    reply.thumbnail = sizeOf(read.thumbnail);
    reply.preview = sizeOf(read.photo.preview);
    reply.contentHash = read.photo.contentHash.bytes;
    reply.pixelHash = read.photo.pixelHash.bytes;
    std::uint64_t offset = 0;
    for (const auto *part : {&metadata, &read.photo.encoderInput.pixels, &read.thumbnail.pixels,
                             &read.photo.preview.pixels}) {
        if (!writeExactly(output, *part, offset)) {
            return fail(ErrorCode::TooLarge, "its pixels are more than fit into memory");
        }
        offset += part->size();
    }
    return {};
}

Result<void> answer(const RequestMessage &message, const std::vector<UniqueDescriptor> &descriptors,
                    const DecodeLimits &limits, ReplyMessage &reply) {
    const std::size_t expected = message.hasSidecar != 0 ? 3 : 2;
    if (descriptors.size() != expected) {
        return fail(ErrorCode::Failed, "the decoder did not get the file");
    }
    const auto file = MappedFile::fromDescriptor(descriptors[0].get(), "it");
    if (!file) {
        return fail(file.error().code == ErrorCode::TooLarge
                        ? Error{ErrorCode::TooLarge,
                                "the file is larger than the memory that a decoder may have"}
                        : file.error());
    }
    MappedFile sidecar;
    if (message.hasSidecar != 0) {
        if (auto mapped = MappedFile::fromDescriptor(descriptors[2].get(), "the sidecar")) {
            sidecar = std::move(*mapped);
        }
    }
    const auto read = readPhoto(file->bytes(), sidecar.bytes(), fromMessage(message), limits);
    if (!read) {
        return fail(read.error());
    }
    return writeOutput(descriptors[1].get(), *read, reply);
}

std::string closeOff(const SetupMessage &setup) {
    SandboxLimits limits;
    limits.memoryBytes = setup.memoryLimitBytes;
    // Full-size pixels, a thumbnail and an encoder's input fit into this.
    limits.outputBytes = static_cast<std::uint64_t>(setup.pixelLimit) * 3 + (64U << 20U);
    return closeSandbox(limits);
}

} // namespace

int decodePhotos(int socket) {
    // A person's Ctrl+C goes to all processes of the terminal; this one ends when its parent has
    // finished with it.
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGXFSZ}) {
        std::signal(signal, SIG_IGN);
    }
    ::mallopt(M_ARENA_MAX, 1); // each arena takes 64 MiB of the address space that is limited here
    SetupMessage setup;
    if (!receiveMessage(socket, setup) || setup.magic != kProtocolMagic) {
        std::fputs("fovea: decode-worker is started by Fovea itself\n", stderr);
        return 2;
    }
    // What the parent left open by mistake is not for photos.
    ::closefrom(socket + 1);
    HelloMessage hello;
    if (const auto started = startDecoders(); !started) {
        std::fprintf(stderr, "fovea: %s\n", started.error().message.c_str());
        return 1;
    }
    const std::string note = closeOff(setup);
    hello.sandboxed = note.empty() ? 1 : 0;
    putText(hello.note, note);
    if (!sendMessage(socket, hello)) {
        return 1;
    }

    const DecodeLimits limits{setup.pixelLimit};
    while (true) {
        RequestMessage request;
        std::vector<UniqueDescriptor> descriptors;
        if (!receiveMessage(socket, request, &descriptors) || request.magic != kProtocolMagic) {
            return 0;
        }
        setAlarm(setup.timeLimitMs + 5000);
        ReplyMessage reply;
        reply.sequence = request.sequence;
        if (const auto done = answer(request, descriptors, limits, reply); !done) {
            reply.errorCode = static_cast<std::int32_t>(done.error().code);
            putText(reply.message, done.error().message);
        }
        setAlarm(0);
        if (!sendMessage(socket, reply)) {
            return 0;
        }
    }
}

} // namespace fovea::image
