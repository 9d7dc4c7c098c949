#include "indexer/index_item.h"

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

} // namespace fovea::indexer
