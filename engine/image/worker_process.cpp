#include "engine/image/worker_process.h"

#include "engine/core/system_error.h"
#include "engine/image/jpeg_encoder.h"

#include <cerrno>
#include <csignal>
#include <cstring>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

extern char **environ;

namespace fovea::image {

namespace {

constexpr int kWorkerSocket = 3;
constexpr int kThumbnailQuality = 85;
constexpr std::chrono::seconds kStartLimit{60};
constexpr std::chrono::milliseconds kLastBreath{2000};

// Starts the command with the socket as descriptor 3 and nothing else of ours: standard streams are
// /dev/null, as decoders chatter on them.
Result<pid_t> spawn(const std::vector<std::string> &command, int socket) {
    std::vector<char *> arguments;
    for (const std::string &argument : command) {
        arguments.push_back(const_cast<char *>(argument.c_str()));
    }
    arguments.push_back(nullptr);

    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        posix_spawn_file_actions_addopen(&actions, standard, "/dev/null", O_RDWR, 0);
    }
    posix_spawn_file_actions_adddup2(&actions, socket, kWorkerSocket);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t signals;
    sigemptyset(&signals);
    posix_spawnattr_setsigmask(&attributes, &signals);
    sigfillset(&signals);
    posix_spawnattr_setsigdefault(&attributes, &signals);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    pid_t pid = -1;
    const int error = ::posix_spawn(&pid, command.front().c_str(), &actions, &attributes,
                                    arguments.data(), environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0) {
        return fail(systemError("Cannot start the decoder " + command.front(), error));
    }
    return pid;
}

// Waits for the end of a process that is about to end; 0 where it does not.
pid_t waitFor(pid_t pid, int &status, std::chrono::milliseconds limit) {
    const auto deadline = std::chrono::steady_clock::now() + limit;
    while (true) {
        const pid_t waited = ::waitpid(pid, &status, WNOHANG);
        if (waited != 0 || std::chrono::steady_clock::now() > deadline) {
            return waited;
        }
        ::poll(nullptr, 0, 1);
    }
}

std::string inSeconds(std::chrono::milliseconds time) {
    const auto ms = time.count();
    return ms % 1000 == 0 ? std::to_string(ms / 1000) + " s" : std::to_string(ms) + " ms";
}

RequestMessage toMessage(const DecodeRequest &request, bool hasSidecar, std::uint32_t sequence) {
    RequestMessage message;
    message.sequence = sequence;
    message.inputSize = request.encoderInput.size;
    message.inputMode = static_cast<std::int32_t>(request.encoderInput.mode);
    message.interpolation = static_cast<std::int32_t>(request.encoderInput.interpolation);
    message.fill = request.encoderInput.fill;
    message.hasSidecar = hasSidecar ? 1 : 0;
    message.thumbnailSide = request.thumbnailSide;
    message.previewSide = request.previewSide;
    return message;
}

bool isNone(const ImageSize &size) {
    return size.width == 0 && size.height == 0;
}

// An image that fits into side x side, or none where none was asked for.
bool fits(const ImageSize &size, int side) {
    if (side == 0) {
        return isNone(size);
    }
    return size.width >= 1 && size.height >= 1 &&
           (side < 0 || (size.width <= side && size.height <= side));
}

bool isPlausible(const DecodeRequest &request, const ReplyMessage &reply, std::int64_t pixelLimit) {
    const auto within = [pixelLimit](const ImageSize &size) {
        return static_cast<std::int64_t>(size.width) * size.height <= pixelLimit;
    };
    const ImageSize &input = reply.encoderInput;
    const int size = request.encoderInput.size;
    const bool whole = request.encoderInput.mode == ResizeMode::Whole;
    return reply.photo.width >= 1 && reply.photo.height >= 1 && within(reply.photo) &&
           std::min(input.width, input.height) == size &&
           (whole ? within(input) : std::max(input.width, input.height) == size) &&
           fits(reply.thumbnail, request.thumbnailSide) &&
           fits(reply.preview, request.previewSide) && within(reply.preview) &&
           reply.metadataBytes <= kMaxMetadataBytes;
}

} // namespace

WorkerProcess::WorkerProcess(const DecodePoolOptions &options, pid_t pid, UniqueDescriptor socket,
                             UniqueDescriptor output)
    : m_options(options)
    , m_pid(pid)
    , m_socket(std::move(socket))
    , m_output(std::move(output)) {}

