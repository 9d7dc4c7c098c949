#include "engine/training/shard_source.h"

#include "engine/training/ordered_work.h"
#include "engine/training/shard_lane.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <set>
#include <thread>

namespace fovea::training {
namespace {

constexpr std::int64_t kMostTries = 100;
constexpr std::int64_t kAheadBytes = 128 << 20;

struct Pair {
    std::vector<std::uint8_t> pixels;
    std::string caption;
};

} // namespace

class ShardSource::Impl {
public:
    Impl(const ShardSourceOptions &options, ShardTable table, const PictureDecoder &decoder)
        : m_options(options)
        , m_table(std::move(table))
        , m_decoder(decoder)
        , m_broken(m_table.broken) {}

    ~Impl() { stop(); }

    int imageSize() const { return m_decoder.size(); }
    std::int64_t pairs() const { return m_table.usable; }

    Result<void> start(const PairPlan &plan) {
        stop();
        m_plan = plan;
        m_order.emplace(m_table, plan.batch, m_options.mixed, m_options.seed);
        if (m_order->stepsPerEpoch() < 1) {
            return fail(ErrorCode::BadUsage, "The shards hold " + std::to_string(m_table.usable) +
                                                 " pairs, which is less than one batch of " +
                                                 std::to_string(plan.batch) +
                                                 ". Choose a smaller batch.");
        }
        const std::int64_t side = m_decoder.size();
        const std::int64_t ahead = std::clamp(kAheadBytes / (side * side * 3), std::int64_t{16},
                                              std::max<std::int64_t>(16, 2 * plan.localBatch()));
        m_work = std::make_unique<OrderedWork<Result<Pair>>>(m_decoder.workers(),
                                                             static_cast<std::size_t>(ahead));
        m_reader = std::thread([this] { readOn(); });
        return {};
    }

    Result<PairBatch> next(std::int64_t count) {
        PairBatch batch;
        const auto side = static_cast<std::size_t>(m_decoder.size());
        batch.pixels.reserve(static_cast<std::size_t>(count) * side * side * 3);
        for (std::int64_t i = 0; i < count; ++i) {
            auto pair = m_work->take();
            if (!pair) {
                return fail(ErrorCode::Stopped, "Stopped while pictures were read.");
            }
            if (!*pair) {
                return fail(pair->error());
            }
            batch.pixels.insert(batch.pixels.end(), (*pair)->pixels.begin(), (*pair)->pixels.end());
            batch.captions.push_back(std::move((*pair)->caption));
        }
        return batch;
    }

    std::vector<BrokenPair> takeBroken() {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_broken, {});
    }

private:
    void stop() {
        if (m_reader.joinable()) {
            m_work->cancel();
            m_reader.join();
        }
        m_work.reset();
    }

    /// In the reading thread: samples in the order of their use, into the decoding threads.
    void readOn() {
        std::map<std::int64_t, ShardLane> lanes;
        const std::int64_t first = m_plan.firstPosition();
        const std::int64_t last = first + m_plan.localBatch();
        for (std::int64_t step = m_plan.firstStep;; ++step) {
            const std::int64_t epoch = step / m_order->stepsPerEpoch();
            const std::int64_t begin = step % m_order->stepsPerEpoch() * m_order->perStep();
            for (std::int64_t position = first; position < last; ++position) {
                const std::int64_t lane = position / m_order->perStep();
                const std::int64_t number = begin + position % m_order->perStep();
                auto found = lanes.find(lane);
                if (found == lanes.end()) {
                    found = lanes.try_emplace(lane, m_table, *m_order, lane, ownedIn(lane)).first;
                }
                auto sample =
                    std::make_shared<Result<ShardSample>>(found->second.take(epoch, number));
                const Place place{step, position, epoch, lane, number};
                if (!m_work->add([this, place, sample] { return decode(place, *sample); })) {
                    return;
                }
            }
        }
    }

    /// Which samples of a lane stand at positions of this process.
    std::function<bool(std::int64_t)> ownedIn(std::int64_t lane) const {
        const std::int64_t perStep = m_order->perStep();
        const std::int64_t first = m_plan.firstPosition() - lane * perStep;
        return [perStep, first, count = m_plan.localBatch()](std::int64_t number) {
            const std::int64_t at = number % perStep - first;
            return at >= 0 && at < count;
        };
    }

