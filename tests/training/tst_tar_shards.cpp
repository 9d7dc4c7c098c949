#include "engine/training/tar_shards.h"

#include "training/tar_writer.h"

#include <QTemporaryDir>
#include <QtTest>

#include <fstream>
#include <random>

using namespace fovea;
using namespace fovea::training;
using fovea::test::TarWriter;

namespace {

std::string text(const std::vector<std::byte> &bytes) {
    return {reinterpret_cast<const char *>(bytes.data()), bytes.size()};
}

struct Reading {
    std::vector<ShardSample> samples;
    std::string error;
};

Reading readAll(const std::filesystem::path &file,
                TarShard::Images images = TarShard::Images::Read) {
    Reading reading;
    auto shard = TarShard::open(file, images);
    if (!shard) {
        reading.error = shard.error().message;
        return reading;
    }
    while (true) {
        auto sample = shard->next();
        if (!sample) {
            reading.error = sample.error().message;
            return reading;
        }
        if (!*sample) {
            return reading;
        }
        reading.samples.push_back(std::move(**sample));
    }
}

} // namespace

class TestTarShards : public QObject {
    Q_OBJECT

private:
    std::filesystem::path path(const char *name) const {
        return std::filesystem::path(m_dir.path().toStdString()) / name;
    }

    QTemporaryDir m_dir;

private Q_SLOTS:
    void samplesComeInTheOrderOfTheFile_data() {
        QTest::addColumn<bool>("gzip");
        QTest::newRow("plain") << false;
        QTest::newRow("gzip") << true;
    }

    void samplesComeInTheOrderOfTheFile() {
        QFETCH(bool, gzip);
        const auto file = path(gzip ? "a.tar.gz" : "a.tar");
        {
            TarWriter tar(file, gzip ? TarWriter::Filter::Gzip : TarWriter::Filter::None);
            tar.add("./z/000.jpg", "first picture")
                .add("./z/000.txt", "\xEF\xBB\xBF a dog\r\n runs ");
            tar.add("z/001.JPEG", "second")
                .add("z/001.json", R"({"caption": ["one", " two ", 3, ""]})");
            tar.add("z/001.cls", "7").add("z/001.seg.png", "a mask");
            tar.add("z/002.png", "third")
                .add("z/002.txt", "plain")
                .add("z/002.json", R"({"caption":"no"})");
            tar.add("z/003.json", R"({"caption":"yes"})")
                .add("z/003.txt", "rather")
                .add("z/003.webp", "x");
            tar.add("z/._004.jpg", "macOS").add("z/004.txt", "without a picture");
            tar.add("z/005.jpg", "last")
                .add("z/005.json", "{torn")
                .addLink("z/006.jpg", "/etc/passwd");
        }
        const auto reading = readAll(file);
        QCOMPARE(reading.error, std::string());
        QCOMPARE(reading.samples.size(), std::size_t{6});
        const auto &samples = reading.samples;
        QCOMPARE(samples[0].key, std::string("z/000"));
        QCOMPARE(text(samples[0].image), std::string("first picture"));
        QCOMPARE(samples[0].captions, (std::vector<std::string>{"a dog runs"}));
        QCOMPARE(samples[1].member, std::string("z/001.JPEG"));
        QCOMPARE(samples[1].captions, (std::vector<std::string>{"one", "two"}));
        QCOMPARE(samples[2].captions, (std::vector<std::string>{"plain"}));
        QCOMPARE(samples[3].captions, (std::vector<std::string>{"rather"}));
        QVERIFY(!samples[4].usable());
        QVERIFY(samples[4].problem.empty());
        QVERIFY(samples[5].usable() && samples[5].captions.empty());
        const auto without = readAll(file, TarShard::Images::Skip);
        QCOMPARE(without.samples.size(), samples.size());
        QCOMPARE(without.samples[1].member, samples[1].member);
        QVERIFY(without.samples[1].image.empty());
    }

    void namesThatLeadOutAreRefused_data() {
        QTest::addColumn<QByteArray>("name");
        for (const char *name : {"../evil.jpg", "a/../../evil.jpg", "/tmp/evil.jpg", "a/.."}) {
            QTest::newRow(name) << QByteArray(name);
        }
    }

    void namesThatLeadOutAreRefused() {
        QFETCH(QByteArray, name);
        const auto file = path("out.tar");
        {
            TarWriter tar(file);
            tar.add("0.jpg", "good").add(name.toStdString(), "evil").add("1.jpg", "good too");
        }
        const auto reading = readAll(file);
        QCOMPARE(reading.samples.size(), std::size_t{3});
        QVERIFY(reading.samples[0].usable() && reading.samples[2].usable());
        QVERIFY(!reading.samples[1].usable());
        QVERIFY(reading.samples[1].image.empty());
        QVERIFY(reading.samples[1].problem.find("leads out") != std::string::npos);
    }

