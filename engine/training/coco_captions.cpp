#include "engine/training/coco_captions.h"

#include "engine/core/mapped_file.h"
#include "engine/training/caption_text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <unordered_map>

namespace fovea::training {
namespace {

using Json = nlohmann::json;

/// Only what is needed is kept: the whole of COCO as a tree would fill gigabytes.
Json parseNeeded(std::string_view text) {
    static const std::set<std::string, std::less<>> kNeeded{"images",    "annotations", "id",
                                                            "file_name", "image_id",    "caption"};
    return Json::parse(
        text,
        [&](int, Json::parse_event_t event, Json &parsed) {
            if (event == Json::parse_event_t::key) {
                return kNeeded.contains(parsed.get_ref<const std::string &>());
            }
            return true;
        },
        false);
}

/// "captions_train2017.json" -> "train2017"
std::string setName(const std::filesystem::path &json) {
    const std::string stem = json.stem().string();
    return stem.substr(stem.find_last_of('_') + 1);
}

bool leadsOut(const std::filesystem::path &name) {
    return name.is_absolute() || std::ranges::find(name, std::filesystem::path("..")) != name.end();
}

/// The first of the usual folders that has one of the first pictures.
std::filesystem::path imageFolder(const std::filesystem::path &json,
                                  const std::vector<CaptionedPhoto> &photos) {
    const auto beside = json.parent_path();
    const std::string set = setName(json);
    std::vector<std::filesystem::path> folders;
    const std::filesystem::path usual = "images";
    for (const auto &base : {beside, beside.parent_path()}) {
        folders.insert(folders.end(), {base, base / set, base / usual / set, base / usual});
    }
    constexpr std::size_t kTried = 20;
    for (const auto &folder : folders) {
        for (std::size_t i = 0; i < std::min(photos.size(), kTried); ++i) {
            std::error_code ignored;
            if (std::filesystem::is_regular_file(folder / photos[i].file, ignored)) {
                return folder;
            }
        }
    }
    return beside;
}

std::string idOf(const Json &object, const char *key) {
    const auto found = object.find(key);
    if (found == object.end() || !(found->is_number_integer() || found->is_string())) {
        return {};
    }
    return found->dump();
}

/// Pictures by their id, with the names that the file gives them.
std::unordered_map<std::string, std::size_t> readImages(const Json &images, CaptionedSet &set) {
    std::unordered_map<std::string, std::size_t> numbers;
    for (const Json &image : images) {
        const std::string id = image.is_object() ? idOf(image, "id") : std::string();
        if (id.empty() || !image.contains("file_name") || !image["file_name"].is_string()) {
            continue;
        }
        const std::filesystem::path name = image["file_name"].get<std::string>();
        if (leadsOut(name)) {
            set.unreadable.push_back(
                {name,
                 name.string() + " is refused: its name leads out of the folder of pictures."});
        } else if (numbers.emplace(id, set.photos.size()).second) {
            set.photos.push_back({name, {}, {}, {}, CaptionOrigin::None});
        }
    }
    return numbers;
}

} // namespace

Result<CaptionedSet> readCocoCaptions(const std::filesystem::path &json,
                                      const std::filesystem::path &images) {
    const auto mapped = MappedFile::open(json);
    if (!mapped) {
        return fail(mapped.error());
    }
    const auto bytes = mapped->bytes();
    std::string_view text(reinterpret_cast<const char *>(bytes.data()), bytes.size());
    text.remove_prefix(text.starts_with("\xEF\xBB\xBF") ? 3 : 0);
    const Json coco = parseNeeded(text);
    if (!coco.is_object() || !coco.contains("images") || !coco["images"].is_array() ||
        !coco.contains("annotations") || !coco["annotations"].is_array()) {
        return fail(ErrorCode::Damaged, json.string() + " is no COCO file of captions: it needs "
                                                        "`images` and `annotations`.");
    }
    CaptionedSet set;
    const auto numbers = readImages(coco["images"], set);
    std::size_t captions = 0;
    for (const Json &annotation : coco["annotations"]) {
        if (!annotation.is_object() || !annotation.contains("caption") ||
            !annotation["caption"].is_string()) {
            continue;
        }
        const auto found = numbers.find(idOf(annotation, "image_id"));
        auto caption = cleanCaption(annotation["caption"].get_ref<const std::string &>());
        if (found != numbers.end() && !caption.empty()) {
            set.photos[found->second].captions.push_back(std::move(caption));
            set.photos[found->second].origin = CaptionOrigin::Table;
            ++captions;
        }
    }
    if (captions == 0) {
        return fail(ErrorCode::BadUsage,
                    json.string() +
                        " holds no captions. COCO's are in files named captions_….json.");
    }
    std::error_code ignored;
    const auto absolute = std::filesystem::absolute(json, ignored);
    const auto folder = images.empty() ? imageFolder(absolute, set.photos)
                                       : std::filesystem::absolute(images, ignored);
    for (CaptionedPhoto &photo : set.photos) {
        photo.file = (folder / photo.file).lexically_normal();
    }
    return set;
}

} // namespace fovea::training
