#include "engine/training/picture_cache.h"
#include "engine/training/shard_source.h"
#include "engine/training/tar_shards.h"
#include "image/photo_files.h"
#include "training/tar_writer.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <fstream>
#include <map>

using namespace fovea;
using namespace fovea::training;
using fovea::test::TarWriter;

namespace {

constexpr int kSize = 16;
constexpr std::int64_t kBatch = 8;
using Batch = std::vector<std::pair<std::string, std::vector<std::uint8_t>>>; // caption, pixels

/// A picture that is another one for each number, and wider than high, so that a crop shows.
test::FileBytes pictureFile(int number) {
    image::Image picture = test::quarters(48 + number % 3 * 8, 32);
    for (std::size_t i = 0; i < picture.pixels.size(); i += 3) {
        picture.pixels[i] = static_cast<std::uint8_t>(number * 7 % 256);
    }
    return test::jpegFile(picture);
}

std::string asText(const test::FileBytes &bytes) {
    return {bytes.begin(), bytes.end()};
}

std::string named(const char *format, int number) {
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), format, number);
    return text.data();
}

/// Both halves of steps that two processes read, put together; or all that one reads.
Batch readStep(std::vector<PairSource *> ranks, std::int64_t chunk) {
    Batch batch;
    for (PairSource *source : ranks) {
        const std::int64_t local = kBatch / static_cast<std::int64_t>(ranks.size());
        for (std::int64_t done = 0; done < local; done += chunk) {
            auto part = source->next(chunk);
            if (!part) {
                qWarning("%s", part.error().message.c_str());
                return {};
            }
            const auto square = part->pixels.size() / part->captions.size();
            for (std::size_t i = 0; i < part->captions.size(); ++i) {
                const auto begin = part->pixels.begin() + static_cast<std::ptrdiff_t>(i * square);
                batch.emplace_back(part->captions[i],
                                   std::vector(begin, begin + static_cast<std::ptrdiff_t>(square)));
            }
        }
    }
    return batch;
}

std::vector<std::string> captionsOf(const std::vector<Batch> &batches) {
    std::vector<std::string> captions;
    for (const Batch &batch : batches) {
        for (const auto &[caption, pixels] : batch) {
            captions.push_back(caption);
        }
    }
    return captions;
}

} // namespace

