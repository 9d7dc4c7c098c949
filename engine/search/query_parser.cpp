#include "engine/search/query_parser.h"

#include <cctype>

namespace fovea::search {
namespace {

bool isSpace(char c) {
    return std::isspace(static_cast<unsigned char>(c)) != 0;
}

/// One space between words, none at the ends.
std::string simplified(std::string_view text) {
    std::string result;
    for (const char c : text) {
        if (!isSpace(c)) {
            result += c;
        } else if (!result.empty() && result.back() != ' ') {
            result += ' ';
        }
    }
    if (result.ends_with(' ')) {
        result.pop_back();
    }
    return result;
}

void addUnlessEmpty(std::vector<std::string> &list, std::string_view text) {
    if (std::string phrase = simplified(text); !phrase.empty()) {
        list.push_back(std::move(phrase));
    }
}

class Parser {
public:
    explicit Parser(std::string_view text)
        : m_text(text) {}

    Query parse() {
        while (m_at < m_text.size()) {
            parseOne();
        }
        addUnlessEmpty(m_query.words, m_words);
        return std::move(m_query);
    }

private:
    void parseOne() {
        const char c = m_text[m_at];
        const char next = m_at + 1 < m_text.size() ? m_text[m_at + 1] : ' ';
        const bool startsWord = m_at == 0 || isSpace(m_text[m_at - 1]) || m_afterQuote;
        m_afterQuote = false;
        if (c == '"') {
            addUnlessEmpty(m_query.exact, takeQuoted());
        } else if (c == '-' && startsWord && next == '"') {
            ++m_at;
            addUnlessEmpty(m_query.excluded, takeQuoted());
        } else if (c == '-' && startsWord && !isSpace(next) && next != '-') {
            ++m_at;
            addUnlessEmpty(m_query.excluded, takeWord());
        } else {
            m_words += c;
            ++m_at;
        }
    }

    std::string_view takeQuoted() {
        const std::size_t begin = ++m_at;
        const std::size_t end = std::min(m_text.find('"', begin), m_text.size());
        m_at = std::min(end + 1, m_text.size());
        m_afterQuote = true;
        m_words += ' '; // what stands on both sides of a quote is not one word
        return m_text.substr(begin, end - begin);
    }

    std::string_view takeWord() {
        const std::size_t begin = m_at;
        while (m_at < m_text.size() && !isSpace(m_text[m_at]) && m_text[m_at] != '"') {
            ++m_at;
        }
        return m_text.substr(begin, m_at - begin);
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    bool m_afterQuote = false;
    std::string m_words;
    Query m_query;
};

/// Quotes cannot be written inside quotes; they never come out of a parsed query.
std::string withoutQuotes(std::string_view text) {
    std::string result;
    for (const char c : text) {
        result += c == '"' ? ' ' : c;
    }
    return result;
}

} // namespace

Query parseQuery(std::string_view text) {
    return Parser(text).parse();
}

std::string toText(const Query &query) {
    std::string text;
    const auto append = [&](const std::string &part) { text += (text.empty() ? "" : " ") + part; };
    for (const std::string &phrase : query.words) {
        append(withoutQuotes(phrase));
    }
    for (const std::string &phrase : query.exact) {
        append('"' + withoutQuotes(phrase) + '"');
    }
    for (const std::string &phrase : query.excluded) {
        const bool isOneWord = phrase.find(' ') == std::string::npos && !phrase.starts_with('-');
        append(isOneWord ? '-' + withoutQuotes(phrase) : "-\"" + withoutQuotes(phrase) + '"');
    }
    return text;
}

} // namespace fovea::search
