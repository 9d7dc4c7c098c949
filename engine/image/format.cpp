#include "engine/image/format.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstring>
#include <string>

namespace fovea::image {

namespace {

bool has(std::span<const std::byte> head, std::size_t offset, std::string_view bytes) {
    return head.size() >= offset + bytes.size() &&
           std::memcmp(head.data() + offset, bytes.data(), bytes.size()) == 0;
}

using namespace std::string_view_literals;

// The brands of ISO base media files: the major one, then the compatible ones that fit into the
// head.
Format detectIsoMedia(std::span<const std::byte> head) {
    if (has(head, 8, "crx "sv)) {
        return Format::Raw; // Canon CR3
    }
    const std::size_t end = std::min(head.size(), std::size_t{32});
    for (const auto &[brands, format] : {std::pair{std::array{"avif"sv, "avis"sv}, Format::Avif},
                                         std::pair{std::array{"heic"sv, "heix"sv}, Format::Heic},
                                         std::pair{std::array{"hevc"sv, "hevx"sv}, Format::Heic},
                                         std::pair{std::array{"heim"sv, "heis"sv}, Format::Heic},
                                         std::pair{std::array{"mif1"sv, "msf1"sv}, Format::Heic}}) {
        for (std::size_t at = 8; at + 4 <= end; at += at == 8 ? 8 : 4) {
            if (has(head, at, brands[0]) || has(head, at, brands[1])) {
                return format;
            }
        }
    }
    return Format::Unknown;
}

// Most camera raw files are TIFF inside; those with marks of their own are told by them. The others
// (NEF, DNG, ARW, PEF, SRW...) count as TIFF here, and the reader asks LibRaw before libtiff.
bool isRaw(std::span<const std::byte> head) {
    return has(head, 8, "CR\x02"sv) ||          // Canon CR2
           has(head, 0, "FUJIFILMCCD-RAW"sv) || // Fujifilm RAF
           has(head, 0, "IIRO"sv) || has(head, 0, "IIRS"sv) ||
           has(head, 0, "MMOR"sv) ||   // Olympus ORF
           has(head, 0, "IIU\0"sv) ||  // Panasonic RW2
           has(head, 6, "HEAPCCDR"sv); // Canon CRW
}

} // namespace

const std::vector<FormatInfo> &formats() {
    static const std::vector<FormatInfo> table{
        {Format::Jpeg, "JPEG", {"jpg", "jpeg", "jpe", "jfif"}},
        {Format::Png, "PNG", {"png"}},
        {Format::WebP, "WebP", {"webp"}},
        {Format::Tiff, "TIFF", {"tif", "tiff"}},
        {Format::Gif, "GIF (first frame)", {"gif"}},
        {Format::Bmp, "BMP", {"bmp", "dib"}},
        {Format::Heic, "HEIC", {"heic", "heif", "hif"}},
        {Format::Avif, "AVIF", {"avif"}},
        {Format::Jxl, "JPEG XL", {"jxl"}},
        {Format::Jp2, "JPEG 2000", {"jp2", "j2k", "jpf", "jpx"}},
        {Format::Raw, "Camera raw", {"3fr", "arw", "cr2", "cr3", "crw", "dcr", "dng", "erf",
                                     "iiq", "kdc", "mef", "mos", "mrw", "nef", "nrw", "orf",
                                     "pef", "raf", "rw2", "rwl", "sr2", "srf", "srw", "x3f"}},
    };
    return table;
}

Format detectFormat(std::span<const std::byte> head) {
    if (has(head, 0, "\xff\xd8\xff"sv)) {
        return Format::Jpeg;
    }
    if (has(head, 0, "\x89PNG\r\n\x1a\n"sv)) {
        return Format::Png;
    }
    if (has(head, 0, "RIFF"sv) && has(head, 8, "WEBP"sv)) {
        return Format::WebP;
    }
    if (has(head, 0, "GIF87a"sv) || has(head, 0, "GIF89a"sv)) {
        return Format::Gif;
    }
    if (has(head, 4, "ftyp"sv)) {
        return detectIsoMedia(head);
    }
    if (has(head, 0, "\xff\x0a"sv) || has(head, 0, "\0\0\0\x0cJXL \r\n\x87\n"sv)) {
        return Format::Jxl;
    }
    if (has(head, 0, "\0\0\0\x0cjP  \r\n\x87\n"sv) || has(head, 0, "\xff\x4f\xff\x51"sv)) {
        return Format::Jp2;
    }
    if (isRaw(head)) {
        return Format::Raw;
    }
    if (has(head, 0, "II*\0"sv) || has(head, 0, "MM\0*"sv) || has(head, 0, "II+\0"sv) ||
        has(head, 0, "MM\0+"sv)) {
        return Format::Tiff;
    }
    // "BM" alone is too short to be sure: the size of the info header must be one that exists.
    if (has(head, 0, "BM"sv) && head.size() >= 18) {
        const auto infoSize = std::to_integer<unsigned>(head[14]);
        if (std::to_integer<unsigned>(head[15]) == 0 &&
            (infoSize == 12 || infoSize == 40 || infoSize == 52 || infoSize == 56 ||
             infoSize == 64 || infoSize == 108 || infoSize == 124)) {
            return Format::Bmp;
        }
    }
    return Format::Unknown;
}

bool hasPhotoExtension(const std::filesystem::path &path) {
    std::string extension = path.extension().string();
    if (extension.empty()) {
        return false;
    }
    extension.erase(0, 1);
    std::transform(extension.begin(), extension.end(), extension.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return std::any_of(formats().begin(), formats().end(), [&extension](const FormatInfo &info) {
        return std::find(info.extensions.begin(), info.extensions.end(), extension) !=
               info.extensions.end();
    });
}

} // namespace fovea::image
