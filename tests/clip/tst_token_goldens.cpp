#include "engine/clip/byte_pairs.h"
#include "engine/clip/merges_file.h"
#include "engine/clip/tokenizer.h"
#include "engine/core/resources.h"

#include <nlohmann/json.hpp>

#include <QtTest>

#include <fstream>

using namespace fovea;
using namespace fovea::clip;
using Ids = std::vector<std::int32_t>;
using Json = nlohmann::json;

namespace {

const std::filesystem::path kSource = FOVEA_SOURCE_DIR;
constexpr int kContextLength = 77;

std::filesystem::path clipMerges() {
    return resourceFolder() / "bpe_simple_vocab_16e6.txt.gz";
}

/// What the reference gives for one text (tests/goldens/make_tokens.py).
struct Golden {
    std::string text;
    Ids clip;
    Ids starter;
    Ids huggingFace; ///< empty where it was not asked
};

std::vector<Golden> readGoldens() {
    const std::string lines = readTextFile(kSource / "tests/goldens/tokens.jsonl.gz").value();
    std::vector<Golden> goldens;
    std::size_t from = 0;
    while (from < lines.size()) {
        const std::size_t end = lines.find('\n', from);
        const Json line = Json::parse(lines.substr(from, end - from));
        goldens.push_back(
            {line[0], line[1], line[2], line[3].is_null() ? Ids() : line[3].get<Ids>()});
        from = end + 1;
    }
    return goldens;
}

/// CLIP's vocabulary in the layout of Hugging Face.
void writeHuggingFaceFiles(const std::filesystem::path &folder) {
    const auto merges = readMerges(clipMerges(), 48894).value();
    Json vocabulary = Json::object();
    std::ofstream list(folder / "merges.txt");
    list << "#version: 0.2\n";
    for (const auto &suffix : {std::string(), std::string(kEndOfWord)}) {
        for (const std::uint8_t byte : bytesInOrder()) {
            vocabulary[byteLetter(byte) + suffix] = vocabulary.size();
        }
    }
    for (const auto &[left, right] : merges) {
        vocabulary[left + right] = vocabulary.size();
        list << left << ' ' << right << '\n';
    }
    vocabulary["<|startoftext|>"] = vocabulary.size();
    vocabulary["<|endoftext|>"] = vocabulary.size();
    std::ofstream(folder / "vocab.json") << vocabulary;
    const Json whole = {{"model",
                         {{"type", "BPE"},
                          {"end_of_word_suffix", "</w>"},
                          {"vocab", vocabulary},
                          {"merges", merges}}}};
    std::ofstream(folder / "tokenizer.json") << whole;
}

} // namespace

class TestTokenGoldens : public QObject {
    Q_OBJECT

private:
    std::vector<Golden> m_goldens;

    /// Compares all texts and tells of the first that differs.
    void compare(const Tokenizer &tokenizer, Ids Golden::*expected, int least) const {
        int compared = 0;
        int wrong = 0;
        for (const Golden &golden : m_goldens) {
            if ((golden.*expected).empty()) {
                continue;
            }
            ++compared;
            if (tokenizer.encode(golden.text, kContextLength) != golden.*expected && wrong++ == 0) {
                qWarning("differs: %s", Json(golden.text).dump(-1, ' ', true).c_str());
            }
        }
        QCOMPARE(wrong, 0);
        QVERIFY(compared >= least);
    }

private Q_SLOTS:
    void initTestCase() {
        m_goldens = readGoldens();
        QCOMPARE(m_goldens.size(), std::size_t{10'000});
    }

    void clipsOwnVocabulary() {
        compare(Tokenizer::fromMerges(clipMerges(), 49408).value(), &Golden::clip, 10'000);
    }

    void vocabularyOfTheStarterModel() {
        compare(Tokenizer::fromMerges(kSource / "resources/models/fovea-starter/bpe_merges.txt.gz",
                                      16898)
                    .value(),
                &Golden::starter, 10'000);
    }

    void layoutOfHuggingFace() {
        const QTemporaryDir directory;
        const std::filesystem::path folder = directory.path().toStdString();
        writeHuggingFaceFiles(folder);
        compare(Tokenizer::fromVocabulary(folder / "vocab.json", folder / "merges.txt").value(),
                &Golden::huggingFace, 500);
        compare(Tokenizer::fromTokenizerJson(folder / "tokenizer.json").value(),
                &Golden::huggingFace, 500);
        compare(Tokenizer::fromMerges(clipMerges(), 49408, Cleaning::HuggingFace).value(),
                &Golden::huggingFace, 500);
    }
};

QTEST_GUILESS_MAIN(TestTokenGoldens)
#include "tst_token_goldens.moc"
