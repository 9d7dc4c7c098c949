#include "engine/core/mapped_file.h"

#include "engine/core/system_error.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <utility>

namespace fovea {

Result<MappedFile> MappedFile::open(const std::filesystem::path &path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return fail(systemError("Cannot open " + path.string()));
    }
    auto file = fromDescriptor(descriptor, path.string());
    ::close(descriptor);
    return file;
}

Result<MappedFile> MappedFile::fromDescriptor(int descriptor, const std::string &name) {
    struct stat status {};
    if (::fstat(descriptor, &status) != 0) {
        return fail(systemError("Cannot look at " + name));
    }
    if (!S_ISREG(status.st_mode)) {
        return fail(ErrorCode::Unsupported, name + " is not a regular file");
    }
    MappedFile file;
    if (status.st_size == 0) {
        return file;
    }
    const auto size = static_cast<std::size_t>(status.st_size);
    void *data = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
    if (data == MAP_FAILED) {
        return fail(systemError("Cannot map " + name));
    }
    file.m_data = static_cast<const std::byte *>(data);
    file.m_size = size;
    return file;
}

MappedFile::MappedFile(MappedFile &&other) noexcept
    : m_data(std::exchange(other.m_data, nullptr))
    , m_size(std::exchange(other.m_size, 0)) {}

MappedFile &MappedFile::operator=(MappedFile &&other) noexcept {
    std::swap(m_data, other.m_data);
    std::swap(m_size, other.m_size);
    return *this;
}

MappedFile::~MappedFile() {
    if (m_data != nullptr) {
        ::munmap(const_cast<std::byte *>(m_data), m_size);
    }
}

} // namespace fovea
