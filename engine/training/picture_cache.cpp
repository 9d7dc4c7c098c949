#include "engine/training/picture_cache.h"

#include "engine/core/atomic_file.h"
#include "engine/core/content_hash.h"
#include "engine/core/system_error.h"
#include "engine/image/unique_descriptor.h"
#include "engine/training/ordered_work.h"
#include "engine/training/tar_shards.h"

#include <fcntl.h>
#include <sys/file.h>

#include <chrono>
#include <cstring>
#include <sstream>

namespace fovea::training {
namespace {

constexpr std::size_t kAhead = 64;
constexpr std::string_view kMagic = "fovea pictures 1";
constexpr std::size_t kKeyLength = 32;

/// The end of the file, from where its other parts are found.
struct Trailer {
    std::uint64_t entries = 0; ///< offset of the table of entries
    std::uint64_t count = 0;
    std::uint64_t broken = 0; ///< offset of the broken ones: "where\treason\n" each
    std::array<char, kKeyLength> key{};
    std::array<char, kMagic.size()> magic{};
};

std::string nameOf(const CaptionedPhoto &photo) {
    return photo.member.empty() ? photo.file.string() : photo.file.string() + "/" + photo.member;
}

/// Another list of pictures, another size or a changed file has another key.
std::string keyOf(std::span<const CaptionedPhoto> photos, int size) {
    std::ostringstream list;
    list << "short side " << size;
    for (const CaptionedPhoto &photo : photos) {
        std::error_code error;
        list << '\n'
             << nameOf(photo) << '\t' << std::filesystem::file_size(photo.file, error) << '\t'
             << std::filesystem::last_write_time(photo.file, error).time_since_epoch().count();
    }
    const std::string text = list.str();
    return toHex(hashContent(std::as_bytes(std::span(text))));
}

std::string oneLine(std::string text) {
    for (char &c : text) {
        c = c == '\n' || c == '\t' ? ' ' : c;
    }
    return text;
}

Result<void> checkSpace(const std::filesystem::path &folder, std::int64_t needed) {
    std::error_code error;
    const auto space = std::filesystem::space(folder, error);
    if (!error && std::cmp_less(space.available, needed)) {
        constexpr std::int64_t kMegabyte = 1'000'000;
        return fail(ErrorCode::NoSpace,
                    "The decoded pictures take about " + std::to_string(needed / kMegabyte) +
                        " MB in " + folder.string() + ", where " +
                        std::to_string(space.available / kMegabyte) +
                        " MB are free. Free some, or pack the pictures into tar shards, which are "
                        "read as a stream.");
    }
    return {};
}

template <typename T>
void put(std::ostream &stream, std::span<const T> values) {
    stream.write(reinterpret_cast<const char *>(values.data()),
                 static_cast<std::streamsize>(values.size_bytes()));
}

} // namespace

/// Writes the file: pictures are decoded in parallel and stand in the order of the list.
struct PictureCache::Maker {
    std::span<const CaptionedPhoto> photos;
    const PictureDecoder &decoder;
    const StopToken &stop;
    const ProgressFunction &progress;
    const std::string &key;

    Result<void> write(std::ostream &stream) {
        OrderedWork<Result<image::Image>> work(decoder.workers(), kAhead);
        std::thread reader([&] { readAll(work); });
        const auto written = writePictures(stream, work);
        work.cancel();
        reader.join();
        return written;
    }

private:
    void readAll(OrderedWork<Result<image::Image>> &work) const {
        ShardPictures shards;
        for (const CaptionedPhoto &photo : photos) {
            std::function<Result<image::Image>()> job = [this, &photo] {
                return decoder.decode(photo.file);
            };
            if (!photo.member.empty()) {
                auto bytes = std::make_shared<Result<std::vector<std::byte>>>(
                    shards.read(photo.file, photo.member));
                job = [this, &photo, bytes]() -> Result<image::Image> {
                    if (!*bytes) {
                        return fail(bytes->error());
                    }
                    return decoder.decode(nameOf(photo), **bytes);
                };
            }
            if (!work.add(std::move(job))) {
                return;
            }
        }
        work.close();
    }

