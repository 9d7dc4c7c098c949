#include "engine/clip/adapter.h"

#include "engine/clip/space.h"
#include "engine/clip/weight_layout.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <set>
#include <utility>

namespace fovea::clip {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kFormat = "fovea-adapter";
constexpr std::string_view kUnder = "under.";
constexpr std::string_view kDelta = "delta.";
constexpr std::string_view kLowRank = "low_rank.";
constexpr std::string_view kStart = "words.start";
constexpr std::string_view kLearned = "words.learned";
constexpr std::int64_t kMostWordRows = 100'000;

bool isFloat(TensorType type) {
    return type == TensorType::F32 || type == TensorType::F16 || type == TensorType::BF16;
}

/// All of a text that is a number, else nothing.
template <typename Number>
std::optional<Number> parse(std::string_view text) {
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return number;
}

bool isProjection(const std::string &tensor) {
    return tensor == "visual.proj" || tensor.starts_with("visual.head.proj.");
}

} // namespace

/// Reads an AdapterFile; what is wrong comes back as the second half of a sentence.
class AdapterFile::Reader {
public:
    Reader(AdapterFile &file, const ModelConfig &base)
        : m_file(file)
        , m_base(base) {
        for (TensorSpec &spec : tensorSpecs(base)) {
            if (!spec.counter && !spec.optional) {
                m_specs.emplace(spec.name, std::move(spec));
            }
        }
    }

    Result<void> readMetadata();
    Result<void> readTensors();
    Result<void> readWords();

private:
    /// A part of a low-rank change: its tensor, first row and "a" or "b".
    struct PartName {
        std::string tensor;
        std::int64_t firstRow = 0;
        char part = 0;
    };

    static tl::unexpected<Error> damaged(const std::string &why) {
        return fail(ErrorCode::Damaged, why);
    }
    std::string text(std::string_view key) const {
        const auto at = m_file.m_file.metadata().find(key);
        return at == m_file.m_file.metadata().end() ? std::string() : at->second;
    }
    using Part = std::array<const TensorView *, 2>; ///< a and b
    using Parts = std::map<std::pair<std::string, std::int64_t>, Part>;

    static std::optional<PartName> parsePart(std::string_view name);
    Result<void> addTensor(const std::string &name, const TensorView &view);
    Result<void> addDelta(const std::string &name, const TensorView &view, TensorChanges &to);
    Result<void> addLowRank(const Parts &parts, TensorChanges &to);
    Result<void> checkLowRank(const std::string &name, const LowRankChange &change) const;
    void noteChange(const std::string &tensor, TensorChanges &changes) const;

    AdapterFile &m_file;
    const ModelConfig &m_base;
    std::map<std::string, TensorSpec> m_specs;
    double m_alpha = 0;
    Parts m_learnedParts;
    Parts m_underParts;
};

Result<void> AdapterFile::Reader::readMetadata() {
    if (text("format") != kFormat) {
        return damaged("it is no adapter of Fovea");
    }
    const std::string version = text("version");
    if (version != kAdapterVersion && version != kStandingAdapterVersion) {
        return fail(ErrorCode::Unsupported, "it has version \"" + version +
                                                "\" of the format, and this Fovea reads "
                                                "versions " +
                                                std::string(kAdapterVersion) + " and " +
                                                std::string(kStandingAdapterVersion) +
                                                "; get a newer Fovea, or teach it again");
    }
    m_file.m_stands = version == kStandingAdapterVersion;
    const auto revision = fileRevision(m_base.weightsFile);
    if (!revision) {
        return fail(revision.error());
    }
    if (text("base") != *revision) {
        const std::string madeFor = text("base_name");
        return fail(ErrorCode::Unsupported,
                    "it was made for " +
                        (madeFor.empty() || madeFor == m_base.name
                             ? "other weights than " + m_base.name + " has now"
                             : "the model " + madeFor + " and not for " + m_base.name) +
                        "; teach it again with this model");
    }
    m_file.m_method = text("method");
    m_alpha = parse<double>(text("alpha")).value_or(0);
    return {};
}

void AdapterFile::Reader::noteChange(const std::string &tensor, TensorChanges &changes) const {
    if (!tensor.starts_with("visual.")) {
        return;
    }
    // Where no features are kept there is nothing that a projection could be applied to.
    const bool projection = isProjection(tensor) && imageFeatureDim(m_base) > 0;
    (projection ? changes.projection : changes.trunk) = true;
}

