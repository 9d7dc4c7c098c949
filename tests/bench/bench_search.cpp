// Measures the vector search of Fovea beside plain hnswlib over float vectors, in one run.
#include "engine/core/half.h"
#include "engine/library/exact_index.h"
#include "engine/library/library.h"
#include "engine/search/search_engine.h"

#include <CLI/CLI.hpp>
#include <hnswlib/hnswlib.h>
#include <nlohmann/json.hpp>

#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <random>
#include <unordered_set>
#include <vector>

using namespace fovea;

namespace {

constexpr std::int64_t kHits = 100;
constexpr std::size_t kAnchorBreadth = 256; // as ours
constexpr int kRepeats = 5;
constexpr int kPhotosPerCluster = 50;

struct Options {
    int photos = 20'000;
    int dim = 512;
    double seconds = 10;
    std::string folder;
};

using Clock = std::chrono::steady_clock;

double msSince(Clock::time_point begin) {
    return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

/// Unit vectors in clusters, as photos of one afternoon are: evenly spread ones are harder than
/// life.
std::vector<float> makeVectors(int count, int dim, unsigned seed) {
    std::mt19937 random(seed);
    std::normal_distribution<float> normal;
    const auto width = static_cast<std::size_t>(dim);
    std::vector<float> rows(static_cast<std::size_t>(count) * width); // [count, dim]
    std::vector<float> center(width);
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
        if (i % kPhotosPerCluster == 0) {
            std::ranges::generate(center, [&] { return normal(random); });
        }
        float squares = 0;
        for (std::size_t k = 0; k < width; ++k) {
            rows[i * width + k] = center[k] + normal(random);
            squares += rows[i * width + k] * rows[i * width + k];
        }
        for (std::size_t k = 0; k < width; ++k) {
            rows[i * width + k] /= std::sqrt(squares);
        }
    }
    return rows;
}

double residentBytes() {
    ::malloc_trim(0);
    std::ifstream statm("/proc/self/statm");
    double total = 0;
    double resident = 0;
    statm >> total >> resident;
    return resident * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

template <typename T>
T orExit(Result<T> result) {
    if (!result) {
        std::fprintf(stderr, "%s\n", result.error().message.c_str());
        std::exit(1);
    }
    if constexpr (!std::is_void_v<T>) {
        return std::move(*result);
    }
}

struct Series {
    std::vector<double> values;

    double median() const {
        auto sorted = values;
        std::ranges::sort(sorted);
        return sorted[sorted.size() / 2];
    }
    nlohmann::json spread() const { return {std::ranges::min(values), std::ranges::max(values)}; }
};

void report(const char *measure, const char *unit, const Series &ours, const Series &anchor) {
    nlohmann::ordered_json line;
    line["measure"] = measure;
    line["ours"] = ours.median();
    line["unit"] = unit;
    line["anchor"] = "hnswlib, float vectors";
    line["anchor_value"] = anchor.median();
    line["ratio"] = ours.median() / anchor.median();
    line["goal"] = nullptr;
    line["met"] = nullptr;
    line["ours_spread"] = ours.spread();
    line["anchor_spread"] = anchor.spread();
    std::printf("%s\n", line.dump().c_str());
}

/// Both sides over the same vectors.
class Bench {
public:
    explicit Bench(Options options)
        : m_options(std::move(options))
        , m_width(static_cast<std::size_t>(m_options.dim))
        , m_floatSpace(m_width) {}

    void run() {
        build();
        for (int repeat = 0; repeat < kRepeats; ++repeat) {
            open();
            measureQueries();
        }
        measureRecall();
        report("search.p99_ms", "ms", m_oursP99, m_anchorP99);
        report("search.recall_at_100", "share", m_oursRecall, m_anchorRecall);
        report("search.rss_bytes_per_photo", "bytes", m_oursBytes, m_anchorBytes);
        report("search.ready_ms", "ms", m_oursReady, m_anchorReady);
    }

private:
    void build() {
        const auto rows = makeVectors(m_options.photos, m_options.dim, 1);
        // Queries near photos that are not in the library: other members of the same clusters.
        m_queries = makeVectors(1000, m_options.dim, 1);
        std::mt19937 random(2);
        std::normal_distribution<float> normal(0,
                                               0.5F / std::sqrt(static_cast<float>(m_options.dim)));
        for (float &value : m_queries) {
            value += normal(random);
        }
        const std::filesystem::path folder = m_options.folder;
        std::filesystem::create_directories(folder / "photos");
        m_library = orExit(library::Library::open(folder / "library"));
        auto &catalog = m_library->catalog();
        const auto root = orExit(catalog.addRoot(folder / "photos"));
        m_space = orExit(catalog.ensureSpace({"bench", "bench", m_options.dim, 0}));
        std::vector<library::IndexedFile> batch;
        for (int i = 0; i < m_options.photos; ++i) {
            library::IndexedFile file;
            file.path =
                std::filesystem::canonical(folder / "photos") / (std::to_string(i) + ".jpg");
            file.contentHash = hashContent(std::as_bytes(std::span(&i, 1)));
            file.pixelHash = file.contentHash;
            file.width = 3;
            file.height = 2;
            file.embedding.resize(m_width);
            toHalf(std::span(rows).subspan(static_cast<std::size_t>(i) * m_width, m_width),
                   file.embedding);
            batch.push_back(std::move(file));
            if (batch.size() == 1000 || i + 1 == m_options.photos) {
                orExit(catalog.commit(root, batch, m_space));
                batch.clear();
            }
        }
        const auto beginOurs = Clock::now();
        auto index = m_library->openVectorIndex(m_space, m_options.dim);
        orExit(index->catchUp(m_library->embeddings()));
        orExit(index->save());
        std::fprintf(stderr, "built ours in %.1f s\n", msSince(beginOurs) / 1000);
        const auto beginAnchor = Clock::now();
        hnswlib::HierarchicalNSW<float> anchor(&m_floatSpace,
                                               static_cast<std::size_t>(m_options.photos), 16, 200);
        for (std::size_t i = 0; i < static_cast<std::size_t>(m_options.photos); ++i) {
            anchor.addPoint(&rows[i * m_width], i + 1);
        }
        anchor.saveIndex(anchorFile());
        std::fprintf(stderr, "built the anchor in %.1f s\n", msSince(beginAnchor) / 1000);
    }

    std::string anchorFile() const { return m_options.folder + "/anchor.bin"; }

    search::Query query(std::size_t number) const {
        search::Query query;
        query.images.resize(1);
        const auto begin = m_queries.begin() + static_cast<std::ptrdiff_t>(number * m_width);
        query.images[0].embedding.assign(begin, begin + static_cast<std::ptrdiff_t>(m_width));
        return query;
    }

    std::vector<PhotoId> askOurs(std::size_t number) {
        search::SearchOptions options;
        options.limit = kHits;
        std::vector<PhotoId> photos;
        for (const search::Hit &hit : orExit(m_engine->search(query(number), options)).hits) {
            photos.push_back(hit.photo);
        }
        return photos;
    }

    std::vector<PhotoId> askAnchor(std::size_t number) {
        std::vector<PhotoId> photos;
        auto found = m_anchor->searchKnn(&m_queries[number * m_width], kHits);
        for (; !found.empty(); found.pop()) {
            photos.push_back(PhotoId{static_cast<std::int64_t>(found.top().second)});
        }
        return photos;
    }

    void open() {
        m_engine.reset();
        m_index.reset();
        m_anchor.reset();
        const double before = residentBytes();
        auto begin = Clock::now();
        m_index = m_library->openVectorIndex(m_space, m_options.dim);
        m_engine = std::make_unique<search::SearchEngine>(*m_library, *m_index, m_space,
                                                          m_options.dim, nullptr);
        askOurs(0);
        m_oursReady.values.push_back(msSince(begin));
        const double between = residentBytes();
        begin = Clock::now();
        m_anchor = std::make_unique<hnswlib::HierarchicalNSW<float>>(&m_floatSpace, anchorFile());
        m_anchor->setEf(kAnchorBreadth);
        askAnchor(0);
        m_anchorReady.values.push_back(msSince(begin));
        m_oursBytes.values.push_back((between - before) / m_options.photos);
        m_anchorBytes.values.push_back((residentBytes() - between) / m_options.photos);
    }

    void measureQueries() {
        std::vector<double> ours;
        std::vector<double> anchor;
        const auto begin = Clock::now();
        // In turn, so that whatever else the machine does falls on both.
        for (std::size_t i = 0; msSince(begin) < m_options.seconds * 1000 / kRepeats || i < 100;
             ++i) {
            auto start = Clock::now();
            askOurs(i % queryCount());
            ours.push_back(msSince(start));
            start = Clock::now();
            askAnchor(i % queryCount());
            anchor.push_back(msSince(start));
        }
        const auto p99 = [](std::vector<double> &values) {
            std::ranges::sort(values);
            return values[values.size() * 99 / 100];
        };
        m_oursP99.values.push_back(p99(ours));
        m_anchorP99.values.push_back(p99(anchor));
    }

    void measureRecall() {
        for (std::size_t number = 0; number < 50; ++number) {
            std::unordered_set<PhotoId> exact;
            const auto vector = std::span(m_queries).subspan(number * m_width, m_width);
            for (const auto &neighbor :
                 orExit(library::scanNearest(m_library->embeddings(), m_space, vector, kHits))) {
                exact.insert(neighbor.photo);
            }
            const auto share = [&](const std::vector<PhotoId> &photos) {
                const auto found =
                    std::ranges::count_if(photos, [&](PhotoId id) { return exact.contains(id); });
                return static_cast<double>(found) / static_cast<double>(exact.size());
            };
            m_oursShare += share(askOurs(number)) / 50;
            m_anchorShare += share(askAnchor(number)) / 50;
        }
        m_oursRecall.values.push_back(m_oursShare);
        m_anchorRecall.values.push_back(m_anchorShare);
    }

    std::size_t queryCount() const { return m_queries.size() / m_width; }

    Options m_options;
    std::size_t m_width;
    std::vector<float> m_queries; // [queries, dim]
    std::unique_ptr<library::Library> m_library;
    SpaceId m_space;
    std::unique_ptr<library::VectorIndex> m_index;
    std::unique_ptr<search::SearchEngine> m_engine;
    hnswlib::InnerProductSpace m_floatSpace;
    std::unique_ptr<hnswlib::HierarchicalNSW<float>> m_anchor;
    double m_oursShare = 0;
    double m_anchorShare = 0;
    Series m_oursP99, m_anchorP99, m_oursRecall, m_anchorRecall;
    Series m_oursBytes, m_anchorBytes, m_oursReady, m_anchorReady;
};

} // namespace

int main(int argc, char **argv) {
    Options options;
    CLI::App app("Measures the vector search beside hnswlib over float vectors; prints JSON Lines");
    app.add_option("--photos", options.photos, "Vectors in the index")->check(CLI::PositiveNumber);
    app.add_option("--dim", options.dim, "Numbers in a vector")->check(CLI::PositiveNumber);
    app.add_option("--seconds", options.seconds, "Time for the queries")
        ->check(CLI::PositiveNumber);
    CLI11_PARSE(app, argc, argv);
    std::string pattern = (std::filesystem::temp_directory_path() / "fovea-bench-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) {
        std::perror("Cannot make a temporary folder");
        return 1;
    }
    options.folder = pattern;
    Bench(options).run();
    std::filesystem::remove_all(pattern);
    return 0;
}