    Result<void> writePictures(std::ostream &stream, OrderedWork<Result<image::Image>> &work) {
        std::vector<Entry> entries;
        std::string broken;
        Trailer trailer;
        const auto start = std::chrono::steady_clock::now();
        for (const CaptionedPhoto &photo : photos) {
            if (!stop.waitWhilePaused()) {
                return fail(ErrorCode::Stopped, "Stopped while the pictures were decoded.");
            }
            const auto picture = work.take().value();
            Entry entry{trailer.entries, 0, 0};
            if (picture) {
                entry.width = picture->width;
                entry.height = picture->height;
                put(stream, std::span<const std::uint8_t>(picture->pixels));
                trailer.entries += picture->pixels.size();
            } else {
                broken += oneLine(nameOf(photo)) + "\t" + oneLine(picture.error().message) + "\n";
            }
            entries.push_back(entry);
            tell(entries.size(), start);
        }
        trailer.entries = (trailer.entries + alignof(Entry) - 1) / alignof(Entry) * alignof(Entry);
        stream.seekp(static_cast<std::streamoff>(trailer.entries));
        put(stream, std::span<const Entry>(entries));
        trailer.count = entries.size();
        trailer.broken = trailer.entries + entries.size() * sizeof(Entry);
        put(stream, std::span<const char>(broken));
        std::copy(key.begin(), key.end(), trailer.key.begin());
        std::copy(kMagic.begin(), kMagic.end(), trailer.magic.begin());
        put(stream, std::span<const Trailer>(&trailer, 1));
        return {};
    }