WorkerProcess::~WorkerProcess() {
    stop(SIGKILL);
}

Result<std::unique_ptr<WorkerProcess>> WorkerProcess::start(const DecodePoolOptions &options) {
    int pair[2] = {-1, -1};
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0) {
        return fail(systemError("Cannot make a socket for a decoder"));
    }
    UniqueDescriptor ours(pair[0]);
    UniqueDescriptor theirs(pair[1]);
    // Away from the numbers that the child gives to its own streams.
    theirs = UniqueDescriptor(::fcntl(theirs.get(), F_DUPFD_CLOEXEC, kWorkerSocket + 1));
    UniqueDescriptor output(::memfd_create("fovea-pixels", MFD_CLOEXEC));
    if (!theirs || !output) {
        return fail(systemError("Cannot make shared memory for a decoder"));
    }
    const auto pid = spawn(options.command, theirs.get());
    if (!pid) {
        return fail(pid.error());
    }
    theirs.reset();
    std::unique_ptr<WorkerProcess> worker(
        new WorkerProcess(options, *pid, std::move(ours), std::move(output)));

    SetupMessage setup;
    setup.memoryLimitBytes = options.memoryLimitBytes;
    setup.pixelLimit = options.pixelLimit;
    setup.timeLimitMs = options.timeLimit.count();
    HelloMessage hello;
    const bool answered =
        sendMessage(worker->m_socket.get(), setup) && worker->waitForMessage(kStartLimit) &&
        receiveMessage(worker->m_socket.get(), hello) && hello.magic == kProtocolMagic;
    if (!answered) {
        return fail(ErrorCode::Failed,
                    "The decoder " + options.command.front() +
                        " did not start; run it with \"decode-worker\" by hand to see why: " +
                        worker->causeOfDeath().message);
    }
    worker->m_sandboxNote = getText(hello.note);
    return worker;
}

bool WorkerProcess::waitForMessage(std::chrono::milliseconds limit) const {
    const auto deadline = std::chrono::steady_clock::now() + limit;
    while (true) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(
            deadline - std::chrono::steady_clock::now());
        if (left.count() <= 0) {
            return false;
        }
        pollfd waiting{m_socket.get(), POLLIN, 0};
        const int ready =
            ::poll(&waiting, 1, static_cast<int>(std::min<std::int64_t>(left.count(), 1 << 30)));
        if (ready > 0) {
            return true;
        }
        if (ready < 0 && errno != EINTR) {
            return false;
        }
    }
}

WorkerProcess::Answer WorkerProcess::decode(const DecodeRequest &request, int file, int sidecar) {
    const bool hasSidecar = sidecar >= 0;
    const std::array<int, kMaxDescriptors> descriptors{file, m_output.get(), sidecar};
    const RequestMessage message = toMessage(request, hasSidecar, ++m_sequence);
    if (::ftruncate(m_output.get(), 0) != 0) {
        return {fail(systemError("the shared memory cannot be cleared")), Health::Gone};
    }
    if (!sendMessage(m_socket.get(), message, std::span(descriptors).first(hasSidecar ? 3 : 2))) {
        return {fail(ErrorCode::Failed, "the decoder is gone"), Health::Gone};
    }
    if (!waitForMessage(m_options.timeLimit)) {
        stop(SIGKILL);
        return {fail(ErrorCode::TooLarge, "it took longer than " + inSeconds(m_options.timeLimit)),
                Health::Broken};
    }
    ReplyMessage reply;
    if (!receiveMessage(m_socket.get(), reply)) {
        Error cause = causeOfDeath();
        return {fail(std::move(cause)), m_killedFromOutside ? Health::Gone : Health::Broken};
    }
    if (reply.magic != kProtocolMagic || reply.sequence != m_sequence) {
        return {fail(ErrorCode::Damaged, "the decoder answered nonsense"), Health::Broken};
    }
    if (reply.errorCode >= 0 && reply.errorCode <= static_cast<std::int32_t>(ErrorCode::Failed)) {
        return {fail(static_cast<ErrorCode>(reply.errorCode), getText(reply.message)),
                Health::Good};
    }
    auto photo = collect(request, reply);
    const Health health = photo ? Health::Good : Health::Broken;
    return {std::move(photo), health};
}

