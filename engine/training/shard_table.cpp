#include "engine/training/shard_table.h"

#include "engine/training/tar_shards.h"

namespace fovea::training {
namespace {

std::string reasonOf(const ShardSample &sample) {
    if (!sample.problem.empty()) {
        return sample.problem;
    }
    return sample.member.empty() ? "There is no picture beside its caption."
                                 : "There is no caption beside its picture.";
}

void count(const std::filesystem::path &file, const StopToken &stop, ShardTable &table) {
    auto shard = TarShard::open(file, TarShard::Images::Skip);
    if (!shard) {
        table.broken.push_back({file.string(), shard.error().message});
        return;
    }
    ShardEntry entry{file, 0, {}};
    for (std::int64_t place = 0; !stop.stopRequested(); ++place) {
        auto sample = shard->next();
        if (!sample) {
            table.broken.push_back({file.string(), sample.error().message});
            break;
        }
        if (!*sample) {
            break;
        }
        if ((*sample)->usable() && !(*sample)->captions.empty()) {
            ++entry.usable;
        } else {
            entry.unusable.push_back(place);
            table.broken.push_back({file.string() + "/" + (*sample)->key, reasonOf(**sample)});
        }
    }
    if (entry.usable > 0) {
        table.usable += entry.usable;
        table.shards.push_back(std::move(entry));
    }
}

} // namespace

std::int64_t ShardEntry::placeOf(std::int64_t number) const {
    std::int64_t place = number;
    for (const std::int64_t other : unusable) {
        if (other > place) {
            break;
        }
        ++place;
    }
    return place;
}

Result<ShardTable> countShards(const std::vector<std::filesystem::path> &files,
                               const StopToken &stop, const ProgressFunction &progress) {
    ShardTable table;
    const auto start = std::chrono::steady_clock::now();
    for (std::size_t i = 0; i < files.size(); ++i) {
        count(files[i], stop, table);
        if (stop.stopRequested()) {
            return fail(ErrorCode::Stopped, "Stopped while the shards were looked through.");
        }
        if (progress) {
            Progress told;
            told.done = static_cast<std::int64_t>(i) + 1;
            told.total = static_cast<std::int64_t>(files.size());
            told.elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(
                std::chrono::steady_clock::now() - start);
            progress(told);
        }
    }
    if (table.usable == 0) {
        return fail(ErrorCode::Damaged,
                    "None of the " + std::to_string(files.size()) +
                        " shards holds a picture with a caption" +
                        (table.broken.empty()
                             ? std::string(".")
                             : "; the first trouble is: " + table.broken.front().reason));
    }
    return table;
}

} // namespace fovea::training
