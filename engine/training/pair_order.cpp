#include "engine/training/pair_order.h"

#include "engine/training/counter_random.h"

namespace fovea::training {

PairOrder::PairOrder(std::size_t photos, const std::vector<JobCaption> &captions,
                     std::uint64_t seed)
    : m_captions(photos)
    , m_seed(seed) {
    for (std::size_t i = 0; i < captions.size(); ++i) {
        m_captions[captions[i].photo].push_back(i);
    }
}

std::vector<DrawnPair> PairOrder::step(const PairPlan &plan, std::int64_t step) {
    const std::int64_t perEpoch = pairs() / plan.batch;
    const std::int64_t epoch = step / perEpoch;
    const auto key = static_cast<std::uint64_t>(epoch);
    if (epoch != m_epoch) {
        m_order = shuffled(m_captions.size(), CounterRandom(Draw::Order, {m_seed, key}));
        m_epoch = epoch;
    }
    std::vector<DrawnPair> drawn;
    const std::int64_t first = step % perEpoch * plan.batch + plan.firstPosition();
    for (std::int64_t i = 0; i < plan.localBatch(); ++i) {
        const std::size_t photo = m_order[static_cast<std::size_t>(first + i)];
        const auto &captions = m_captions[photo];
        CounterRandom random(Draw::Caption, {m_seed, key, photo});
        drawn.push_back({photo, captions[random.below(captions.size())]});
    }
    return drawn;
}

} // namespace fovea::training
