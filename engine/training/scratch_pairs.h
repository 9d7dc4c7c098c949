#pragma once

#include "engine/training/pair_order.h"
#include "engine/training/scratch_model.h"

#include <optional>
#include <string>

namespace fovea::training {

/// The pairs of a job as tensors on a device, of its pictures or of the features of its locked
/// image tower. Thread: one.
class ScratchPairs {
public:
    /// `job` has to live as long.
    ScratchPairs(const ScratchJob &job, at::Device device);

    std::int64_t inEpoch() const;
    /// Begins to read ahead from plan.firstStep on.
    Result<void> start(const PairPlan &plan);
    /// Those of the next step for this rank. REQUIRES: started; `step` counts up by one.
    Result<PairTensors> next(std::int64_t step);
    /// What could not be used until now, a line each: where and why.
    const std::string &broken() const { return m_broken; }

private:
    Result<PairTensors> nextPictures(std::vector<std::string> &captions);
    PairTensors nextFeatures(std::int64_t step, std::vector<std::string> &captions);

    const ScratchJob &m_job;
    at::Device m_device;
    PairPlan m_plan;
    std::string m_broken;
    // Of a locked tower.
    std::optional<PairOrder> m_order;
    at::Tensor m_features; // [photos, featureDim]
};

} // namespace fovea::training
