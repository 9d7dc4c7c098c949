#include "engine/clip/safetensors.h"
#include "engine/clip/safetensors_writer.h"

#include <QtTest>

#include <fstream>

using namespace fovea;
using namespace fovea::clip;

namespace {

/// A file of a header and data, whose first eight bytes say how long the header is.
QByteArray container(const QByteArray &header, int dataBytes) {
    QByteArray file(8, '\0');
    for (int i = 0; i < 8; ++i) {
        file[i] = static_cast<char>((static_cast<std::uint64_t>(header.size()) >> (8 * i)) & 0xFF);
    }
    file += header;
    for (int i = 0; i < dataBytes; ++i) {
        file += static_cast<char>(i);
    }
    return file;
}

Result<SafeTensors> openContents(const QTemporaryDir &folder, const QByteArray &contents) {
    const std::filesystem::path file =
        folder.filePath(QStringLiteral("model.safetensors")).toStdString();
    std::ofstream(file, std::ios::binary).write(contents.data(), contents.size());
    return SafeTensors::open(file);
}

} // namespace

class TestSafeTensors : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void soundFileGivesItsTensors() {
        const QTemporaryDir folder;
        const auto file = openContents(
            folder, container(R"({"__metadata__":{"format":"pt"},)"
                              R"("b":{"dtype":"BF16","shape":[2,3],"data_offsets":[4,16]},)"
                              R"("a":{"dtype":"F32","shape":[],"data_offsets":[0,4]},)"
                              R"("none":{"dtype":"I64","shape":[0,7],"data_offsets":[16,16]}}   )",
                              16));
        QVERIFY2(file.has_value(), file ? "" : file.error().message.c_str());
        QCOMPARE(file->tensors().size(), std::size_t{3});
        const TensorView &tensor = file->tensors().at("b");
        QVERIFY(tensor.type == TensorType::BF16);
        QCOMPARE(tensor.shape, (std::vector<std::int64_t>{2, 3}));
        QCOMPARE(tensor.bytes.size(), std::size_t{12});
        QCOMPARE(std::to_integer<int>(tensor.bytes[0]), 4);
        QCOMPARE(file->tensors().at("a").bytes.size(), std::size_t{4});
        QCOMPARE(file->metadata().at("format"), std::string("pt"));
    }

    void starterModelIsSound() {
        const auto file =
            SafeTensors::open(std::filesystem::path(FOVEA_SOURCE_DIR) /
                              "resources/models/fovea-starter/open_clip_model.safetensors");
        QVERIFY(file.has_value());
        QVERIFY(file->tensors().contains("text_projection"));
    }

    void whatIsWrittenIsReadAgain() {
        const QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath(QStringLiteral("a.b")).toStdString();
        const std::array<std::byte, 3> odd{std::byte{1}, std::byte{2}, std::byte{3}};
        const std::array<float, 6> numbers{1, 2, 3, 4, 5, 6};
        const std::array<std::int64_t, 1> counter{7};
        const TensorsToWrite tensors{
            {"a.odd", {TensorType::U8, {3}, odd}},
            {"b.matrix", {TensorType::F32, {2, 3}, std::as_bytes(std::span(numbers))}},
            {"c.scalar", {TensorType::I64, {}, std::as_bytes(std::span(counter))}},
            {"d.none", {TensorType::F16, {0, 4}, {}}}};
        const TensorMetadata metadata{{"format", "pt"}, {"path", "caf\xC3\xA9 \xFF"}};
        for (int time = 0; time < 2; ++time) { // the second replaces a file that is there
            const auto written = writeSafeTensors(file, tensors, metadata);
            QVERIFY2(written.has_value(), written ? "" : written.error().message.c_str());
        }
        const auto read = SafeTensors::open(file);
        QVERIFY2(read.has_value(), read ? "" : read.error().message.c_str());
        QCOMPARE(read->tensors().size(), tensors.size());
        for (const auto &[name, view] : tensors) {
            const TensorView &found = read->tensors().at(name);
            QVERIFY(found.type == view.type);
            QCOMPARE(found.shape, view.shape);
            QVERIFY(std::ranges::equal(found.bytes, view.bytes));
            QCOMPARE(reinterpret_cast<std::uintptr_t>(found.bytes.data()) %
                         static_cast<std::uintptr_t>(itemBytes(found.type)),
                     std::uintptr_t{0});
        }
        QCOMPARE(read->metadata().at("format"), std::string("pt"));
        QVERIFY(read->metadata().at("path").starts_with("caf\xC3\xA9 "));
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files).size(), 1);
    }

    void fileThatCannotBeWrittenIsTold() {
        const auto written = writeSafeTensors("/nowhere/at/all.safetensors", {}, {});
        QVERIFY(!written && written.error().code == ErrorCode::NotFound);
    }

    void liesAreToldWithTheirTensor_data() {
        QTest::addColumn<QByteArray>("contents");
        QTest::addColumn<QString>("sentence");
        const auto row = [](const char *name, const QByteArray &contents, const char *sentence) {
            QTest::newRow(name) << contents << QString::fromUtf8(sentence);
        };
        const auto tensor = [](const QByteArray &entry, int dataBytes) {
            return container("{" + entry + "}", dataBytes);
        };
        row("empty", {}, "cut off");
        row("seven bytes", QByteArray(7, '\0'), "cut off");
        row("header beyond the file", container("{}", 0).replace(0, 1, "\x7f"), "does not fit");
        row("header of 100 MB and one byte", QByteArray::fromHex("01e1f50500000000") + "{}",
            "100 MB");
        row("header of 2^64 - 1 bytes", QByteArray(8, '\xff'), "100 MB");
        row("no JSON", container("{\"a\":", 0), "not a JSON object");
        row("an array", container("[]", 0), "not a JSON object");
        row("something in front", container("  {}", 0), "not a JSON object");
        row("invalid UTF-8", container("{\"\xff\":{}}", 0), "not a JSON object");
        row("the same name twice",
            tensor(R"("a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},)"
                   R"("a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]})",
                   1),
            "two entries named \"a\"");
        row("the same field twice",
            tensor(R"("a":{"dtype":"U8","dtype":"I8","shape":[1],"data_offsets":[0,1]})", 1),
            "\"dtype\"");
        row("not an object", tensor(R"("a":3)", 0), "\"a\" has no type");
        row("unknown type",
            tensor(R"("a":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[0,1]})", 1),
            "\"a\" has the type \"F8_E4M3\"");
        row("type is a number", tensor(R"("a":{"dtype":7,"shape":[1],"data_offsets":[0,1]})", 1),
            "no type");
        row("no shape", tensor(R"("a":{"dtype":"U8","data_offsets":[0,1]})", 1),
            "\"a\" has no shape");
        row("negative shape", tensor(R"("a":{"dtype":"U8","shape":[-1],"data_offsets":[0,1]})", 1),
            "\"a\" has no shape");
        row("shape with a fraction",
            tensor(R"("a":{"dtype":"U8","shape":[1.5],"data_offsets":[0,1]})", 1),
            "\"a\" has no shape");
        row("overflowing shape",
            tensor(R"("a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,1]})",
                   1),
            "more than can be counted");
        row("shape over 64 bits",
            tensor(R"("a":{"dtype":"U8","shape":[99999999999999999999],"data_offsets":[0,1]})", 1),
            "\"a\" has no shape");
        row("size and shape differ",
            tensor(R"("a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]})", 4),
            "has 4 bytes, but its shape and type need 8");
        row("no offsets", tensor(R"("a":{"dtype":"U8","shape":[1]})", 1),
            "\"a\" does not say where");
        row("three offsets", tensor(R"("a":{"dtype":"U8","shape":[1],"data_offsets":[0,1,2]})", 1),
            "\"a\" does not say where");
        row("negative offset", tensor(R"("a":{"dtype":"U8","shape":[1],"data_offsets":[-1,0]})", 1),
            "\"a\" does not say where");
        row("beyond the end", tensor(R"("a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]})", 1),
            "\"a\" lies outside the file");
        row("far beyond the end",
            tensor(
                R"("a":{"dtype":"U8","shape":[1],"data_offsets":[9223372036854775806,9223372036854775807]})",
                1),
            "\"a\" lies outside the file");
        row("backwards", tensor(R"("a":{"dtype":"U8","shape":[1],"data_offsets":[1,0]})", 1),
            "\"a\" lies outside the file");
        row("overlapping",
            tensor(R"("a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},)"
                   R"("b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]})",
                   3),
            "\"a\" and \"b\" overlap");
        row("the same bytes twice",
            tensor(R"("a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},)"
                   R"("b":{"dtype":"U8","shape":[2],"data_offsets":[0,2]})",
                   2),
            "overlap");
        row("hole", tensor(R"("a":{"dtype":"U8","shape":[1],"data_offsets":[2,3]})", 3),
            "hole of 2 bytes before tensor \"a\"");
        row("bytes left over", tensor(R"("a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]})", 3),
            "2 bytes at the end");
        row("metadata of numbers", container(R"({"__metadata__":{"a":1}})", 0), "metadata");
        row("metadata as a list", container(R"({"__metadata__":[]})", 0), "metadata");
        row("deep nesting", container("{\"a\":" + QByteArray(100'000, '['), 0),
            "not a JSON object");
    }
    void liesAreToldWithTheirTensor() {
        QFETCH(QByteArray, contents);
        QFETCH(QString, sentence);
        const QTemporaryDir folder;
        const auto file = openContents(folder, contents);
        QVERIFY(!file.has_value());
        const QString message = QString::fromStdString(file.error().message);
        QVERIFY2(message.contains(sentence), qPrintable(message));
        QVERIFY2(message.contains(folder.path()), qPrintable(message));
    }

    void everyCutOfASoundFileIsNoticed() {
        const QByteArray whole =
            container(R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}})", 2);
        const QTemporaryDir folder;
        for (qsizetype length = 0; length < whole.size(); ++length) {
            QVERIFY(!openContents(folder, whole.left(length)).has_value());
        }
        QVERIFY(openContents(folder, whole).has_value());
    }

    void noChangedByteLeadsOutOfTheFile() {
        const QByteArray whole =
            container(R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},)"
                      R"("b":{"dtype":"F16","shape":[1,2],"data_offsets":[2,6]}})",
                      6);
        const QTemporaryDir folder;
        for (qsizetype i = 0; i < whole.size() - 6; ++i) {
            for (const char value : {'\0', '9', '"', '-', '}', ' ', '\xff'}) {
                QByteArray changed = whole;
                changed[i] = value;
                const auto file = openContents(folder, changed);
                if (!file) {
                    continue;
                }
                std::size_t bytes = 0;
                for (const auto &[name, tensor] : file->tensors()) {
                    bytes += tensor.bytes.size();
                }
                QCOMPARE(bytes, std::size_t{6});
            }
        }
    }

    void aMissingFileIsNotFound() {
        const auto file = SafeTensors::open("/nowhere/model.safetensors");
        QVERIFY(!file.has_value());
        QCOMPARE(file.error().code, ErrorCode::NotFound);
    }
};

QTEST_GUILESS_MAIN(TestSafeTensors)
#include "tst_safetensors.moc"
