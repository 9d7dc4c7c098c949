#pragma once

#include "engine/core/error.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fovea::training {

/// One sample of a WebDataset shard: the members that share a name up to its first dot.
struct ShardSample {
    std::string key;                   ///< that name, with its folders
    std::string member;                ///< the picture's whole name; empty where there is none
    std::vector<std::byte> image;      ///< its encoded bytes; empty where they were not asked for
    std::vector<std::string> captions; ///< of KEY.txt, else of "caption" in KEY.json
    std::string problem;               ///< a sentence where the sample cannot be used

    bool usable() const { return problem.empty() && !member.empty(); }
};

/// Reads one tar file (plain, gzip, bzip2, xz or zstd) from its start to its end without writing
/// anything anywhere. Names that are absolute or hold ".." are refused as samples with a problem;
/// links and devices are passed over. Thread: one at a time.
class TarShard {
public:
    enum class Images { Read, Skip };
    static Result<TarShard> open(const std::filesystem::path &file, Images images = Images::Read);
    TarShard(TarShard &&) noexcept;
    TarShard &operator=(TarShard &&) noexcept;
    ~TarShard();

    const std::filesystem::path &file() const;
    /// The next sample, in the order of the file; nothing at its end. An archive that is torn or
    /// damaged gives its samples up to there and then an Error.
    Result<std::optional<ShardSample>> next();
    /// The same, with or without the picture of this one.
    Result<std::optional<ShardSample>> next(Images images);

private:
    class Impl;
    TarShard(std::unique_ptr<Impl> impl, Images images);
    std::unique_ptr<Impl> m_impl;
    Images m_images;
};

/// Gets pictures out of shards by name. Asked for in the order of the file each shard is read once;
/// a name that lies behind starts it again. Thread: one at a time.
class ShardPictures {
public:
    Result<std::vector<std::byte>> read(const std::filesystem::path &shard,
                                        std::string_view member);

private:
    std::optional<TarShard> m_open;
};

/// Whether the name is one of a shard: .tar, .tar.gz, .tgz, .tar.bz2, .tar.xz, .tar.zst.
bool hasShardExtension(const std::filesystem::path &file);

/// The shards that a person names: one file, a folder of them (in the order of their names), or a
/// pattern with "{000..009}" and "{a,b}". Fails where there is none, or where one of a pattern is
/// not there.
Result<std::vector<std::filesystem::path>> findShards(const std::filesystem::path &pattern);

} // namespace fovea::training
