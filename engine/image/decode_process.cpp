#include "engine/image/decode_process.h"

#include "engine/core/system_error.h"
#include "engine/image/decode_protocol.h"
#include "engine/image/worker_process.h"

#include <condition_variable>
#include <mutex>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

namespace fovea::image {

namespace {

// O_NONBLOCK: the open of a pipe or of a device must not wait for its other side.
Result<UniqueDescriptor> openRegularFile(const std::filesystem::path &path) {
    UniqueDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!file) {
        return fail(systemError("Cannot open " + path.string()));
    }
    struct stat status {};
    if (::fstat(file.get(), &status) != 0) {
        return fail(systemError("Cannot look at " + path.string()));
    }
    if (!S_ISREG(status.st_mode)) {
        return fail(ErrorCode::Unsupported,
                    "Cannot read " + path.string() + ": it is not a regular file");
    }
    if (status.st_size == 0) {
        return fail(ErrorCode::Damaged, "Cannot read " + path.string() + ": it is empty");
    }
    return file;
}

} // namespace

class DecodePool::Impl {
public:
    explicit Impl(DecodePoolOptions options)
        : m_options(std::move(options))
        , m_slots(static_cast<std::size_t>(std::max(m_options.workers, 1))) {}

    Result<void> startFirst() {
        auto worker = WorkerProcess::start(m_options);
        if (!worker) {
            return fail(worker.error());
        }
        m_sandboxNote = (*worker)->sandboxNote();
        m_slots.front().worker = std::move(*worker);
        return {};
    }

    Result<DecodedPhoto> decode(const DecodeRequest &request) {
        const auto file = openRegularFile(request.file);
        if (!file) {
            return fail(file.error());
        }
        UniqueDescriptor sidecar;
        if (request.sidecar) {
            auto opened = openRegularFile(*request.sidecar);
            if (!opened) {
                return fail(opened.error());
            }
            sidecar = std::move(*opened);
        }
        return decodeOpen(request, file->get(), sidecar.get());
    }

    Result<DecodedPhoto> decode(const DecodeRequest &request, std::span<const std::byte> encoded) {
        if (encoded.empty()) {
            return fail(ErrorCode::Damaged,
                        "Cannot read " + request.file.string() + ": it is empty");
        }
        const UniqueDescriptor memory(::memfd_create("fovea-photo", MFD_CLOEXEC));
        const std::span bytes(reinterpret_cast<const std::uint8_t *>(encoded.data()),
                              encoded.size());
        if (!memory || !writeExactly(memory.get(), bytes, 0)) {
            return fail(systemError("Cannot hand " + request.file.string() + " to a decoder"));
        }
        return decodeOpen(request, memory.get(), -1);
    }

    const std::string &sandboxNote() const { return m_sandboxNote; }

private:
    struct Slot {
        std::unique_ptr<WorkerProcess> worker; ///< none: started when the slot is next used
        bool taken = false;
    };

    Result<DecodedPhoto> decodeOpen(const DecodeRequest &request, int file, int sidecar) {
        const SlotGuard slot(*this);
        auto photo = decodeIn(slot.worker(), request, file, sidecar);
        if (!photo) {
            return fail(photo.error().code,
                        "Cannot read " + request.file.string() + ": " + photo.error().message);
        }
        return photo;
    }

    // Waits for a free slot, with a living worker in it if there is one.
    class SlotGuard {
    public:
        explicit SlotGuard(Impl &pool)
            : m_pool(pool) {
            std::unique_lock lock(m_pool.m_mutex);
            m_pool.m_slotFree.wait(lock,
                                   [this] { return (m_slot = m_pool.freeSlot()) != nullptr; });
            m_slot->taken = true;
        }
        ~SlotGuard() {
            {
                const std::lock_guard lock(m_pool.m_mutex);
                m_slot->taken = false;
            }
            m_pool.m_slotFree.notify_one();
        }
        SlotGuard(const SlotGuard &) = delete;
        SlotGuard &operator=(const SlotGuard &) = delete;

        std::unique_ptr<WorkerProcess> &worker() const { return m_slot->worker; }

    private:
        Impl &m_pool;
        Slot *m_slot = nullptr;
    };

    Slot *freeSlot() {
        Slot *found = nullptr;
        for (Slot &slot : m_slots) {
            if (!slot.taken && (found == nullptr || (slot.worker && !found->worker))) {
                found = &slot;
            }
        }
        return found;
    }

    // Where a worker ended without the photo being to blame, it is replaced and the photo tried
    // once more.
    Result<DecodedPhoto> decodeIn(std::unique_ptr<WorkerProcess> &worker,
                                  const DecodeRequest &request, int file, int sidecar) {
        constexpr int kTries = 2;
        for (int attempt = 1;; ++attempt) {
            if (!worker) {
                auto started = WorkerProcess::start(m_options);
                if (!started) {
                    return fail(started.error());
                }
                worker = std::move(*started);
            }
            auto answer = worker->decode(request, file, sidecar);
            if (answer.health != WorkerProcess::Health::Good) {
                worker.reset();
            }
            if (answer.health != WorkerProcess::Health::Gone || attempt == kTries) {
                return std::move(answer.photo);
            }
        }
    }

    const DecodePoolOptions m_options;
    std::string m_sandboxNote;

    // Under m_mutex; a taken slot's worker belongs to the thread that took it.
    std::mutex m_mutex;
    std::condition_variable m_slotFree;
    std::vector<Slot> m_slots;
};

DecodePool::DecodePool(std::unique_ptr<Impl> impl)
    : m_impl(std::move(impl)) {}

DecodePool::~DecodePool() = default;

Result<std::unique_ptr<DecodePool>> DecodePool::start(DecodePoolOptions options) {
    if (options.command.empty()) {
        return fail(ErrorCode::BadUsage, "No command to start decoders with");
    }
    auto impl = std::make_unique<Impl>(std::move(options));
    if (const auto started = impl->startFirst(); !started) {
        return fail(started.error());
    }
    return std::unique_ptr<DecodePool>(new DecodePool(std::move(impl)));
}

Result<DecodedPhoto> DecodePool::decode(const DecodeRequest &request) {
    return m_impl->decode(request);
}

Result<DecodedPhoto> DecodePool::decode(const DecodeRequest &request,
                                        std::span<const std::byte> encoded) {
    return m_impl->decode(request, encoded);
}

const std::string &DecodePool::sandboxNote() const {
    return m_impl->sandboxNote();
}

} // namespace fovea::image
