#pragma once

#include "engine/core/half.h"
#include "engine/library/library.h"

#include <QTemporaryDir>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

namespace fovea::test {

constexpr int kDim = 16;

/// Throws where the call failed, as value() does for results that hold something.
inline void must(const Result<void> &result) {
    if (!result) {
        throw std::runtime_error(result.error().message);
    }
}

/// A library in a folder of its own, with one root folder of photos and one embedding space.
class LibraryFixture {
public:
    explicit LibraryFixture(int dim = kDim)
        : m_dim(dim) {
        photoFolder = root() / "photos";
        std::filesystem::create_directories(photoFolder);
        reopen();
        folder = library->catalog().addRoot(photoFolder).value();
        space = library->catalog().ensureSpace({"test", "test-key", dim, 0}).value();
    }

    std::filesystem::path root() const {
        return std::filesystem::canonical(m_directory.path().toStdString());
    }
    std::filesystem::path libraryFolder() const { return root() / "library"; }

    void reopen() {
        library.reset();
        library = library::Library::open(libraryFolder()).value();
    }

    /// A unit vector that depends on `seed` alone.
    static std::vector<float> vector(int seed, int dim = kDim) {
        std::mt19937 random(static_cast<unsigned>(seed));
        std::normal_distribution<float> normal;
        std::vector<float> values(static_cast<std::size_t>(dim));
        float squares = 0;
        for (float &value : values) {
            value = normal(random);
            squares += value * value;
        }
        for (float &value : values) {
            value /= std::sqrt(squares);
        }
        return values;
    }

    static std::vector<Half> halves(const std::vector<float> &values) {
        std::vector<Half> result(values.size());
        toHalf(values, result);
        return result;
    }

    static ContentHash hash(int number, std::uint8_t kind) {
        ContentHash hash;
        for (std::size_t i = 0; i < 4; ++i) {
            hash.bytes[i] = static_cast<std::uint8_t>((number >> (8 * i)) & 0xff);
        }
        hash.bytes[15] = kind;
        return hash;
    }

    /// A file named `name` with content number `content`, whose pixels are number `pixels`.
    library::IndexedFile file(const std::string &name, int content, int pixels) const {
        library::IndexedFile file;
        file.path = photoFolder / name;
        file.stamp = {1000 + content, 1'600'000'000'000'000'000LL + content * 1'000'000'000LL};
        file.contentHash = hash(content, 1);
        file.pixelHash = hash(pixels, 2);
        file.width = 300;
        file.height = 200;
        file.embedding = halves(vector(pixels, m_dim));
        return file;
    }
    library::IndexedFile file(const std::string &name, int content) const {
        return file(name, content, content);
    }

    library::CommitOutcome commit(const library::IndexedFile &file) {
        return library->catalog().commit(folder, std::span(&file, 1), space).value().at(0);
    }

    PhotoId photoAt(const std::string &name) {
        return library->catalog().photoAt(photoFolder / name).value().value_or(PhotoId{});
    }

    FileId fileAt(const std::string &name) {
        FileId id;
        static_cast<void>(
            library->catalog().forEachFile(folder, [&](const library::KnownFile &file) {
                if (file.path == photoFolder / name) {
                    id = file.id;
                }
            }));
        return id;
    }

    void markMissing(const std::string &name) {
        const FileId id = fileAt(name);
        must(library->catalog().markMissing(std::span(&id, 1)));
    }

    std::int64_t photoCount() { return library->catalog().counts(space).value().photos; }

    std::filesystem::path photoFolder;
    std::unique_ptr<library::Library> library;
    FolderId folder;
    SpaceId space;

private:
    QTemporaryDir m_directory;
    int m_dim;
};

} // namespace fovea::test
