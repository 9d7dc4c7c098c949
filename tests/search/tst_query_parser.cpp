#include "engine/search/query_parser.h"

#include <QtTest>

using fovea::search::parseQuery;
using fovea::search::Query;
using fovea::search::toText;
using Phrases = std::vector<std::string>;

Q_DECLARE_METATYPE(Phrases)

class TestQueryParser : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void textBecomesParts_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<Phrases>("words");
        QTest::addColumn<Phrases>("exact");
        QTest::addColumn<Phrases>("excluded");
        const auto row = [](const char *name, const char *text, const Phrases &words,
                            const Phrases &exact = {}, const Phrases &excluded = {}) {
            QTest::newRow(name) << QByteArray(text) << words << exact << excluded;
        };
        row("one phrase", "a dog runs on the grass", {"a dog runs on the grass"});
        row("spaces are one", "  a \t dog\n ", {"a dog"});
        row("exact text", "\"IMG 12\"", {}, {"IMG 12"});
        row("words around exact text", "dog \"Rex\" grass", {"dog grass"}, {"Rex"});
        row("exact text against a word", "dog\"Rex\"grass", {"dog grass"}, {"Rex"});
        row("excluded word", "beach -people", {"beach"}, {}, {"people"});
        row("excluded phrase", "beach -\"many people\" sun", {"beach sun"}, {}, {"many people"});
        row("hyphen inside a word", "black-and-white t-shirt", {"black-and-white t-shirt"});
        row("hyphen alone", "sea - sun", {"sea - sun"});
        row("hyphen at the end", "sea -", {"sea -"});
        row("two hyphens", "sea --sun", {"sea --sun"});
        row("exclusion alone", "-people", {}, {}, {"people"});
        row("excluded with a hyphen inside", "-t-shirt", {}, {}, {"t-shirt"});
        row("unclosed quote", "dog \"my Rex", {"dog"}, {"my Rex"});
        row("unclosed excluded quote", "dog -\"my Rex", {"dog"}, {}, {"my Rex"});
        row("empty quotes", "dog \"\" -\"\"", {"dog"});
        row("exclusion after a quote", "\"Rex\"-cat", {}, {"Rex"}, {"cat"});
        row("not ASCII", "größe \xE6\xB5\xB7 -\xF0\x9F\x90\xB6", {"größe \xE6\xB5\xB7"}, {},
            {"\xF0\x9F\x90\xB6"});
        row("not UTF-8", "\xFF\xFE dog", {"\xFF\xFE dog"});
        row("nothing", " ", {});
    }
    void textBecomesParts() {
        QFETCH(QByteArray, text);
        QFETCH(Phrases, words);
        QFETCH(Phrases, exact);
        QFETCH(Phrases, excluded);
        const Query query = parseQuery(text.toStdString());
        QCOMPARE(query.words, words);
        QCOMPARE(query.exact, exact);
        QCOMPARE(query.excluded, excluded);
        QVERIFY(parseQuery(toText(query)) == query);
    }
};

QTEST_GUILESS_MAIN(TestQueryParser)
#include "tst_query_parser.moc"
