#include "engine/image/bmp_decoder.h"

#include "engine/image/pixel_hash.h"

#include <array>
#include <bit>
#include <string>

namespace fovea::image {

namespace {

enum Compression : std::uint32_t {
    kRgb = 0,
    kRle8 = 1,
    kRle4 = 2,
    kBitFields = 3,
    kAlphaBitFields = 6
};

using Color = std::array<std::uint8_t, 3>;

class BmpReader {
public:
    explicit BmpReader(Bytes file)
        : m_file(file) {}

    Result<Image> read(const DecodeLimits &limits) {
        if (const auto header = readHeader(limits); !header) {
            return fail(header.error());
        }
        readPalette();
        m_image = Image{m_width, m_height, {}};
        m_image.pixels.assign(static_cast<std::size_t>(m_height) * m_image.rowBytes(), 255);
        if (m_compression == kRle8 || m_compression == kRle4) {
            readRuns();
        } else {
            readRows();
        }
        return std::move(m_image);
    }

private:
    bool has(std::size_t offset, std::size_t bytes) const {
        return offset <= m_file.size() && m_file.size() - offset >= bytes;
    }
    // Little-endian; zero beyond the end.
    std::uint32_t number(std::size_t offset, std::size_t bytes) const {
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < bytes && has(offset + i, 1); ++i) {
            value |= std::to_integer<std::uint32_t>(m_file[offset + i]) << (8 * i);
        }
        return value;
    }

    Result<void> readHeader(const DecodeLimits &limits) {
        m_pixels = number(10, 4);
        m_infoSize = number(14, 4);
        const bool old = m_infoSize == 12; // OS/2
        std::int64_t height = 0;
        std::int64_t width = 0;
        if (old) {
            width = number(18, 2);
            height = number(20, 2);
            m_bits = number(24, 2);
        } else {
            width = static_cast<std::int32_t>(number(18, 4));
            height = static_cast<std::int32_t>(number(22, 4));
            m_bits = number(28, 2);
            m_compression = number(30, 4);
            m_colors = number(46, 4);
        }
        m_topDown = height < 0;
        height = m_topDown ? -height : height;
        if (const auto size = checkSize(width, height, limits); !size) {
            return size;
        }
        const bool known = m_compression == kRgb || (m_compression == kRle8 && m_bits == 8) ||
                           (m_compression == kRle4 && m_bits == 4) ||
                           ((m_compression == kBitFields || m_compression == kAlphaBitFields) &&
                            (m_bits == 16 || m_bits == 32));
        if (!known || (m_bits != 1 && m_bits != 4 && m_bits != 8 && m_bits != 16 && m_bits != 24 &&
                       m_bits != 32)) {
            return fail(ErrorCode::Unsupported, "it is a bitmap of an unusual kind (" +
                                                    std::to_string(m_bits) + " bits, compression " +
                                                    std::to_string(m_compression) + ")");
        }
        if (!has(m_pixels, 1)) {
            return fail(ErrorCode::Damaged, "it ends before its first row of pixels");
        }
        m_width = static_cast<int>(width);
        m_height = static_cast<int>(height);
        m_masks = m_bits == 16 ? std::array<std::uint32_t, 3>{0x7c00, 0x3e0, 0x1f}
                               : std::array<std::uint32_t, 3>{0xff0000, 0xff00, 0xff};
        if (m_compression == kBitFields || m_compression == kAlphaBitFields) {
            m_masks = {number(54, 4), number(58, 4), number(62, 4)};
        }
        return {};
    }

    void readPalette() {
        m_palette.fill({0, 0, 0});
        if (m_bits > 8) {
            return;
        }
        const std::size_t entry = m_infoSize == 12 ? 3 : 4;
        const std::size_t start = 14 + std::size_t{m_infoSize};
        const std::size_t most = std::size_t{1} << m_bits;
        const std::size_t count = m_colors == 0 || m_colors > most ? most : m_colors;
        for (std::size_t i = 0; i < count; ++i) {
            const std::uint32_t color = number(start + i * entry, 3);
            m_palette[i] = {static_cast<std::uint8_t>(color >> 16U),
                            static_cast<std::uint8_t>(color >> 8U),
                            static_cast<std::uint8_t>(color)};
        }
    }

