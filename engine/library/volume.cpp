#include "engine/library/volume.h"

#include <fstream>
#include <map>
#include <sstream>

namespace fovea::library {
namespace {

/// The kernel writes spaces, tabs, newlines and backslashes in mount points as \ooo.
std::string unescape(const std::string &text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && i + 3 < text.size()) {
            result += static_cast<char>(std::stoi(text.substr(i + 1, 3), nullptr, 8));
            i += 3;
        } else {
            result += text[i];
        }
    }
    return result;
}

/// Device file -> UUID of the file system on it.
std::map<std::filesystem::path, std::string> uuidsByDevice() {
    std::map<std::filesystem::path, std::string> uuids;
    std::error_code error;
    for (std::filesystem::directory_iterator entry("/dev/disk/by-uuid", error), end;
         !error && entry != end; entry.increment(error)) {
        std::error_code ignored;
        const auto device = std::filesystem::canonical(entry->path(), ignored);
        if (!ignored) {
            uuids.emplace(device, entry->path().filename().string());
        }
    }
    return uuids;
}

bool contains(const std::filesystem::path &folder, const std::filesystem::path &path) {
    const auto [end, ignored] =
        std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
    return end == folder.end() || (std::next(end) == folder.end() && end->empty());
}

} // namespace

std::vector<Volume> mountedVolumes() {
    const auto uuids = uuidsByDevice();
    std::vector<Volume> volumes;
    std::ifstream table("/proc/self/mountinfo");
    for (std::string line; std::getline(table, line);) {
        // id parent major:minor root mount-point options… - type source …
        std::istringstream fields(line);
        std::string id;
        std::string parent;
        std::string device;
        std::string root;
        std::string mountPoint;
        std::string field;
        std::string type;
        std::string source;
        fields >> id >> parent >> device >> root >> mountPoint;
        while (fields >> field && field != "-") {
        }
        fields >> type >> source;
        const std::string place = unescape(mountPoint);
        std::error_code ignored;
        const auto uuid = uuids.find(std::filesystem::canonical(unescape(source), ignored));
        const std::string identity =
            uuid != uuids.end() ? "uuid:" + uuid->second + ":" + unescape(root) : "mount:" + place;
        volumes.push_back({identity, place});
    }
    if (volumes.empty()) { // not a Linux, or no /proc
        volumes.push_back({"mount:/", "/"});
    }
    return volumes;
}

Volume volumeOf(const std::filesystem::path &folder, const std::vector<Volume> &mounted) {
    Volume best{"mount:/", "/"};
    for (const Volume &volume : mounted) {
        // Of two mounts at one place the later one is seen, hence "not shorter".
        if (contains(volume.mountPoint, folder) &&
            volume.mountPoint.native().size() >= best.mountPoint.native().size()) {
            best = volume;
        }
    }
    return best;
}

} // namespace fovea::library