Result<void> AdapterFile::Reader::addDelta(const std::string &name, const TensorView &view,
                                           TensorChanges &to) {
    const auto spec = m_specs.find(name);
    if (spec == m_specs.end()) {
        return damaged("it changes \"" + name + "\", which the model does not have");
    }
    const Shape &wanted = spec->second.shape;
    const bool otherGrid = spec->second.square && view.shape.size() == 2 &&
                           view.shape[1] == wanted[1]; // compared with the weights, at their use
    if (view.shape != wanted && !otherGrid) {
        return damaged("its change of " + name + " has another shape than that tensor");
    }
    if (!isFloat(view.type)) {
        return damaged("its change of " + name + " is not of type F32, F16 or BF16");
    }
    to.deltas.emplace(name, view);
    noteChange(name, to);
    return {};
}

std::optional<AdapterFile::Reader::PartName> AdapterFile::Reader::parsePart(std::string_view name) {
    if (!name.ends_with(".a") && !name.ends_with(".b")) {
        return std::nullopt;
    }
    PartName part;
    part.part = name.back();
    name.remove_suffix(2);
    const std::size_t dot = name.rfind('.');
    if (dot == std::string_view::npos) {
        return std::nullopt;
    }
    const auto row = parse<std::int64_t>(name.substr(dot + 1));
    if (!row || *row < 0) {
        return std::nullopt;
    }
    part.tensor = name.substr(0, dot);
    part.firstRow = *row;
    return part;
}

Result<void> AdapterFile::Reader::checkLowRank(const std::string &name,
                                               const LowRankChange &change) const {
    const auto spec = m_specs.find(name);
    if (spec == m_specs.end() || spec->second.shape.size() != 2) {
        return damaged("it changes \"" + name + "\", which is no matrix of the model");
    }
    const Shape &matrix = spec->second.shape;
    const auto &a = change.a;
    const auto &b = change.b;
    const bool fits = a.shape.size() == 2 && b.shape.size() == 2 && a.shape[0] > 0 &&
                      a.shape[0] == b.shape[1] && a.shape[1] == matrix[1] &&
                      change.firstRow <= matrix[0] && b.shape[0] <= matrix[0] - change.firstRow;
    if (!fits) {
        return damaged("its low-rank change of " + name + " does not fit that tensor");
    }
    if (!isFloat(a.type) || !isFloat(b.type)) {
        return damaged("its low-rank change of " + name + " is not of type F32, F16 or BF16");
    }
    return {};
}

Result<void> AdapterFile::Reader::addLowRank(const Parts &parts, TensorChanges &to) {
    const bool isLearned = &to == &m_file.m_learned;
    if (isLearned && !parts.empty() && (!std::isfinite(m_alpha) || m_alpha <= 0)) {
        return damaged("it has low-rank changes and does not say their alpha");
    }
    for (const auto &[key, views] : parts) {
        if (views[0] == nullptr || views[1] == nullptr) {
            return damaged("half of its low-rank change of " + key.first + " is missing");
        }
        LowRankChange change{key.second, 1, *views[0], *views[1]};
        if (auto sound = checkLowRank(key.first, change); !sound) {
            return sound;
        }
        if (isLearned) {
            change.scale = m_alpha / static_cast<double>(change.a.shape[0]);
        }
        to.lowRank[key.first].push_back(std::move(change));
        noteChange(key.first, to);
    }
    return {};
}

Result<void> AdapterFile::Reader::addTensor(const std::string &name, const TensorView &view) {
    std::string_view change = name;
    const bool under = m_file.m_stands && change.starts_with(kUnder);
    if (under) {
        change.remove_prefix(kUnder.size());
    }
    if (change.starts_with(kDelta)) {
        return addDelta(std::string(change.substr(kDelta.size())), view,
                        under ? m_file.m_under : m_file.m_learned);
    }
    const auto part =
        change.starts_with(kLowRank) ? parsePart(change.substr(kLowRank.size())) : std::nullopt;
    if (part) {
        Parts &parts = under ? m_underParts : m_learnedParts;
        parts[{part->tensor, part->firstRow}][part->part == 'a' ? 0 : 1] = &view;
        return {};
    }
    if (name == kStart) {
        m_file.m_wordsStart = view;
    } else if (name == kLearned) {
        m_file.m_wordsLearned = view;
    } else {
        return damaged("it holds a tensor \"" + name + "\" that is no part of an adapter");
    }
    return {};
}

