#pragma once

#include <ATen/core/Tensor.h>

#include <stdexcept>

namespace fovea::training {

/// Another rank is gone or keeps silent. The message is a sentence for people; a room's edge makes
/// an Error with the code Network of it.
class RanksLost : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// What the ranks of a data-parallel run say to each other. Every rank makes the same calls in the
/// same order; a rank that is gone makes the others throw RanksLost. Thread: one.
class Collective {
public:
    virtual ~Collective() = default;
    virtual int rank() const = 0;
    virtual int size() const = 0;
    /// [n, ...] of each rank, the same shape everywhere -> [size n, ...] in the order of ranks.
    virtual at::Tensor allGather(const at::Tensor &local) = 0;
    /// The sum over all ranks, in place.
    virtual void allReduceSum(at::Tensor &tensor) = 0;
    /// What rank 0 has, in place.
    virtual void broadcast(at::Tensor &tensor) = 0;
    virtual void barrier() = 0;
};

/// One process: everything is here already.
class SingleProcess final : public Collective {
public:
    int rank() const override { return 0; }
    int size() const override { return 1; }
    at::Tensor allGather(const at::Tensor &local) override { return local; }
    void allReduceSum(at::Tensor &) override {}
    void broadcast(at::Tensor &) override {}
    void barrier() override {}
};

} // namespace fovea::training
