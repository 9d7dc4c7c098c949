#include "engine/training/scratch_pairs.h"

#include <ATen/ATen.h>

#include <cstring>

namespace fovea::training {

ScratchPairs::ScratchPairs(const ScratchJob &job, at::Device device)
    : m_job(job)
    , m_device(device) {
    if (job.locked != nullptr) {
        const auto photos = static_cast<std::int64_t>(job.locked->photos);
        const auto numbers = static_cast<std::int64_t>(job.locked->features.size());
        m_order.emplace(job.locked->photos, job.locked->captions, job.options.seed);
        // from_blob() wants what is not const; nothing is written.
        m_features = at::from_blob(const_cast<float *>(job.locked->features.data()),
                                   {photos, numbers / photos}, at::kFloat);
    }
}

std::int64_t ScratchPairs::inEpoch() const {
    return m_order ? m_order->pairs() : m_job.pairs->pairs();
}

Result<void> ScratchPairs::start(const PairPlan &plan) {
    m_plan = plan;
    return m_order ? Result<void>{} : m_job.pairs->start(plan);
}

Result<PairTensors> ScratchPairs::next(std::int64_t step) {
    std::vector<std::string> captions;
    auto pairs = m_order ? nextFeatures(step, captions) : nextPictures(captions);
    if (!pairs) {
        return fail(pairs.error());
    }
    for (const std::string &caption : captions) {
        pairs->tokens.push_back(m_job.tokenizer->encode(caption, m_job.model.text.contextLength));
    }
    return pairs;
}

Result<PairTensors> ScratchPairs::nextPictures(std::vector<std::string> &captions) {
    auto batch = m_job.pairs->next(m_plan.localBatch());
    if (!batch) {
        return fail(batch.error());
    }
    captions = std::move(batch->captions);
    const std::int64_t size = m_job.pairs->imageSize();
    PairTensors pairs;
    pairs.pixels = at::empty({m_plan.localBatch(), size, size, 3}, at::kByte);
    std::memcpy(pairs.pixels.data_ptr(), batch->pixels.data(), batch->pixels.size());
    pairs.pixels = pairs.pixels.to(m_device);
    for (const BrokenPair &broken : m_job.pairs->takeBroken()) {
        m_broken += broken.where + ": " + broken.reason + "\n";
    }
    return pairs;
}

PairTensors ScratchPairs::nextFeatures(std::int64_t step, std::vector<std::string> &captions) {
    std::vector<std::int64_t> rows;
    for (const DrawnPair &pair : m_order->step(m_plan, step)) {
        rows.push_back(static_cast<std::int64_t>(pair.photo));
        captions.push_back(m_job.locked->captions[pair.caption].text);
    }
    PairTensors pairs;
    pairs.features = m_features.index_select(0, at::tensor(rows, at::kLong)).to(m_device);
    return pairs;
}

} // namespace fovea::training