class TestShardSource : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        image::DecodePoolOptions options;
        options.command = {FOVEA_DECODE_WORKER};
        options.workers = 2;
        auto pool = image::DecodePool::start(options);
        QVERIFY2(pool.has_value(), pool ? "" : pool.error().message.c_str());
        m_pool = std::move(*pool);
        m_decoder =
            std::make_unique<PictureDecoder>(*m_pool, 2, kSize, image::Interpolation::Bicubic);
        // Six shards of 7 to 12 samples, one of them packed; number 20 cannot be decoded, and of
        // two samples a part is missing.
        int number = 0;
        for (int shard = 0; shard < 6; ++shard) {
            const auto filter = shard == 3 ? TarWriter::Filter::Gzip : TarWriter::Filter::None;
            m_shards.push_back(path(named(shard == 3 ? "%03d.tar.gz" : "%03d.tar", shard)));
            TarWriter tar(m_shards.back(), filter);
            for (int i = 0; i < 7 + shard; ++i, ++number) {
                if (i == 2 && shard == 1) {
                    tar.add("lonely.txt", "no picture");
                }
                if (i == 4 && shard == 1) {
                    tar.add("silent.jpg", asText(pictureFile(250)));
                }
                tar.add(named("%05d.jpg", number),
                        number == 20 ? "not a picture" : asText(pictureFile(number)));
                tar.add(named("%05d.txt", number), named("number %d", number));
            }
        }
        m_samples = number; // 57
    }

    void givesTheSameWhateverTheProcesses() {
        auto one = open();
        const std::vector<Batch> whole = read({one.get()}, 0, 20, 4);
        QCOMPARE(one->pairs(), std::int64_t{57});
        QCOMPARE(one->stepsPerEpoch(kBatch), std::int64_t{7});
        for (const int size : {2, 4, 8}) {
            std::vector<std::unique_ptr<ShardSource>> sources;
            std::vector<PairSource *> ranks;
            for (int rank = 0; rank < size; ++rank) {
                sources.push_back(open());
                ranks.push_back(sources.back().get());
            }
            QVERIFY(read(ranks, 0, 20, 1) == whole);
        }
        // Begun in the middle of the second epoch.
        auto resumed = open();
        QVERIFY(read({resumed.get()}, 9, 11, 8) == std::vector(whole.begin() + 9, whole.end()));
        auto other = open(2);
        QVERIFY(read({other.get()}, 0, 3, 8) != std::vector(whole.begin(), whole.begin() + 3));
    }

    void takesEachPairOnceAnEpoch() {
        auto source = open();
        const auto captions = captionsOf(read({source.get()}, 0, 14, 8));
        std::map<std::string, int> first;
        for (std::size_t i = 0; i < 56; ++i) {
            ++first[captions[i]];
        }
        // All once, but for the one after the broken one, which may stand in for it.
        QVERIFY(first.size() >= 55);
        QVERIFY(!first.contains("number 20") && !first.contains("no picture"));
        QVERIFY(!std::equal(captions.begin(), captions.begin() + 56, captions.begin() + 56));
    }

    void tellsWhatIsBroken() {
        auto source = open();
        read({source.get()}, 0, 21, 8);
        const auto broken = source->takeBroken();
        QCOMPARE(broken.size(), std::size_t{3}); // each once, though three epochs were read
        const auto tells = [&](const char *where, const char *reason) {
            return std::any_of(broken.begin(), broken.end(), [&](const BrokenPair &one) {
                return one.where.find(where) != std::string::npos &&
                       one.reason.find(reason) != std::string::npos;
            });
        };
        QVERIFY(tells("001.tar/lonely", "no picture"));
        QVERIFY(tells("001.tar/silent", "no caption"));
        QVERIFY(tells("00020.jpg", "no format that Fovea knows"));
        QVERIFY(source->takeBroken().empty());
    }

    void goesOnBehindATornShard() {
        const std::string torn = path("torn.tar");
        std::filesystem::copy_file(m_shards[5], torn);
        std::filesystem::resize_file(torn, std::filesystem::file_size(torn) * 2 / 3);
        auto source = openShards({m_shards[0], m_shards[1], torn});
        QVERIFY(source);
        QVERIFY(source->pairs() > 15 && source->pairs() < 27);
        const auto batches = read({source.get()}, 0, 6, 8);
        QVERIFY(
            std::none_of(batches.begin(), batches.end(), [](const Batch &b) { return b.empty(); }));
        const auto broken = source->takeBroken();
        QVERIFY(std::any_of(broken.begin(), broken.end(), [](const BrokenPair &one) {
            return one.reason.find("is damaged after") != std::string::npos;
        }));
    }

    void refusesWhatCannotBeLearnedFrom() {
        std::ofstream(path("empty.tar"), std::ios::binary)
            .write(std::string(1024, '\0').data(), 1024);
        ShardSourceOptions options;
        options.shards = {path("empty.tar")};
        const auto none = ShardSource::open(options, *m_decoder);
        QVERIFY(!none);
        QVERIFY(none.error().message.starts_with("None of the 1 shards holds a picture"));
        auto few = openShards({m_shards[0]});
        const auto started = few->start({64, 0, 0, 1});
        QVERIFY(!started);
        QVERIFY(started.error().message.find("less than one batch of 64") != std::string::npos);
    }

    void stopsWhileItReadsAhead() {
        auto source = open();
        QVERIFY(source->start({kBatch, 0, 0, 1}));
        QVERIFY(source->next(1)); // and is destroyed with decoding under way
    }

    void cachesDecodedPictures() {
        std::vector<CaptionedPhoto> photos;
        for (int i = 0; i < 30; ++i) {
            const std::string file = path(named("photo-%d.jpg", i));
            test::writeFile(file, i == 7 ? test::FileBytes{'x'} : pictureFile(i));
            photos.push_back(
                {file, {}, {}, {named("a %d", i), named("b %d", i)}, CaptionOrigin::Table});
        }
        photos[9].captions.clear();
        photos.push_back({m_shards[0], "00003.jpg", {}, {"from a shard"}, CaptionOrigin::Archive});

        std::int64_t told = 0;
        const ProgressFunction progress = [&](const Progress &now) { told = now.done; };
        auto source = openCached(photos, progress);
        QVERIFY(source);
        QCOMPARE(told, std::int64_t{31});
        QCOMPARE(source->pairs(), std::int64_t{29});
        QCOMPARE(source->takeBroken().size(), std::size_t{2});
        const std::vector<Batch> whole = read({source.get()}, 0, 8, 4);

        told = 0;
        auto again = openCached(photos, progress);
        QCOMPARE(told, std::int64_t{0}); // it was there already
        QCOMPARE(again->takeBroken().size(), std::size_t{2});
        auto third = openCached(photos, progress);
        QVERIFY(read({again.get(), third.get()}, 0, 8, 2) == whole);
        QVERIFY(read({again.get()}, 5, 3, 8) == std::vector(whole.begin() + 5, whole.end()));

        photos.pop_back();
        QVERIFY(openCached(photos, progress));
        QCOMPARE(told, std::int64_t{30}); // another list is another cache
    }

    void cutsAtRandomPlaces() {
        const int width = 40;
        const int height = 8;
        std::vector<std::uint8_t> picture(width * height * 3);
        for (std::size_t i = 0; i < picture.size(); ++i) {
            picture[i] = static_cast<std::uint8_t>(i / 3 % width); // the column
        }
        std::map<int, int> places;
        std::vector<std::uint8_t> square(height * height * 3);
        for (std::uint64_t i = 0; i < 3300; ++i) {
            cutSquare(picture, width, height, CounterRandom(Draw::Crop, {1, i}), square);
            ++places[square[0]];
            QCOMPARE(square.back(), static_cast<std::uint8_t>(square[0] + height - 1));
        }
        QCOMPARE(places.size(), std::size_t{33});
        QVERIFY(std::all_of(places.begin(), places.end(), [](const auto &place) {
            return place.second > 50 && place.second < 160;
        }));
    }

