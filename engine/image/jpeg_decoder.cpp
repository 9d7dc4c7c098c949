#include "engine/image/jpeg_decoder.h"

#include "engine/image/color.h"
#include "engine/image/pixel_hash.h"

#include <array>
#include <csetjmp>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include <jpeglib.h>

#include <jerror.h>

namespace fovea::image {

namespace {

// A progressive file may hold thousands of scans that each cost a pass over the image; real ones
// have ten.
constexpr int kMaxScans = 500;

/// libjpeg with its long jumps kept inside. Every call of the library goes through guarded().
class JpegReader {
public:
    explicit JpegReader(Bytes file)
        : m_file(file) {
        m_jpeg.err = jpeg_std_error(&m_errors.base);
        m_errors.base.error_exit = [](j_common_ptr jpeg) { std::longjmp(errorsOf(jpeg)->jump, 1); };
        m_errors.base.output_message = [](j_common_ptr) {};
        m_jpeg.client_data = this;
    }
    ~JpegReader() { jpeg_destroy_decompress(&m_jpeg); }
    JpegReader(const JpegReader &) = delete;
    JpegReader &operator=(const JpegReader &) = delete;

    bool readHeader() {
        return guarded([this] {
            jpeg_create_decompress(&m_jpeg);
            m_jpeg.client_data = this;
            jpeg_mem_src(&m_jpeg, reinterpret_cast<const unsigned char *>(m_file.data()),
                         static_cast<unsigned long>(m_file.size()));
            m_fillAtEnd = m_jpeg.src->fill_input_buffer;
            m_jpeg.src->fill_input_buffer = [](j_decompress_ptr jpeg) {
                return readerOf(jpeg)->endOfData();
            };
            jpeg_save_markers(&m_jpeg, JPEG_APP0 + 2, 0xffff);
            jpeg_read_header(&m_jpeg, TRUE);
        });
    }

    bool start(unsigned scale, J_COLOR_SPACE space) {
        return guarded([this, scale, space] {
            m_jpeg.scale_num = scale;
            m_jpeg.scale_denom = 8;
            m_jpeg.out_color_space = space;
            m_progress.progress_monitor = [](j_common_ptr jpeg) {
                if (reinterpret_cast<j_decompress_ptr>(jpeg)->input_scan_number > kMaxScans) {
                    readerOf(reinterpret_cast<j_decompress_ptr>(jpeg))->m_tooManyScans = true;
                    std::longjmp(errorsOf(jpeg)->jump, 1);
                }
            };
            m_jpeg.progress = &m_progress;
            jpeg_start_decompress(&m_jpeg);
        });
    }

    // False after a fatal error; the rows before it are there.
    bool readRows(std::uint8_t *pixels, std::size_t rowBytes) {
        return guarded([this, pixels, rowBytes] {
            while (m_jpeg.output_scanline < m_jpeg.output_height) {
                JSAMPROW row = pixels + static_cast<std::size_t>(m_jpeg.output_scanline) * rowBytes;
                jpeg_read_scanlines(&m_jpeg, &row, 1);
            }
        });
    }

    // The output size at M/8, which libjpeg knows best.
    bool sizeAt(unsigned scale, std::int64_t &width, std::int64_t &height) {
        const bool done = guarded([this, scale] {
            m_jpeg.scale_num = scale;
            m_jpeg.scale_denom = 8;
            jpeg_calc_output_dimensions(&m_jpeg);
        });
        width = m_jpeg.output_width;
        height = m_jpeg.output_height;
        return done;
    }

    const jpeg_decompress_struct &jpeg() const { return m_jpeg; }
    bool nothingThere() const { return m_nothingThere; }
    bool tooManyScans() const { return m_tooManyScans; }
    std::vector<std::byte> profile() const;
    Error problem(const std::string &what) {
        if (m_errors.base.msg_code == JERR_OUT_OF_MEMORY) {
            return {ErrorCode::TooLarge, "it needs more memory than a decoder may have"};
        }
        std::array<char, JMSG_LENGTH_MAX> text{};
        m_errors.base.format_message(reinterpret_cast<j_common_ptr>(&m_jpeg), text.data());
        return {ErrorCode::Damaged, what + " (" + text.data() + ")"};
    }

private:
    struct Errors {
        jpeg_error_mgr base;
        std::jmp_buf jump;
    };

    static Errors *errorsOf(j_common_ptr jpeg) { return reinterpret_cast<Errors *>(jpeg->err); }
    static JpegReader *readerOf(j_decompress_ptr jpeg) {
        return static_cast<JpegReader *>(jpeg->client_data);
    }

    // `call` must hold nothing that needs a destructor: a long jump leaves it where it is.
    template <typename Call>
    bool guarded(const Call &call) {
        if (setjmp(m_errors.jump) != 0) {
            return false;
        }
        call();
        return true;
    }

