#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QCryptographicHash>

namespace fovea::app {

/// What a hub states of a file's contents, by which they are verified.
struct StatedHash {
    enum class Kind {
        None,
        Sha256,  ///< of the contents: large files
        GitBlob, ///< SHA-1 of "blob SIZE\0" and the contents: small files, as git names them
    };
    Kind kind = Kind::None;
    QByteArray hex; ///< lower case

    /// From an entity tag: 64 digits are a SHA-256, 40 a git blob, anything else says nothing.
    static StatedHash fromTag(QByteArrayView tag);
    bool operator==(const StatedHash &) const = default;
};

/// Verifies contents as they come in.
class ContentCheck {
public:
    ContentCheck(StatedHash stated, qint64 sizeBytes);
    void add(QByteArrayView data);
    void reset();
    bool matches() const;     ///< true where nothing was stated
    QByteArray found() const; ///< hex

private:
    StatedHash m_stated;
    qint64 m_sizeBytes;
    QCryptographicHash m_hash;
};

} // namespace fovea::app
