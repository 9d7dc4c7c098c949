#include "app/run_folder.h"

#include "engine/clip/safetensors.h"
#include "engine/core/atomic_file.h"
#include "engine/core/system_error.h"

#include <charconv>
#include <fstream>
#include <system_error>

namespace fovea::app {
namespace {

namespace fs = std::filesystem;

constexpr const char *kRecord = "run.json";
constexpr const char *kCheckpoint = "checkpoint.safetensors";
constexpr const char *kCurve = "curve.jsonl";
constexpr const char *kPictures = "pictures";
constexpr std::size_t kKeyDigits = 16;

Result<void> makeFolder(const fs::path &folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) {
        return fail(systemError("Cannot make the folder " + folder.string(), error.value()));
    }
    return {};
}

std::string hashText(const std::string &text) {
    return toHex(hashContent(std::as_bytes(std::span(text)))).substr(0, kKeyDigits);
}

/// Of a checkpoint that is whole; 0 without one.
std::int64_t stepOf(const fs::path &checkpoint) {
    const auto file = clip::SafeTensors::open(checkpoint);
    if (!file) {
        return 0;
    }
    const auto found = file->metadata().find("step");
    std::int64_t step = 0;
    if (found != file->metadata().end()) {
        const std::string &text = found->second;
        std::from_chars(text.data(), text.data() + text.size(), step);
    }
    return step;
}

} // namespace

Result<RunFolder> RunFolder::open(const fs::path &library, const nlohmann::json &options,
                                  const ContentHash &data, bool fresh) {
    RunFolder run;
    run.m_options = options;
    run.m_data = toHex(data);
    run.m_path = library / "runs" / hashText(options.dump() + run.m_data);
    if (auto made = makeFolder(run.m_path); !made) {
        return fail(made.error());
    }
    if (!fresh && run.readRecord()) {
        run.m_step = stepOf(run.m_path / kCheckpoint);
    }
    if (run.m_step == 0) {
        run.startAnew();
    }
    if (auto saved = run.save("running"); !saved) {
        return fail(saved.error());
    }
    return run;
}

/// Whether there is a run that did not end.
bool RunFolder::readRecord() {
    std::ifstream stream(m_path / kRecord, std::ios::binary);
    const auto record = nlohmann::json::parse(stream, nullptr, false);
    if (!record.is_object() || record.value("state", "") != "running") {
        return false;
    }
    const auto guard = record.find("guard");
    if (guard != record.end() && guard->is_array()) {
        for (const auto &content : *guard) {
            if (content.is_string()) {
                m_guard.push_back(content.get<std::string>());
            }
        }
    }
    return true;
}

void RunFolder::startAnew() {
    std::error_code ignored;
    fs::remove(m_path / kCheckpoint, ignored);
    fs::remove(m_path / kCurve, ignored);
    m_guard.clear();
    m_step = 0;
}

Result<void> RunFolder::save(const char *state) {
    const nlohmann::json record{{"version", 1},          {"mode", "album"}, {"state", state},
                                {"options", m_options},  {"data", m_data},  {"guard", m_guard},
                                {"fovea", FOVEA_VERSION}};
    const std::string text =
        record.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
    return writeFileAtomically(m_path / kRecord, std::as_bytes(std::span(text)));
}

Result<void> RunFolder::keepGuard(std::vector<std::string> contents) {
    m_guard = std::move(contents);
    return save("running");
}

Result<void> RunFolder::finish() {
    std::error_code ignored;
    fs::remove(m_path / kCheckpoint, ignored);
    fs::remove(m_path / "pixels.bin", ignored);
    fs::remove_all(m_path.parent_path() / kPictures, ignored);
    return save("finished");
}

fs::path RunFolder::picturesFolder(const fs::path &library) {
    return library / "runs" / kPictures;
}

fs::path RunFolder::featureCacheFile(const fs::path &library, const std::string &spaceKey) {
    return library / "runs" / ("features-" + hashText(spaceKey) + ".cache");
}

} // namespace fovea::app
