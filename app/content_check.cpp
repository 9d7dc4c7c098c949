#include "app/content_check.h"

#include <algorithm>
#include <utility>

namespace fovea::app {

StatedHash StatedHash::fromTag(QByteArrayView tag) {
    QByteArray hex = tag.trimmed().toByteArray();
    if (hex.startsWith("W/")) {
        hex.remove(0, 2);
    }
    if (hex.size() >= 2 && hex.startsWith('"') && hex.endsWith('"')) {
        hex = hex.mid(1, hex.size() - 2);
    }
    hex = hex.toLower();
    const bool digits = std::all_of(hex.begin(), hex.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    });
    if (digits && hex.size() == 64) {
        return {Kind::Sha256, hex};
    }
    if (digits && hex.size() == 40) {
        return {Kind::GitBlob, hex};
    }
    return {};
}

ContentCheck::ContentCheck(StatedHash stated, qint64 sizeBytes)
    : m_stated(std::move(stated))
    , m_sizeBytes(sizeBytes)
    , m_hash(m_stated.kind == StatedHash::Kind::GitBlob ? QCryptographicHash::Sha1
                                                        : QCryptographicHash::Sha256) {
    reset();
}

void ContentCheck::reset() {
    m_hash.reset();
    if (m_stated.kind == StatedHash::Kind::GitBlob) {
        const QByteArray head = "blob " + QByteArray::number(m_sizeBytes);
        m_hash.addData(QByteArrayView(head.constData(), head.size() + 1)); // with its closing zero
    }
}

void ContentCheck::add(QByteArrayView data) {
    m_hash.addData(data);
}

bool ContentCheck::matches() const {
    return m_stated.kind == StatedHash::Kind::None || found() == m_stated.hex;
}

QByteArray ContentCheck::found() const {
    return m_hash.result().toHex();
}

} // namespace fovea::app