    void tell(std::size_t done, std::chrono::steady_clock::time_point start) const {
        if (progress) {
            const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
            Progress told;
            told.done = static_cast<std::int64_t>(done);
            told.total = static_cast<std::int64_t>(photos.size());
            told.ratePerSecond = static_cast<double>(done) / std::max(elapsed.count(), 1e-3);
            told.elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(elapsed);
            progress(told);
        }
    }
};

std::int64_t PictureCache::estimatedBytes(std::size_t pictures, int size) {
    return static_cast<std::int64_t>(pictures) * size * (size * 4 / 3) * 3;
}

Result<PictureCache> PictureCache::read(const std::filesystem::path &path, const std::string &key) {
    auto file = MappedFile::open(path);
    if (!file) {
        return fail(file.error());
    }
    const auto bytes = file->bytes();
    const auto other = [&] {
        return fail(ErrorCode::Damaged, path.string() + " holds other pictures.");
    };
    Trailer trailer;
    if (bytes.size() < sizeof(trailer)) {
        return other();
    }
    const std::size_t end = bytes.size() - sizeof(trailer);
    std::memcpy(&trailer, bytes.data() + end, sizeof(trailer));
    if (std::string_view(trailer.magic.data(), trailer.magic.size()) != kMagic ||
        std::string_view(trailer.key.data(), trailer.key.size()) != key || trailer.broken > end ||
        trailer.entries > trailer.broken ||
        trailer.broken - trailer.entries != trailer.count * sizeof(Entry)) {
        return other();
    }
    PictureCache cache;
    cache.m_entries.resize(trailer.count);
    std::memcpy(cache.m_entries.data(), bytes.data() + trailer.entries,
                trailer.count * sizeof(Entry));
    std::string_view lines(reinterpret_cast<const char *>(bytes.data()) + trailer.broken,
                           end - trailer.broken);
    while (!lines.empty()) {
        const std::string_view line = lines.substr(0, lines.find('\n'));
        const std::size_t tab = line.find('\t');
        cache.m_broken.push_back(
            {std::string(line.substr(0, tab)), std::string(line.substr(tab + 1))});
        lines.remove_prefix(line.size() + 1);
    }
    cache.m_file = std::move(*file);
    return cache;
}

Result<PictureCache> PictureCache::open(const std::filesystem::path &folder,
                                        std::span<const CaptionedPhoto> photos,
                                        const PictureDecoder &decoder, const StopToken &stop,
                                        const ProgressFunction &progress) {
    const std::string key = keyOf(photos, decoder.size());
    const std::filesystem::path path = folder / "pictures.cache";
    const std::filesystem::path lockPath = folder / "pictures.lock";
    const image::UniqueDescriptor lock(
        ::open(lockPath.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
    if (!lock || ::flock(lock.get(), LOCK_EX) != 0) {
        return fail(systemError("Cannot lock " + lockPath.string()));
    }
    if (auto ready = read(path, key)) {
        return ready;
    }
    if (auto space = checkSpace(folder, estimatedBytes(photos.size(), decoder.size())); !space) {
        return fail(space.error());
    }
    Maker maker{photos, decoder, stop, progress, key};
    const auto written =
        writeFileAtomically(path, [&maker](std::ostream &stream) { return maker.write(stream); });
    if (!written) {
        return fail(written.error());
    }
    return read(path, key);
}

PictureCache::Picture PictureCache::picture(std::size_t index) const {
    const Entry &entry = m_entries[index];
    const auto size =
        static_cast<std::size_t>(entry.width) * static_cast<std::size_t>(entry.height) * 3;
    return {{reinterpret_cast<const std::uint8_t *>(m_file.bytes().data()) + entry.offset, size},
            entry.width,
            entry.height};
}

CachedPairs::CachedPairs(PictureCache cache, std::vector<CaptionedPhoto> photos, int size,
                         std::uint64_t seed)
    : m_cache(std::move(cache))
    , m_photos(std::move(photos))
    , m_size(size)
    , m_seed(seed)
    , m_broken(m_cache.broken()) {
    for (std::size_t i = 0; i < m_photos.size(); ++i) {
        if (m_photos[i].captions.empty()) {
            m_broken.push_back({nameOf(m_photos[i]), "It has no caption."});
        } else if (!m_cache.picture(i).pixels.empty()) {
            m_usable.push_back(i);
        }
    }
}

Result<void> CachedPairs::start(const PairPlan &plan) {
    if (stepsPerEpoch(plan.batch) < 1) {
        return fail(ErrorCode::BadUsage,
                    "There are " + std::to_string(pairs()) +
                        " pictures with captions, which is less than one batch of " +
                        std::to_string(plan.batch) + ". Choose a smaller batch.");
    }
    m_plan = plan;
    m_step = plan.firstStep;
    m_taken = 0;
    m_epoch = -1;
    return {};
}

Result<PairBatch> CachedPairs::next(std::int64_t count) {
    const std::int64_t steps = stepsPerEpoch(m_plan.batch);
    if (const std::int64_t epoch = m_step / steps; epoch != m_epoch) {
        m_epoch = epoch;
        m_order = shuffled(m_usable.size(),
                           CounterRandom(Draw::Order, {m_seed, static_cast<std::uint64_t>(epoch)}));
    }
    PairBatch batch;
    const std::size_t square =
        static_cast<std::size_t>(m_size) * static_cast<std::size_t>(m_size) * 3;
    batch.pixels.resize(static_cast<std::size_t>(count) * square);
    for (std::int64_t i = 0; i < count; ++i) {
        const std::int64_t position = m_plan.firstPosition() + m_taken + i;
        const auto at = static_cast<std::size_t>(m_step % steps * m_plan.batch + position);
        const std::size_t index = m_usable[m_order[at]];
        const auto key = {m_seed, static_cast<std::uint64_t>(m_step),
                          static_cast<std::uint64_t>(position)};
        const PictureCache::Picture picture = m_cache.picture(index);
        cutSquare(picture.pixels, picture.width, picture.height, CounterRandom(Draw::Crop, key),
                  std::span(batch.pixels).subspan(static_cast<std::size_t>(i) * square, square));
        const auto &captions = m_photos[index].captions;
        batch.captions.push_back(
            captions[CounterRandom(Draw::Caption, key).below(captions.size())]);
    }
    m_taken += count;
    if (m_taken == m_plan.localBatch()) {
        m_taken = 0;
        ++m_step;
    }
    return batch;
}

std::vector<BrokenPair> CachedPairs::takeBroken() {
    return std::exchange(m_broken, {});
}

} // namespace fovea::training