    // `row` counts as in the file, from the bottom unless the file says otherwise.
    void put(int x, int row, const Color &color) {
        if (x < 0 || x >= m_width || row < 0 || row >= m_height) {
            return;
        }
        const int y = m_topDown ? row : m_height - 1 - row;
        std::uint8_t *pixel = m_image.pixels.data() +
                              static_cast<std::size_t>(y) * m_image.rowBytes() +
                              static_cast<std::size_t>(x) * 3;
        pixel[0] = color[0];
        pixel[1] = color[1];
        pixel[2] = color[2];
    }

    static std::uint8_t scaled(std::uint32_t value, std::uint32_t mask) {
        if (mask == 0) {
            return 0;
        }
        const std::uint32_t most = mask >> std::countr_zero(mask);
        return static_cast<std::uint8_t>(std::uint64_t{(value & mask) >> std::countr_zero(mask)} *
                                         255 / most);
    }

    Color colorAt(std::size_t row, int x) const {
        const std::size_t bit = static_cast<std::size_t>(x) * m_bits;
        const std::size_t at = row + bit / 8;
        if (m_bits <= 8) {
            const std::uint32_t shift = 8 - m_bits - static_cast<std::uint32_t>(bit % 8);
            return m_palette[(number(at, 1) >> shift) & ((1U << m_bits) - 1)];
        }
        const std::uint32_t value = number(at, m_bits / 8);
        return {scaled(value, m_masks[0]), scaled(value, m_masks[1]), scaled(value, m_masks[2])};
    }

    void readRows() {
        const std::size_t rowBytes = (static_cast<std::size_t>(m_width) * m_bits + 31) / 32 * 4;
        const std::size_t usedBytes = (static_cast<std::size_t>(m_width) * m_bits + 7) / 8;
        for (int row = 0; row < m_height; ++row) {
            const std::size_t start = m_pixels + static_cast<std::size_t>(row) * rowBytes;
            if (!has(start, usedBytes)) {
                return;
            }
            for (int x = 0; x < m_width; ++x) {
                put(x, row, colorAt(start, x));
            }
        }
    }

    void readRuns() {
        int x = 0;
        int row = 0;
        for (std::size_t at = m_pixels; has(at, 2) && row < m_height;) {
            const std::uint32_t count = number(at, 1);
            const std::uint32_t value = number(at + 1, 1);
            at += 2;
            if (count > 0) { // a run of one color, or of two by turns
                for (std::uint32_t i = 0; i < count && x < m_width; ++i) {
                    put(x++, row,
                        m_palette[m_bits == 8  ? value
                                  : i % 2 == 0 ? value >> 4U
                                               : value & 15U]);
                }
            } else if (value == 0) { // end of the row
                x = 0;
                ++row;
            } else if (value == 1) { // end of the picture
                return;
            } else if (value == 2) { // a step
                x = std::min(x + static_cast<int>(number(at, 1)), m_width);
                row += static_cast<int>(number(at + 1, 1));
                at += 2;
            } else { // `value` colors as they are
                for (std::uint32_t i = 0; i < value; ++i) {
                    const std::uint32_t byte = number(at + (m_bits == 8 ? i : i / 2), 1);
                    put(x, row,
                        m_palette[m_bits == 8  ? byte
                                  : i % 2 == 0 ? byte >> 4U
                                               : byte & 15U]);
                    x = std::min(x + 1, m_width);
                }
                const std::size_t bytes = m_bits == 8 ? value : (value + 1) / 2;
                at += bytes + bytes % 2;
            }
        }
    }

    Bytes m_file;
    std::size_t m_pixels = 0; ///< offset of the first row
    std::uint32_t m_infoSize = 0;
    int m_width = 0;
    int m_height = 0;
    std::uint32_t m_bits = 0;
    std::uint32_t m_compression = kRgb;
    std::uint32_t m_colors = 0;
    bool m_topDown = false;
    std::array<std::uint32_t, 3> m_masks{};
    std::array<Color, 256> m_palette{};
    Image m_image;
};

} // namespace

Result<DecodedPixels> decodeBmp(Bytes file, const DecodeLimits &limits) {
    auto image = BmpReader(file).read(limits);
    if (!image) {
        return fail(image.error());
    }
    DecodedPixels decoded;
    decoded.width = image->width;
    decoded.height = image->height;
    decoded.image = std::move(*image);
    decoded.pixelHash = hashPixels(std::as_bytes(std::span(decoded.image.pixels)), decoded.width,
                                   decoded.height, 3);
    return decoded;
}

} // namespace fovea::image