private:
    std::string path(const std::string &name) const {
        return m_dir.filePath(QString::fromStdString(name)).toStdString();
    }
    std::unique_ptr<ShardSource> openShards(std::vector<std::filesystem::path> shards,
                                            std::uint64_t seed = 1) {
        ShardSourceOptions options;
        options.shards = std::move(shards);
        options.seed = seed;
        options.mixed = 16;
        auto source = ShardSource::open(options, *m_decoder);
        return source ? std::move(*source) : nullptr;
    }
    std::unique_ptr<ShardSource> open(std::uint64_t seed = 1) { return openShards(m_shards, seed); }

    std::unique_ptr<CachedPairs> openCached(const std::vector<CaptionedPhoto> &photos,
                                            const ProgressFunction &progress) {
        auto cache = PictureCache::open(path("."), photos, *m_decoder, StopToken{}, progress);
        if (!cache) {
            qWarning("%s", cache.error().message.c_str());
            return nullptr;
        }
        return std::make_unique<CachedPairs>(std::move(*cache), photos, kSize, 1);
    }

    static std::vector<Batch> read(std::vector<PairSource *> ranks, std::int64_t firstStep,
                                   int steps, std::int64_t chunk) {
        for (std::size_t rank = 0; rank < ranks.size(); ++rank) {
            const auto started = ranks[rank]->start(
                {kBatch, firstStep, static_cast<int>(rank), static_cast<int>(ranks.size())});
            if (!started) {
                qWarning("%s", started.error().message.c_str());
                return {};
            }
        }
        std::vector<Batch> batches;
        for (int i = 0; i < steps; ++i) {
            batches.push_back(readStep(ranks, chunk));
        }
        return batches;
    }

    QTemporaryDir m_dir;
    std::unique_ptr<image::DecodePool> m_pool;
    std::unique_ptr<PictureDecoder> m_decoder;
    std::vector<std::filesystem::path> m_shards;
    int m_samples = 0;
};

QTEST_GUILESS_MAIN(TestShardSource)
#include "tst_shard_source.moc"