Result<Image> WorkerProcess::collectImage(const ImageSize &size, std::uint64_t offset) const {
    Image image{size.width, size.height, {}};
    if (isNone(size)) {
        return image;
    }
    // The file has to hold what the sizes say before memory is spent on them.
    struct stat status {};
    if (::fstat(m_output.get(), &status) != 0 ||
        static_cast<std::uint64_t>(status.st_size) < offset + size.bytes()) {
        return fail(ErrorCode::Damaged, "the decoder answered nonsense");
    }
    image.pixels.resize(size.bytes());
    if (!readExactly(m_output.get(), image.pixels, offset)) {
        return fail(ErrorCode::Damaged, "the decoder answered nonsense");
    }
    return image;
}

Result<DecodedPhoto> WorkerProcess::collect(const DecodeRequest &request,
                                            const ReplyMessage &reply) const {
    if (!isPlausible(request, reply, m_options.pixelLimit)) {
        return fail(ErrorCode::Damaged, "the decoder answered nonsense");
    }
    std::vector<std::uint8_t> packed(reply.metadataBytes);
    if (!readExactly(m_output.get(), packed, 0)) {
        return fail(ErrorCode::Damaged, "the decoder answered nonsense");
    }
    auto metadata = unpackMetadata(packed);
    if (!metadata) {
        return fail(ErrorCode::Damaged, "the decoder answered nonsense");
    }
    DecodedPhoto photo;
    photo.metadata = std::move(*metadata);
    photo.contentHash.bytes = reply.contentHash;
    photo.pixelHash.bytes = reply.pixelHash;
    photo.width = reply.photo.width;
    photo.height = reply.photo.height;
    std::uint64_t offset = packed.size();
    Image thumbnail;
    for (const auto &[size, image] :
         {std::pair{reply.encoderInput, &photo.encoderInput},
          std::pair{reply.thumbnail, &thumbnail}, std::pair{reply.preview, &photo.preview}}) {
        auto collected = collectImage(size, offset);
        if (!collected) {
            return fail(collected.error());
        }
        *image = std::move(*collected);
        offset += size.bytes();
    }
    // Encoded on this side: thumbnails are read by the window later, which must not meet a file
    // that a photo had a hand in.
    if (!thumbnail.empty()) {
        auto jpeg = encodeJpeg(thumbnail, kThumbnailQuality);
        if (!jpeg) {
            return fail(jpeg.error());
        }
        photo.thumbnailJpeg = std::move(*jpeg);
    }
    return photo;
}

// After the socket's end. A process that dies of a signal keeps that status whatever comes after,
// so killing a worker that merely closed its socket is safe here.
Error WorkerProcess::causeOfDeath() {
    if (m_pid < 0) {
        return {ErrorCode::Damaged, "the decoder is gone"};
    }
    int status = 0;
    pid_t waited = waitFor(m_pid, status, kLastBreath);
    if (waited == 0) {
        ::kill(m_pid, SIGKILL);
        while ((waited = ::waitpid(m_pid, &status, 0)) < 0 && errno == EINTR) {
        }
        status = 0; // it lived, and only closed its socket
    }
    m_pid = -1;
    if (waited < 0 || WIFEXITED(status)) {
        return {ErrorCode::Damaged,
                "the decoder gave up" +
                    (waited < 0 ? std::string()
                                : " (status " + std::to_string(WEXITSTATUS(status)) + ")")};
    }
    const int signal = WTERMSIG(status);
    m_killedFromOutside = signal == SIGKILL;
    const std::string number = " (signal " + std::to_string(signal) + ")";
    switch (signal) {
    case SIGSYS:
        return {ErrorCode::Damaged, "the decoder tried what its sandbox forbids" + number};
    case SIGKILL:
        return {ErrorCode::TooLarge, "the decoder was killed, perhaps for want of memory" + number};
    case SIGALRM:
        return {ErrorCode::TooLarge, "it took longer than " + inSeconds(m_options.timeLimit)};
    case SIGXFSZ:
        return {ErrorCode::TooLarge, "its pixels are more than fit" + number};
    default:
        return {ErrorCode::Damaged, "the decoder crashed" + number};
    }
}

void WorkerProcess::stop(int signal) {
    if (m_pid < 0) {
        return;
    }
    ::kill(m_pid, signal);
    while (::waitpid(m_pid, nullptr, 0) < 0 && errno == EINTR) {
    }
    m_pid = -1;
}

} // namespace fovea::image