Result<void> AdapterFile::Reader::readTensors() {
    for (const auto &[name, view] : m_file.m_file.tensors()) {
        if (auto added = addTensor(name, view); !added) {
            return added;
        }
    }
    if (auto added = addLowRank(m_learnedParts, m_file.m_learned); !added) {
        return added;
    }
    return addLowRank(m_underParts, m_file.m_under);
}

Result<void> AdapterFile::Reader::readWords() {
    const TensorView &start = m_file.m_wordsStart;
    const TensorView &learned = m_file.m_wordsLearned;
    const std::string listed = text("words");
    const Json words = Json::parse(listed.empty() ? "[]" : listed, nullptr, false);
    if (!words.is_array()) {
        return damaged("its list of words cannot be read");
    }
    if (words.empty() && start.shape.empty() && learned.shape.empty()) {
        return {};
    }
    const bool tables = start.shape.size() == 2 && start.shape == learned.shape &&
                        start.shape[1] == m_base.text.width && start.shape[0] <= kMostWordRows &&
                        isFloat(start.type) && isFloat(learned.type);
    if (!tables) {
        return damaged("the embeddings of its words do not fit the model");
    }
    std::set<std::string> known;
    for (const Json &entry : words) {
        const auto number = [&entry](const char *key) -> std::int64_t {
            const Json value = entry.is_object() ? entry.value(key, Json()) : Json();
            return value.is_number_unsigned() && value.get<std::uint64_t>() <= kMostWordRows
                       ? value.get<std::int64_t>()
                       : -1;
        };
        const Json text = entry.is_object() ? entry.value("word", Json()) : Json();
        LearnedWord word{text.is_string() ? text.get<std::string>() : std::string(),
                         number("first"), number("count")};
        const bool sound = !word.word.empty() && word.first >= 0 && word.count > 0 &&
                           word.first + word.count <= start.shape[0] &&
                           known.insert(word.word).second;
        if (!sound) {
            return damaged("its list of words makes no sense");
        }
        m_file.m_words.push_back(std::move(word));
    }
    return {};
}

Result<AdapterFile> AdapterFile::open(const AdapterUse &use, const ModelConfig &base) {
    if (!(use.strength >= 0 && use.strength <= 1)) {
        return fail(ErrorCode::BadUsage,
                    "The strength of an adapter is a number from 0 to 1, not " +
                        strengthText(use.strength) + ".");
    }
    const std::filesystem::path path = use.folder / kAdapterFile;
    auto tensors = SafeTensors::open(path);
    if (!tensors) {
        return fail(tensors.error());
    }
    auto hash = fileRevision(path);
    if (!hash) {
        return fail(hash.error());
    }
    AdapterFile file(std::move(*tensors));
    file.m_use = use;
    file.m_fileName = path.string();
    file.m_hash = std::move(*hash);
    Reader reader(file, base);
    auto read = reader.readMetadata();
    if (read) {
        read = reader.readTensors();
    }
    if (read) {
        read = reader.readWords();
    }
    if (!read) {
        const bool damaged = read.error().code == ErrorCode::Damaged;
        return fail(read.error().code, "The adapter " + use.name + " (" + path.string() +
                                           ") cannot be used: " + read.error().message +
                                           (damaged ? ". Remove it and teach it again." : "."));
    }
    return file;
}

Result<std::vector<LearnedWord>> wordsInUse(const ModelConfig &base,
                                            const std::optional<AdapterUse> &adapter) {
    if (!adapter) {
        return std::vector<LearnedWord>();
    }
    const auto file = AdapterFile::open(*adapter, base);
    if (!file) {
        return fail(file.error());
    }
    return file->changesAnything() ? file->words() : std::vector<LearnedWord>();
}

std::string strengthText(double strength) {
    std::array<char, 32> text{};
    const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), strength);
    return error == std::errc() ? std::string(text.data(), end) : std::string("?");
}

std::string adapterSuffix(const AdapterUse &use) {
    return "+" + use.name + (use.strength == 1 ? "" : "@" + strengthText(use.strength));
}

} // namespace fovea::clip