    void tornArchiveGivesWhatIsWholeAndASentence() {
        const auto file = path("torn.tar");
        {
            TarWriter tar(file);
            tar.add("0.jpg", std::string(2000, 'x')).add("0.txt", "whole");
            tar.add("1.jpg", std::string(2000, 'y')).add("1.txt", "torn away");
        }
        std::filesystem::resize_file(file, 512 + 2048 + 512 + 512 + 512 + 100);
        const auto reading = readAll(file);
        QCOMPARE(reading.samples.size(), std::size_t{1});
        QCOMPARE(reading.samples[0].captions, (std::vector<std::string>{"whole"}));
        QVERIFY2(reading.error.find("torn.tar is damaged after 1 samples") != std::string::npos,
                 reading.error.c_str());
    }

    void whatIsNoArchiveIsTold_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("text") << QByteArray("hello, I am a letter\n").repeated(100);
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("zeros") << QByteArray(10'240, '\0');
        QTest::newRow("gzip of nothing") << QByteArray::fromHex("1f8b0800000000000003");
    }

    void whatIsNoArchiveIsTold() {
        QFETCH(QByteArray, bytes);
        const auto file = path("no.tar");
        std::ofstream(file, std::ios::binary).write(bytes.data(), bytes.size());
        const auto reading = readAll(file);
        QVERIFY(reading.samples.empty());
        // A tar file of nothing but its end is an archive without samples.
        QCOMPARE(reading.error.empty(), bytes.startsWith(QByteArray(1, '\0')));
    }

    void noBytesMakeItCrash() {
        const auto file = path("fuzz.tar");
        {
            TarWriter tar(file);
            for (int i = 0; i < 4; ++i) {
                tar.add(std::to_string(i) + ".jpg", std::string(700, 'p'));
                tar.add(std::to_string(i) + ".json", R"({"caption":"x"})");
            }
        }
        std::ifstream in(file, std::ios::binary);
        const std::string whole(std::istreambuf_iterator<char>(in), {});
        std::mt19937 random(7);
        for (int round = 0; round < 300; ++round) {
            std::string bytes = whole;
            for (int i = 0; i < 12; ++i) {
                bytes[random() % bytes.size()] = static_cast<char>(random());
            }
            bytes.resize(1 + random() % bytes.size());
            std::ofstream(file, std::ios::binary) << bytes;
            QVERIFY(readAll(file).samples.size() <= 12);
        }
    }

    void picturesAreFoundByName() {
        const auto first = path("p1.tar");
        const auto second = path("p2.tar");
        TarWriter(first).add("0.jpg", "1-0").add("1.jpg", "1-1").add("2.jpg", "1-2");
        TarWriter(second).add("0.jpg", "2-0");
        ShardPictures pictures;
        QCOMPARE(text(pictures.read(first, "0.jpg").value()), std::string("1-0"));
        QCOMPARE(text(pictures.read(first, "2.jpg").value()), std::string("1-2"));
        QCOMPARE(text(pictures.read(first, "1.jpg").value()), std::string("1-1")); // behind
        QCOMPARE(text(pictures.read(second, "0.jpg").value()), std::string("2-0"));
        QVERIFY(!pictures.read(first, "9.jpg"));
        QVERIFY(!pictures.read(path("none.tar"), "0.jpg"));
    }

    void shardsByFolderAndPattern() {
        const auto folder = path("shards");
        std::filesystem::create_directories(folder / "sub.tar");
        for (const char *name : {"s-08.tar", "s-09.tar", "s-10.tar", "other.tar.gz", "notes.txt"}) {
            std::ofstream(folder / name) << "x";
        }
        const auto names = [&](const std::string &pattern) {
            std::string joined;
            const auto shards = findShards(folder / pattern);
            for (const auto &shard : shards.value_or(std::vector<std::filesystem::path>{})) {
                joined += shard.filename().string() + " ";
            }
            return shards ? joined : "fails";
        };
        QCOMPARE(names(""), std::string("other.tar.gz s-08.tar s-09.tar s-10.tar "));
        QCOMPARE(names("s-{08..10}.tar"), std::string("s-08.tar s-09.tar s-10.tar "));
        QCOMPARE(names("{s-08,other}.tar{,.gz}"), std::string("fails")); // two are not there
        QCOMPARE(names("s-{09,10}.tar"), std::string("s-09.tar s-10.tar "));
        QCOMPARE(names("s-{0..99999999999}.tar"), std::string("fails"));
        QCOMPARE(names("s-{x}.tar"), std::string("fails"));
        QCOMPARE(names("s-08.tar"), std::string("s-08.tar "));
        QCOMPARE(names("none.tar"), std::string("fails"));
        QCOMPARE(names("sub.tar"), std::string("fails")); // a folder with no shards
    }
};

QTEST_GUILESS_MAIN(TestTarShards)
#include "tst_tar_shards.moc"
