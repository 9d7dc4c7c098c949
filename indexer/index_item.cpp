#include "indexer/index_item.h"

#include "engine/core/half.h"

#include <utility>

namespace fovea::indexer {
namespace {

bool liesInTheContents(ErrorCode code) {
    return code == ErrorCode::Damaged || code == ErrorCode::Unsupported ||
           code == ErrorCode::TooLarge;
}

} // namespace

Item readFile(image::DecodePool &pool, const Job &job, const image::EncoderInput &input,
              int thumbnailSide) {
    Item item;
    item.root = job.root;
    item.counted = true;
    item.file.path = job.file.path;
    item.file.stamp = job.file.stamp;
    item.file.sidecar = job.file.sidecarStamp;
    image::DecodeRequest request;
    request.file = job.file.path;
    request.sidecar = job.file.sidecar;
    request.encoderInput = input;
    request.thumbnailSide = thumbnailSide;
    auto photo = pool.decode(request);
    if (!photo) {
        item.vanished = photo.error().code == ErrorCode::NotFound;
        item.file.failure = photo.error().message;
        if (!liesInTheContents(photo.error().code)) {
            item.file.stamp = {};
        }
        return item;
    }
    item.file.contentHash = photo->contentHash;
    item.file.pixelHash = photo->pixelHash;
    item.file.width = photo->width;
    item.file.height = photo->height;
    item.file.metadata = std::move(photo->metadata);
    item.encoderInput = std::move(photo->encoderInput);
    item.thumbnailJpeg = std::move(photo->thumbnailJpeg);
    item.fresh = true;
    return item;
}

Result<void> encodeItems(clip::ImageEncoder &encoder, std::span<Item> items) {
    std::vector<image::Image> images;
    for (Item &item : items) {
        images.push_back(std::exchange(item.encoderInput, {}));
    }
    const auto encodings = encoder.encode(images);
    if (!encodings) {
        return fail(encodings.error());
    }
    if (encodings->embeddings.empty() || encodings->embeddings.size() % items.size() != 0) {
        return fail(ErrorCode::Failed, "The model did not give one embedding for each of " +
                                           std::to_string(items.size()) +
                                           " photos. Try it alone: fovea models check NAME");
    }
    const std::span embeddings(encodings->embeddings);
    const std::span features(encodings->features);
    const std::size_t dim = embeddings.size() / items.size();
    const std::size_t featureDim = features.size() / items.size();
    for (std::size_t i = 0; i < items.size(); ++i) {
        items[i].file.embedding.resize(dim);
        toHalf(embeddings.subspan(i * dim, dim), items[i].file.embedding);
        items[i].file.features.resize(featureDim);
        toHalf(features.subspan(i * featureDim, featureDim), items[i].file.features);
    }
    return {};
}

} // namespace fovea::indexer