    boolean endOfData() {
        if (m_jpeg.input_scan_number <= 1 && m_jpeg.input_iMCU_row == 0) {
            m_nothingThere = true;
        }
        return m_fillAtEnd(&m_jpeg);
    }

    Bytes m_file;
    jpeg_decompress_struct m_jpeg{};
    Errors m_errors{};
    jpeg_progress_mgr m_progress{};
    boolean (*m_fillAtEnd)(j_decompress_ptr) = nullptr;
    bool m_nothingThere = false;
    bool m_tooManyScans = false;
};

// The pieces of the profile in APP2 segments, in order (ICC.1:2010, annex B.4). Empty where one is
// missing.
std::vector<std::byte> JpegReader::profile() const {
    constexpr std::size_t kHead = 14;
    std::array<const jpeg_marker_struct *, 256> pieces{};
    unsigned count = 0;
    for (const jpeg_marker_struct *marker = m_jpeg.marker_list; marker != nullptr;
         marker = marker->next) {
        if (marker->marker != JPEG_APP0 + 2 || marker->data_length <= kHead ||
            std::memcmp(marker->data, "ICC_PROFILE", 12) != 0) {
            continue;
        }
        count = marker->data[13];
        pieces[marker->data[12]] = marker;
    }
    std::vector<std::byte> profile;
    for (unsigned i = 1; i <= count; ++i) {
        if (pieces[i] == nullptr) {
            return {};
        }
        const auto *data = reinterpret_cast<const std::byte *>(pieces[i]->data);
        profile.insert(profile.end(), data + kHead, data + pieces[i]->data_length);
    }
    return profile;
}

struct Target {
    J_COLOR_SPACE space;
    PixelLayout layout;
};

Target targetFor(const jpeg_decompress_struct &jpeg) {
    switch (jpeg.jpeg_color_space) {
    case JCS_GRAYSCALE:
        return {JCS_GRAYSCALE, {PixelLayout::Model::Gray}};
    case JCS_CMYK:
    case JCS_YCCK:
        // All programs that write CMYK in JPEG follow Adobe and invert it; the few that do not
        // leave the marker out.
        return {JCS_CMYK, {PixelLayout::Model::Cmyk, false, jpeg.saw_Adobe_marker != FALSE}};
    default:
        return {JCS_RGB, {PixelLayout::Model::Rgb}};
    }
}

} // namespace

Result<DecodedPixels> decodeJpeg(Bytes file, const SizeNeeded &needed, const DecodeLimits &limits) {
    JpegReader reader(file);
    if (!reader.readHeader()) {
        return fail(reader.problem("its JPEG header is broken"));
    }
    DecodedPixels decoded;
    decoded.width = reader.jpeg().image_width;
    decoded.height = reader.jpeg().image_height;
    if (const auto size = checkSize(decoded.width, decoded.height, limits); !size) {
        return fail(size.error());
    }

    std::int64_t width = decoded.width;
    std::int64_t height = decoded.height;
    unsigned scale = 8;
    for (unsigned smaller = 1; smaller < 8 && !needed.full; ++smaller) {
        if (reader.sizeAt(smaller, width, height) && needed.metBy(width, height)) {
            scale = smaller;
            break;
        }
    }
    const Target target = targetFor(reader.jpeg());
    const bool started = reader.start(scale, target.space);
    if (reader.tooManyScans()) {
        return fail(ErrorCode::TooLarge,
                    "it has more than " + std::to_string(kMaxScans) + " scans");
    }
    if (!started) {
        return fail(reader.problem("its JPEG data is broken"));
    }
    width = reader.jpeg().output_width;
    height = reader.jpeg().output_height;
    const std::size_t rowBytes =
        static_cast<std::size_t>(width) * static_cast<std::size_t>(reader.jpeg().output_components);
    std::vector<std::uint8_t> samples(rowBytes * static_cast<std::size_t>(height), 128);
    const bool whole = reader.readRows(samples.data(), rowBytes);
    if (reader.nothingThere() || (!whole && reader.jpeg().output_scanline == 0)) {
        return fail(ErrorCode::Damaged, "it ends before its first row of pixels");
    }

    const std::size_t count = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
    decoded.image = Image{static_cast<int>(width), static_cast<int>(height), {}};
    if (target.layout.model == PixelLayout::Model::Rgb) {
        decoded.image.pixels = std::move(samples);
        convertWithProfile(reader.profile(), target.layout, decoded.image.pixels.data(), count,
                           decoded.image.pixels.data());
    } else {
        decoded.image.pixels.resize(count * 3);
        if (!convertWithProfile(reader.profile(), target.layout, samples.data(), count,
                                decoded.image.pixels.data())) {
            convertWithoutProfile(target.layout, samples.data(), count,
                                  decoded.image.pixels.data());
        }
    }
    decoded.pixelHash = hashJpegImage(file);
    return decoded;
}

} // namespace fovea::image