    struct Place {
        std::int64_t step = 0;
        std::int64_t position = 0; ///< in the batch
        std::int64_t epoch = 0;
        std::int64_t lane = 0;
        std::int64_t number = 0; ///< in the lane
    };

    CounterRandom random(Draw purpose, const Place &place) const {
        return {purpose,
                {m_options.seed, static_cast<std::uint64_t>(place.step),
                 static_cast<std::uint64_t>(place.position)}};
    }

    Result<Pair> decode(const Place &place, const Result<ShardSample> &sample) {
        Result<Pair> pair = decodeOne(place, sample);
        if (pair) {
            return pair;
        }
        // Rare, so the shard is opened anew: what comes after may be another process's.
        ShardReader reader(m_table, *m_order);
        for (std::int64_t i = 1; i <= kMostTries && !pair; ++i) {
            const std::int64_t number = (place.number + i) % m_order->laneSize();
            const std::int64_t window = number / m_order->window();
            const auto order = m_order->windowOrder(place.epoch, place.lane, window);
            const auto position = order[static_cast<std::size_t>(number % m_order->window())];
            pair = decodeOne(place, reader.read(place.epoch, position, TarShard::Images::Read));
        }
        if (!pair) {
            return fail(ErrorCode::Damaged,
                        std::to_string(kMostTries) +
                            " pictures in a row cannot be used; the last: " + pair.error().message);
        }
        return pair;
    }

    Result<Pair> decodeOne(const Place &place, const Result<ShardSample> &sample) {
        if (!sample) {
            tell("", sample.error().message);
            return fail(sample.error());
        }
        const auto picture = m_decoder.decode(sample->member, sample->image);
        if (!picture) {
            tell(sample->member, picture.error().message);
            return fail(picture.error());
        }
        const auto side = static_cast<std::size_t>(m_decoder.size());
        Pair pair{std::vector<std::uint8_t>(side * side * 3), {}};
        cutSquare(picture->pixels, picture->width, picture->height, random(Draw::Crop, place),
                  pair.pixels);
        pair.caption =
            sample->captions[random(Draw::Caption, place).below(sample->captions.size())];
        return pair;
    }

    /// Each trouble once, though it comes up again in every epoch.
    void tell(const std::string &where, const std::string &reason) {
        const std::lock_guard lock(m_mutex);
        if (m_told.insert(where + reason).second) {
            m_broken.push_back({where, reason});
        }
    }

    const ShardSourceOptions m_options;
    const ShardTable m_table;
    const PictureDecoder &m_decoder;
    PairPlan m_plan;
    std::optional<ShardOrder> m_order;
    std::unique_ptr<OrderedWork<Result<Pair>>> m_work;
    std::thread m_reader;

    std::mutex m_mutex;
    // Guarded by m_mutex.
    std::vector<BrokenPair> m_broken;
    std::set<std::string> m_told;
};

ShardSource::ShardSource(std::unique_ptr<Impl> impl)
    : m_impl(std::move(impl)) {}
ShardSource::~ShardSource() = default;

Result<std::unique_ptr<ShardSource>> ShardSource::open(const ShardSourceOptions &options,
                                                       const PictureDecoder &decoder) {
    const StopToken never;
    auto table = countShards(options.shards, options.stop != nullptr ? *options.stop : never,
                             options.progress);
    if (!table) {
        return fail(table.error());
    }
    return std::unique_ptr<ShardSource>(
        new ShardSource(std::make_unique<Impl>(options, std::move(*table), decoder)));
}

int ShardSource::imageSize() const {
    return m_impl->imageSize();
}

std::int64_t ShardSource::pairs() const {
    return m_impl->pairs();
}

Result<void> ShardSource::start(const PairPlan &plan) {
    return m_impl->start(plan);
}

Result<PairBatch> ShardSource::next(std::int64_t count) {
    return m_impl->next(count);
}

std::vector<BrokenPair> ShardSource::takeBroken() {
    return m_impl->takeBroken();
}

} // namespace fovea::training
