#include "engine/clip/text_cleaning.h"
#include "engine/clip/tokenizer.h"
#include "engine/clip/unicode.h"
#include "engine/core/resources.h"

#include <nlohmann/json.hpp>

#include <QtTest>

#include <fstream>
#include <string>

using namespace fovea;
using namespace fovea::clip;
using Ids = std::vector<std::int32_t>;

namespace {

const std::filesystem::path kSource = FOVEA_SOURCE_DIR;
const std::filesystem::path kStarter = kSource / "resources/models/fovea-starter";

const Tokenizer &clipTokenizer() {
    static const Tokenizer tokenizer =
        Tokenizer::fromMerges(resourceFolder() / "bpe_simple_vocab_16e6.txt.gz", 49408).value();
    return tokenizer;
}

std::string cleaned(const std::string &text) {
    return toUtf8(cleanText(text));
}

void write(const std::filesystem::path &file, const std::string &text) {
    std::ofstream(file, std::ios::binary) << text;
}

} // namespace

class TestTokenizer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void textIsCleanedAsByTheReference_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *name, const char *text, const char *expected) {
            QTest::newRow(name) << QString::fromUtf8(text) << QString::fromUtf8(expected);
        };
        row("white space", " \t a\u00a0\u3000 b \n", "a b");
        row("curly quotes", "“it’s”", "\"it's\"");
        row("ligatures", "ﬁsh ﬆ ŉ Ĳ", "fish st 'n ij");
        row("fullwidth", "ＬＯＵＤ！ ﾀﾞ", "loud! ダ");
        row("composed", "e\u0301", "é");
        row("entity", "caf&eacute; &amp; bar", "café & bar");
        row("entity twice", "&amp;amp;lt;", "<");
        row("entity in capitals", "&EACUTE;&SZLIG;", "éss");
        row("entity without semicolon", "&copy 2020 &notit", "© 2020 ¬it");
        row("numbers", "&#65;&#x1F600;&#xD800;&#128;", "a😀\uFFFD€");
        row("no entity", "a && b &#; &#x; &nosuch;", "a && b &#; &#x; &nosuch;");
        row("HTML keeps its entities for the second look", "<b>&eacute;</b>", "<b>é</b>");
        row("capitals of HTML stay", "<b>&EACUTE;", "<b>&eacute;");
        row("terminal colors", "\x1b[36;44mblue\x1b[0m", "blue");
        row("controls", "a\x01\x7f\ufeff b", "a b");
        row("C1 controls", "a\u0085b\u0093", "a…b\"");
        row("line separators", "a\r\nb\u2028c", "a b c");
        row("Turkish", "İI ı", "i̇i ı");
        row("final sigma", "ΌΔΟΣ ΣΑΣ", "όδος σας");
        row("sharp s", "STRAßE ẞ", "straße ß");
        row("wrongly decoded text stays", "schÃ¶n", "schã¶n");
        row("nothing", " \u200a", "");
    }
    void textIsCleanedAsByTheReference() {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        QCOMPARE(QString::fromStdString(cleaned(text.toStdString())), expected);
    }

    void brokenUtf8BecomesReplacementCharacters() {
        QCOMPARE(cleaned("a\xff\xc3(\xe2\x82"), std::string("a\uFFFD\uFFFD(\uFFFD"));
        QCOMPARE(cleaned("\xed\xa0\xbd\xed\xb8\x80"), std::string("😀")); // surrogates one by one
        QCOMPARE(cleaned("\xed\xa0\xbd"), std::string("\uFFFD"));
    }

    void starterGivesTheIdsOfItsGoldens() {
        const auto tokenizer = Tokenizer::fromMerges(kStarter / "bpe_merges.txt.gz", 16898);
        QVERIFY(tokenizer.has_value());
        const auto goldens = nlohmann::json::parse(std::ifstream(kStarter / "goldens.json"));
        QVERIFY(goldens.at("texts").size() > 20);
        for (const auto &entry : goldens.at("texts")) {
            QCOMPARE(tokenizer->encode(entry.at("text").get<std::string>(), 77),
                     entry.at("ids").get<Ids>());
        }
    }

    void specialTokensInTextAreThoseOfTheVocabulary() {
        const Tokenizer &tokenizer = clipTokenizer();
        QCOMPARE(tokenizer.startToken(), 49406);
        QCOMPARE(tokenizer.endToken(), 49407);
        QCOMPARE(tokenizer.encode("a <START_of_text> b<end_of_text>", 77),
                 (Ids{49406, 320, 49406, 321, 49407, 49407}));
    }

    void learnedWordsBecomeTheirOwnIds_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected"); // z: the word zorbo, k: the word mäxchen
        const auto row = [](const char *name, const char *text, const char *expected) {
            QTest::newRow(name) << QString::fromUtf8(text) << QString::fromUtf8(expected);
        };
        row("alone", "zorbo", "z");
        row("in capitals, with white space", "  ZORBO ", "z");
        row("in a sentence", "a dog, zorbo.", "a|dog|,|z|.");
        row("possessive", "Zorbo's dog", "z|'s|dog");
        row("part of a longer word", "zorbos", "zorbos");
        row("before a digit", "zorbo2", "z|2");
        row("with an umlaut, decomposed", "MA\u0308XCHEN", "k");
        row("twice", "zorbo zorbo", "z|z");
    }
    void learnedWordsBecomeTheirOwnIds() {
        QFETCH(const QString, text);
        QFETCH(const QString, expected);
        for (const Cleaning cleaning : {Cleaning::OpenClip, Cleaning::HuggingFace}) {
            const auto file = resourceFolder() / "bpe_simple_vocab_16e6.txt.gz";
            auto plain = Tokenizer::fromMerges(file, 49408, cleaning);
            auto taught = Tokenizer::fromMerges(file, 49408, cleaning);
            const std::vector<LearnedWord> words{{"zorbo", 2, 3}, {"m\u00e4xchen", 0, 2}};
            QVERIFY(taught->teach(words, 50000).has_value());
            Ids ids{49406};
            for (const QString &word : expected.split(QLatin1Char('|'))) {
                if (word == QLatin1String("z")) {
                    ids.insert(ids.end(), {50002, 50003, 50004});
                } else if (word == QLatin1String("k")) {
                    ids.insert(ids.end(), {50000, 50001});
                } else {
                    const Ids own = plain->encode(word.toStdString(), 77);
                    ids.insert(ids.end(), own.begin() + 1, own.end() - 1);
                }
            }
            ids.push_back(49407);
            QCOMPARE(taught->encode(text.toStdString(), 77), ids);
            ids.resize(2);
            ids.push_back(49407);
            QCOMPARE(taught->encode(text.toStdString(), 3), ids);
            QCOMPARE(taught->vocabularySize(), 49408);
        }
    }

    void whatIsNoWordIsNotLearned_data() {
        QTest::addColumn<std::string>("word");
        QTest::newRow("two") << std::string("oma erna");
        QTest::newRow("none") << std::string("  ");
        QTest::newRow("with a digit") << std::string("zorbo2");
    }
    void whatIsNoWordIsNotLearned() {
        QFETCH(const std::string, word);
        auto tokenizer =
            Tokenizer::fromMerges(resourceFolder() / "bpe_simple_vocab_16e6.txt.gz", 49408);
        const std::vector<LearnedWord> words{{word, 0, 1}};
        const auto taught = tokenizer->teach(words, 49408);
        QVERIFY(!taught.has_value());
        QVERIFY(taught.error().message.find("not one word") != std::string::npos);
    }

    void wordsAreThoseThatAreEncodedOneByOne() {
        QCOMPARE(clipTokenizer().words("Zorbo's  bed, 12!"),
                 (std::vector<std::string>{"zorbo", "'s", "bed", ",", "1", "2", "!"}));
    }

    void longTextIsCutWithTheEndTokenLast() {
        const Tokenizer &tokenizer = clipTokenizer();
        std::string text;
        for (int i = 0; i < 200; ++i) {
            text += "dog ";
        }
        const Ids ids = tokenizer.encode(text, 77);
        QCOMPARE(ids.size(), std::size_t{77});
        QCOMPARE(ids.back(), 49407);
        QCOMPARE(ids[75], ids[1]);
        QCOMPARE(tokenizer.encode(text, 3), (Ids{49406, ids[1], 49407}));
        QCOMPARE(tokenizer.encode("", 77), (Ids{49406, 49407}));
    }

    void longWordsTakeNoQuadraticTime_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("one letter") << QByteArray(1'000'000, 'a');
        QByteArray mixed;
        for (unsigned i = 0, x = 1; i < 1'000'000; ++i) {
            x = x * 1664525U + 1013904223U;
            mixed += static_cast<char>('a' + (x >> 24) % 26);
        }
        QTest::newRow("any letters") << mixed;
        QTest::newRow("signs") << QByteArray("!?").repeated(500'000);
        QTest::newRow("entities in entities")
            << QByteArray("&") + QByteArray("amp;").repeated(50'000);
        QTest::newRow("open references") << QByteArray("&#49").repeated(300'000);
    }
    void longWordsTakeNoQuadraticTime() {
        QFETCH(QByteArray, text);
        const Tokenizer &tokenizer = clipTokenizer();
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(tokenizer.encode(text.toStdString(), 77).size(), std::size_t{77});
        // Seconds even under sanitizers; a quadratic way takes hours.
        QVERIFY2(timer.elapsed() < 60'000, qPrintable(QString::number(timer.elapsed())));
    }

    void brokenMergesAreRefused_data() {
        QTest::addColumn<QByteArray>("contents");
        QTest::addColumn<int>("vocabulary");
        QTest::addColumn<QString>("sentence");
        QTest::newRow("too few") << QByteArray("#version\na b\n") << 600
                                 << QStringLiteral("needs 86");
        QTest::newRow("one piece")
            << QByteArray("#version\nab\nc d\n") << 516 << QStringLiteral("line 2");
        QTest::newRow("three pieces")
            << QByteArray("#version\na b\na b c\n") << 516 << QStringLiteral("line 3");
        QTest::newRow("unknown piece")
            << QByteArray("#version\nxyz b\n") << 515 << QStringLiteral("\"xyz\"");
        QTest::newRow("small vocabulary")
            << QByteArray("#version\n") << 10 << QStringLiteral("of 10 tokens");
        QTest::newRow("cut gzip") << QByteArray::fromHex("1f8b0800000000000003") << 515
                                  << QStringLiteral("cut off");
    }
    void brokenMergesAreRefused() {
        QFETCH(QByteArray, contents);
        QFETCH(int, vocabulary);
        QFETCH(QString, sentence);
        const QTemporaryDir folder;
        const std::filesystem::path file =
            folder.filePath(QStringLiteral("merges.txt")).toStdString();
        write(file, contents.toStdString());
        const auto tokenizer = Tokenizer::fromMerges(file, vocabulary);
        QVERIFY(!tokenizer.has_value());
        const QString message = QString::fromStdString(tokenizer.error().message);
        QVERIFY2(message.contains(sentence), qPrintable(message));
    }

    void aListOfTwoMergesDoesForASmallVocabulary() {
        const QTemporaryDir folder;
        const std::filesystem::path file =
            folder.filePath(QStringLiteral("merges.txt")).toStdString();
        write(file, "#version\nd o\ndo g</w>\n");
        const auto tokenizer = Tokenizer::fromMerges(file, 516);
        QVERIFY(tokenizer.has_value());
        QCOMPARE(tokenizer->encode("dog do", 77), (Ids{514, 513, 'd' - '!', 'o' - '!' + 256, 515}));
    }

    void missingFilesAreNamed() {
        const auto tokenizer = Tokenizer::fromMerges("/nowhere/merges.txt.gz", 600);
        QVERIFY(!tokenizer.has_value());
        QCOMPARE(tokenizer.error().code, ErrorCode::NotFound);
        QVERIFY(tokenizer.error().message.find("/nowhere/merges.txt.gz") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestTokenizer)
#include "tst_tokenizer.moc"
