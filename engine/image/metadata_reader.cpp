#include "engine/image/metadata_reader.h"

#include <exiv2/exiv2.hpp>

namespace fovea::image {

void startMetadataReader() {
    Exiv2::LogMsg::setLevel(Exiv2::LogMsg::mute);
    Exiv2::XmpParser::initialize();
    Exiv2::enableBMFF(true);
}

PhotoMetadata readMetadata(Bytes photo, Bytes /*sidecar*/) {
    PhotoMetadata result;
    try {
        const auto image = Exiv2::ImageFactory::open(
            reinterpret_cast<const Exiv2::byte *>(photo.data()), static_cast<long>(photo.size()));
        image->readMetadata();
        const auto found = image->exifData().findKey(Exiv2::ExifKey("Exif.Image.Orientation"));
        if (found != image->exifData().end() && found->count() > 0) {
            const long value = found->toLong();
            result.orientation = value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
        }
    } catch (const std::exception &) {
        return {};
    }
    return result;
}

} // namespace fovea::image
