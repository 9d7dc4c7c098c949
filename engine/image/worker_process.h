#pragma once

#include "engine/core/error.h"
#include "engine/image/decode_process.h"
#include "engine/image/decode_protocol.h"

#include <sys/types.h>

namespace fovea::image {

/// One decode worker as its parent sees it. What comes from it is checked before it is believed: a
/// decoder that a photo took over can spoil its own answer and nothing else. Thread: one at a time.
class WorkerProcess {
public:
    /// Starts the process and waits until its sandbox is closed.
    static Result<std::unique_ptr<WorkerProcess>> start(const DecodePoolOptions &options);
    ~WorkerProcess();
    WorkerProcess(const WorkerProcess &) = delete;
    WorkerProcess &operator=(const WorkerProcess &) = delete;

    /// What the sandbox lacks on this machine; empty where it is whole.
    const std::string &sandboxNote() const { return m_sandboxNote; }

    enum class Health {
        Good,   ///< ready for the next photo
        Gone,   ///< had died before the request, or was killed by somebody: the photo is hardly to
                ///< blame
        Broken, ///< crashed, hung or talked nonsense over this photo
    };
    struct Answer {
        Result<DecodedPhoto> photo; ///< the Error is the bare reason, without the file's name
        Health health = Health::Good;
    };
    Answer decode(const DecodeRequest &request, int file, int sidecar);

private:
    WorkerProcess(const DecodePoolOptions &options, pid_t pid, UniqueDescriptor socket,
                  UniqueDescriptor output);
    bool waitForMessage(std::chrono::milliseconds limit) const;
    Error causeOfDeath();
    Result<DecodedPhoto> collect(const DecodeRequest &request, const ReplyMessage &reply) const;
    Result<Image> collectImage(const ImageSize &size, std::uint64_t offset) const;
    void stop(int signal);

    const DecodePoolOptions &m_options; ///< the pool's, which outlives its workers
    pid_t m_pid = -1;
    UniqueDescriptor m_socket;
    UniqueDescriptor m_output; ///< memory that the worker writes and this side reads, never maps
    std::string m_sandboxNote;
    std::uint32_t m_sequence = 0;
    bool m_killedFromOutside = false;
};

} // namespace fovea::image
