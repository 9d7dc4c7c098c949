#pragma once

#include "engine/core/error.h"
#include "engine/image/decode_process.h"
#include "engine/image/image.h"
#include "engine/training/counter_random.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

namespace fovea::training {

/// Pictures for training from scratch: decoded in the sandbox, short side resized to the side of
/// the model's square, nothing cut off. Thread: any.
class PictureDecoder {
public:
    /// `pool` outlives this.
    PictureDecoder(image::DecodePool &pool, int workers, int size, image::Interpolation how)
        : m_pool(pool)
        , m_workers(workers)
        , m_input{size, image::ResizeMode::Whole, how, {}} {}

    int size() const { return m_input.size; }
    int workers() const { return m_workers; } ///< that many calls run at once

    Result<image::Image> decode(const std::filesystem::path &file) const;
    /// `name` stands for the file in errors.
    Result<image::Image> decode(const std::string &name, std::span<const std::byte> encoded) const;

private:
    image::DecodePool &m_pool;
    const int m_workers;
    const image::EncoderInput m_input;
};

/// A square at a random place of the long side, the paper's only augmentation (Radford et al. 2021,
/// 2.3). `picture`: [height, width, 3] with the short side `size`; `square`: [size, size, 3].
void cutSquare(std::span<const std::uint8_t> picture, int width, int height, CounterRandom random,
               std::span<std::uint8_t> square);

} // namespace fovea::training
