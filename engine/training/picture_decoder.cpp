#include "engine/training/picture_decoder.h"

#include <algorithm>
#include <cstring>

namespace fovea::training {
namespace {

Result<image::Image> inputOf(Result<image::DecodedPhoto> photo) {
    if (!photo) {
        return fail(photo.error());
    }
    return std::move(photo->encoderInput);
}

} // namespace

Result<image::Image> PictureDecoder::decode(const std::filesystem::path &file) const {
    image::DecodeRequest request;
    request.file = file;
    request.encoderInput = m_input;
    return inputOf(m_pool.decode(request));
}

Result<image::Image> PictureDecoder::decode(const std::string &name,
                                            std::span<const std::byte> encoded) const {
    image::DecodeRequest request;
    request.file = name;
    request.encoderInput = m_input;
    return inputOf(m_pool.decode(request, encoded));
}

void cutSquare(std::span<const std::uint8_t> picture, int width, int height, CounterRandom random,
               std::span<std::uint8_t> square) {
    const int size = std::min(width, height);
    const auto spare = static_cast<std::uint64_t>(std::max(width, height) - size);
    const auto place = static_cast<std::size_t>(random.below(spare + 1));
    const std::size_t left = width > height ? place : 0;
    const std::size_t top = width > height ? 0 : place;
    const std::size_t rowBytes = static_cast<std::size_t>(size) * 3;
    for (std::size_t y = 0; y < static_cast<std::size_t>(size); ++y) {
        const std::size_t from = ((top + y) * static_cast<std::size_t>(width) + left) * 3;
        std::memcpy(square.data() + y * rowBytes, picture.data() + from, rowBytes);
    }
}

} // namespace fovea::training
