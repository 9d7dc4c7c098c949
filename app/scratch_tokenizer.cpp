#include "app/scratch_tokenizer.h"

#include "engine/core/atomic_file.h"
#include "engine/core/resources.h"

#include <zlib.h>

#include <array>
#include <memory>
#include <span>
#include <system_error>

namespace fovea::app {
namespace {

namespace fs = std::filesystem;

constexpr int kClipVocabulary = 49'408;
constexpr int kWithoutMerges = 514; // bytes, bytes that end a word, start and end
constexpr const char *kMerges = "bpe_merges.txt.gz";

std::string unpacked(const fs::path &file) {
    const std::unique_ptr<gzFile_s, int (*)(gzFile)> open(gzopen(file.c_str(), "rb"), gzclose);
    std::string text;
    std::array<char, 1 << 16> part{};
    while (open) {
        const int got = gzread(open.get(), part.data(), static_cast<unsigned>(part.size()));
        if (got <= 0) {
            break;
        }
        text.append(part.data(), static_cast<std::size_t>(got));
    }
    return text;
}

/// The headline and as many lines as a vocabulary has merges; no newline at the end, after which
/// OpenCLIP would read one more.
std::string firstMerges(const std::string &text, int vocabulary) {
    std::size_t end = 0;
    for (int line = 0; line <= vocabulary - kWithoutMerges; ++line) {
        end = text.find('\n', end == 0 ? 0 : end + 1);
        if (end == std::string::npos) {
            return text;
        }
    }
    return text.substr(0, end);
}

Result<void> writePacked(const fs::path &file, const std::string &text) {
    std::string packed(compressBound(static_cast<uLong>(text.size())) + 64, '\0');
    z_stream stream{};
    constexpr int kGzip = 15 + 16;
    deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, kGzip, 8, Z_DEFAULT_STRATEGY);
    // zlib's signature predates const.
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef *>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    deflate(&stream, Z_FINISH);
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    return writeFileAtomically(file, std::as_bytes(std::span(packed)));
}

} // namespace

Result<clip::Tokenizer> tokenizerFor(const clip::ModelConfig &model, const fs::path &from,
                                     const fs::path &out) {
    std::error_code error;
    fs::create_directories(out, error);
    clip::ModelConfig placed = model;
    placed.folder = out;
    const int size = model.text.vocabSize;
    if (size != kClipVocabulary || fs::exists(from / kMerges, error)) {
        if (size <= kWithoutMerges || size > kClipVocabulary) {
            return fail(ErrorCode::Unsupported, "vocab_size is " + std::to_string(size) +
                                                    ", and Fovea trains on " +
                                                    std::to_string(kWithoutMerges + 1) + " to " +
                                                    std::to_string(kClipVocabulary) + " tokens");
        }
        const fs::path source = fs::exists(from / kMerges, error)
                                    ? from / kMerges
                                    : resourceFolder() / "bpe_simple_vocab_16e6.txt.gz";
        if (auto written = writePacked(out / kMerges, firstMerges(unpacked(source), size));
            !written) {
            return fail(written.error());
        }
    }
    return clip::openTokenizer(placed);
}

} // namespace fovea::app
